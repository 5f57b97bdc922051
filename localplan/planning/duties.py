"""What "full" is made of for the plan: counted for many organisations, told item by item for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localplan.calendar.duties import Completeness, Duty, Item
from localplan.strategy.models import Strategy

from .differences import differences
from .models import Edition, Plan, ProjectRevision

#: What is asked for, in the order of the work; a confirmed plan has them all.
ASKED = ("begun", "projects", "programme", "unit", "tactic", "promulgated", "notice", "confirmed")


@dataclass
class State:
    """What one LAO's plan of a fiscal year has, in figures."""

    plan: Plan
    confirmed: bool = False
    draft: Edition | None = None
    projects: int = 0
    without_programme: int = 0
    without_unit: int = 0
    without_tactic: int = 0

    def has(self) -> dict[str, bool]:
        """Each thing asked for, there or missing. A missing project makes none of them full."""
        if self.confirmed:
            return dict.fromkeys(ASKED, True)
        some = self.projects > 0
        draft = self.draft
        return {
            "begun": True,
            "projects": some,
            "programme": some and not self.without_programme,
            "unit": some and not self.without_unit,
            "tactic": not self.without_tactic,
            "promulgated": draft is not None and draft.promulgated_on is not None,
            "notice": draft is not None and draft.notice_id is not None,
            "confirmed": False,
        }


def states_of(ids: Iterable[int], year: int) -> dict[int, State]:
    """By organisation, of the plans that cover the year the one that starts last. Four statements for any number."""
    found: dict[int, State] = {}
    for plan in Plan.objects.filter(organisation_id__in=list(ids)).covering(year).select_related("direction"):
        found.setdefault(plan.organisation_id, State(plan))
    by_plan = {state.plan.pk: state for state in found.values()}
    for edition in Edition.objects.standing().filter(plan__in=by_plan).order_by("sequence"):
        state = by_plan[edition.plan_id]
        state.confirmed = state.confirmed or edition.confirmed_at is not None
        state.draft = None if state.confirmed else edition
    drafts = {state.draft.pk: state for state in by_plan.values() if state.draft is not None}
    counted = ProjectRevision.objects.filter(edition__in=drafts, withdrawn=False).values("edition_id")
    without = Count("pk", filter=Q(programme=None)), Count("pk", filter=Q(unit=""))
    for row in counted.annotate(number=Count("pk"), programme=without[0], unit=without[1]).order_by():
        state = drafts[row["edition_id"]]
        state.projects, state.without_programme, state.without_unit = row["number"], row["programme"], row["unit"]
    directions: dict[int, list[State]] = {}
    for state in drafts.values():
        directions.setdefault(state.plan.direction_id, []).append(state)
    empty = Strategy.objects.filter(direction__in=directions, tactics=None).values("direction_id")
    for row in empty.annotate(number=Count("pk")).order_by():
        for state in directions[row["direction_id"]]:
            state.without_tactic = row["number"]
    return found


def count(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """n of m of many LAOs; those without a plan for the year are left out."""
    return {lao: Completeness(sum(state.has().values()), len(ASKED)) for lao, state in states_of(ids, year).items()}


def items(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """The same, each item with figures and the page where it is mended; those without a plan are told to begin."""
    wanted = list(ids)
    states = states_of(wanted, year)
    return {lao: _items(lao, year, states.get(lao)) for lao in wanted}


def _items(lao: int, year: int, state: State | None) -> Completeness:
    if state is None:
        label = _("Development plan for %(year)s") % {"year": year}
        detail = _("No plan that covers %(year)s has been begun.") % {"year": year}
        return Completeness(0, len(ASKED), (Item("begun", label, False, detail, reverse("plans", args=[lao])),))
    has = state.has()
    listed = tuple(_item(code, has[code], state) for code in ASKED)
    return Completeness(sum(has.values()), len(ASKED), listed)


def _item(code: str, there: bool, state: State) -> Item:
    rows = reverse("plan", args=[state.plan.pk])
    pages = {
        "programme": f"{rows}?lack=programme",
        "unit": f"{rows}?lack=unit",
        "tactic": f"{reverse('direction', args=[state.plan.organisation_id])}?span={state.plan.direction.first_year}",
        "promulgated": reverse("promulgation", args=[state.plan.pk]),
        "notice": reverse("promulgation", args=[state.plan.pk]),
        "confirmed": reverse("plan-confirm", args=[state.plan.pk]),
    }
    labels = {
        "begun": _("Plan %(span)s") % {"span": state.plan},
        "projects": _("Projects"),
        "programme": _("Programme of every project"),
        "unit": _("Responsible unit of every project"),
        "tactic": _("A tactic under every strategy"),
        "promulgated": _("Date of promulgation"),
        "notice": _("Signed notice"),
        "confirmed": _("Confirmation"),
    }
    return Item(code, labels[code], there, "" if there else _detail(code, state), pages.get(code, rows))


def _detail(code: str, state: State) -> str:
    if code == "programme" and state.projects:
        number = state.without_programme
        words = ngettext("%(number)s project without programme", "%(number)s projects without programme", number)
        return words % {"number": f"{number:,}"}
    if code == "unit" and state.projects:
        number = state.without_unit
        words = ngettext("%(number)s project without unit", "%(number)s projects without unit", number)
        return words % {"number": f"{number:,}"}
    if code == "tactic":
        number = state.without_tactic
        words = ngettext("%(number)s strategy without tactic", "%(number)s strategies without tactic", number)
        return words % {"number": number}
    return {
        "promulgated": _("The date of promulgation is not told yet."),
        "notice": _("The signed notice is not attached yet."),
        "confirmed": _("The plan is not confirmed yet."),
    }.get(code, _("There is no project yet."))


DUTIES = (Duty("plan_confirm", "planning", count, items, "plans", differences),)
