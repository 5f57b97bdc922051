"""What "full" is made of for the monthly round of grants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from localplan.calendar.duties import Completeness, Duty, Item, one_by_one
from localplan.calendar.steps import STEPS

from .months import Told, open_grants, open_grants_of_months

STEP_OF_MONTH = [f"grants_m{month:02d}" for month in range(1, 13)]


def count(month: int, ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """n of m of many LAOs: open grants with a word this month; one without open grants is full."""
    step = STEP_OF_MONTH[month - 1]
    return count_months({step: list(ids)}, year)[step]


def count_months(wanted: Mapping[str, Sequence[int]], year: int) -> Mapping[str, Mapping[int, Completeness]]:
    """The same of several months at once: a handful of statements, not one for each."""
    found = open_grants_of_months({STEPS[step].period: ids for step, ids in wanted.items()}, year)
    return {
        step: {lao: _completeness(found[STEPS[step].period].get(lao)) for lao in ids} for step, ids in wanted.items()
    }


def _completeness(told: Sequence[Told] | None) -> Completeness:
    return Completeness(sum(one.there for one in told), len(told)) if told else Completeness(1, 1)


def items(month: int, lao: int, year: int) -> Completeness:
    """The same for one LAO: each open grant, with the page where its word is said."""
    told = open_grants([lao], year, month).get(lao, [])
    page = reverse("grants-month", args=[lao, year, month])
    if not told:
        label = _("No open grant")
        return Completeness(1, 1, (Item("none", label, True, "", page),))
    listed = tuple(
        Item(
            f"grant-{one.grant.pk}",
            one.grant.purpose,
            one.there,
            "" if one.there else _("not confirmed yet") if one.grant.confirmed_at is None else _("no word this month"),
            page,
        )
        for one in told
    )
    return Completeness(sum(one.there for one in told), len(told), listed)


DUTIES = tuple(
    Duty(
        step,
        "grants",
        partial(count, STEPS[step].period),
        one_by_one(partial(items, STEPS[step].period)),
        "grants-month",
        together=count_months,
    )
    for step in STEP_OF_MONTH
)
