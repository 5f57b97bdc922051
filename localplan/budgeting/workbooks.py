"""Lines of an ordinance as a workbook: number, item, kind, project, classification, amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from localplan.organisations.access import Do, require
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership, Organisation
from localplan.planning.workbooks import Named
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.workbook import (
    Chosen,
    Desk,
    Field,
    Header,
    Parse,
    PreviewRow,
    Reading,
    ReadRow,
    Sheet,
    StoredRow,
    register_kind,
)

from . import actions, rules
from .classification import Choice, choices_of
from .facts import LINE_FIELDS, LineRow
from .findings import ZERO, transfers_of
from .models import BudgetLine, Ordinance
from .plans import edition_for, judging_day, planned_for

KIND = "ordinance-lines"
_MOST_NUMBERS = 9_999_999
_STORED = [name for name in LINE_FIELDS if name != "amount"]


class _Lists:
    """What the cells of a line may name in its year, and what each of it means."""

    def __init__(self, ordinance: Ordinance) -> None:
        year = ordinance.year_id
        self.works, self.categories = choices_of("function", year), choices_of("object", year)
        self.develops = {choice.pk for choice in self.categories if choice.develops}
        edition = edition_for(ordinance.organisation_id, year, judging_day(ordinance))
        self.projects = {one.project: one.name for one in planned_for(edition, year).values()}
        linked = BudgetLine.objects.standing().filter(ordinance=ordinance).exclude(project=None)
        elsewhere = linked.exclude(project__in=list(self.projects)).values_list("project_id", "revision__name")
        self.projects.update({project: name or str(project) for project, name in elsewhere})

    def fields(self) -> dict[str, Named]:
        names = list(self.projects.values())
        projects = [(pk, f"{name} [{pk}]") for pk, name in self.projects.items()]
        also = [(str(pk), pk) for pk in self.projects]
        also += (
            [(name, pk) for pk, name in self.projects.items() if names.count(name) == 1] if len(names) < 5000 else []
        )
        return {
            "project_id": Named(
                "project_id",
                gettext_lazy("Project"),
                Parse.CHOICE,
                choices=projects,
                width=36,
                aliases=("โครงการในแผน", "โครงการตามแผน"),
                also=tuple(also),
                may_be_absent=True,
            ),
            "work_id": _codes("work_id", gettext_lazy("Work"), self.works, ("งาน",)),
            "category_id": _codes("category_id", gettext_lazy("Category"), self.categories, ("หมวด", "หมวดรายจ่าย")),
        }


def _codes(key: str, label: Promise, choices: Sequence[Choice], aliases: tuple[str, ...]) -> Named:
    """Codes with their names; a bare code, or a name only one of them has, is known too."""
    names = [choice.name for choice in choices]
    also = [(choice.code, choice.pk) for choice in choices]
    also += [(choice.name, choice.pk) for choice in choices if names.count(choice.name) == 1]
    offered = [(choice.pk, f"{choice.code} {choice.name}") for choice in choices]
    return Named(key, label, Parse.CHOICE, choices=offered, width=28, aliases=aliases, also=tuple(also))


def sheet_of(lists: _Lists) -> Sheet:
    """The declaration for the lists of one year and one plan."""
    fields = lists.fields()
    kinds = [(True, gettext_lazy("Development")), (False, gettext_lazy("Recurrent"))]
    return Sheet(
        kind=KIND,
        name=gettext_lazy("Budget lines"),
        title=gettext_lazy("Lines of the budget ordinance"),
        notes=(
            gettext_lazy("One line a row. The number names a line that is there; leave it blank for a new one."),
            gettext_lazy("The amount is what the council passed, before transfers."),
        ),
        columns=(
            Field(
                "number",
                pgettext_lazy("budget line", "No."),
                Parse.INTEGER,
                width=8,
                minimum=1,
                maximum=_MOST_NUMBERS,
                aliases=("ที่", "ลำดับ", "ลำดับที่", "เลขที่รายการ", "รหัสรายการ"),
                may_be_absent=True,
            ),
            Field(
                "name",
                gettext_lazy("Budget item"),
                required=True,
                max_length=rules.NAME_LENGTH,
                width=44,
                aliases=("รายการ", "ชื่อรายการ", "โครงการ/รายการ"),
            ),
            Field("development", gettext_lazy("Kind"), Parse.CHOICE, choices=kinds, width=14, may_be_absent=True),
            fields["project_id"],
            fields["work_id"],
            fields["category_id"],
            Field("amount", gettext_lazy("Amount"), Parse.MONEY, width=18, aliases=("จำนวนเงิน", "งบประมาณ", "ตั้งไว้")),
        ),
        skips_totals=True,
    )


class LinesDesk(Desk):
    """Where the workbooks of one ordinance are handed in and out. Needs its organisation."""

    def __init__(self, ordinance: Ordinance, by: Membership) -> None:
        self.ordinance, self.by = ordinance, by
        self.lists = _Lists(ordinance)
        self.sheet = sheet_of(self.lists)
        lao = ordinance.organisation
        self.header = Header(lao.code, lao.short_name, (ordinance.year_id,))

    def rows(self) -> list[StoredRow]:
        lines = BudgetLine.objects.standing().filter(ordinance=self.ordinance)
        moved = transfers_of(lines)
        found = []
        for pk, version, number, budget, *values in lines.in_order().values_list(
            "pk", "version", "number", "budget", *_STORED
        ):
            content = dict(zip(_STORED, values, strict=True))
            amount = budget - moved.get(pk, ZERO)
            found.append(StoredRow(pk, version, {"number": number, **content, "amount": amount}))
        return found

    def findings(self, reading: Reading) -> Mapping[int, Sequence[Problem]]:
        """What the rules say of each row. A row without an id is the line its number names."""
        stored = {row.id: row for row in self.rows()}
        by_number = {row.values["number"]: row.id for row in stored.values()}
        lists = actions.lists_of(self.ordinance.organisation_id, self.ordinance.year_id)
        found: dict[int, list[Problem]] = {}
        seen: set[int] = set()
        for row in reading.rows:
            if row.problems or row.is_blank:
                continue
            problems = list(self._name(row, stored, by_number))
            if row.id is not None:
                problems += rules.line_stands_once([row.id, row.id] if row.id in seen else [row.id])
                seen.add(row.id)
            known = stored.get(row.id or 0)
            before = known.values if known is not None else LINE_FIELDS
            self._complete(row.values, before)
            values = {name: before[name] for name in LINE_FIELDS} | _as_content(row.values)
            problems += actions.check_line(values, lists)
            if problems:
                found[row.number] = [self._placed(problem, row.number) for problem in problems]
        return found

    def _name(self, row: ReadRow, stored: Mapping[int, StoredRow], by_number: Mapping[int, int]) -> list[Problem]:
        """Which line the row is, by its hidden id or else by its number; both must not contradict each other."""
        number = row.values.get("number")
        known = stored.get(row.id or 0)
        own = known.values["number"] if known is not None else None
        problems = list(rules.line_number_is_known(number, numbers=by_number, own=own))
        if problems:
            return problems
        if row.id is None and number is not None:
            row.id = by_number[number]
        known = stored.get(row.id or 0)
        if known is not None and "number" in row.values:
            row.values["number"] = known.values["number"]
        return []

    def _complete(self, values: dict[str, Any], before: Mapping[str, Any]) -> None:
        """A blank kind: a line of a project, or of a category that normally comes from one, is development."""
        if "development" in values and values["development"] is not None:
            return
        project = values.get("project_id", before["project_id"])
        if before is LINE_FIELDS:
            values["development"] = project is not None or values.get("category_id") in self.lists.develops
        else:
            values["development"] = project is not None or before["development"]

    def _placed(self, problem: Problem, number: int) -> Problem:
        columns = {column.key: column.label for column in self.sheet.columns}
        return replace(problem, row=number, column=columns.get(problem.field, ""))

    def carry_out(self, chosen: Chosen) -> None:
        told = [LineRow(_as_content(row.values), row=row.number) for row in chosen.new]
        told += [_change(row) for row in chosen.changed]
        with transaction.atomic():
            if chosen.removed:
                gone = [row.id for row in chosen.removed if row.id is not None]
                actions.remove_lines(self.ordinance, gone, by=self.by)
            if told:
                actions.save_lines(self.ordinance, told, by=self.by)


def _as_content(values: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet's cells as a line is told: a blank text is an empty one; the number only names the line."""
    return {key: LINE_FIELDS[key] if value is None else value for key, value in values.items() if key in LINE_FIELDS}


def _change(row: PreviewRow) -> LineRow:
    before = _as_content({change.key: change.before for change in row.changes})
    after = _as_content({change.key: change.after for change in row.changes})
    return LineRow(after, line=row.id, version=row.version, base=before, row=row.number)


class Lines:
    """`import_workbook ordinance-lines` and `export_workbook ordinance-lines`: the annual ordinance of the year."""

    def membership_of(self, username: str | None) -> Membership:
        return membership_of(username, Do.RECORD)

    def desk(self, organisation: str, year: int, by: Membership) -> LinesDesk:
        lao = Organisation.objects.visible_to(by).laos().filter(code=organisation, closed_on=None).first()
        if lao is None:
            problem = _("No LAO in reach has the code %(code)s.") % {"code": organisation}
            raise Refused(Problem("organisation_is_known", problem))
        require(by, Do.RECORD, lao)
        rows = Ordinance.objects.visible_to(by).filter(organisation=lao, year_id=year, kind=Ordinance.Kind.ANNUAL)
        ordinance = rows.select_related("organisation").first()
        if ordinance is None:
            problem = _("The annual ordinance of %(year)s is not entered yet.") % {"year": year}
            raise Refused(Problem("ordinance_is_entered", problem))
        return LinesDesk(ordinance, by)


def register() -> None:
    register_kind(KIND, _LINES)


_LINES = Lines()
