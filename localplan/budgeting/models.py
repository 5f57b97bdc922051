"""How much: classification, ordinances, budget lines of every source, transfers, and what the accounts say."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import FiscalYear
from localplan.organisations.models import Kind, Membership, Organisation
from localplan.planning.models import Project, ProjectRevision
from localplan.toolkit.models import StoredFile

from .queries import (
    BudgetLineQuerySet,
    ClassificationQuerySet,
    ControlStatementQuerySet,
    DatedQuerySet,
    EntryQuerySet,
    OrdinanceQuerySet,
    TransferQuerySet,
)
from .sources import Authority, Source

ZERO = Decimal("0.00")


def money(**more: object) -> models.DecimalField:
    """Baht to the satang."""
    return models.DecimalField(max_digits=16, decimal_places=2, **more)  # type: ignore[arg-type]


class Classification(models.Model):
    """One code of a dated list: by function (ด้าน > แผนงาน > งาน), by object (งบ > หมวด > ประเภท), or of revenue."""

    class Tree(models.TextChoices):
        FUNCTION = "function", _("by function")
        OBJECT = "object", _("by object")
        REVENUE = "revenue", _("revenue")

    tree = models.CharField(max_length=8, choices=Tree)
    depth = models.PositiveSmallIntegerField(help_text="0 ด้าน, งบ · 1 แผนงาน, หมวด · 2 งาน, ประเภท")
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    develops = models.BooleanField(default=False, help_text="a line of it normally comes from a project of the plan")
    capital = models.BooleanField(default=False, help_text="งบลงทุน: new items are transferred by the council only")
    first_year = models.PositiveSmallIntegerField(help_text="พ.ศ.")
    last_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="พ.ศ., included")

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        ordering = ("tree", "code")
        constraints = [
            models.UniqueConstraint(fields=["tree", "code", "first_year"], name="classification_is_one"),
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=F("first_year")), name="classification_years_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class BudgetLimit(models.Model):
    """One share of the budget that the law of some years limits, for all LAOs or for one type. Dated data."""

    class Share(models.TextChoices):
        PERSONNEL = "personnel", _("personnel, of the expenditure")
        SUBSIDIES = "subsidies", _("subsidies, of the revenue estimate")

    share = models.CharField(max_length=10, choices=Share)
    kind = models.CharField(max_length=10, choices=Kind, blank=True, help_text="empty: every type of LAO")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    law = models.CharField(max_length=200, blank=True, help_text="where it is written")
    first_year = models.PositiveSmallIntegerField(help_text="พ.ศ.")
    last_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="พ.ศ., included")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "kind", "first_year"], name="budget_limit_is_one"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="budget_limit_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.share} {self.kind} {self.percent} %"


class OrdinanceForm(models.Model):
    """What the ordinance of a type of LAO is called, and who may have signed its approval. Dated data."""

    kind = models.CharField(max_length=10, choices=Kind)
    word = models.CharField(max_length=60, help_text="ข้อบัญญัติ, เทศบัญญัติ")
    signed = ArrayField(models.CharField(max_length=200), help_text="the usual one first; {district} {province}")
    first_year = models.PositiveSmallIntegerField(help_text="พ.ศ.")
    last_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="พ.ศ., included")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "first_year"], name="ordinance_form_is_one")]

    def __str__(self) -> str:
        return f"{self.kind} {self.word}"


class Ordinance(models.Model):
    """One budget ordinance (ข้อบัญญัติ, เทศบัญญัติ) of an LAO: the annual one, or a numbered supplementary one."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("annual")
        SUPPLEMENTARY = "supplementary", _("supplementary")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ordinances")
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="ordinances")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    number = models.PositiveSmallIntegerField(_("no."), default=0, help_text="0 the annual one")
    passed_on = models.DateField(_("council passed"), null=True, blank=True)
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    deemed_approved = models.BooleanField(_("deemed approved"), default=False)
    promulgated_on = models.DateField(_("promulgated"), null=True, blank=True)
    effective_on = models.DateField(_("effective from"), null=True, blank=True)
    approver = models.CharField(_("approver"), max_length=200, blank=True, help_text="as signed, with ปฏิบัติราชการแทน")
    stated_total = money(verbose_name=_("total typed from the paper"), null=True, blank=True)
    document = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    excuses = models.JSONField(default=list, help_text="[{rule, line, reason}]")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = OrdinanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "kind", "number"], name="ordinance_is_one"),
            models.CheckConstraint(
                condition=Q(kind="annual", number=0) | Q(kind="supplementary", number__gte=1),
                name="ordinance_number_fits_its_kind",
            ),
            models.CheckConstraint(
                condition=(Q(passed_on=None) | Q(approved_on=None) | Q(approved_on__gte=F("passed_on")))
                & (Q(approved_on=None) | Q(promulgated_on=None) | Q(promulgated_on__gte=F("approved_on"))),
                name="ordinance_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.ANNUAL:
            return str(_("annual ordinance %(year)s")) % {"year": self.year_id}
        return str(_("supplementary ordinance no. %(number)s/%(year)s")) % {"number": self.number, "year": self.year_id}


class RevenueEstimate(models.Model):
    """Baht of one kind of revenue that an ordinance estimates."""

    ordinance = models.ForeignKey(Ordinance, models.CASCADE, related_name="revenues")
    item = models.ForeignKey(Classification, models.PROTECT, related_name="+")
    amount = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ordinance", "item"], name="revenue_estimate_is_one"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="revenue_estimate_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.amount}"


class BudgetLine(models.Model):
    """Money that may be committed in one fiscal year, whatever its source.

    The five balances are caches of append-only rows (entries here; shares, payments and year-end acts later), written
    only by `save_balances`. A development line takes commitments; a recurrent one takes one cumulative paid figure.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="budget_lines", db_index=False)
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="budget_lines", db_index=False)
    number = models.PositiveIntegerField(_("line no."), help_text="once within organisation and year; workbooks use it")
    source = models.CharField(_("source"), max_length=14, choices=Source)
    ordinance = models.ForeignKey(Ordinance, models.PROTECT, null=True, blank=True, related_name="lines")
    name = models.CharField(_("item"), max_length=300)
    development = models.BooleanField(_("development"), default=False)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="budget_lines")
    revision = models.ForeignKey(
        ProjectRevision, models.PROTECT, null=True, blank=True, related_name="+", help_text="as it was when linked"
    )
    work = models.ForeignKey(
        Classification, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("work"), db_index=False
    )
    category = models.ForeignKey(
        Classification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        db_index=False,
    )
    authority = models.CharField(_("authority"), max_length=10, choices=Authority, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True, help_text="surplus, grant letter, other agency")
    paper = models.CharField(_("paper"), max_length=120, blank=True, help_text="number of the decision or letter")
    agency = models.CharField(_("agency"), max_length=200, blank=True, help_text="whose money it is")
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", help_text="line it was carried from"
    )
    budget = money(default=ZERO)
    committed = money(default=ZERO)
    paid = money(default=ZERO)
    reserved = money(default=ZERO, help_text="carried over without a commitment")
    lapsed = money(default=ZERO)
    removed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "number"], name="line_number_is_one"),
            models.CheckConstraint(
                condition=Q(source__in=["ordinance", "supplementary"], ordinance__isnull=False)
                | (~Q(source__in=["ordinance", "supplementary"]) & Q(ordinance=None)),
                name="line_of_an_ordinance_has_one",
            ),
            models.CheckConstraint(
                condition=Q(budget__gte=0, committed__gte=0, paid__gte=0, reserved__gte=0, lapsed__gte=0),
                name="line_balances_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(budget__gte=F("committed") + F("reserved") + F("lapsed")),
                name="line_is_not_overcommitted",
            ),
            models.CheckConstraint(
                condition=Q(development=True, paid__lte=F("committed"))
                | Q(development=False, committed=0, budget__gte=F("paid") + F("reserved") + F("lapsed")),
                name="line_is_not_overpaid",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(budget=0, committed=0, paid=0), name="removed_line_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def available(self) -> Decimal:
        """What may still be committed (development) or paid (recurrent)."""
        used = self.committed if self.development else self.paid
        left: Decimal = self.budget - used - self.reserved - self.lapsed
        return left

    @property
    def to_be_linked(self) -> bool:
        """A development line that no project of the plan stands behind yet (รอเชื่อมแผน)."""
        return self.development and self.project_id is None


class LineEntry(models.Model):
    """One change of a line's budget, never altered: entered, corrected, transferred, absorbed, removed, linked anew.

    The sum is the line's budget; the latest tells which project it was linked to on a past day.
    """

    class Kind(models.TextChoices):
        ENTERED = "entered", _("entered")
        CORRECTED = "corrected", _("corrected")
        TRANSFER = "transfer", _("transfer")
        ABSORBED = "absorbed", _("absorbed by the ordinance")
        REMOVED = "removed", _("removed")
        LINKED = "linked", _("linked")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    amount = money(help_text="signed")
    on = models.DateField(help_text="the day it counts from")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+", db_index=False)
    transfer = models.ForeignKey("Transfer", models.PROTECT, null=True, related_name="entries")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="transfer", transfer__isnull=False) | (~Q(kind="transfer") & Q(transfer=None)),
                name="transfer_entry_has_a_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind} {self.amount}"


class Transfer(models.Model):
    """One numbered round of transfers (โอนเพิ่ม, โอนลด): its entries balance to the satang. Reversed by another round."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="transfers")
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="transfers")
    number = models.PositiveSmallIntegerField(_("no."))
    authority = models.CharField(_("authority"), max_length=10, choices=Authority)
    decided_on = models.DateField(_("decided"))
    notice_on = models.DateField(_("public notice"), null=True, blank=True)
    reported_on = models.DateField(_("reported"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    document = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year", "number"], name="transfer_is_one")]

    def __str__(self) -> str:
        return str(_("transfer no. %(number)s/%(year)s")) % {"number": self.number, "year": self.year_id}


class ControlStatement(models.Model):
    """What the accounts of an LAO said at the end of a quarter, cumulative from 1 October. The latest one counts."""

    class Origin(models.TextChoices):
        TYPED = "typed", _("typed from the accounts")
        ELAAS = "elaas", _("read from an e-LAAS workbook")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="control_statements", db_index=False)
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="control_statements")
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    origin = models.CharField(max_length=5, choices=Origin)
    document = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("why the figures differ"), blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ControlStatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="control_statement_is_of_a_quarter")
        ]
        indexes = [models.Index(fields=["organisation", "year", "quarter", "-id"], name="control_statement_latest")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.quarter}/{self.year_id}"


class ControlTotal(models.Model):
    """Baht of one งบ in a control statement: budget in force, outstanding obligations, disbursed."""

    statement = models.ForeignKey(ControlStatement, models.CASCADE, related_name="totals")
    part = models.ForeignKey(
        Classification, models.PROTECT, related_name="+", help_text="งบ: depth 0 of the object tree"
    )
    budget = money()
    outstanding = money()
    disbursed = money()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "part"], name="control_total_is_one"),
            models.CheckConstraint(
                condition=Q(budget__gte=0, outstanding__gte=0, disbursed__gte=0), name="control_total_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.part_id}"
