"""The LAOs in reach and the plan each has for a fiscal year: found, filtered by state, counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Sum, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Level, Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.columns import Column
from localplan.toolkit.columns import Kind as Holds
from localplan.toolkit.lists import ListWords

from .models import Edition, Plan, ProjectRevision

STATES: dict[str, str | Promise] = {
    "confirmed": _("confirmed"),
    "amending": _("open amendment"),
    "draft": _("draft"),
    "none": _("no plan for the year"),
}


@dataclass(frozen=True)
class Line:
    """One LAO: the plan that covers the year and starts last, its latest edition, and what stands in it.

    `baht` is of the fiscal year, of the LAO's own rows; without a plan everything is None or 0.
    """

    organisation: Organisation
    state: str
    plan: Plan | None = None
    edition: Edition | None = None
    projects: int = 0
    baht: Decimal = Decimal(0)

    @property
    def state_words(self) -> str | Promise:
        return STATES[self.state]


def words_of(query: Mapping[str, str]) -> ListWords:
    """?q= &state= &district= (or a province, for DLA) &sort=name."""
    return ListWords.of(
        query,  # type: ignore[arg-type]
        sorts={"name": ("name_key", "id")},
        default="name",
        filters={"state": set(STATES), "area": None},
    )


def everybody(by: Membership, year: int) -> Any:
    """The LAOs in reach that stand today, each with `plan_id` and `plan_state` of the year."""
    plans = Plan.objects.filter(organisation_id=OuterRef("pk")).covering(year)
    standing = Edition.objects.standing().filter(plan_id=OuterRef("plan_id"))
    laos = Organisation.objects.visible_to(by).laos().open_on(clock.today()).for_listing()
    return laos.annotate(plan_id=Subquery(plans.values("pk")[:1])).annotate(
        plan_state=Case(
            When(plan_id=None, then=Value("none")),
            When(~Exists(standing.filter(confirmed_at__isnull=False)), then=Value("draft")),
            When(Exists(standing.filter(confirmed_at=None)), then=Value("amending")),
            default=Value("confirmed"),
        )
    )


def narrowed(rows: Any, words: ListWords) -> Any:
    """Those that fit what was asked, sorted."""
    if words.search:
        rows = rows.search(words.search)
    if "state" in words.filters:
        rows = rows.filter(plan_state=words.filters["state"])
    area = words.filters.get("area", "")
    if area.isascii() and area.isdigit():
        rows = rows.filter(Q(parent_id=int(area[:9])) | Q(parent__parent_id=int(area[:9])))
    return rows.order_by(*words.order_by())


def areas(by: Membership) -> list[Organisation]:
    """What the list may be narrowed to: DLA chooses a province, a province one of its districts."""
    level = {Level.DLA: Level.PROVINCE, Level.PROVINCE: Level.DISTRICT}.get(Level(by.organisation.level))
    return list(Organisation.objects.visible_to(by).filter(level=level).order_by("name_key")) if level else []


def lines(laos: Iterable[Any], year: int) -> list[Line]:
    """Three statements, however many LAOs."""
    listed = list(laos)
    plans = Plan.objects.in_bulk([lao.plan_id for lao in listed if lao.plan_id])
    latest = Edition.objects.standing().filter(plan__in=plans).order_by("plan_id", "-sequence").distinct("plan_id")
    editions = {edition.plan_id: edition for edition in latest}
    counted = _counted(list(plans), year)
    found = []
    for lao in listed:
        number, baht = counted.get(lao.plan_id, (0, Decimal(0)))
        plan = plans.get(lao.plan_id)
        found.append(Line(lao, lao.plan_state, plan, editions.get(lao.plan_id), number, baht))
    return found


def _counted(plans: list[int], year: int) -> dict[int, tuple[int, Decimal]]:
    """By plan: projects that stand in its latest edition, and baht of the year of the LAO's own."""
    last = ProjectRevision.objects.filter(project__plan__in=plans, edition__withdrawn_at=None)
    last = last.order_by("project_id", "-edition__sequence").distinct("project_id")
    rows = ProjectRevision.objects.filter(pk__in=last.values("pk"), withdrawn=False).order_by()
    own = Q(amounts__year=year, kind__in=("own", "subsidy"))
    sums = rows.values("project__plan_id").annotate(
        number=Count("pk", distinct=True), baht=Sum("amounts__amount", filter=own)
    )
    return {row["project__plan_id"]: (row["number"], row["baht"] or Decimal(0)) for row in sums}


def columns(year: int) -> list[Column]:
    """The list as a file; money in baht."""
    return [
        Column(_("LAO"), "organisation.short_name", 34),
        Column(_("District"), "organisation.parent.name", 20),
        Column(_("Code"), "organisation.code", 12),
        Column(_("Plan"), lambda line: str(line.plan or ""), 14),
        Column(_("Edition"), lambda line: str(line.edition or ""), 26),
        Column(_("State"), lambda line: str(line.state_words), 20),
        Column(_("Confirmed"), "edition.confirmed_at", 20),
        Column(_("Projects"), "projects", 10, Holds.NUMBER),
        Column(str(_("Baht of %(year)s")) % {"year": year}, "baht", 18, Holds.MONEY),
    ]
