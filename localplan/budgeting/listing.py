"""The budget lines of a year as a list: what was asked of it, what it shows and leaves out; sums by source."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, Count, DecimalField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localplan.toolkit.columns import Column
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.lists import LeftOut, ListWords

from .models import BudgetLine, Classification, LineEntry
from .sources import Source

PAGE_SIZE = 100
MOST_PRINTED = 2000
_ZERO = Decimal("0.00")
_MONEY = DecimalField(max_digits=20, decimal_places=2)
SORTS: dict[str, tuple[str, ...]] = {
    "number": ("number",),
    "name": ("name", "number"),
    "budget": ("budget", "number"),
    "paid": ("paid", "number"),
    "left": ("left", "number"),
}
NATURES = {"development": gettext_lazy("Development lines"), "recurrent": gettext_lazy("Recurrent lines")}
SUMS = ("original", "transferred", "budget", "committed", "paid", "left")


@dataclass(frozen=True)
class Found:
    """One page of the list and an account of what it leaves out; `by_source` is always the whole year's."""

    words: ListWords
    page: Page[Any]
    in_all: int
    to_be_linked: int
    sums: dict[str, Decimal]
    by_source: list[dict[str, Any]]
    total: dict[str, Any]
    programmes: list[Classification]
    sources: list[tuple[str, str]]
    natures: list[tuple[str, str]]
    left_out: list[LeftOut]


def lines_of(organisation_id: int, year: int) -> Any:
    """The lines of a year with `transferred` (signed), `original` (before transfers) and `left` (may still be used)."""
    moved = LineEntry.objects.filter(
        line=OuterRef("pk"), kind__in=(LineEntry.Kind.TRANSFER, LineEntry.Kind.ABSORBED)
    ).values("line")
    transferred = Coalesce(Subquery(moved.annotate(sum=Sum("amount")).values("sum"), output_field=_MONEY), _zero())
    used = Case(When(development=True, then=F("committed")), default=F("paid"), output_field=_MONEY)
    return (
        BudgetLine.objects.of(organisation_id, year)
        .annotate(transferred=transferred)
        .annotate(original=F("budget") - F("transferred"), left=F("budget") - used - F("reserved") - F("lapsed"))
    )


def _zero() -> Any:
    return Value(_ZERO, output_field=_MONEY)


def find(organisation_id: int, year: int, query: Any, *, everything: bool = False) -> Found:
    """Read the address and answer it in a fixed number of statements."""
    rows = lines_of(organisation_id, year)
    programmes = _programmes(year)
    by_source = _by_source(rows)
    words = _asked(query, programmes, MOST_PRINTED if everything else PAGE_SIZE)
    chosen = _chosen(rows, words)
    page = words.page_of(_with_all(chosen, words))
    used = {row["source"] for row in by_source}
    return Found(
        words=words,
        page=page,
        in_all=sum(row["lines"] for row in by_source),
        to_be_linked=sum(row["to_be_linked"] for row in by_source),
        sums=sums_of(chosen),
        by_source=by_source,
        total={name: sum((row[name] for row in by_source), start=0) for name in ("lines", *SUMS)},
        programmes=programmes,
        sources=[(source.value, str(source.label)) for source in Source if source.value in used],
        natures=[(word, str(label)) for word, label in NATURES.items()],
        left_out=_left_out(words, programmes),
    )


def rows_for_file(organisation_id: int, year: int, query: Any) -> Any:
    """Every line the address asks for, not only one page of them."""
    words = _asked(query, _programmes(year), PAGE_SIZE)
    return _with_all(_chosen(lines_of(organisation_id, year), words), words)


def sums_of(rows: Any) -> dict[str, Decimal]:
    """Baht of each column over these lines."""
    summed = rows.order_by().aggregate(**{f"{name}_sum": Sum(name) for name in SUMS})
    return {name: summed[f"{name}_sum"] or _ZERO for name in SUMS}


def _by_source(rows: Any) -> list[dict[str, Any]]:
    linked = Count("pk", filter=Q(development=True, project=None))
    sums = {f"{name}_sum": Sum(name) for name in SUMS}
    grouped = rows.order_by().values("source").annotate(lines=Count("pk"), to_be_linked=linked, **sums)
    found = {row["source"]: row for row in grouped}
    listed = []
    for source in Source:
        if source.value in found:
            row = found[source.value]
            counts = {"lines": row["lines"], "to_be_linked": row["to_be_linked"]}
            amounts = {name: row[f"{name}_sum"] for name in SUMS}
            listed.append({"source": source.value, "label": str(source.label)} | counts | amounts)
    return listed


def _programmes(year: int) -> list[Classification]:
    """แผนงาน of the list in force."""
    return list(Classification.objects.in_year(year).filter(tree="function", depth=1).order_by("code"))


def _asked(query: Any, programmes: list[Classification], size: int) -> ListWords:
    filters = {
        "source": {source.value for source in Source},
        "programme": {*(one.code for one in programmes), "none"},
        "nature": set(NATURES),
        "link": {"1"},
    }
    return ListWords.of(query, sorts=SORTS, default="number", filters=filters, size=size)


def _chosen(rows: Any, words: ListWords) -> Any:
    asked = words.filters
    for word in words.search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(work__name__icontains=word) | Q(category__name__icontains=word))
    if "source" in asked:
        rows = rows.filter(source=asked["source"])
    if "programme" in asked:
        code = asked["programme"]
        rows = rows.filter(work=None) if code == "none" else rows.filter(_of_programme(code))
    if "nature" in asked:
        rows = rows.filter(development=asked["nature"] == "development")
    return rows.filter(development=True, project=None) if "link" in asked else rows


def _of_programme(code: str) -> Q:
    """Lines of a งาน under the แผนงาน, or of the แผนงาน itself."""
    return Q(work__parent__code=code) | Q(work__code=code)


def _with_all(rows: Any, words: ListWords) -> Any:
    return rows.for_listing().order_by(*words.order_by())


def _left_out(words: ListWords, programmes: list[Classification]) -> list[LeftOut]:
    """Each thing that narrows the list, to be taken away with one click."""
    asked = words.filters
    found = [LeftOut(_("Search: “%(words)s”") % {"words": words.search}, "q")] if words.search else []
    if "source" in asked:
        found.append(LeftOut(str(Source(asked["source"]).label), "source"))
    if "programme" in asked:
        names = {one.code: str(one) for one in programmes} | {"none": _("Not classified")}
        found.append(LeftOut(names[asked["programme"]], "programme"))
    if "nature" in asked:
        found.append(LeftOut(str(NATURES[asked["nature"]]), "nature"))
    if "link" in asked:
        found.append(LeftOut(_("To be linked"), "link"))
    return found


def programme_of(line: BudgetLine) -> Classification | None:
    """The แผนงาน a line belongs to; a line may stand at the แผนงาน itself."""
    work = line.work
    return work.parent if work is not None and work.depth > 1 else work


def columns() -> list[Column]:
    """The list as a file."""
    money = Holds.MONEY
    return [
        Column(gettext_lazy("No."), "number", 8, Holds.NUMBER),
        Column(gettext_lazy("Item"), "name", 50),
        Column(gettext_lazy("Source of the money"), "get_source_display", 24),
        Column(gettext_lazy("Nature"), lambda line: NATURES["development" if line.development else "recurrent"], 20),
        Column(gettext_lazy("Programme of work"), programme_of, 34),
        Column(gettext_lazy("Work"), "work", 34),
        Column(gettext_lazy("Category"), "category", 30),
        Column(gettext_lazy("Project"), "revision.name", 50),
        Column(gettext_lazy("Budget before transfers"), "original", 18, money),
        Column(gettext_lazy("Transfers"), "transferred", 18, money),
        Column(gettext_lazy("Budget"), "budget", 18, money),
        Column(gettext_lazy("Committed"), "committed", 18, money),
        Column(gettext_lazy("Paid"), "paid", 18, money),
        Column(gettext_lazy("Available"), "left", 18, money),
    ]
