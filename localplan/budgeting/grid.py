"""The entry grid of an ordinance: rows as a browser sends them and is shown them, under their programmes.

Two cells speak for two fields each: `source` ("recurrent", "link", or the id of a project) for the nature and the
project, `classification` ("00312/542000") for work and category.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localplan.toolkit import grid
from localplan.toolkit.grid import PAGE_ROWS, Cell, Malformed
from localplan.toolkit.money import format_baht, parse_money
from localplan.toolkit.problems import Problem
from localplan.toolkit.thai_text import InputError, arabic_digits, norm

from .classification import Choice, choices_of
from .facts import LineRow
from .findings import Finding, Judgement
from .listing import programme_of
from .models import Classification, Ordinance
from .plans import Planned, edition_for, judging_day, planned_for

__all__ = ["PAGE_ROWS", "Cell", "Malformed"]
RECURRENT, LINK = "recurrent", "link"
#: The cell that shows a field of a line.
CELL_OF = {
    "name": "name",
    "development": "source",
    "project_id": "source",
    "work_id": "classification",
    "category_id": "classification",
    "amount": "amount",
}
_CODES = re.compile(r"([0-9]*)\s*[/ ]\s*([0-9]*)")


class Listed(NamedTuple):
    """A project as the grid offers it; `short` is what the cell shows."""

    project: int
    number: int | None
    name: str
    amount: Decimal | None
    short: str


@dataclass(frozen=True)
class Offer:
    """What the cells of one ordinance may hold: codes of the lists in force, projects of the plan it is judged by."""

    year: int
    works: list[Choice]
    categories: list[Choice]
    projects: Mapping[int, Planned]

    @classmethod
    def of(cls, organisation_id: int, year: int, ordinance: Ordinance | None) -> Offer:
        """Six statements."""
        judged = ordinance or Ordinance(organisation_id=organisation_id, year_id=year)
        edition = edition_for(organisation_id, year, judging_day(judged))
        return cls(year, choices_of("function", year), choices_of("object", year), planned_for(edition, year))

    @cached_property
    def by_code(self) -> dict[str, Choice]:
        """Codes of both trees: works have five digits, categories six."""
        return {choice.code: choice for choice in [*self.works, *self.categories]}

    @cached_property
    def by_id(self) -> dict[int, Choice]:
        return {choice.pk: choice for choice in [*self.works, *self.categories]}

    def listed(self, linked: Iterable[int]) -> list[Listed]:
        """The projects a list offers: with money in the year, and those that lines on the page are linked to."""
        there = set(linked)
        wanted = [one for one in self.projects.values() if one.amount or one.project in there]
        listed = [Listed(x.project, x.number, x.name, x.amount, self.short(x.project)) for x in wanted]
        gone = sorted(there - set(self.projects))  # linked, but the edition has them no longer
        return listed + [Listed(project, None, self.short(project), None, self.short(project)) for project in gone]

    def short(self, project: int) -> str:
        """A project in few words: the number it has in the plan."""
        one = self.projects.get(project)
        return _("Plan %(number)s") % {"number": one.number} if one and one.number else _("From the plan")

    def words_of(self, source: str) -> str:
        if source == RECURRENT:
            return _("Recurrent line")
        return _("To be linked") if source == LINK else self.short(int(source))


def read_rows(body: bytes, offer: Offer) -> list[grid.Sent]:
    """Take a request apart, cells still as the grid names them. Raises Malformed."""
    return grid.read_rows(body, lambda name, raw: read_value(name, raw, offer))


def read_value(name: str, raw: Any, offer: Offer) -> Any:
    """One cell as typed. Raises InputError, Malformed for a cell the grid does not have."""
    if not isinstance(raw, str):
        raise Malformed
    if name == "name":
        return norm(raw, newlines=False)
    if name == "amount":
        return parse_money(raw)
    if name == "source":
        if raw not in (RECURRENT, LINK) and not re.fullmatch(r"[0-9]{1,18}", raw):
            raise Malformed
        return raw
    if name == "classification":
        return _read_codes(arabic_digits(norm(raw, newlines=False)), offer)
    raise Malformed


def _read_codes(typed: str, offer: Offer) -> tuple[int | None, int | None]:
    """Work and category by their codes, in either order, either one alone."""
    found: dict[str, int | None] = {"work": None, "category": None}
    if not typed:
        return None, None
    codes = _CODES.fullmatch(typed)
    for code in codes.groups() if codes else [typed]:
        if not code:
            continue
        if code not in offer.by_code:
            raise InputError(gettext_lazy("There is no code %(code)s in the list of the year."), {"code": code[:20]})
        choice = offer.by_code[code]
        found["work" if choice in offer.works else "category"] = choice.pk
    return found["work"], found["category"]


def told(row: grid.Sent, offer: Offer) -> LineRow:
    """A row as the verb is told: a new line of a category that normally comes from the plan is a development line."""
    values = _fields(row.values)
    if row.record is None and "development" not in values:
        category = offer.by_id.get(values.get("category_id") or 0)
        values["development"] = bool(category and category.develops)
    return LineRow(values, line=row.record, version=row.version, base=_fields(row.base))


def _fields(cells: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: cells[name] for name in ("name", "amount") if name in cells}
    if "source" in cells:
        source = cells["source"]
        found |= {
            "development": source != RECURRENT,
            "project_id": None if source in (RECURRENT, LINK) else int(source),
        }
    if "classification" in cells:
        found["work_id"], found["category_id"] = cells["classification"]
    return found


def cells_of(values: Mapping[str, Any], offer: Offer) -> dict[str, str]:
    """The cells of a line as they travel. `values` by the names of LINE_FIELDS, amounts as Decimal or as sent."""
    codes = [offer.by_id[pk].code if pk in offer.by_id else "" for pk in (values["work_id"], values["category_id"])]
    amount = values["amount"]
    if isinstance(amount, Decimal):
        amount = f"{amount:.0f}" if amount == amount.to_integral_value() else str(amount)
    return {
        "name": values["name"],
        "source": source_of(values["development"], values["project_id"]),
        "classification": "/".join(codes) if any(codes) else "",
        "amount": amount or "",
    }


def source_of(development: bool, project: int | None) -> str:
    return RECURRENT if not development else str(project) if project else LINK


@dataclass(frozen=True)
class Line:
    """One row of the page. `line` None: the empty row that new ones are made from."""

    line: int | None
    number: int | None
    version: int
    cells: list[Cell]
    planned: str
    note: str
    why: str

    @property
    def notes(self) -> str:
        """What the icon says when nothing is missing."""
        return "" if self.why else self.note


@dataclass
class Group:
    """The rows of one programme on the page; its count and sum are of the whole ordinance. None: not classified."""

    programme: Classification | None
    lines: list[Line] = field(default_factory=list)
    count: int = 0
    total: Decimal = Decimal(0)


def state_of(found: Iterable[Finding], values: Mapping[str, Any], judgement: Judgement, offer: Offer) -> dict[str, Any]:
    """For the row's icon, cells and the plan's amount beside its own: `lacks`, `why`, `note`, `shown`."""
    blocking: list[Finding] = []
    notes: list[Finding] = []
    for one in found:
        (notes if one.excusable else blocking).append(one)
    lacks = {CELL_OF[one.problem.field] for one in blocking if one.problem.field in CELL_OF}
    note = " ".join(_("%(finding)s Reason given.") % {"finding": x.text} if x.reason else x.text for x in notes)
    return {
        "lacks": sorted(lacks),
        "why": " ".join(one.text for one in blocking),
        "note": note,
        "shown": {"planned": planned_words(values, judgement), "note": note},
    }


def planned_words(values: Mapping[str, Any], judgement: Judgement) -> str:
    """What the plan has for the year, beside the amount of the ordinance."""
    if not values["development"]:
        return _("not needed")
    if not values["project_id"]:
        return ""
    planned = judgement.planned.get(values["project_id"])
    return format_baht(planned) if planned else _("not planned")


def line_of(line: Any, judgement: Judgement, offer: Offer, found: Iterable[Finding]) -> Line:
    """A line as a row of the grid; it needs `original` from listing.lines_of."""
    values = {
        "name": line.name,
        "development": line.development,
        "project_id": line.project_id,
        "work_id": line.work_id,
        "category_id": line.category_id,
        "amount": line.original,
    }
    state = state_of(found, values, judgement, offer)
    cells = _cells(cells_of(values, offer), offer, state["lacks"], line.original)
    return Line(line.pk, line.number, line.version, cells, state["shown"]["planned"], state["note"], state["why"])


def empty_line(offer: Offer) -> Line:
    blank = {"name": "", "source": RECURRENT, "classification": "", "amount": ""}
    return Line(None, None, 0, _cells(blank, offer, [], None), "", "", "")


def _cells(sent: Mapping[str, str], offer: Offer, lacks: Iterable[str], amount: Decimal | None) -> list[Cell]:
    work, _slash, category = sent["classification"].partition("/")
    names = [f"{offer.by_code[code].name} {code}" if code else "" for code in (work, category)]
    return [
        Cell("name", "text", sent["name"], sent["name"], "name" in lacks),
        Cell("source", "choice", sent["source"], offer.words_of(sent["source"]), "source" in lacks),
        Cell("classification", "pick", sent["classification"], names[0], "classification" in lacks, small=names[1]),
        Cell("amount", "money", sent["amount"], format_baht(amount), "amount" in lacks),
    ]


def groups_of(
    page: Page[Any], judgement: Judgement, offer: Offer, sums: Mapping[Any, tuple[int, Decimal]]
) -> list[Group]:
    """The rows of a page under their programmes; `sums`: by programme id (None: not classified), lines and baht."""
    found: dict[int, list[Finding]] = {}
    for one in judgement.findings:
        if one.line is not None:
            found.setdefault(one.line, []).append(one)
    groups = []
    for programme, rows in groupby(page.object_list, key=programme_of):
        count, total = sums.get(programme.pk if programme else None, (0, Decimal(0)))
        lines = [line_of(row, judgement, offer, found.get(row.pk, [])) for row in rows]
        groups.append(Group(programme, lines, count, total))
    return groups or [Group(None)]


def totals_of(judgement: Judgement) -> dict[str, str]:
    """Of the whole ordinance, as the page shows them."""
    missing = judgement.missing
    return {
        "rows": f"{judgement.lines:,}",
        "development": f"{judgement.developing:,}",
        "recurrent": f"{judgement.recurrent:,}",
        "sum": format_baht(judgement.total, satang=True),
        "missing": "" if missing is None else format_baht(abs(missing), satang=True),
        "gap": gap_words(missing),
        "linked": _("%(there)s of %(all)s") % {"there": judgement.linked, "all": judgement.developing},
        "classified": _("%(there)s of %(all)s") % {"there": judgement.classified, "all": judgement.lines},
        "blocking": f"{len({one.line for one in judgement.blocking if one.line}):,}",
        "notes": f"{len({one.line for one in judgement.excusable if one.line}):,}",
    }


def gap_words(missing: Decimal | None) -> str:
    """Which way the lines differ from the paper."""
    if missing is None:
        return _("No total typed yet")
    return _("Still missing") if missing > 0 else _("Above the paper") if missing else _("Equals the paper")


def problems_by_cell(problems: Iterable[Problem]) -> dict[str, str]:
    """Refusals of one row at the cells that show them."""
    return {CELL_OF.get(problem.field, "name"): problem.text for problem in problems}
