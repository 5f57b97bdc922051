"""Commitments as a workbook: one a row, with the lines it takes from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from localplan.budgeting.models import BudgetLine
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.workbook import Chosen, Field, Parse, Sheet, StoredRow

from .. import actions
from ..facts import Contract, Part, Particulars
from ..models import Commitment, Share
from .desk import Known, MoneyDesk

KIND = "commitments"
#: Lines one row may take from.
MOST_PARTS = 3
ZERO = Decimal("0.00")
_AMOUNTS = ("จำนวนเงิน", "จำนวนเงิน (บาท)", "วงเงิน")
PLAIN = ("title", "counterparty", "number", "method", "egp", "ends_on")
_FIXED = ("kind", "signed_on")


def _numbered(words: str, place: int) -> str:
    return _now(words) % {"place": place}


_label = lazy(_numbered, str)


class CommitmentsDesk(MoneyDesk):
    """Where the commitments of one LAO and year are handed in and out."""

    def __init__(self, organisation: Organisation, year: int, by: Membership) -> None:
        super().__init__(organisation, year, by)
        lines = BudgetLine.objects.of(organisation, year).developing().in_order()
        self.lines = list(lines.values_list("pk", "number", "name"))
        self.sheet = self._sheet()

    def _sheet(self) -> Sheet:
        choices = [(pk, f"{number} {name}"[:120]) for pk, number, name in self.lines]
        also = tuple((str(number), pk) for pk, number, _name in self.lines)
        parts: list[Field] = []
        for place in range(1, MOST_PARTS + 1):
            more: dict[str, Any] = {"required": True} if place == 1 else {"may_be_absent": True}
            told = (_("Budget line"), _("Amount (baht)"))
            if place > 1:
                told = (_label("Budget line %(place)s", place), _label("Amount %(place)s (baht)", place))  # type: ignore[assignment]
            parts += [
                Known(f"line{place}", told[0], Parse.CHOICE, choices=choices, also=also, width=40, **more),
                Field(f"amount{place}", told[1], Parse.MONEY, width=16, aliases=_AMOUNTS if place == 1 else (), **more),
            ]
        kinds = [(kind.value, kind.label) for kind in Commitment.Kind]
        methods = [(method.value, method.label) for method in Commitment.Method]
        return Sheet(
            kind=KIND,
            name=_("Commitments"),
            title=_("Commitments: contracts, orders, subsidies, direct payments"),
            notes=(
                _("One commitment a row. Contracts and orders have a number; others need none."),
                _("A budget line is written by its number. Several lines may bear one commitment."),
            ),
            columns=(
                Field("kind", _("Kind"), Parse.CHOICE, required=True, choices=kinds, width=18),
                Field("number", _("Contract no."), max_length=60, width=16, aliases=("เลขที่", "สัญญาเลขที่")),
                Field("title", _("What for"), required=True, max_length=300, width=50, aliases=("รายการ",)),
                Field("counterparty", _("Counterparty"), required=True, max_length=200, width=30, aliases=("ผู้รับจ้าง",)),
                Field("signed_on", _("Signed on"), Parse.DATE, required=True, width=14, aliases=("วันที่สัญญา",)),
                *parts,
                Field(
                    "method", _("Method of procurement"), Parse.CHOICE, choices=methods, width=16, may_be_absent=True
                ),
                Field("egp", _("e-GP project no."), Parse.CODE, digits=11, width=16, may_be_absent=True),
                Field("ends_on", _("Ends on"), Parse.DATE, width=14, may_be_absent=True),
            ),
            skips_totals=True,
        )

    def rows(self) -> list[StoredRow]:
        """Two statements, however many."""
        shares: dict[int, list[tuple[int, Decimal]]] = {}
        mine = Share.objects.filter(organisation=self.organisation, line__year_id=self.year).order_by("line__number")
        for commitment, line, amount in mine.values_list("commitment_id", "line_id", "amount"):
            shares.setdefault(commitment, []).append((line, amount))
        names = ("kind", "number", "title", "counterparty", "signed_on", "method", "egp", "ends_on")
        listed = Commitment.objects.filter(pk__in=shares).order_by("signed_on", "pk")
        found = []
        for pk, version, *values in listed.values_list("pk", "version", *names):
            told: dict[str, Any] = dict(zip(names, values, strict=True))
            for place in range(1, MOST_PARTS + 1):
                some = shares[pk][place - 1] if place <= len(shares[pk]) else (None, None)
                told[f"line{place}"], told[f"amount{place}"] = some
            found.append(StoredRow(pk, version, told))
        return found

    def name_of(self, values: Mapping[str, Any]) -> Hashable | None:
        if values.get("number"):
            return (values.get("kind"), values["number"])
        return (values.get("kind"), values.get("title"), values.get("counterparty"), values.get("signed_on"))

    def _read(self, source: Any, name: str) -> Any:
        reading = super()._read(source, name)
        for row in reading.rows:
            if not row.is_blank and "method" in row.values and row.values["method"] is None:
                row.values["method"] = "none"
        return reading

    def changed(self, now: StoredRow, values: Mapping[str, Any], number: int) -> Sequence[Problem]:
        money = [f"{name}{place}" for place in range(1, MOST_PARTS + 1) for name in ("line", "amount")]
        fixed = self.differing(now, values, [*money, *_FIXED])
        return [
            Problem(
                "commitment_changes_by_amendment",
                _("Amounts, lines, kind and day change by an amendment, on the page of the commitment."),
                row=number,
                column=self.sheet.column(key).label,
            )
            for key in fixed[:1]
        ]

    def new(self, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> Mapping[int, Sequence[Problem]]:
        told = [_contract(values, number) for number, values in rows]
        return tried(lambda: actions.commit(self.organisation, told, by=self.by), {number for number, _v in rows})

    def column_of(self, field: str) -> str:
        return {"line": "line1", "amount": "amount1"}.get(field, field)

    def carry_out(self, chosen: Chosen) -> None:
        with transaction.atomic():
            if chosen.new:
                told = [_contract(row.values, row.number) for row in chosen.new]
                actions.commit(self.organisation, told, by=self.by)
            there = Commitment.objects.filter(organisation=self.organisation, pk__in=[row.id for row in chosen.changed])
            by_id = {one.pk: one for one in there}
            for row in chosen.changed:
                after = {one.key: _plain(one.key, one.after) for one in row.changes if one.key in PLAIN}
                before = {one.key: _plain(one.key, one.before) for one in row.changes if one.key in PLAIN}
                assert row.id is not None
                actions.correct_particulars(by_id[row.id], Particulars(after, before), by=self.by)


def _plain(key: str, value: Any) -> Any:
    return value if value is not None or key == "ends_on" else "none" if key == "method" else ""


def _contract(values: Mapping[str, Any], number: int | None) -> Contract:
    pairs = [(values.get(f"line{place}"), values.get(f"amount{place}")) for place in range(1, MOST_PARTS + 1)]
    return Contract(
        kind=values["kind"],
        title=values["title"],
        counterparty=values["counterparty"],
        signed_on=values["signed_on"],
        parts=[Part(line or 0, amount or ZERO) for line, amount in pairs if line or amount],
        number=values.get("number") or "",
        method=values.get("method") or "none",
        egp=values.get("egp") or "",
        ends_on=values.get("ends_on"),
        row=number,
    )


class _Tried(Exception):
    """Nothing was wrong; what was tried is undone."""


def tried(act: Any, rows: set[int]) -> dict[int, list[Problem]]:
    """What the verb itself says of the rows, by number; nothing is kept of the try.

    A problem of the whole sheet (a right, a year that is handed in) stands on every row.
    """
    if not rows:
        return {}
    try:
        with transaction.atomic():
            act()
            raise _Tried
    except _Tried:
        return {}
    except Refused as refused:
        found: dict[int, list[Problem]] = {}
        for problem in refused:
            # A workbook has no place for a reason: what may stand with one is entered on its page.
            for number in [problem.row] if problem.row in rows else sorted(rows):
                found.setdefault(number, []).append(replace(problem, excusable=False))
        return found
