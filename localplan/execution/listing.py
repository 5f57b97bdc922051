"""The commitments of a year as a list: what was asked of it, what it shows, what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localplan.budgeting.sources import Source
from localplan.toolkit.columns import Column
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.lists import LeftOut, ListWords

from .models import Commitment
from .register import Row, commitments_of, rows_of, said_of

ZERO = Decimal("0.00")
SORTS: dict[str, tuple[str, ...]] = {
    "signed": ("signed_on", "pk"),
    "number": ("number", "pk"),
    "title": ("title", "pk"),
    "counterparty": ("counterparty", "pk"),
    "amount": ("amount", "pk"),
    "left": ("left", "pk"),
}
STATES: dict[str, str | Promise] = {
    "open": gettext_lazy("Still open"),
    "still": gettext_lazy("No event yet"),
    "paid": gettext_lazy("Paid in full"),
    "carried": gettext_lazy("Carried over"),
    "cancelled": gettext_lazy("Cancelled"),
}
_STATE = {
    "open": Q(cancelled_on=None, left__gt=0),
    "paid": Q(cancelled_on=None, left=0, carried=0),
    "carried": Q(carried__gt=0),
    "cancelled": ~Q(cancelled_on=None),
}


@dataclass(frozen=True)
class Found:
    """One page of the list, and an account of what it leaves out; sums are of what is shown on all its pages."""

    words: ListWords
    page: Page[Any]
    rows: list[Row]
    in_all: int
    counts: Mapping[str, int]
    left_out: list[LeftOut]
    amount: Decimal
    paid: Decimal
    left: Decimal
    kinds: list[tuple[str, str]]
    sources: list[tuple[str, str]]

    @property
    def chips(self) -> list[tuple[str, str, int, bool]]:
        """Word, label, how many, and whether it is on."""
        asked = self.words.filters.get("state", "")
        listed = [(word, str(label), self.counts[word], word == asked) for word, label in STATES.items()]
        return [chip for chip in listed if chip[2] or chip[3]]


def find(organisation: Any, year: int, quarter: int, query: Any) -> Found:
    """Read the address and answer it in a fixed number of statements."""
    words = _asked(query)
    rows = commitments_of(organisation, year)
    still = said_of(organisation.pk, year, quarter).still
    counted = {name: rows.filter(condition).count() for name, condition in _STATE.items()}
    chosen = _chosen(rows, words, still)
    sums = chosen.aggregate(
        amounts=Coalesce(Sum("amount"), ZERO), payments=Coalesce(Sum("paid"), ZERO), rest=Coalesce(Sum("left"), ZERO)
    )
    page = words.page_of(chosen.order_by(*words.order_by()))
    return Found(
        words=words,
        page=page,
        rows=rows_of(list(page.object_list), year, quarter),
        in_all=rows.count(),
        counts={**counted, "still": len(still)},
        left_out=_left_out(words),
        amount=sums["amounts"],
        paid=sums["payments"],
        left=sums["rest"],
        kinds=[(kind.value, str(kind.label)) for kind in Commitment.Kind],
        sources=[(source.value, str(source.label)) for source in Source],
    )


def rows_for_file(organisation: Any, year: int, quarter: int, query: Any) -> list[Row]:
    """Every commitment the address asks for, not only one page of them."""
    words, still = _asked(query), said_of(organisation.pk, year, quarter).still
    chosen = _chosen(commitments_of(organisation, year), words, still)
    return rows_of(list(chosen.order_by(*words.order_by())), year, quarter)


def _asked(query: Any) -> ListWords:
    filters = {"state": set(STATES), "kind": set(Commitment.Kind.values), "source": set(Source.values), "line": None}
    return ListWords.of(query, sorts=SORTS, default="signed", filters=filters)


def _chosen(rows: Any, words: ListWords, still: frozenset[int]) -> Any:
    asked = words.filters
    for word in words.search.split():
        named = Q(number__icontains=word) | Q(title__icontains=word) | Q(counterparty__icontains=word) | Q(egp=word)
        rows = rows.filter(named)
    state = asked.get("state")
    if state == "still":
        rows = rows.filter(pk__in=still)
    elif state is not None:
        rows = rows.filter(_STATE[state])
    if "kind" in asked:
        rows = rows.filter(kind=asked["kind"])
    if "source" in asked:
        taken = Commitment.objects.filter(shares__line__source=asked["source"])
        rows = rows.filter(pk__in=taken.values("pk"))
    line = asked.get("line", "")
    if line.isascii() and line.isdigit() and len(line) < 9:
        rows = rows.filter(pk__in=Commitment.objects.filter(shares__line__number=int(line)).values("pk"))
    return rows


def _left_out(words: ListWords) -> list[LeftOut]:
    """Each thing that narrows the list, to be taken away with one click."""
    asked: Mapping[str, str] = words.filters
    found = [LeftOut(_("Search: “%(words)s”") % {"words": words.search}, "q")] if words.search else []
    if "state" in asked:
        found.append(LeftOut(str(STATES[asked["state"]]), "state"))
    if "kind" in asked:
        found.append(LeftOut(str(Commitment.Kind(asked["kind"]).label), "kind"))
    if "source" in asked:
        found.append(LeftOut(str(Source(asked["source"]).label), "source"))
    if "line" in asked:
        found.append(LeftOut(_("line %(number)s") % {"number": asked["line"]}, "line"))
    return found


def _lines(row: Row) -> str:
    return ", ".join(str(share.number) for share in row.shares)


def columns() -> list[Column]:
    """The list as a file."""
    return [
        Column(gettext_lazy("Kind"), "commitment.get_kind_display", 18),
        Column(gettext_lazy("Contract no."), "commitment.number", 16),
        Column(gettext_lazy("What for"), "commitment.title", 50),
        Column(gettext_lazy("Counterparty"), "commitment.counterparty", 30),
        Column(gettext_lazy("Method of procurement"), "commitment.get_method_display", 16),
        Column(gettext_lazy("e-GP project no."), "commitment.egp", 14),
        Column(gettext_lazy("Signed on"), "commitment.signed_on", 12, Holds.DATE),
        Column(gettext_lazy("Ends on"), "commitment.ends_on", 12, Holds.DATE),
        Column(gettext_lazy("Budget lines"), _lines, 14),
        Column(gettext_lazy("Amount"), "amount", 16, Holds.MONEY),
        Column(gettext_lazy("Paid"), "paid", 16, Holds.MONEY),
        Column(gettext_lazy("Left"), "left", 16, Holds.MONEY),
        Column(gettext_lazy("This quarter"), "said", 24),
        Column(gettext_lazy("Cancelled"), "commitment.cancelled_on", 12, Holds.DATE),
    ]
