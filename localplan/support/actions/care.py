"""LAOs in the care of officers and analysts: given, and handed over when a contract ends or somebody moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..care import KEEPERS
from ..models import Assignment


@transaction.atomic
def assign(
    laos: Sequence[Organisation],
    keeper: Membership,
    *,
    from_on: dt.date,
    by: Membership,
    seen: Mapping[int, int | None] | None = None,
) -> list[Assignment]:
    """Put LAOs in the care of one officer or analyst from a day on; who had them before has them until the day before.

    An LAO already in this care is left as it is. What was planned from a later day on, and what began on the very
    day, gives way. `seen`: LAO → whose care (membership) the person who asks has seen it in; None: not asked.
    """
    for one in laos:
        require(by, Do.ASSIGN, one)
    locked = {lao.pk: lao for lao in Organisation.objects.locked([lao.pk for lao in laos])}
    keeper = Membership.objects.get(pk=keeper.pk)  # as it is now: it may have been ended a moment ago
    planned, standing = _rows_of(locked)
    findings = Findings()
    findings.add(rules.laos_are_chosen(len(locked)))
    is_staff = keeper.organisation_id == by.organisation_id and keeper.post in KEEPERS
    findings.add(rules.keeper_works_there(is_staff=is_staff, has_begun=keeper.from_on <= from_on))
    findings.add(rules.care_does_not_outlast_a_contract(from_on, until_on=keeper.until_on))
    for pk, lao in locked.items():
        if pk in standing:
            findings.add(rules.care_begins_after_the_last(from_on, last_from=standing[pk].from_on, name=lao.short_name))
        if seen is not None:
            now = planned.get(pk) or standing.get(pk)
            kept, who = (now.keeper_id, now.keeper.user.full_name) if now else (None, "")
            findings.add(rules.care_moves_as_it_was_seen(kept, seen=seen.get(pk), name=lao.short_name, who=who))
    findings.settle()
    moving = [pk for pk in locked if not _is_settled(planned.get(pk), standing.get(pk), keeper, from_on)]
    before = _end_care(moving, planned, standing, from_on)
    moment = clock.now()
    made = Assignment.objects.bulk_create(
        Assignment(organisation_id=pk, keeper=keeper, from_on=from_on, by=by, recorded_at=moment) for pk in moving
    )
    record(by, "assigned", [_did(one, before.get(one.organisation_id), locked) for one in made])
    return made


def _end_care(
    moving: Sequence[int], planned: Mapping[int, Assignment], standing: Mapping[int, Assignment], from_on: dt.date
) -> dict[int, int]:
    """End what is the day before, take back what was planned or began that very day; LAO → who had it, or was to."""
    now = {pk: planned.get(pk) or standing[pk] for pk in moving if pk in planned or pk in standing}
    void = [planned[pk].pk for pk in moving if pk in planned]
    void += [standing[pk].pk for pk in moving if pk in standing and standing[pk].from_on == from_on]
    Assignment.objects.filter(pk__in=void).delete()
    ending = Assignment.objects.filter(pk__in=[standing[pk].pk for pk in moving if pk in standing])
    ending.update(until_on=from_on - dt.timedelta(days=1))
    return {pk: row.keeper_id for pk, row in now.items()}


def _rows_of(laos: Mapping[int, Organisation]) -> tuple[dict[int, Assignment], dict[int, Assignment]]:
    """The care of each LAO that is planned from a day to come, and the one it is in; one statement."""
    rows = Assignment.objects.filter(organisation_id__in=laos).ending_on_or_after(clock.today())
    rows = rows.select_related("keeper__user").order_by("from_on", "pk")
    planned: dict[int, Assignment] = {}
    standing: dict[int, Assignment] = {}
    for row in rows:
        (planned if row.from_on > clock.today() else standing)[row.organisation_id] = row
    return planned, standing


def _is_settled(planned: Assignment | None, standing: Assignment | None, keeper: Membership, from_on: dt.date) -> bool:
    """Whether the LAO is, or will be by then, in this care anyway."""
    if planned is not None:
        return planned.keeper_id == keeper.pk and planned.from_on == from_on
    return standing is not None and standing.keeper_id == keeper.pk and standing.until_on is None


def _did(made: Assignment, before: int | None, laos: Mapping[int, Organisation]) -> Did:
    lao = laos[made.organisation_id]
    then = {"keeper": before} if before is not None else {}
    return Did(made, lao.pk, then, {"keeper": made.keeper_id, "from_on": made.from_on}, lao.short_name)


@transaction.atomic
def hand_over_care(old: Membership, new: Membership, *, from_on: dt.date, by: Membership) -> list[Assignment]:
    """All LAOs of one keeper go to another, in one act. Of two hand-overs at once the second is refused."""
    kept = Assignment.objects.filter(keeper=old, until_on=None).values("organisation_id")
    laos = list(Organisation.objects.visible_to(by).filter(pk__in=kept))
    findings = Findings()
    findings.add(rules.something_is_handed_over(len(laos)))
    findings.settle()
    return assign(laos, new, from_on=from_on, by=by, seen={lao.pk: old.pk for lao in laos})
