"""Grants as a workbook: an office registers its allotment letters for LAOs in reach, one item a row.

What is registered is recognised by LAO, letter, day, item and purpose: the same workbook twice changes nothing, and
nothing that stands is changed by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import FiscalYear
from localplan.organisations.access import Do, may
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit.problems import NotAllowed, Problem, Refused
from localplan.toolkit.workbook import (
    Chosen,
    Desk,
    Field,
    Header,
    Outcome,
    Parse,
    Preview,
    Reading,
    ReadRow,
    Sheet,
    StoredRow,
    compare,
    problems_workbook,
    read_workbook,
    register_kind,
)

from . import actions, rules
from .facts import Allotment
from .models import Grant

KIND = "grants"
ZERO = Decimal("0.00")
_TOLD = ("grantor", "grantor_name", "letter", "letter_on", "item", "purpose", "amount", "contribution")
_COLUMNS = ("code", "year", *_TOLD, "commit_by", "lapses_on")
_KEY = ("code", "letter", "letter_on", "item", "purpose")
#: The columns of the sheet that show a field of the facts.
_COLUMN_OF = {"organisation": "code"}


def sheet() -> Sheet:
    """The declaration; it hangs on nothing."""
    return Sheet(
        kind=KIND,
        name=_("Grants"),
        title=_("Specific-purpose grants by allotment letter"),
        notes=(
            _("One item of a letter a row, for one LAO. Each LAO then confirms that the grant is its own."),
            _("What is registered already is skipped; a change is made on the page of the grant."),
        ),
        columns=(
            Field(
                "code", _("LAO code"), Parse.CODE, required=True, digits=7, width=12, aliases=("รหัสท้องถิ่น", "รหัส อปท")
            ),
            Field("year", _("Fiscal year"), Parse.INTEGER, minimum=2540, maximum=2640, width=11, aliases=("ปี", "ปีงบ")),
            Field("grantor", _("Grantor"), Parse.CHOICE, choices=Grant.Grantor.choices, required=True, width=26),
            Field("grantor_name", _("Name of the grantor"), max_length=200, width=26, may_be_absent=True),
            Field(
                "letter",
                _("Allotment letter no."),
                required=True,
                max_length=120,
                width=22,
                aliases=("เลขที่หนังสือ", "หนังสือจัดสรร", "ที่หนังสือ"),
            ),
            Field("letter_on", _("Dated"), Parse.DATE, required=True, width=14, aliases=("วันที่หนังสือ",)),
            Field(
                "item",
                _("Item in the letter"),
                Parse.INTEGER,
                minimum=1,
                maximum=99_999,
                width=9,
                aliases=("ที่", "ลำดับ"),
                may_be_absent=True,
            ),
            Field("purpose", _("Purpose"), required=True, max_length=300, width=50, aliases=("รายการ", "ชื่อโครงการ")),
            Field("amount", _("Amount (baht)"), Parse.MONEY, required=True, width=18, aliases=("จำนวนเงิน", "ยอดจัดสรร")),
            Field(
                "contribution",
                _("Contribution of the LAO (baht)"),
                Parse.MONEY,
                width=18,
                aliases=("เงินสมทบ",),
                may_be_absent=True,
            ),
            Field("commit_by", _("Commit by"), Parse.DATE, width=14, may_be_absent=True),
            Field("lapses_on", _("Lapses"), Parse.DATE, width=14, may_be_absent=True),
        ),
        skips_totals=True,
    )


Key = tuple[Any, ...]


class GrantsDesk(Desk):
    """Where an office hands in and out what it granted in a fiscal year."""

    def __init__(self, office: Organisation, year: int, by: Membership) -> None:
        self.office, self.year, self.by = office, year, by
        self.sheet = sheet()
        self.header = Header(code_of(office), office.short_name, (year,))

    def rows(self) -> list[StoredRow]:
        """What the office registered in the year."""
        mine = Grant.objects.visible_to(self.by).filter(registered_by__organisation=self.office, year_id=self.year)
        return _stored(mine)

    def _present(self, reading: Reading) -> list[StoredRow]:
        """What the workbook may speak of: the office's own, and whatever anybody registered of the same letters."""
        letters = {row.values["letter"] for row in reading.rows if row.values.get("letter")}
        ids = [row.id for row in reading.rows if row.id is not None]
        rows = Grant.objects.visible_to(self.by)
        return _stored(rows.filter(letter__in=letters) | rows.filter(pk__in=ids))

    def preview(self, source: bytes | Path | IO[bytes], *, name: str = "") -> Preview:
        return self._looked_at(source, name)[1]

    def _looked_at(self, source: bytes | Path | IO[bytes], name: str) -> tuple[Reading, Preview]:
        reading = read_workbook(source, self.sheet, header=self.header, name=name)
        present = self._present(reading)
        self._complete(reading, present)
        found = compare(self.sheet, reading, present, found=self._judge(reading, present))
        # Rows are added and recognised; a grant is never taken away by a workbook.
        return reading, replace(found, rows=tuple(row for row in found.rows if row.outcome is not Outcome.REMOVED))

    def with_problems(self, source: bytes | Path | IO[bytes], *, name: str = "") -> bytes:
        reading, preview = self._looked_at(source, name)
        refused = {row.number: row.problems for row in preview.rows if row.outcome is Outcome.REFUSED}
        for row in reading.rows:
            row.problems = list(refused.get(row.number, ()))
        return problems_workbook(self.sheet, self.header, reading)

    def _complete(self, reading: Reading, present: Sequence[StoredRow]) -> None:
        """A blank year is the workbook's, a blank item the first, no contribution none; a known item is that grant."""
        by_key: dict[Key, StoredRow] = {_key(row.values): row for row in present}
        taken = {row.id for row in reading.rows if row.id is not None}
        for row in reading.rows:
            if row.is_blank or row.problems:
                continue
            for key, value in (("year", self.year), ("item", 1), ("contribution", ZERO)):
                if row.values.get(key) is None:
                    row.values[key] = value
            known = by_key.get(_key(row.values)) if row.id is None else None
            if known is not None and known.id not in taken:
                row.id, row.version = known.id, known.version
                taken.add(known.id)

    def _judge(self, reading: Reading, present: Sequence[StoredRow]) -> Mapping[int, Sequence[Problem]]:
        """What the rules say of each row: constant statements, however many rows."""
        now = {row.id: row for row in present}
        found: dict[int, list[Problem]] = defaultdict(list)
        new: list[ReadRow] = []
        for row in reading.rows:
            if row.is_blank or row.problems:
                continue
            if row.id is None:
                new.append(row)
            elif row.id in now:
                found[row.number] += rules.registered_grant_stands(differs=_differs(now[row.id], row))
        codes = _ids_by_code({row.values["code"] for row in new}, self.by)
        for row in new:
            found[row.number] += rules.allotment_is_of_the_year(row.values["year"], asked=self.year)
        told = [_allotment(row.values, codes, row.number) for row in new]
        for problem in actions.check_allotments(told, by=self.by):
            assert problem.row is not None
            found[problem.row].append(problem)
        labels = {column.key: column.label for column in self.sheet.columns}
        return {
            number: [
                replace(one, row=number, column=labels.get(_COLUMN_OF.get(one.field, one.field), ""))
                for one in problems
            ]
            for number, problems in found.items()
            if problems
        }

    def carry_out(self, chosen: Chosen) -> None:
        if not chosen.new:
            return
        codes = _ids_by_code({row.values["code"] for row in chosen.new}, self.by)
        actions.register_grants([_allotment(row.values, codes, row.number) for row in chosen.new], by=self.by)


def _stored(rows: Any) -> list[StoredRow]:
    names = ["organisation__code", "year_id", *_COLUMNS[2:]]
    listed = rows.order_by("letter_on", "letter", "item", "pk").values_list("pk", "version", *names)
    return [StoredRow(pk, version, dict(zip(_COLUMNS, values, strict=True))) for pk, version, *values in listed]


def _key(values: Mapping[str, Any]) -> Key:
    return tuple(values.get(name) for name in _KEY)


def _differs(now: StoredRow, row: ReadRow) -> str:
    """The first column that says otherwise than what is registered."""
    told = (key for key in _COLUMNS if key in row.values)
    return next((key for key in told if (row.values[key] or None) != (now.values[key] or None)), "")


def _ids_by_code(codes: set[str], by: Membership) -> dict[str, int]:
    rows = Organisation.objects.visible_to(by).laos().filter(code__in=codes, closed_on=None)
    return dict(rows.values_list("code", "pk"))


def _allotment(values: Mapping[str, Any], codes: Mapping[str, int], number: int | None) -> Allotment:
    """0 stands for a code nobody has: the rule names it."""
    told = {name: values.get(name) for name in _TOLD} | {"grantor_name": values.get("grantor_name") or ""}
    return Allotment(
        organisation=codes.get(values["code"], 0),
        year=values["year"],
        commit_by=values.get("commit_by"),
        lapses_on=values.get("lapses_on"),
        row=number,
        **told,  # type: ignore[arg-type]
    )


def code_of(office: Organisation) -> str:
    """An office has no code in DLA's register: its number stands for it."""
    return office.code or str(office.pk)


class Grants:
    """`import_workbook grants` and `export_workbook grants`: of the office one acts for, by its number."""

    def membership_of(self, username: str | None) -> Membership:
        return membership_of(username, Do.ALLOT)

    def desk(self, organisation: str, year: int, by: Membership) -> GrantsDesk:
        office = by.organisation
        if organisation not in (code_of(office), str(office.pk)):
            told = _now("%(username)s acts for %(office)s, whose number is %(code)s.")
            words = {"username": by.user.username, "office": office.short_name, "code": code_of(office)}
            raise Refused(Problem("office_acts_for_itself", told % words))
        if not may(by, Do.ALLOT):
            raise NotAllowed(Problem("post_may_do_this", _now("Only an office that allots may hand in grants.")))
        if not FiscalYear.objects.filter(pk=year).exists():
            raise Refused(Problem("year_is_begun", _now("The fiscal year %(year)s is not begun.") % {"year": year}))
        return GrantsDesk(office, year, by)


def register() -> None:
    register_kind(KIND, _GRANTS)


_GRANTS = Grants()
