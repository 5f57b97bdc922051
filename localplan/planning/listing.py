"""The projects of an edition as a list: what was asked of it, what it shows, what it leaves out; its totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localplan.strategy.models import Strategy
from localplan.toolkit.columns import Column
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.lists import LeftOut, ListWords
from localplan.toolkit.money import format_baht

from .models import Edition, PlannedAmount, ProjectRevision

PAGE_SIZE = 100
MOST_PRINTED = 2000
_ZERO = Decimal("0.00")
ORDER = ("tactic__strategy__number", "tactic__number", "programme__number", "number", "project_id")
SORTS: dict[str, tuple[str, ...]] = {
    "order": ORDER,
    "name": ("name", "project_id"),
    "unit": ("unit", "name", "project_id"),
    "total": ("baht", "project_id"),
}
#: What may be missing before the plan is confirmed; "any" is what blocks.
LACKS: dict[str, str | Promise] = {
    "any": gettext_lazy("Not complete"),
    "programme": gettext_lazy("Without programme"),
    "unit": gettext_lazy("Without unit"),
    "money": gettext_lazy("Without money"),
    "tactic": gettext_lazy("Without tactic"),
}
_LACK = {
    "any": Q(programme=None) | Q(unit=""),
    "programme": Q(programme=None),
    "unit": Q(unit=""),
    "money": Q(has_money=False),
    "tactic": Q(tactic=None),
}


@dataclass(frozen=True)
class Planned:
    """One year of a project; baht None where it is not planned."""

    year: int
    baht: Decimal | None


@dataclass(frozen=True)
class Line:
    """One project of the list, with each year of the plan."""

    revision: ProjectRevision
    amounts: list[Planned]
    baht: Decimal

    @property
    def year_cells(self) -> SafeString:
        """The cells of the years. Made here: a page has five hundred of them."""
        cell = '<td role="cell" class="num" data-l="{}">{}</td>'
        return format_html_join("", cell, ((planned.year, format_baht(planned.baht)) for planned in self.amounts))

    @property
    def lacks(self) -> list[str]:
        """What is missing, in words."""
        revision = self.revision
        found = [("programme", revision.programme_id is None), ("unit", not revision.unit)]
        found.append(("money", not any(planned.baht for planned in self.amounts)))
        return [str(LACKS[word]) for word, missing in found if missing]


@dataclass(frozen=True)
class Total:
    """One fiscal year of the whole plan: projects that have money in it, and baht."""

    year: int
    count: int
    baht: Decimal


@dataclass(frozen=True)
class Found:
    """One page of the list and an account of what it leaves out; totals are always the whole plan's."""

    edition: Edition
    words: ListWords
    page: Page[Any]
    lines: list[Line]
    in_all: int
    lacking: dict[str, int]
    left_out: list[LeftOut]
    totals: list[Total]
    own: int
    strategies: list[Strategy]
    units: list[str]
    kinds: list[tuple[str, str]]

    @property
    def project_years(self) -> int:
        return sum(total.count for total in self.totals)

    @property
    def baht(self) -> Decimal:
        return sum((total.baht for total in self.totals), _ZERO)

    @property
    def chips(self) -> list[tuple[str, str, int, bool]]:
        """Word, label, how many, and whether it is on."""
        asked = self.words.filters.get("lack", "")
        listed = [(word, str(label), self.lacking[word], word == asked) for word, label in LACKS.items()]
        return [chip for chip in listed if chip[2] or chip[3]]


def rows_of(edition: Edition) -> Any:
    """The projects of an edition, to be chosen by `has_money` and sorted by `baht`, of all years."""
    money = PlannedAmount.objects.filter(revision=OuterRef("pk"))
    total = money.values("revision").annotate(total=Sum("amount")).values("total")
    field = DecimalField(max_digits=20, decimal_places=2)
    return ProjectRevision.objects.as_of_edition(edition).alias(
        has_money=Exists(money.filter(amount__gt=0)),
        baht=Coalesce(Subquery(total, output_field=field), Value(_ZERO, output_field=field)),
    )


def totals_of(edition: Edition) -> list[Total]:
    """Project-years and baht per fiscal year over the LAO's own rows."""
    own = ProjectRevision.objects.as_of_edition(edition).own().values("pk")
    grouped = PlannedAmount.objects.filter(revision__in=own).values("year").order_by()
    summed = grouped.annotate(count=Count("pk", filter=Q(amount__gt=0)), baht=Sum("amount"))
    by_year = {row["year"]: row for row in summed}
    years = edition.plan.years
    return [Total(y, by_year[y]["count"], by_year[y]["baht"]) if y in by_year else Total(y, 0, _ZERO) for y in years]


def find(edition: Edition, query: Any, *, everything: bool = False) -> Found:
    """Read the address and answer it in a fixed number of statements."""
    rows = rows_of(edition)
    in_use = sorted(set(rows.order_by().values_list("unit", flat=True).distinct()) - {""})
    strategies = list(Strategy.objects.filter(direction_id=edition.plan.direction_id))
    words = _asked(query, strategies, in_use, MOST_PRINTED if everything else PAGE_SIZE)
    tally = {word: Count("pk", filter=condition) for word, condition in _LACK.items()}
    lacking = rows.order_by().aggregate(
        all=Count("pk"), own=Count("pk", filter=Q(kind__in=("own", "subsidy"))), **tally
    )
    in_all, own = lacking.pop("all"), lacking.pop("own")
    page = words.page_of(_sorted(_chosen(rows, words), words))
    return Found(
        edition=edition,
        words=words,
        page=page,
        lines=_lines(page.object_list, edition.plan.years),
        in_all=in_all,
        lacking=lacking,
        left_out=_left_out(words, strategies),
        totals=totals_of(edition),
        own=own,
        strategies=strategies,
        units=in_use,
        kinds=[(kind.value, str(kind.label)) for kind in ProjectRevision.Kind],
    )


def rows_for_file(edition: Edition, query: Any) -> list[Line]:
    """Every project the address asks for, not only one page of them."""
    strategies = list(Strategy.objects.filter(direction_id=edition.plan.direction_id))
    rows = rows_of(edition)
    words = _asked(query, strategies, None, PAGE_SIZE)
    return _lines(_sorted(_chosen(rows, words), words), edition.plan.years)


def _asked(query: Any, strategies: Sequence[Strategy], units: Sequence[str] | None, size: int) -> ListWords:
    filters = {
        "strategy": {*(str(s.pk) for s in strategies), "none"},
        "unit": None if units is None else {*units},
        "kind": {kind.value for kind in ProjectRevision.Kind},
        "lack": set(LACKS),
    }
    return ListWords.of(query, sorts=SORTS, default="order", filters=filters, size=size)


def _chosen(rows: Any, words: ListWords) -> Any:
    asked = words.filters
    for word in words.search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(objective__icontains=word) | Q(place__icontains=word))
    if "strategy" in asked:
        chosen = asked["strategy"]
        rows = rows.filter(tactic=None) if chosen == "none" else rows.filter(tactic__strategy_id=int(chosen))
    if "unit" in asked:
        rows = rows.filter(unit=asked["unit"])
    if "kind" in asked:
        rows = rows.filter(kind=asked["kind"])
    return rows.filter(_LACK[asked["lack"]]) if "lack" in asked else rows


def _sorted(rows: Any, words: ListWords) -> Any:
    first, *rest = words.order_by()
    word = first.removeprefix("-")
    turned = F(word).desc(nulls_last=True) if first.startswith("-") else F(word).asc(nulls_last=True)
    return rows.select_related("tactic__strategy", "programme").order_by(turned, *rest)


def _lines(rows: Any, years: Sequence[int]) -> list[Line]:
    amounts: dict[int, dict[int, Decimal]] = {row.pk: {} for row in rows}
    asked = PlannedAmount.objects.filter(revision_id__in=amounts)
    for pk, year, baht in asked.values_list("revision_id", "year", "amount"):
        amounts[pk][year] = baht
    found = []
    for row in rows:
        own = amounts[row.pk]
        found.append(Line(row, [Planned(year, own.get(year)) for year in years], sum(own.values(), _ZERO)))
    return found


def _left_out(words: ListWords, strategies: Sequence[Strategy]) -> list[LeftOut]:
    """Each thing that narrows the list, to be taken away with one click."""
    asked: Mapping[str, str] = words.filters
    names = {str(s.pk): str(s) for s in strategies} | {"none": _("Without strategy")}
    found = [LeftOut(_("Search: “%(words)s”") % {"words": words.search}, "q")] if words.search else []
    if "strategy" in asked:
        found.append(LeftOut(names[asked["strategy"]], "strategy"))
    if "unit" in asked:
        found.append(LeftOut(asked["unit"], "unit"))
    if "kind" in asked:
        found.append(LeftOut(str(ProjectRevision.Kind(asked["kind"]).label), "kind"))
    if "lack" in asked:
        found.append(LeftOut(str(LACKS[asked["lack"]]), "lack"))
    return found


def columns(years: Sequence[int]) -> list[Column]:
    """The list as a file: the columns of ผ.02, one for each year."""

    def amount_of(place: int) -> Any:
        return lambda line: line.amounts[place].baht

    amounts = [Column(str(year), amount_of(place), 16, Holds.MONEY) for place, year in enumerate(years)]
    return [
        Column(gettext_lazy("No."), "revision.number", 8, Holds.NUMBER),
        Column(gettext_lazy("Strategy"), "revision.tactic.strategy", 30),
        Column(gettext_lazy("Tactic"), "revision.tactic", 30),
        Column(gettext_lazy("Programme"), "revision.programme", 26),
        Column(gettext_lazy("Project"), "revision.name", 40),
        Column(gettext_lazy("Objective"), "revision.objective", 40),
        Column(gettext_lazy("Target (output)"), "revision.target", 40),
        *amounts,
        Column(gettext_lazy("Indicator (KPI)"), "revision.indicator", 30),
        Column(gettext_lazy("Expected result"), "revision.result", 40),
        Column(gettext_lazy("Responsible unit"), "revision.unit", 20),
        Column(gettext_lazy("Place"), "revision.place", 24),
        Column(gettext_lazy("Kind"), "revision.get_kind_display", 20),
    ]
