"""What officers noted of talking to an LAO, and what an LAO said of being late."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import Submission
from localplan.organisations.models import Membership, Organisation

from ..queries import ContactQuerySet, LateReasonQuerySet


class Contact(models.Model):
    """One contact with an LAO: by telephone, on a visit, otherwise; what came of it, and what was promised by when.

    A promise is kept when the step is handed in; nobody ticks it off. Never changed: another contact follows.
    """

    class Way(models.TextChoices):
        PHONE = "phone", _("telephone")
        VISIT = "visit", _("visit")
        OTHER = "other", _("other way")

    class Outcome(models.TextChoices):
        PROMISED = "promised", _("promised a day")
        TALKED = "talked", _("talked, no day yet")
        NOBODY = "nobody", _("nobody answered")
        HELPED = "helped", _("helped on the spot")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contacts")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="contacts", help_text="the step it was about"
    )
    way = models.CharField(_("way"), max_length=6, choices=Way)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    on = models.DateField(_("day"))
    person = models.CharField(_("spoke with"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)
    promised_on = models.DateField(_("promised by"), null=True, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="promised", promised_on__isnull=False)
                | (~models.Q(outcome="promised") & models.Q(promised_on=None)),
                name="promise_has_a_day",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-recorded_at"], name="contact_latest")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.way} {self.on}"


class LateReason(models.Model):
    """Why a step is late, in one tap by the LAO or by the officer who rang it. The latest one counts."""

    class Barrier(models.TextChoices):
        STAFF = "staff", _("no officer, or a new one")
        COUNCIL = "council", _("waiting for the council or an approval")
        PAPERS = "papers", _("papers or figures not ready")
        SYSTEM = "system", _("trouble with the system")
        LINE = "line", _("no internet, slow line or computer")
        UNCLEAR = "unclear", _("does not know how")
        DISASTER = "disaster", _("disaster or urgent work")
        OTHER = "other", _("something else")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="late_reasons")
    barrier = models.CharField(_("why"), max_length=8, choices=Barrier)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = LateReasonQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-recorded_at"], name="late_reason_latest")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.barrier}"
