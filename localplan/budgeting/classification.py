"""The lists of classification as people meet them: found by word or code, remembered by name, read from a file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.csv_files import CsvFile, CsvRow, read_csv
from localplan.toolkit.problems import Problem, Refused

from .facts import CodeFact
from .models import BudgetLine, Classification

#: How deep a line is classified: งาน by function, at least หมวด by object, kinds of revenue.
CHOSEN_AT = {"function": 2, "object": 1, "revenue": 1}
MOST_FOUND = 12
COLUMNS = ("tree", "depth", "code", "name", "parent", "first_year")
MORE_COLUMNS = ("name_en", "develops", "capital", "last_year")


@dataclass(frozen=True)
class Choice:
    """One code that a line may have. `path` is what stands above it; `develops`: such lines come from a project."""

    pk: int
    code: str
    name: str
    path: str
    develops: bool
    capital: bool

    def __str__(self) -> str:
        return f"{self.path} › {self.name} {self.code}" if self.path else f"{self.name} {self.code}"


@dataclass(frozen=True)
class Used:
    """How this LAO classified a line of the same name before, most recently: "use as in 2569"."""

    year: int
    work: int | None
    category: int | None
    development: bool
    times: int


def choices_of(tree: str, year: int) -> list[Choice]:
    """All codes of a list that lines of the year may have, in the order of the codes. One statement."""
    return [_choice(row) for row in _offered(tree, year)]


def list_of(year: int | None) -> list[Classification]:
    """Every code of the lists in force in a year, in the order of the codes; None: those that ended too."""
    rows = Classification.objects.all() if year is None else Classification.objects.in_year(year)
    return list(rows.select_related("parent").order_by("tree", "code", "first_year"))


def search(tree: str, year: int, words: str) -> list[Choice]:
    """The codes whose number begins with, or whose name or path holds, every word typed; at most MOST_FOUND."""
    rows = _offered(tree, year)
    for word in words.split():
        named = Q(name__contains=word) | Q(name_en__icontains=word) | Q(parent__name__contains=word)
        rows = rows.filter(named | Q(code__startswith=word) | Q(parent__parent__name__contains=word))
    return [_choice(row) for row in rows[:MOST_FOUND]]


def _offered(tree: str, year: int) -> QuerySet[Classification]:
    rows = Classification.objects.in_year(year).filter(tree=tree, depth__gte=CHOSEN_AT[tree])
    return rows.for_search()


def _choice(row: Classification) -> Choice:
    above, path = row.parent, []
    while above is not None:
        path.append(name_of(above))
        above = above.parent
    if row.tree == Classification.Tree.FUNCTION:
        path = path[:1]  # แผนงาน › งาน: the programme says the ด้าน
    return Choice(row.pk, row.code, name_of(row), " › ".join(reversed(path)), row.develops, row.capital)


def name_of(row: Classification) -> str:
    """The name in the reader's language, where it has one."""
    return row.name_en if row.name_en and get_language() == "en" else row.name


def used_before(organisation_id: int, year: int, names: Collection[str]) -> dict[str, Used]:
    """By name, how the LAO last classified it in an earlier year, with codes that are still in force. One statement."""
    rows = BudgetLine.objects.standing().filter(organisation_id=organisation_id, year_id__lt=year, name__in=list(names))
    rows = rows.exclude(work=None, category=None).filter(_still("work", year), _still("category", year))
    found: dict[str, Used] = {}
    columns = ("name", "year_id", "work_id", "category_id", "development")
    for name, then, work, category, development in rows.order_by("-year_id", "number").values_list(*columns):
        known = found.get(name)
        if known is None:
            found[name] = Used(then, work, category, development, 1)
        elif (known.work, known.category) == (work, category):
            found[name] = Used(known.year, work, category, known.development, known.times + 1)
    return found


def _still(field: str, year: int) -> Q:
    last = Q(**{f"{field}__last_year": None}) | Q(**{f"{field}__last_year__gte": year})
    return Q(**{field: None}) | last


def read_list(source: bytes | Path | IO[bytes]) -> tuple[CsvFile, list[CodeFact]]:
    """A list from a CSV file: COLUMNS, and MORE_COLUMNS if there. Refused names every row and column not readable."""
    file = read_csv(source, required=COLUMNS, optional=MORE_COLUMNS)
    problems: list[Problem] = []
    found = [_fact(row, problems) for row in file]
    if problems:
        raise Refused(problems)
    return file, [fact for fact in found if fact is not None]


def _fact(row: CsvRow, problems: list[Problem]) -> CodeFact | None:
    before = len(problems)

    def wrong(column: str) -> None:
        problems.append(
            Problem(
                "code_can_be_read",
                _("“%(text)s” is not understood here."),
                params={"text": row.cells.get(column, "")},
                row=row.number,
                column=column,
            )
        )

    def number(column: str, low: int, high: int, *, needed: bool = True) -> int | None:
        text = row.cells.get(column, "")
        if not text and not needed:
            return None
        if text.isascii() and text.isdigit() and low <= int(text) <= high:
            return int(text)
        wrong(column)
        return None

    def mark(column: str) -> bool:
        text = row.cells.get(column, "")
        if text not in ("", "0", "1"):
            wrong(column)
        return text == "1"

    tree, code, name = row["tree"], row["code"], row["name"]
    if tree not in Classification.Tree.values:
        wrong("tree")
    if not (code.isascii() and code.isdigit() and len(code) <= 10):
        wrong("code")
    if not name or len(name) > 200:
        wrong("name")
    if len(row.cells.get("name_en", "")) > 200:
        wrong("name_en")
    depth, first = number("depth", 0, 2), number("first_year", 2400, 2700)
    last = number("last_year", 2400, 2700, needed=False)
    develops, capital = mark("develops"), mark("capital")
    if len(problems) > before:
        return None
    assert depth is not None
    assert first is not None
    name_en = row.cells.get("name_en", "")
    return CodeFact(tree, depth, code, name, name_en, row["parent"], develops, capital, first, last, row.number)
