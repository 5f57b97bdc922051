"""What was done: commitments, payments, progress, and the acts that close a year. Money facts are never changed."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from localplan.budgeting.models import BudgetLine, money
from localplan.budgeting.sources import Authority
from localplan.calendar.models import FiscalYear
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit.models import StoredFile

from .queries import CommitmentQuerySet, DisbursementQuerySet, FactQuerySet, ShareQuerySet

ZERO = Decimal("0.00")


class Commitment(models.Model):
    """One obligation with one counterparty: a whole contract or order, or one without procurement (a subsidy …).

    Its amount is the sum of its shares. Amendment, cancellation and re-announcement are events of the same commitment.
    """

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("contract")
        ORDER = "order", _("purchase or hire order")
        SUBSIDY = "subsidy", _("subsidy to an agency")
        DIRECT = "direct", _("direct payment")

    class Method(models.TextChoices):
        BIDDING = "bidding", _("e-bidding")
        SELECTION = "selection", _("selection")
        SPECIFIC = "specific", _("specific")
        NONE = "none", _("no procurement")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="commitments", db_index=False)
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="commitments", help_text="of its first line")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    number = models.CharField(_("contract no."), max_length=60, blank=True)
    title = models.CharField(_("what for"), max_length=300)
    counterparty = models.CharField(_("counterparty"), max_length=200)
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.NONE)
    egp = models.CharField(_("e-GP project no."), max_length=11, blank=True)
    signed_on = models.DateField(_("signed"))
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    instalments = models.JSONField(default=list, help_text="[{no, amount, due_on}]")
    council_on = models.DateField(_("council passed"), null=True, blank=True, help_text="over several years")
    ceilings = models.JSONField(default=dict, help_text="fiscal year → baht, over several years")
    cancelled_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "egp"],
                condition=~Q(egp="") & Q(cancelled_on=None),
                name="egp_is_used_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "year", "kind", "number"],
                condition=~Q(number=""),
                name="commitment_number_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class CommitmentEvent(models.Model):
    """One thing that happened to a commitment, never changed: signed, amended, cancelled, announced again."""

    class Kind(models.TextChoices):
        SIGNED = "signed", _("signed")
        AMENDED = "amended", _("amended")
        CANCELLED = "cancelled", _("cancelled")
        REANNOUNCED = "reannounced", _("announced again")
        ABSORBED = "absorbed", _("moved to the line of the ordinance")
        CARRIED = "carried", _("carried over")
        LAPSED = "lapsed", _("lapsed to surplus")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    paper = models.CharField(_("paper"), max_length=120, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.kind} {self.on}"


class Share(models.Model):
    """What one commitment takes of one budget line. Amount, paid and carried are caches of append-only rows."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="shares", db_index=False)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="shares")
    amount = money(default=ZERO)
    paid = money(default=ZERO)
    carried = money(default=ZERO, help_text="unpaid at the year's end and carried over")

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "line"], name="share_is_one"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, carried__gte=0, amount__gte=F("paid") + F("carried")),
                name="share_is_not_overpaid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.line_id} {self.amount}"

    @property
    def left(self) -> Decimal:
        """What may still be paid from this share."""
        left: Decimal = self.amount - self.paid - self.carried
        return left


class ShareEntry(models.Model):
    """One signed change of a share's amount, with the event that made it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    share = models.ForeignKey(Share, models.PROTECT, related_name="entries")
    event = models.ForeignKey(CommitmentEvent, models.PROTECT, related_name="entries")
    amount = money(help_text="signed")
    on = models.DateField()
    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.share_id} {self.amount}"


class Disbursement(models.Model):
    """One payment of a commitment, gross. Tax, penalty and retention only explain the net. A reversal is negative."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="disbursements", db_index=False)
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="disbursements", help_text="it is paid in")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="disbursements")
    voucher = models.CharField(_("voucher"), max_length=60)
    instalment = models.PositiveSmallIntegerField(_("instalment"), null=True, blank=True)
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    paid_on = models.DateField(_("paid"))
    counts_on = models.DateField(help_text="the date that makes the quarter, by the setting of that day")
    gross = money(help_text="signed")
    tax = money(default=ZERO)
    penalty = money(default=ZERO)
    retention = money(default=ZERO)
    note = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = DisbursementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, gross__gt=0) | Q(reverses__isnull=False, gross__lt=0),
                name="payment_is_positive_and_reversal_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "counts_on"], name="disbursement_by_day"),
            models.Index(fields=["organisation", "voucher"], name="disbursement_by_voucher"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher} {self.gross}"

    @property
    def net(self) -> Decimal:
        """What the counterparty received."""
        net: Decimal = self.gross - self.tax - self.penalty - self.retention
        return net


class DisbursementShare(models.Model):
    """What one payment takes of one share, signed like the payment.

    A payment moved to another line by absorption has a counter-entry on the old share and an entry on the new one.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    disbursement = models.ForeignKey(Disbursement, models.PROTECT, related_name="shares", db_index=False)
    share = models.ForeignKey(Share, models.PROTECT, related_name="payments")
    amount = money(help_text="signed")
    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["disbursement", "share"], name="payment_of_a_share")]

    def __str__(self) -> str:
        return f"{self.disbursement_id} {self.share_id} {self.amount}"


class CumulativeFigure(models.Model):
    """What a recurrent line had paid from 1 October to a day. The latest recorded of the latest day counts."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="figures", db_index=False)
    until_on = models.DateField(help_text="the last day of a month of the line's fiscal year")
    amount = money()
    reason = models.CharField(max_length=300, blank=True, help_text="why it fell")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="figure_is_not_negative")]
        indexes = [models.Index(fields=["line", "-until_on", "-id"], name="figure_latest")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.until_on} {self.amount}"


class Progress(models.Model):
    """How far the work under a commitment was on a day, per cent."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="progress")
    on = models.DateField(_("day"))
    percent = models.DecimalField(_("per cent"), max_digits=5, decimal_places=2)
    note = models.CharField(_("note"), max_length=500, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="progress_is_a_percentage")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.on} {self.percent}%"


class NoMovement(models.Model):
    """An officer's word that nothing happened to an open commitment in a quarter."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="still", db_index=False)
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="+")
    quarter = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "year", "quarter"], name="no_movement_is_said_once"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="no_movement_is_of_a_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.quarter}/{self.year_id}"


class CarryOver(models.Model):
    """One act at the year's end on what a line, or a share of it, has left. Reversed by a counter-entry.

    Money carried stays in its year and appears in the next only on the line `into`, of source carried over.
    """

    class Act(models.TextChoices):
        SET_ASIDE = "set_aside", _("set aside")  # กันเงิน
        EXTENDED = "extended", _("time to disburse extended")  # ขยายเวลาเบิกจ่าย
        ACCRUED = "accrued", _("accrued expenditure")  # รายจ่ายค้างจ่าย
        LAPSED = "lapsed", _("lapsed to surplus")  # ตกเป็นเงินสะสม

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="carried_over")
    share = models.ForeignKey(Share, models.PROTECT, null=True, blank=True, related_name="carried_over")
    act = models.CharField(_("act"), max_length=10, choices=Act)
    amount = money(help_text="signed: a reversal is negative")
    authority = models.CharField(_("authority"), max_length=10, choices=Authority, blank=True)
    decided_on = models.DateField(_("decided"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    paper = models.CharField(_("paper"), max_length=120, blank=True)
    into = models.ForeignKey(BudgetLine, models.PROTECT, null=True, blank=True, related_name="carried_from")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="carry_over_is_positive_and_reversal_negative",
            ),
            models.CheckConstraint(
                condition=Q(act="lapsed", into=None) | (~Q(act="lapsed") & Q(into__isnull=False)),
                name="carried_money_goes_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.act} {self.amount}"


class FinalStatus(models.Model):
    """What became of the project behind a development line when its year closed. The latest one counts."""

    class Status(models.TextChoices):
        COMPLETED = "completed", _("completed")
        CONTINUING = "continuing", _("continues in the next year")
        PARTLY = "partly", _("partly done")
        CANCELLED = "cancelled", _("not carried out")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="statuses")
    status = models.CharField(_("final status"), max_length=10, choices=Status)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = FactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.line_id} {self.status}"
