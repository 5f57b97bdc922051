"""Grants in reach as a list: searched, filtered, sorted; and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Membership
from localplan.toolkit.columns import Column, Kind
from localplan.toolkit.lists import LeftOut, ListWords

from .models import Grant
from .queries import GrantQuerySet
from .standing import Standing, standing_of

STATES = ("open", "unconfirmed", "disputed", "closed")
SORTS: dict[str, str | tuple[str, ...]] = {
    "letter": ("letter_on", "pk"),
    "amount": ("amount", "pk"),
    "commit_by": ("commit_by", "pk"),
    "organisation": ("organisation__name_key", "letter_on", "pk"),
}


@dataclass(frozen=True)
class Found:
    """A page of grants, each with where it stands; how many the filters leave out."""

    words: ListWords
    page: Any
    rows: list[tuple[Grant, Standing]]
    in_all: int
    left_out: list[LeftOut]


def of_year(by: Membership, year: int, organisation: int | None = None) -> GrantQuerySet:
    """Grants allotted in the year, and those of earlier years still open."""
    rows = Grant.objects.visible_to(by).filter(Q(year_id=year) | Q(year_id__lt=year, closed_on=None))
    return rows.filter(organisation_id=organisation) if organisation else rows


def find(by: Membership, query: Any, year: int, organisation: int | None = None) -> Found:
    """What the address asks for."""
    words = ListWords.of(query, sorts=SORTS, default="letter", filters={"state": STATES})
    rows = of_year(by, year, organisation)
    in_all = rows.count()
    kept = narrowed(rows, words)
    page = words.page_of(kept.for_listing().order_by(*words.order_by()))
    stands = standing_of(page.object_list)
    left_out = []
    number = in_all - page.paginator.count
    if number and words.search:
        told = {"number": number, "words": words.search}
        left_out.append(LeftOut(str(_("%(number)s without “%(words)s”")) % told, "q"))
    elif number:
        left_out.append(LeftOut(str(_("%(number)s in another state")) % {"number": number}, "state"))
    return Found(words, page, [(grant, stands[grant.pk]) for grant in page.object_list], in_all, left_out)


def narrowed(rows: GrantQuerySet, words: ListWords) -> GrantQuerySet:
    """Those of the state asked for, with every word in purpose, letter or grantor."""
    state = words.filters.get("state")
    if state == "open":
        rows = rows.filter(disputed="", closed_on=None).exclude(confirmed_at=None)
    elif state == "unconfirmed":
        rows = rows.filter(disputed="", confirmed_at=None)
    elif state == "disputed":
        rows = rows.exclude(disputed="")
    elif state == "closed":
        rows = rows.exclude(closed_on=None)
    for word in words.search.split():
        rows = rows.filter(
            Q(purpose__icontains=word)
            | Q(letter__icontains=word)
            | Q(grantor_name__icontains=word)
            | Q(organisation__full_name__contains=word)
        )
    return rows


def columns() -> list[Column]:
    """The list as a file; a row is a grant with where it stands."""
    return [
        Column(_("Code"), "0.organisation.code", 12),
        Column(_("Organisation"), "0.organisation.short_name", 30),
        Column(_("Fiscal year"), "0.year_id", 10, Kind.NUMBER),
        Column(_("Grantor"), lambda row: row["0"].grantor_name or row["0"].get_grantor_display(), 26),
        Column(_("Allotment letter no."), "0.letter", 22),
        Column(_("Dated"), "0.letter_on", 14, Kind.DATE),
        Column(_("Purpose"), "0.purpose", 50),
        Column(_("Allotted"), "0.amount", 18, Kind.MONEY),
        Column(_("Received"), "1.received", 18, Kind.MONEY),
        Column(_("Committed"), "1.committed", 18, Kind.MONEY),
        Column(_("Paid"), "1.paid", 18, Kind.MONEY),
        Column(_("Returned"), "1.returned", 18, Kind.MONEY),
        Column(_("Balance"), "1.balance", 18, Kind.MONEY),
        Column(_("Commit by"), "0.commit_by", 14, Kind.DATE),
        Column(_("Lapses"), "0.lapses_on", 14, Kind.DATE),
        Column(_("Last word"), "1.last_on", 14, Kind.DATE),
    ]


def lines(rows: GrantQuerySet) -> list[dict[str, Any]]:
    """Every grant as a line of the file."""
    listed = list(rows.for_listing())
    stands = standing_of(listed)
    return [{"0": grant, "1": stands[grant.pk]} for grant in listed]
