"""What: plans, their editions, and projects as each edition has them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Membership, Organisation
from localplan.strategy.models import Direction, Programme, Tactic
from localplan.toolkit.models import StoredFile

from .queries import EditionQuerySet, PlanQuerySet, ProjectQuerySet, RevisionQuerySet


class Plan(models.Model):
    """One development plan of an LAO over a span of 3, 4 or 5 fiscal years (พ.ศ., both included)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="plans")
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "first_year", "last_year"], name="plan_is_one"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year") + 2, last_year__lte=F("first_year") + 4),
                name="plan_spans_three_to_five_years",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year}"

    @property
    def years(self) -> list[int]:
        """The fiscal years of the span, in order."""
        return list(range(self.first_year, self.last_year + 1))


class Edition(models.Model):
    """One edition of a plan: the draft becomes "original" when confirmed; amendments follow in one chain.

    Amendments are numbered separately per kind and calendar year ("แก้ไข ครั้งที่ 10/2567").
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("original")
        CORRECTION = "correction", _("correction")
        ADDITION = "addition", _("addition")
        CHANGE = "change", _("change")
        POLICY = "policy", _("by royal or government policy")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="editions")
    sequence = models.PositiveSmallIntegerField(help_text="place in the chain, 0 the original")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField(_("no."), help_text=_("within its kind and year"))
    year = models.PositiveSmallIntegerField(_("year"), help_text="ปี พ.ศ. (calendar)")
    forum_on = models.DateField(_("forum"), null=True, blank=True)
    support_committee_on = models.DateField(_("support committee"), null=True, blank=True)
    committee_on = models.DateField(_("development committee"), null=True, blank=True)
    council_on = models.DateField(_("council passed"), null=True, blank=True)
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    promulgated_on = models.DateField(_("promulgated"), null=True, blank=True)
    posted_from = models.DateField(_("posted from"), null=True, blank=True)
    posted_until = models.DateField(_("posted until"), null=True, blank=True)
    notice = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    same_person = models.BooleanField(default=False, help_text="entered and confirmed by one person")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    official_pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    canonical = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the canonical JSON")
    excuses = models.JSONField(default=list, help_text="[{rule, row, reason}]")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "sequence"], condition=Q(withdrawn_at=None), name="edition_place_is_one"
            ),
            models.UniqueConstraint(
                fields=["plan", "kind", "year", "number"], condition=Q(withdrawn_at=None), name="edition_number_is_one"
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(confirmed_at=None, withdrawn_at=None), name="one_open_edition"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(promulgated_on=None), name="confirmed_was_promulgated"
            ),
        ]

    def __str__(self) -> str:
        kind = str(self.get_kind_display())
        if not self.sequence:
            return kind
        return str(_("%(kind)s no. %(number)s/%(year)s")) % {"kind": kind, "number": self.number, "year": self.year}

    @property
    def is_open(self) -> bool:
        """Still a draft: its rows may be written."""
        return self.confirmed_at is None and self.withdrawn_at is None


class Project(models.Model):
    """The identity of one project, across editions and plans; all its fields stand in its revisions."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="projects")
    continues = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="continued_by")

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ProjectRevision(models.Model):
    """One project as one edition has it: all fields, or withdrawn. An edition reads as the latest revision up to it."""

    class Kind(models.TextChoices):
        OWN = "own", _("own project (PO.02)")
        COMMUNITY = "community", _("from the community plan (PO.02/1)")
        BEYOND = "beyond", _("beyond capacity")
        ASKED = "asked", _("asked from the PAO (PO.02/2)")
        EQUIPMENT = "equipment", _("equipment (PO.03)")
        SUBSIDY = "subsidy", _("subsidy to another agency")

    # Without indexes of their own: revision_by_edition and revision_is_one serve; posts (by) are never deleted.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="revisions", db_index=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="revisions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OWN)
    number = models.PositiveIntegerField(_("no."), null=True, blank=True, help_text=_("within the programme"))
    name = models.CharField(_("project"), max_length=300)
    tactic = models.ForeignKey(
        Tactic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tactic")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    objective = models.TextField(_("objective"), blank=True, max_length=4000)
    target = models.TextField(_("target (output)"), blank=True, max_length=4000)
    indicator = models.TextField(_("indicator (KPI)"), blank=True, max_length=2000)
    result = models.TextField(_("expected result"), blank=True, max_length=4000)
    unit = models.CharField(_("responsible unit"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude_end = models.DecimalField(_("latitude (end)"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude_end = models.DecimalField(_("longitude (end)"), max_digits=9, decimal_places=6, null=True, blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "edition"], name="revision_is_one")]
        indexes = [models.Index(fields=["organisation", "edition"], name="revision_by_edition")]

    def __str__(self) -> str:
        return self.name


class PlannedAmount(models.Model):
    """Baht planned for one fiscal year (พ.ศ.) of a revision. No row: not planned, which is not the same as zero."""

    revision = models.ForeignKey(ProjectRevision, models.CASCADE, related_name="amounts", db_index=False)
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "year"], name="planned_amount_is_one"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="planned_amount_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.amount}"


class SavedKey(models.Model):
    """One idempotency key of the entry grid: a retry after a lost answer gets the first answer again."""

    key = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="saved_key_is_one")]

    def __str__(self) -> str:
        return self.key
