"""What was granted: specific-purpose grants (เงินอุดหนุนเฉพาะกิจ) and the events people tell about them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from localplan.budgeting.models import BudgetLine, money
from localplan.calendar.models import FiscalYear
from localplan.organisations.models import Membership, Organisation
from localplan.planning.models import Project
from localplan.toolkit.models import StoredFile

from .queries import GrantEventQuerySet, GrantQuerySet

ZERO = Decimal("0.00")


class Grant(models.Model):
    """One allotment to one LAO, as its letter says. Its balance is never stored: events and its lines tell it."""

    class Grantor(models.TextChoices):
        DLA = "dla", _("Department of Local Administration")
        BUDGET_BUREAU = "bureau", _("Budget Bureau, directly")
        PAO = "pao", _("provincial administrative organisation")
        OTHER = "other", _("other agency")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="grants", db_index=False)
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="grants")
    grantor = models.CharField(_("grantor"), max_length=6, choices=Grantor)
    grantor_name = models.CharField(_("name of the grantor"), max_length=200, blank=True)
    letter = models.CharField(_("allotment letter"), max_length=120)
    letter_on = models.DateField(_("dated"))
    item = models.PositiveIntegerField(_("item"), default=1, help_text="place in the letter")
    purpose = models.CharField(_("purpose"), max_length=300)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="grants")
    amount = money(verbose_name=_("amount"))
    contribution = money(verbose_name=_("contribution of the LAO"), default=ZERO)
    commit_by = models.DateField(_("commit by"), null=True, blank=True)
    lapses_on = models.DateField(_("lapses"), null=True, blank=True)
    registered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="the LAO says it is theirs")
    confirmed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", db_index=False)
    disputed = models.CharField(_("why it is not ours"), max_length=300, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="nothing left: spent or returned")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "letter", "letter_on", "item", "purpose"], name="grant_is_one"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, contribution__gte=0), name="grant_has_an_amount"),
            models.CheckConstraint(
                condition=Q(lapses_on=None) | Q(commit_by=None) | Q(lapses_on__gte=F("commit_by")),
                name="grant_lapses_after_commit_by",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "year"], name="grant_by_organisation")]

    def __str__(self) -> str:
        return self.purpose

    def is_open_on(self, day: dt.date) -> bool:
        """Allotted by the day and not closed by then."""
        return self.letter_on <= day and (self.closed_on is None or self.closed_on > day)


class GrantLine(models.Model):
    """A budget line that a grant opened: what is committed and paid of the grant is read from it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="lines")
    line = models.OneToOneField(BudgetLine, models.PROTECT, related_name="granted")

    objects = GrantEventQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.grant_id} {self.line_id}"


class GrantEvent(models.Model):
    """One thing a person tells about a grant, never changed. A wrong one is taken back by a counter-entry."""

    class Kind(models.TextChoices):
        NOTIFIED = "notified", _("notified")
        RECEIVED = "received", _("money received")
        RETURNED = "returned", _("money returned")
        EXTENDED = "extended", _("time extended")
        UNCHANGED = "unchanged", _("unchanged")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=10, choices=Kind)
    on = models.DateField(_("day"))
    amount = money(default=ZERO, help_text="signed; 0 for events without money")
    paper = models.CharField(_("paper"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    commit_by = models.DateField(null=True, blank=True, help_text="of an extension")
    lapses_on = models.DateField(null=True, blank=True, help_text="of an extension")
    document = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = GrantEventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "on"], name="grant_event_by_day")]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.kind} {self.on}"
