"""The list of organisations: what was asked of it, what it shows, and what it leaves out and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from localplan.toolkit.columns import Column
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.lists import PAGE_SIZE, LeftOut, ListWords

from .models import Kind, Level, Membership, Organisation, Post
from .posts import LAO_KINDS
from .queries import OrganisationQuerySet
from .staffing import SHORT, Area

#: Rows that one page for printing holds; beyond it the Excel file is the better paper.
MOST_PRINTED = 1000
SORTS = {
    "name": ("name_key", "id"),
    "kind": ("kind_rank", "name_key", "id"),
    "place": ("parent__parent__name_key", "parent__name_key", "name_key", "id"),
    "code": ("code", "id"),
}
#: What may be missing, in the words of a chip.
LACKS: dict[str, str | Promise] = {
    "clerk": gettext_lazy("Without a clerk"),
    "planner": gettext_lazy("Without a planner"),
    "phone": gettext_lazy("Without a telephone number"),
}
#: Open ones unless asked otherwise.
STATES: dict[str, str | Promise] = {
    "all": gettext_lazy("With closed ones"),
    "closed": gettext_lazy("Only closed ones"),
}


@dataclass(frozen=True)
class Line:
    """One organisation of the list, with whoever holds the clerk's post today."""

    organisation: Organisation
    clerk: Membership | None
    is_open: bool

    @property
    def district(self) -> str:
        return name_above(self.organisation, Level.DISTRICT)

    @property
    def province(self) -> str:
        return name_above(self.organisation, Level.PROVINCE)


@dataclass(frozen=True)
class Chip:
    """A filter with the number of organisations behind it; `value` empty takes the filter away."""

    word: str
    value: str
    label: str | Promise
    number: int
    is_on: bool


@dataclass(frozen=True)
class Found:
    """The list as asked for: its page, its chips, and an account of what it leaves out."""

    words: ListWords
    page: Page[Any]
    lines: list[Line]
    chips: list[Chip]
    left_out: list[LeftOut]
    number: int
    in_all: int
    provinces: list[Organisation]
    districts: list[Organisation]
    day: dt.date


class _Counted:
    """Rows whose number is known already, so that paging does not count them again."""

    def __init__(self, rows: OrganisationQuerySet, number: int) -> None:
        self.rows, self.number = rows, number

    def count(self) -> int:
        return self.number

    def __getitem__(self, part: slice) -> OrganisationQuerySet:
        return self.rows[part]


def name_above(organisation: Organisation, level: Level) -> str:
    """The name of the district or province an organisation lies in, without the office's words."""
    above: Organisation | None = organisation
    while above is not None:
        if above.level == level:
            return above.name
        above = above.parent
    return ""


def place_of(organisation: Organisation) -> str:
    """District and province of an LAO, province of a district; empty for a province and DLA."""
    district, province = name_above(organisation, Level.DISTRICT), name_above(organisation, Level.PROVINCE)
    if organisation.level == Level.LAO and district:
        return _("%(district)s District, %(province)s Province") % {"district": district, "province": province}
    if organisation.level in (Level.LAO, Level.DISTRICT):
        return _("%(name)s Province") % {"name": province}
    return ""


def find(by: Membership, query: Any, *, day: dt.date, everything: bool = False) -> Found:
    """Read the address and answer it in six statements at most, whatever the number of rows.

    `everything` puts up to MOST_PRINTED rows on one page.
    """
    provinces, districts, words = _asked(by, query, size=MOST_PRINTED if everything else PAGE_SIZE)
    narrowed = _placed(Organisation.objects.visible_to(by).laos().search(words.search), words)
    tally = _tally(narrowed, day)
    number = sum(group["n"] for group in tally if _fits(group, words.filters))
    rows = _chosen(narrowed, words, day)
    page = words.page_of(_Counted(rows, number))
    return Found(
        words=words,
        page=page,
        lines=with_clerks(page.object_list, by=by, day=day),
        chips=_chips(tally, words.filters),
        left_out=_left_out(tally, words, provinces, districts),
        number=number,
        in_all=_in_all(by, tally, words, day),
        provinces=provinces,
        districts=districts,
        day=day,
    )


def rows_for_file(by: Membership, query: Any, *, day: dt.date) -> list[Line]:
    """Every organisation the address asks for, not only one page of them."""
    _provinces, _districts, words = _asked(by, query, size=PAGE_SIZE)
    narrowed = _placed(Organisation.objects.visible_to(by).laos().search(words.search), words)
    return with_clerks(_chosen(narrowed, words, day), by=by, day=day)


def with_clerks(organisations: Iterable[Organisation], *, by: Membership, day: dt.date) -> list[Line]:
    """The organisations with their clerks, in one statement more; an acting clerk where there is no other."""
    shown = list(organisations)
    clerks: dict[int, Membership] = {}
    held = Membership.objects.visible_to(by).in_force(day).filter(post=Post.CLERK)
    if len(shown) <= MOST_PRINTED:
        held = held.filter(organisation_id__in=[row.pk for row in shown])
    for post in held.select_related("user").order_by("-acting"):
        clerks[post.organisation_id] = post
    return [Line(row, clerks.get(row.pk), row.is_open(day)) for row in shown]


def _asked(by: Membership, query: Any, *, size: int) -> tuple[list[Organisation], list[Organisation], ListWords]:
    """The offices one may choose from, and the words of the address that make sense with them."""
    level = by.organisation.level
    provinces: list[Organisation] = []
    if level == Level.DLA:
        provinces = list(Organisation.objects.visible_to(by).offices().order_by("name_key", "id"))
    allowed: dict[str, Any] = {
        "province": {str(office.pk) for office in provinces},
        "kind": {str(kind) for kind in LAO_KINDS},
        "lack": set(LACKS),
        "state": set(STATES),
    }
    chosen = query.get("province", "")
    above = by.organisation_id if level == Level.PROVINCE else int(chosen) if chosen in allowed["province"] else None
    districts: list[Organisation] = []
    if above is not None:
        found = Organisation.objects.visible_to(by).filter(level=Level.DISTRICT, parent_id=above)
        districts = list(found.order_by("name_key", "id"))
    allowed["district"] = {str(office.pk) for office in districts}
    words = ListWords.of(query, sorts=SORTS, default="name", filters=allowed, size=size)
    return provinces, districts, words


def _placed(rows: OrganisationQuerySet, words: ListWords) -> OrganisationQuerySet:
    if "district" in words.filters:
        return rows.filter(parent_id=int(words.filters["district"]))
    if "province" in words.filters:
        return rows.in_province(int(words.filters["province"]))
    return rows


def _chosen(rows: OrganisationQuerySet, words: ListWords, day: dt.date) -> OrganisationQuerySet:
    """The rows of the list, sorted, with district and province."""
    asked = words.filters
    rows = rows.with_standing(day).with_kind_rank()
    if asked.get("state") != "all":
        rows = rows.filter(is_there=asked.get("state") != "closed")
    if "kind" in asked:
        rows = rows.filter(kind=asked["kind"])
    if "lack" in asked:
        rows = rows.filter(**{f"has_{asked['lack']}": False})
    return rows.for_listing().order_by(*words.order_by())


def _tally(rows: OrganisationQuerySet, day: dt.date) -> list[dict[str, Any]]:
    """How many there are by type, by open or closed, and by each thing that may be missing: a few rows at most."""
    keys = ("kind", "is_there", *(f"has_{lack}" for lack in LACKS))
    return list(rows.with_standing(day).values(*keys).order_by().annotate(n=Count("pk")))


def _fits(group: Mapping[str, Any], asked: Mapping[str, str], *, but: str = "") -> bool:
    """Whether a group of the tally is on the list; `but` is a filter to look past."""
    state = asked.get("state", "open") if but != "state" else "all"
    return (
        (state == "all" or group["is_there"] == (state == "open"))
        and (but == "kind" or asked.get("kind", group["kind"]) == group["kind"])
        and (but == "lack" or "lack" not in asked or not group[f"has_{asked['lack']}"])
    )


def _chips(tally: list[dict[str, Any]], asked: Mapping[str, str]) -> list[Chip]:
    """Types that there are, then what is missing, then the closed ones; a chip that is on takes itself away."""

    def chip(word: str, value: str, label: str | Promise, number: int) -> Chip:
        is_on = asked.get(word, "") == value
        return Chip(word, "" if is_on else value, label, number, is_on)

    def sum_of(word: str, **wanted: Any) -> int:
        groups = (g for g in tally if _fits(g, asked, but=word))
        return sum(g["n"] for g in groups if all(g[name] == value for name, value in wanted.items()))

    chips = [chip("kind", str(kind), SHORT[kind], sum_of("kind", kind=kind)) for kind in LAO_KINDS]
    chips += [chip("lack", lack, label, sum_of("lack", **{f"has_{lack}": False})) for lack, label in LACKS.items()]
    chips.append(chip("state", "closed", STATES["closed"], sum_of("state", is_there=False)))
    return [chip for chip in chips if chip.number or chip.is_on]


def _left_out(
    tally: list[dict[str, Any]], words: ListWords, provinces: list[Organisation], districts: list[Organisation]
) -> list[LeftOut]:
    """Each thing that narrows the list, to be taken away with one click; the closed ones are counted."""
    asked = words.filters
    names = {str(office.pk): office.name for office in (*provinces, *districts)}
    found = []
    if words.search:
        found.append(LeftOut(_("Search: “%(words)s”") % {"words": words.search}, "q"))
    if "province" in asked:
        found.append(LeftOut(_("%(name)s Province") % {"name": names[asked["province"]]}, "province"))
    if "district" in asked:
        found.append(LeftOut(_("%(name)s District") % {"name": names[asked["district"]]}, "district"))
    if "kind" in asked:
        found.append(LeftOut(str(Kind(asked["kind"]).label), "kind"))
    if "lack" in asked:
        found.append(LeftOut(str(LACKS[asked["lack"]]), "lack"))
    if asked.get("state") == "closed":
        found.append(LeftOut(str(STATES["closed"]), "state"))
    closed = sum(g["n"] for g in tally if not g["is_there"] and _fits(g, asked, but="state"))
    if "state" not in asked and closed:
        words_of_it = ngettext(
            "%(number)s closed organisation is left out", "%(number)s closed organisations are left out", closed
        )
        found.append(LeftOut(words_of_it % {"number": f"{closed:,}"}, ""))
    return found


def _in_all(by: Membership, tally: list[dict[str, Any]], words: ListWords, day: dt.date) -> int:
    """How many open LAOs the post reaches; counted anew only when search or place has narrowed the tally."""
    if words.search or "province" in words.filters or "district" in words.filters:
        return Organisation.objects.visible_to(by).laos().open_on(day).count()
    return sum(group["n"] for group in tally if group["is_there"])


def columns() -> list[Column]:
    """The list as a file."""
    return [
        Column(gettext_lazy("Code"), "organisation.code", 10),
        Column(gettext_lazy("Type"), "organisation.get_kind_display", 24),
        Column(gettext_lazy("Name"), "organisation.short_name", 30),
        Column(gettext_lazy("Full name"), "organisation.full_name", 40),
        Column(gettext_lazy("English name"), "organisation.name_en", 24),
        Column(gettext_lazy("District"), "district", 18),
        Column(gettext_lazy("Province"), "province", 18),
        Column(gettext_lazy("Clerk"), "clerk.user.full_name", 26),
        Column(gettext_lazy("Telephone"), "organisation.phone", 18),
        Column(gettext_lazy("E-mail"), "organisation.email", 28),
        Column(gettext_lazy("Opened on"), "organisation.opened_on", 14, Holds.DATE),
        Column(gettext_lazy("Closed on"), "organisation.closed_on", 14, Holds.DATE),
    ]


def columns_of_areas() -> list[Column]:
    """DLA's list of provinces as a file."""

    def of_kind(kind: Kind) -> Callable[[Area], int]:
        return lambda area: area.kinds.get(kind, 0)

    kinds = [Column(kind.label, of_kind(kind), 14, Holds.NUMBER) for kind in LAO_KINDS]
    return [
        Column(gettext_lazy("Province"), "office.name", 20),
        Column(gettext_lazy("Head of office"), lambda area: area.heads[0].user.full_name if area.heads else "", 26),
        Column(gettext_lazy("LAOs"), "laos", 10, Holds.NUMBER),
        *kinds,
        Column(gettext_lazy("With a clerk"), "with_clerk", 12, Holds.NUMBER),
        Column(gettext_lazy("Without a clerk"), "without_clerk", 12, Holds.NUMBER),
    ]


def columns_of_posts() -> list[Column]:
    """Posts that end soon as a file."""
    return [
        Column(gettext_lazy("Last day"), "until_on", 14, Holds.DATE),
        Column(gettext_lazy("Name"), "user.full_name", 26),
        Column(gettext_lazy("Post"), "post_name", 24),
        Column(gettext_lazy("Organisation"), "organisation.short_name", 30),
        Column(gettext_lazy("Contract number"), "contract_number", 16),
        Column(gettext_lazy("Telephone"), lambda post: post.user.phone or post.organisation.phone, 18),
    ]


def columns_of_accesses() -> list[Column]:
    """Auditors' visits as a file."""
    return [
        Column(gettext_lazy("When"), "at", 20, Holds.DATE),
        Column(gettext_lazy("Auditor"), "by.user.full_name", 26),
        Column(gettext_lazy("From"), "by.organisation.short_name", 26),
        Column(gettext_lazy("Letter"), "by.order_number", 20),
        Column(gettext_lazy("Page"), "path", 50),
    ]
