"""Events of grants: typed, never changed, taken back by a counter-entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction

from localplan.budgeting.actions import lock_lines
from localplan.calendar.actions import require_step_open
from localplan.calendar.models import FiscalYear
from localplan.calendar.rules import reason_is_given
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, Reference, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, next_ids
from localplan.toolkit.problems import Findings, Problem

from .. import rules
from ..facts import Event
from ..models import Grant, GrantEvent
from ..months import month_days, open_grants, step_of
from ..standing import Standing, lines_of, standing_of

ZERO = Decimal("0.00")


@transaction.atomic
def record_events(owner: Organisation, told: Sequence[Event], *, by: Membership) -> list[int]:
    """Tell events of grants: all of them, or none; their ids. Raises Refused with every problem.

    An event dated in a month that was handed in is refused: reopen the month, or date the correction in the open one.
    """
    under = require(by, Do.RECORD, owner)
    grants = _lock(owner, (event.grant for event in told))
    steps = sorted({step_of(event.on) for event in told})
    if any(event.kind == GrantEvent.Kind.RETURNED for event in told):
        _hold_payments(owner, grants, (year for year, _step in steps))
    for year, step in steps:
        require_step_open(owner, step, year)
    standings = standing_of(grants.values())
    findings = Findings()
    for place, event in enumerate(told, start=1):
        grant = grants.get(event.grant)
        findings.add(rules.grant_is_known(found=grant is not None), row=event.row or place)
        if grant is None:
            continue
        standing = standings[grant.pk]
        findings.add(check_event(event, grant, standing), row=event.row or place)
        if event.kind == GrantEvent.Kind.RECEIVED:
            standing.received += event.amount
        elif event.kind == GrantEvent.Kind.RETURNED:
            standing.returned += event.amount
    findings.settle()
    ids = write_events(owner.pk, told, by=by)
    for event in told:
        if event.kind == GrantEvent.Kind.EXTENDED:
            _extend(grants[event.grant], event)
    done = [
        Did(
            Reference(GrantEvent, pk),
            owner.pk,
            after={"kind": event.kind, "on": event.on, "amount": event.amount},
            label=grants[event.grant].purpose,
        )
        for pk, event in zip(ids, told, strict=True)
    ]
    record(by, "grant_event", done, under=under)
    return ids


def _lock(owner: Organisation, ids: Iterable[int]) -> dict[int, Grant]:
    rows = Grant.objects.filter(organisation=owner, pk__in=sorted(set(ids))).order_by("pk")
    return {grant.pk: grant for grant in rows.select_for_update(no_key=True, of=("self",))}


def _hold_payments(owner: Organisation, grants: Iterable[int], years: Iterable[int]) -> None:
    """Lock the lines of the grants: nobody pays from them while their balance is judged. Year books come first."""
    begun = FiscalYear.objects.filter(pk__in=set(years)).values_list("pk", flat=True)
    lock_lines(owner, lines_of(grants), years=begun)


def check_event(event: Event, grant: Grant, standing: Standing) -> list[Problem]:
    """Everything the rules say of one event beside where its grant stands."""
    found = [
        *rules.grant_is_ours(confirmed=grant.confirmed_at is not None, disputed=bool(grant.disputed)),
        *rules.grant_is_open(grant.closed_on),
        *rules.event_follows_the_letter(event.on, letter_on=grant.letter_on, today=clock.today()),
        *rules.event_has_its_amount(event.kind, event.amount),
    ]
    if event.kind == GrantEvent.Kind.RECEIVED:
        found += rules.received_within_allotment(event.amount, received=standing.received, allotted=grant.amount)
    elif event.kind == GrantEvent.Kind.RETURNED:
        found += rules.grant_balance_not_negative(event.amount, balance=standing.balance)
    elif event.kind == GrantEvent.Kind.EXTENDED:
        before = (grant.commit_by, grant.lapses_on)
        found += rules.extension_gives_more_time(commit_by=event.commit_by, lapses_on=event.lapses_on, before=before)
    return found


def _extend(grant: Grant, event: Event) -> None:
    grant.commit_by = event.commit_by or grant.commit_by
    grant.lapses_on = event.lapses_on or grant.lapses_on
    grant.version += 1
    grant.save(update_fields=["commit_by", "lapses_on", "version"])


def write_events(
    owner: int, told: Sequence[Event], *, by: Membership, reverses: int | None = None, amount: Decimal | None = None
) -> list[int]:
    """The rows of events by COPY; `amount` overrides the signed amount of a counter-entry."""
    moment = clock.now()
    ids = next_ids(GrantEvent, len(told))
    names = ("id", "organisation", "grant", "kind", "on", "amount", "paper", "note", "commit_by", "lapses_on")
    copy_in(
        GrantEvent,
        (*names, "document", "reverses", "by", "recorded_at"),
        (
            (
                *(pk, owner, e.grant, e.kind, e.on, e.amount if amount is None else amount, e.paper, e.note),
                *(e.commit_by, e.lapses_on, e.document.pk if e.document else None, reverses, by.pk, moment),
            )
            for pk, e in zip(ids, told, strict=True)
        ),
    )
    return ids


@transaction.atomic
def reverse_event(event: GrantEvent, *, on: dt.date, reason: str, by: Membership) -> int:
    """Take an event with money back by a counter-entry dated `on`; its id. Once only."""
    owner = event.organisation
    under = require(by, Do.RECORD, owner)
    grant = _lock(owner, [event.grant_id])[event.grant_id]
    year, step = step_of(on)
    _hold_payments(owner, [grant.pk], [year])
    require_step_open(owner, step, year)
    standing = standing_of([grant])[grant.pk]
    findings = Findings()
    findings.add(reason_is_given(reason))
    findings.add(rules.grant_is_open(grant.closed_on))
    findings.add(rules.event_is_reversed_once(already=GrantEvent.objects.filter(reverses=event).exists()))
    findings.add(rules.event_follows_the_letter(on, letter_on=event.on, today=clock.today()))
    if event.kind == GrantEvent.Kind.RECEIVED:
        findings.add(rules.grant_balance_not_negative(event.amount, balance=standing.balance))
    findings.settle()
    counter = Event(grant.pk, event.kind, on, paper=event.paper, note=reason[:300])
    [pk] = write_events(owner.pk, [counter], by=by, reverses=event.pk, amount=-event.amount)
    done = Did(Reference(GrantEvent, pk), owner.pk, after={"reverses": event.pk}, label=grant.purpose)
    record(by, "grant_event_reversed", [done], under=under, reason=reason)
    return pk


@transaction.atomic
def say_unchanged(owner: Organisation, year: int, month: int, *, by: Membership) -> int:
    """Say of every open grant without a word this month that it is unchanged: one act. How many that were."""
    first, last = month_days(year, month)
    on = min(last, clock.today())
    silent = [told.grant for told in open_grants([owner.pk], year, month).get(owner.pk, ()) if not told.there]
    events = [
        Event(grant.pk, GrantEvent.Kind.UNCHANGED, max(on, grant.letter_on))
        for grant in silent
        if grant.confirmed_at is not None
    ]
    if not events:
        require(by, Do.RECORD, owner)
        return 0
    findings = Findings()
    findings.add(rules.month_has_begun(first, today=clock.today()))
    findings.settle()
    return len(record_events(owner, events, by=by))


@transaction.atomic
def close_grant(grant: Grant, *, on: dt.date, by: Membership) -> Grant:
    """Close a grant that has nothing left: the monthly round does not ask for it any more."""
    owner = grant.organisation
    under = require(by, Do.RECORD, owner)
    there = _lock(owner, [grant.pk])[grant.pk]
    year, step = step_of(on)
    _hold_payments(owner, [grant.pk], [year])
    require_step_open(owner, step, year)
    standing = standing_of([there])[there.pk]
    findings = Findings()
    findings.add(rules.grant_is_ours(confirmed=there.confirmed_at is not None, disputed=bool(there.disputed)))
    findings.add(rules.grant_is_open(there.closed_on))
    findings.add(rules.event_follows_the_letter(on, letter_on=there.letter_on, today=clock.today()))
    findings.add(rules.grant_closes_empty(balance=standing.balance, unpaid=standing.unpaid))
    findings.settle()
    there.closed_on = on
    there.version += 1
    there.save(update_fields=["closed_on", "version"])
    record(by, "grant_closed", [Did(there, owner.pk, after={"closed_on": on})], under=under)
    return there
