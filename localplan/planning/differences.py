"""What differs between the last two confirmed editions of a plan: counts, sums of each year, changed projects."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from localplan.calendar.duties import Difference
from localplan.toolkit.money import format_baht

from .models import Edition, Plan, ProjectRevision

#: Changed projects that are named; the rest is counted.
MOST_NAMED = 20
ZERO = Decimal(0)


def differences(lao: int, year: int) -> list[Difference]:
    """The last confirmed edition beside the one before; none while there is only one. Six statements."""
    plan = Plan.objects.filter(organisation_id=lao).covering(year).first()
    if plan is None:
        return []
    pair = list(Edition.objects.filter(plan=plan).confirmed().order_by("-sequence")[:2])
    if len(pair) < 2:
        return []
    now, before = _rows_of(pair[0]), _rows_of(pair[1])
    return list(_between(before, now, plan, f"{pair[1]} → {pair[0]}"))


def _rows_of(edition: Edition) -> dict[int, ProjectRevision]:
    rows = ProjectRevision.objects.as_of_edition(edition).select_related("programme").prefetch_related("amounts")
    return {row.project_id: row for row in rows.in_order()}


def _sums(rows: dict[int, ProjectRevision], plan: Plan) -> dict[int, Decimal]:
    """Per year over the LAO's own rows, as in its printed totals."""
    found = dict.fromkeys(plan.years, ZERO)
    for row in rows.values():
        if row.kind in (ProjectRevision.Kind.OWN, ProjectRevision.Kind.SUBSIDY):
            for amount in row.amounts.all():
                found[amount.year] = found.get(amount.year, ZERO) + amount.amount
    return found


def _between(
    before: dict[int, ProjectRevision], now: dict[int, ProjectRevision], plan: Plan, note: str
) -> Iterator[Difference]:
    if len(before) != len(now):
        yield Difference(_("Projects"), f"{len(before):,}", f"{len(now):,}", note)
    then, present = _sums(before, plan), _sums(now, plan)
    for year in plan.years:
        if then[year] != present[year]:
            label = _("Planned for %(year)s, own projects") % {"year": year}
            yield Difference(label, format_baht(then[year]), format_baht(present[year]), note)
    changed = [id for id in [*now, *(gone for gone in before if gone not in now)] if _told(before.get(id), now.get(id))]
    for id in changed[:MOST_NAMED]:
        was, became = _told(before.get(id), now.get(id)) or ("", "")
        row = now.get(id) or before[id]
        yield Difference(row.name, was, became, "", reverse("project", args=[id]))
    if len(changed) > MOST_NAMED:
        yield Difference(_("Other changed projects"), "", f"{len(changed) - MOST_NAMED:,}")


def _told(was: ProjectRevision | None, became: ProjectRevision | None) -> tuple[str, str] | None:
    """The project before and now, only what differs; None when nothing does."""
    if was is None or became is None:
        return (_("not in the plan"), _words(became)) if was is None else (_words(was), _("withdrawn"))
    if was.pk == became.pk:
        return None
    pairs = [(one, other) for one, other in zip(_parts(was), _parts(became), strict=True) if one != other]
    return (" · ".join(one for one, _o in pairs), " · ".join(other for _o, other in pairs)) if pairs else None


def _words(row: ProjectRevision | None) -> str:
    return _parts(row)[-1] if row is not None else ""


def _parts(row: ProjectRevision) -> tuple[str, ...]:
    """What a reader would compare: name, programme, target, unit, and the amounts of the years."""
    amounts = sorted((amount.year, amount.amount) for amount in row.amounts.all())
    money = ", ".join(f"{year}: {format_baht(amount)}" for year, amount in amounts) or _("no amount")
    programme = row.programme.name if row.programme else _("no programme")
    return row.name, programme, row.target or "–", row.unit or "–", money
