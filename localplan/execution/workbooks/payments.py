"""Payments as a workbook: one a row. A payment is never changed: what is there is skipped, a change is refused."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from localplan.organisations.models import Membership, Organisation
from localplan.toolkit.problems import Problem
from localplan.toolkit.workbook import Chosen, Field, Parse, Sheet, StoredRow

from .. import actions
from ..facts import Payment
from ..models import Commitment, Disbursement
from .commitments import tried
from .desk import Known, MoneyDesk

KIND = "payments"
ZERO = Decimal("0.00")
_KEPT = (
    "commitment",
    "voucher",
    "paid_on",
    "gross",
    "tax",
    "penalty",
    "retention",
    "approved_on",
    "instalment",
    "note",
)
_DEDUCTED = ("tax", "penalty", "retention")


class PaymentsDesk(MoneyDesk):
    """Where the payments of one LAO and year are handed in and out."""

    def __init__(self, organisation: Organisation, year: int, by: Membership) -> None:
        super().__init__(organisation, year, by)
        listed = Commitment.objects.of(organisation, year).order_by("signed_on", "pk")
        self.commitments = list(listed.values_list("pk", "number", "title", "kind"))
        self.sheet = self._sheet()

    def _sheet(self) -> Sheet:
        choices = [(pk, self._label(pk, number, title)) for pk, number, title, _kind in self.commitments]
        return Sheet(
            kind=KIND,
            name=_("Payments"),
            title=_("Payments of commitments"),
            notes=(
                _("One payment a row. Write the commitment by its number; one without a number, by its register no."),
                _("Payments are never changed here: what is wrong is reversed on the page of the commitment."),
            ),
            columns=(
                Known(
                    "commitment",
                    pgettext_lazy("register", "Commitment"),
                    Parse.CHOICE,
                    required=True,
                    choices=choices,
                    also=self._numbers(),
                    width=46,
                    aliases=("เลขที่สัญญา", "สัญญา"),
                ),
                Field("voucher", _("Voucher"), required=True, max_length=60, width=14, aliases=("เลขที่ฎีกา",)),
                Field("paid_on", _("Day paid"), Parse.DATE, required=True, width=14),
                Field(
                    "gross",
                    _("Amount before deductions (baht)"),
                    Parse.MONEY,
                    required=True,
                    width=18,
                    aliases=("จำนวนเงิน",),
                ),
                Field("tax", _("Withholding tax"), Parse.MONEY, width=14, may_be_absent=True),
                Field("penalty", _("Penalty"), Parse.MONEY, width=14, may_be_absent=True),
                Field("retention", _("Retention"), Parse.MONEY, width=14, may_be_absent=True),
                Field("net", _("Net paid out"), Parse.MONEY, width=16, may_be_absent=True),
                Field("approved_on", _("Approved on"), Parse.DATE, width=14, may_be_absent=True),
                Field(
                    "instalment", _("Instalment"), Parse.INTEGER, minimum=1, maximum=999, width=9, may_be_absent=True
                ),
                Field("note", _("Note"), max_length=300, width=30, may_be_absent=True),
            ),
            skips_totals=True,
        )

    @staticmethod
    def _label(pk: int, number: str, title: str) -> str:
        """Labels must differ: the register number, which is the record's own, makes them so."""
        return f"{number} {title}".strip()[:90] + f" [{pk}]"

    def _numbers(self) -> tuple[tuple[str, int], ...]:
        """A commitment by its number alone where only one bears it, and by its register number."""
        numbers = [number for _pk, number, _title, _kind in self.commitments if number]
        named = [(number, pk) for pk, number, _t, _k in self.commitments if number and numbers.count(number) == 1]
        return (*((f"[{pk}]", pk) for pk, *_rest in self.commitments), *named)

    def rows(self) -> list[StoredRow]:
        """The payments that stand: neither reversals nor what was reversed. One statement."""
        mine = Disbursement.objects.filter(
            organisation=self.organisation, year_id=self.year, reverses=None, reversed_by=None
        )
        names = ["commitment_id", *_KEPT[1:]]
        found = []
        for pk, *values in mine.order_by("counts_on", "pk").values_list("pk", *names):
            told = dict(zip(_KEPT, values, strict=True))
            told["net"] = told["gross"] - sum((told[name] for name in _DEDUCTED), ZERO)
            found.append(StoredRow(pk, 1, told))
        return found

    def name_of(self, values: Mapping[str, Any]) -> Hashable | None:
        return (values.get("commitment"), values.get("voucher"))

    def _read(self, source: Any, name: str) -> Any:
        """A blank deduction is none, a blank net is gross less deductions: as what is kept has them."""
        reading = super()._read(source, name)
        for row in reading.rows:
            if row.is_blank or row.problems:
                continue
            for key in _DEDUCTED:
                if key in row.values and row.values[key] is None:
                    row.values[key] = ZERO
            if "net" in row.values and row.values["net"] is None and row.values.get("gross") is not None:
                row.values["net"] = row.values["gross"] - sum((row.values.get(key) or ZERO for key in _DEDUCTED), ZERO)
        return reading

    def changed(self, now: StoredRow, values: Mapping[str, Any], number: int) -> Sequence[Problem]:
        return [
            Problem(
                "payment_changes_by_reversal",
                _("Voucher %(voucher)s stands otherwise. Reverse it on the page of the commitment, then enter it."),
                params={"voucher": now.values["voucher"]},
                row=number,
                column=self.sheet.column(key).label,
            )
            for key in self.differing(now, values, [*_KEPT, "net"])[:1]
        ]

    def new(self, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> Mapping[int, Sequence[Problem]]:
        told = [_payment(values, number) for number, values in rows]
        return tried(lambda: actions.disburse(self.organisation, told, by=self.by), {number for number, _v in rows})

    def carry_out(self, chosen: Chosen) -> None:
        if chosen.new:
            told = [_payment(row.values, row.number) for row in chosen.new]
            actions.disburse(self.organisation, told, by=self.by)


def _payment(values: Mapping[str, Any], number: int | None) -> Payment:
    return Payment(
        values["commitment"],
        values["voucher"],
        values["paid_on"],
        values["gross"],
        approved_on=values.get("approved_on"),
        tax=values.get("tax") or ZERO,
        penalty=values.get("penalty") or ZERO,
        retention=values.get("retention") or ZERO,
        net=values.get("net"),
        instalment=values.get("instalment"),
        note=values.get("note") or "",
        row=number,
    )
