"""Projects as a workbook: the columns of ผ.02 as officers know them, one for each year of the plan."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from localplan.organisations.access import Do, require
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership, Organisation
from localplan.strategy.models import Programme, Strategy, Tactic
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.workbook import (
    Chosen,
    Desk,
    Field,
    Header,
    Parse,
    Preview,
    PreviewRow,
    Reading,
    Sheet,
    StoredRow,
    compare,
    read_workbook,
    register_kind,
)
from localplan.toolkit.workbook.sheet import like

from . import actions, rules
from .facts import FIELDS, ProjectRow, amount_field
from .models import Edition, Plan, PlannedAmount, ProjectRevision
from .reading import label_of

KIND = "projects"
#: Officers' own workbooks mark a line break inside a cell so.
_BREAK = re.compile(r"[ \t]+\|[ \t]+")
_LINES = ("name", "objective", "target", "indicator", "result")
_ONE_LINE = ("unit", "place")
_ALIASES = {
    "number": ("ที่", "ลำดับ", "ลำดับที่"),
    "strategy": ("ยุทธศาสตร์การพัฒนา",),
    "tactic_id": ("แนวทางการพัฒนา", "แนวทาง"),
    "name": ("ชื่อโครงการ", "โครงการ/กิจกรรม"),
    "target": ("เป้าหมาย", "เป้าหมาย(ผลผลิตของโครงการ)"),
    "indicator": ("ตัวชี้วัด", "KPI"),
    "place": ("สถานที่", "สถานที่ดำเนินการ"),
    "unit": ("หน่วยงาน", "หน่วยงานที่รับผิดชอบ", "หน่วยงานรับผิดชอบหลัก"),
}


@dataclass(frozen=True)
class Named(Field):
    """A choice that is also known by its number or its bare name."""

    also: tuple[tuple[str, int], ...] = ()

    @cached_property
    def by_label(self) -> dict[str, Any]:
        return {like(text): value for text, value in self.also} | {like(label): v for v, label in self.offered}


class _Choices:
    """Strategies, tactics and programmes of the plan's direction, as they may be written in a cell."""

    def __init__(self, plan: Plan) -> None:
        self.strategies = list(Strategy.objects.filter(direction_id=plan.direction_id))
        tactics = Tactic.objects.filter(strategy__direction_id=plan.direction_id).select_related("strategy")
        self.tactics = list(tactics.order_by("strategy__number", "number"))
        self.programmes = list(Programme.objects.filter(direction_id=plan.direction_id))

    def fields(self) -> list[Named]:
        return [
            _choice(
                "strategy", gettext_lazy("Strategy"), [(s.pk, str(s), str(s.number), s.name) for s in self.strategies]
            ),
            _choice(
                "tactic_id",
                gettext_lazy("Tactic"),
                [(t.pk, f"{t.code} {t.name}", t.code, t.name) for t in self.tactics],
            ),
            _choice(
                "programme_id", gettext_lazy("Programme"), [(p.pk, p.name, str(p.number), "") for p in self.programmes]
            ),
        ]


def _choice(key: str, label: Promise, rows: Sequence[tuple[int, str, str, str]]) -> Named:
    """Rows are id, label, number, bare name; a bare name two rows share names neither."""
    names = [name for _id, _label, _number, name in rows]
    also = [(number, pk) for pk, _label, number, _name in rows]
    also += [(name, pk) for pk, _label, _number, name in rows if name and names.count(name) == 1]
    choices = [(pk, shown) for pk, shown, _number, _name in rows]
    return Named(key, label, Parse.CHOICE, choices=choices, width=28, aliases=_ALIASES.get(key, ()), also=tuple(also))


def sheet_of(plan: Plan) -> Sheet:
    """The declaration for one plan: its years are columns, its strategies the choices."""
    strategy, tactic, programme = _Choices(plan).fields()
    amounts = [
        Field(
            amount_field(year), lazy(label_of, str)(amount_field(year)), Parse.MONEY, width=15, aliases=_of_year(year)
        )
        for year in plan.years
    ]
    kinds = [(kind.value, kind.label) for kind in ProjectRevision.Kind]
    return Sheet(
        kind=KIND,
        name=gettext_lazy("Projects"),
        title=gettext_lazy("Projects of the development plan (PO.02)"),
        notes=(
            gettext_lazy("One project a row. Only the name is needed for a draft; the rest may follow."),
            gettext_lazy("Blank: not planned in that year. A dash or 0: an explicit zero."),
        ),
        columns=(
            Field(
                "number",
                pgettext_lazy("PO.02", "No."),
                Parse.INTEGER,
                width=7,
                minimum=1,
                maximum=99_999,
                aliases=_ALIASES["number"],
            ),
            strategy,
            tactic,
            programme,
            _text("name", gettext_lazy("Project"), rules.NAME_LENGTH, required=True, width=44),
            _text("objective", gettext_lazy("Objective"), width=40),
            _text("target", gettext_lazy("Target (output)"), width=40),
            *amounts,
            _text("indicator", gettext_lazy("Indicator (KPI)"), width=30),
            _text("result", gettext_lazy("Expected result"), width=36),
            _text("unit", gettext_lazy("Responsible unit"), width=22),
            _text("place", pgettext_lazy("PO.02", "Place"), width=22, may_be_absent=True),
            Field("kind", gettext_lazy("Kind"), Parse.CHOICE, choices=kinds, width=22, may_be_absent=True),
        ),
        skips_totals=True,
    )


def _of_year(year: int) -> tuple[str, ...]:
    return (str(year), f"งบ {year}", f"งบประมาณ {year}", f"ปี {year}")


def _text(key: str, label: Promise, length: int | None = None, *, width: int, **more: Any) -> Field:
    length = length or rules.TEXT_LENGTHS[key]
    lines = key in _LINES
    return Field(key, label, max_length=length, width=width, multiline=lines, aliases=_ALIASES.get(key, ()), **more)


class ProjectsDesk(Desk):
    """Where the workbooks of one edition are handed in and out."""

    def __init__(self, edition: Edition, by: Membership) -> None:
        self.edition, self.by, self.plan = edition, by, edition.plan
        self.sheet = sheet_of(self.plan)
        lao = edition.organisation
        self.header = Header(lao.code, lao.short_name, tuple(self.plan.years))
        self.strategy_of = dict(
            Tactic.objects.filter(strategy__direction_id=self.plan.direction_id).values_list("pk", "strategy_id")
        )

    def rows(self) -> list[StoredRow]:
        """Plain values in two statements: objects for 20,000 rows and their amounts cost ten times as much."""
        listed = ProjectRevision.objects.as_of_edition(self.edition)
        amounts: dict[int, dict[str, Any]] = defaultdict(dict)
        planned = PlannedAmount.objects.filter(revision__in=listed.values("pk"))
        for revision, year, amount in planned.values_list("revision_id", "year", "amount"):
            amounts[revision][amount_field(year)] = amount
        blank = {amount_field(year): None for year in self.plan.years}
        found = []
        for pk, project, version, *values in listed.in_order().values_list("pk", "project_id", "version", *FIELDS):
            content = dict(zip(FIELDS, values, strict=True))
            strategy = self.strategy_of.get(content["tactic_id"] or 0)
            found.append(StoredRow(project, version, content | blank | amounts.get(pk, {}) | {"strategy": strategy}))
        return found

    def preview(self, source: bytes | Path | IO[bytes], *, name: str = "") -> Preview:
        reading = self._read(source, name)
        return compare(self.sheet, reading, self.rows(), found=self.findings(reading))

    def _read(self, source: bytes | Path | IO[bytes], name: str) -> Reading:
        """A mark for a line break becomes one; a strategy is what its tactic says."""
        reading = read_workbook(source, self.sheet, header=self.header, name=name)
        for row in reading.rows:
            for key, value in row.values.items():
                if value and key in _LINES and "|" in value:
                    row.values[key] = _BREAK.sub("\n", value)
                elif value and key in _ONE_LINE and "|" in value:
                    row.values[key] = _BREAK.sub(" ", value)
        return reading

    def findings(self, reading: Reading) -> Mapping[int, Sequence[Problem]]:
        """What the rules say of each row, and whether strategy and tactic agree."""
        tactics, programmes = (
            set(self.strategy_of),
            {value for value, _label in self.sheet.column("programme_id").offered},
        )
        nothing = dict(FIELDS) | {amount_field(year): None for year in self.plan.years}
        found = {}
        for row in reading.rows:
            if row.problems or row.is_blank:
                continue
            values = nothing | _as_content(row.values)
            problems = [
                *actions.check_row(values, years=self.plan.years, tactics=tactics, programmes=programmes),
                *rules.tactic_is_of_the_strategy(
                    strategy=row.values.get("strategy"), of_tactic=self.strategy_of.get(values["tactic_id"] or 0)
                ),
            ]
            if problems:
                found[row.number] = [_placed(problem, row.number) for problem in problems]
            if row.values.get("strategy") and not values["tactic_id"]:
                row.values["strategy"] = None  # nothing holds a strategy but its tactic; said as an excusable finding
        return found

    def carry_out(self, chosen: Chosen) -> None:
        told = [ProjectRow(_as_content(row.values), row=row.number) for row in chosen.new]
        told += [_change(row) for row in chosen.changed]
        with transaction.atomic():
            if chosen.removed:
                gone = [row.id for row in chosen.removed if row.id is not None]
                actions.withdraw_projects(self.edition, gone, by=self.by)
            actions.save_projects(self.edition, [row for row in told if row.set], by=self.by)


def _as_content(values: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet's cells as a row is told: a blank text is an empty one, a blank kind an own project."""
    found = {}
    for key, value in values.items():
        if key == "strategy":
            continue
        found[key] = FIELDS[key] if value is None and key in FIELDS else value
    return found


def _change(row: PreviewRow) -> ProjectRow:
    before = _as_content({change.key: change.before for change in row.changes})
    after = _as_content({change.key: change.after for change in row.changes})
    return ProjectRow(after, project=row.id, version=row.version, base=before, row=row.number)


def _placed(problem: Problem, number: int) -> Problem:
    column = label_of(problem.field) if problem.field in FIELDS or problem.field[1:].isdigit() else ""
    return replace(problem, row=number, column=column)


class Projects:
    """`import_workbook projects` and `export_workbook projects`: the plan that covers the year, its latest edition."""

    def membership_of(self, username: str | None) -> Membership:
        return membership_of(username, Do.RECORD)

    def desk(self, organisation: str, year: int, by: Membership) -> ProjectsDesk:
        lao = Organisation.objects.visible_to(by).laos().filter(code=organisation, closed_on=None).first()
        if lao is None:
            problem = _("No LAO in reach has the code %(code)s.") % {"code": organisation}
            raise Refused(Problem("organisation_is_known", problem))
        require(by, Do.RECORD, lao)
        plan = Plan.objects.visible_to(by).filter(organisation=lao).covering(year).first()
        if plan is None:
            problem = _("No plan that covers %(year)s has been begun.") % {"year": year}
            raise Refused(Problem("plan_is_begun", problem))
        return ProjectsDesk(Edition.objects.latest_of(plan), by)


def register() -> None:
    register_kind(KIND, _PROJECTS)


_PROJECTS = Projects()
