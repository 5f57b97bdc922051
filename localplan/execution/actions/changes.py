"""What happens to a commitment after it is signed: amended, cancelled, signed again, its particulars corrected."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from localplan.budgeting.models import BudgetLine
from localplan.budgeting.rules import line_is_known
from localplan.budgeting.sources import Source
from localplan.calendar.rules import fact_date_is_open, reason_is_given
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit.problems import NO_REASONS, Findings, Problem, Reasons
from localplan.toolkit.thai_dates import fiscal_year_dates
from localplan.toolkit.versions import merge

from .. import rules
from ..facts import PARTICULARS, Amendment, Cancellation, Contract, Part, Particulars
from ..models import Commitment, CommitmentEvent, Share
from .commitments import LABELS, NUMBERED, ceilings_as_kept, check_contract, instalments_as_kept, taken_by
from .shares import Growth, Happening, Money, lock_commitments, write_events, write_growth

ZERO = Decimal("0.00")
Kind = CommitmentEvent.Kind


@transaction.atomic
def amend(commitment: Commitment, told: Amendment, *, by: Membership, reasons: Reasons = NO_REASONS) -> Commitment:
    """Give a commitment new amounts, an end, a counterparty, by a paper of a day. Raises Refused with every problem."""
    owner = commitment.organisation
    under = require(by, Do.RECORD, owner)
    money = lock_commitments(owner, [commitment.pk], lines=[part.line for part in told.parts])
    there = money.commitments[commitment.pk]
    findings = Findings()
    findings.add(reason_is_given(told.reason))
    findings.add(rules.commitment_is_not_cancelled(there.cancelled_on))
    findings.add(rules.fact_is_not_ahead(told.on, today=clock.today()))
    findings.add(rules.change_is_not_before_the_contract(told.on, signed_on=there.signed_on))
    findings.add(rules.amendment_amounts_are_money([(part.line, part.amount) for part in told.parts]))
    findings.settle()
    for part in told.parts:
        findings.add(_check_part(part, there, money, told.on))
    findings.add(_check_whole(there, told, money))
    excuses = findings.settle(reasons)
    changes = _new_values(there, told)
    growing = [(part, money.share_of(there.pk, part.line)) for part in told.parts]
    growing = [(part, share) for part, share in growing if part.amount != (share.amount if share else ZERO)]
    if not growing and not changes:
        return there
    [event] = write_events(owner, [Happening(there.pk, Kind.AMENDED, told.on, told.paper, told.reason)], by=by)
    growth = [
        Growth(
            there.pk,
            money.books.lines[part.line],
            part.amount - (share.amount if share else ZERO),
            event,
            told.on,
            share,
        )
        for part, share in growing
    ]
    before = {name: getattr(there, name) for name in changes} | _amounts([g.line for g in growth], money, there)
    write_growth(owner, growth)
    _store(there, changes)
    after = changes | {f"line {g.line.number}": str(g.share.amount) for g in growth if g.share is not None}
    did = Did(there, owner.pk, before=before, after=after)
    record(by, "commitment_amended", [did], under=under, reason=told.reason, excuses=excuses)
    return there


def _check_part(part: Part, there: Commitment, money: Money, on: dt.date) -> list[Problem]:
    line = money.books.lines.get(part.line)
    if line is None:
        return list(line_is_known(asked=part.line, found=False))
    share = money.share_of(there.pk, part.line)
    before = share.amount if share else ZERO
    if part.amount == before:
        return []
    return [
        *rules.commitment_is_of_development(development=line.development),
        *rules.amendment_covers_what_is_paid(part.amount, used=share.paid + share.carried if share else ZERO),
        *rules.commitment_within_budget(part.amount - before, available=line.available),
        *_check_day(on, line, money),
    ]


def _check_day(on: dt.date, line: BudgetLine, money: Money) -> list[Problem]:
    """A change of what a line bears is a fact of the line's year."""
    last = fiscal_year_dates(line.year_id)[1]
    return [
        *rules.change_is_not_after_the_lines_year(on, last=last),
        *fact_date_is_open(min(on, last), closed_until=money.books.closed_until[line.year_id]),
    ]


def _check_whole(there: Commitment, told: Amendment, money: Money) -> list[Problem]:
    amounts = {share.line_id: share.amount for share in money.shares[there.pk]}
    amounts |= {part.line: part.amount for part in told.parts if part.line in money.books.lines}
    net = sum(amounts.values(), ZERO) - sum((share.carried for share in money.shares[there.pk]), ZERO)
    found = list(rules.commitment_keeps_an_amount(net))
    if told.instalments is not None:
        found += rules.instalments_add_up([amount for amount, _day in told.instalments], amount=net)
    if told.ends_on is not None:
        found += rules.commitment_ends_after_it_is_signed(there.signed_on, ends_on=told.ends_on)
    if told.counterparty is not None:
        found += _check_texts(there, counterparty=told.counterparty)
    by_year: dict[int, Decimal] = defaultdict(Decimal)
    for pk, amount in amounts.items():
        line = money.books.lines[pk]
        if line.source != Source.CARRIED and amount:  # money carried over was permitted in its own year
            by_year[line.year_id] += amount
    ceilings = {int(year): Decimal(amount) for year, amount in there.ceilings.items()}
    found += rules.commitment_over_years_is_permitted(by_year, council_on=there.council_on, ceilings=ceilings)
    return found


def _check_texts(there: Commitment, **new: str) -> list[Problem]:
    texts = {name: new.get(name, getattr(there, name)) for name in ("title", "counterparty", "number")}
    needs_number = there.kind in NUMBERED
    return list(rules.commitment_says_who_and_what(texts, needs_number=needs_number, labels=LABELS))


def _new_values(there: Commitment, told: Amendment) -> dict[str, Any]:
    wanted: dict[str, Any] = {"ends_on": told.ends_on, "counterparty": told.counterparty}
    if told.instalments is not None:
        wanted["instalments"] = instalments_as_kept(told.instalments)
    return {name: value for name, value in wanted.items() if value is not None and value != getattr(there, name)}


def _amounts(lines: Sequence[BudgetLine], money: Money, there: Commitment) -> dict[str, str]:
    """What the commitment took of these lines, for the history."""
    shares = {share.line_id: share.amount for share in money.shares[there.pk]}
    return {f"line {line.number}": str(shares.get(line.pk, ZERO)) for line in lines}


def _store(there: Commitment, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(there, name, value)
    there.version += 1
    there.save(update_fields=[*changes, "version"])


@transaction.atomic
def cancel(commitment: Commitment, told: Cancellation, *, by: Membership) -> Commitment:
    """End a commitment: what is not paid goes back to its lines, what is paid stays.

    `again`: it will be announced anew; `reannounce` then signs the same commitment with whoever wins.
    """
    owner = commitment.organisation
    under = require(by, Do.RECORD, owner)
    money = lock_commitments(owner, [commitment.pk])
    there = money.commitments[commitment.pk]
    open_shares = [share for share in money.shares[there.pk] if share.left > 0]
    findings = Findings()
    findings.add(reason_is_given(told.reason))
    findings.add(rules.commitment_is_not_cancelled(there.cancelled_on))
    findings.add(rules.fact_is_not_ahead(told.on, today=clock.today()))
    findings.add(rules.change_is_not_before_the_contract(told.on, signed_on=there.signed_on))
    findings.add(rules.something_is_left_to_cancel(sum((share.left for share in open_shares), ZERO)))
    for share in open_shares:
        findings.add(_check_day(told.on, money.line_of(share), money))
    findings.settle()
    happened = [Happening(there.pk, Kind.CANCELLED, told.on, told.paper, told.reason)]
    if told.again:
        happened.append(Happening(there.pk, Kind.REANNOUNCED, told.on, told.paper, told.reason))
    event, *_rest = write_events(owner, happened, by=by)
    growth = [Growth(there.pk, money.line_of(s), -s.left, event, told.on, s) for s in open_shares]
    before = _amounts([g.line for g in growth], money, there)
    write_growth(owner, growth)
    _store(there, {"cancelled_on": told.on})
    after = {f"line {money.line_of(s).number}": str(s.amount) for s in open_shares} | {"cancelled_on": told.on}
    did = Did(there, owner.pk, before=before, after=after)
    record(by, "commitment_cancelled", [did], under=under, reason=told.reason)
    return there


@transaction.atomic
def reannounce(
    commitment: Commitment, contract: Contract, *, by: Membership, reasons: Reasons = NO_REASONS
) -> Commitment:
    """Sign a cancelled commitment again: another contract, the same commitment, beside what was paid of the first."""
    owner = commitment.organisation
    under = require(by, Do.RECORD, owner)
    money = lock_commitments(owner, [commitment.pk], lines=[part.line for part in contract.parts])
    there, lines = money.commitments[commitment.pk], money.books.lines
    findings = Findings()
    findings.add(
        rules.only_a_cancelled_commitment_is_signed_again(there.cancelled_on, signed_on=contract.signed_on), row=1
    )
    findings.add(check_contract(contract, money.books, taken_by(owner, [contract], beside=there.pk)), row=1)
    for part in contract.parts:
        line = lines.get(part.line)
        findings.add(line_is_known(asked=part.line, found=line is not None), row=1)
        if line is not None:
            findings.add(rules.commitment_is_of_development(development=line.development), row=1)
            findings.add(rules.commitment_within_budget(part.amount, available=line.available), row=1)
    excuses = findings.settle(reasons)
    happened = Happening(there.pk, Kind.SIGNED, contract.signed_on, contract.number)
    [event] = write_events(owner, [happened], by=by)
    pairs: list[tuple[Part, Share | None]] = [(p, money.share_of(there.pk, p.line)) for p in contract.parts]
    growth = [Growth(there.pk, lines[p.line], p.amount, event, contract.signed_on, share) for p, share in pairs]
    write_growth(owner, growth)
    names = ("kind", "number", "title", "counterparty", "method", "egp", "signed_on", "ends_on", "council_on")
    wanted: dict[str, Any] = {name: getattr(contract, name) for name in names}
    wanted |= {
        "instalments": instalments_as_kept(contract.instalments),
        "ceilings": ceilings_as_kept(contract.ceilings),
        "cancelled_on": None,
        "year_id": min(lines[part.line].year_id for part in contract.parts),
    }
    changes = {name: value for name, value in wanted.items() if value != getattr(there, name)}
    before = {name: getattr(there, name) for name in changes}
    _store(there, changes)
    after = changes | {f"line {lines[part.line].number}": str(part.amount) for part in contract.parts}
    did = Did(there, owner.pk, before=before, after=after)
    record(by, "commitment_reannounced", [did], under=under, excuses=excuses)
    return there


def particulars_of(commitment: Commitment) -> dict[str, Any]:
    """What may be corrected without touching money, by the names of PARTICULARS, as Contract has it."""
    kept = {name: getattr(commitment, name) for name in PARTICULARS}
    kept["instalments"] = tuple(
        (Decimal(one["amount"]), dt.date.fromisoformat(one["due_on"]) if one["due_on"] else None)
        for one in commitment.instalments
    )
    kept["ceilings"] = {int(year): Decimal(amount) for year, amount in commitment.ceilings.items()}
    return kept


@transaction.atomic
def correct_particulars(commitment: Commitment, told: Particulars, *, by: Membership) -> Commitment:
    """Put right what was typed wrong beside the money. Raises Refused, Stale where a colleague changed the same."""
    owner = commitment.organisation
    under = require(by, Do.RECORD, owner)
    money = lock_commitments(owner, [commitment.pk])
    there = money.commitments[commitment.pk]
    theirs = particulars_of(there)
    unknown = set(told.set) - set(PARTICULARS)
    assert not unknown, unknown
    labels = {name: Commitment._meta.get_field(name).verbose_name for name in PARTICULARS}  # type: ignore[union-attr]
    base = {name: told.base.get(name, theirs[name]) for name in told.set}
    wanted = merge(base, told.set, theirs, labels)
    shares = money.shares[there.pk]
    net = sum((share.amount - share.carried for share in shares), ZERO)
    by_year: dict[int, Decimal] = defaultdict(Decimal)
    for share in shares:
        if money.line_of(share).source != Source.CARRIED and share.amount:
            by_year[money.line_of(share).year_id] += share.amount
    asked = Contract(there.kind, wanted["title"], wanted["counterparty"], there.signed_on, (), **_named(wanted))
    taken = taken_by(owner, [asked], beside=there.pk)
    numbers = {number for year, kind, number in taken.numbers if (year, kind) == (there.year_id, there.kind)}
    findings = Findings()
    found = [
        *_check_texts(there, **{name: wanted[name] for name in ("title", "counterparty", "number")}),
        *rules.commitment_ends_after_it_is_signed(there.signed_on, ends_on=wanted["ends_on"]),
        *rules.egp_has_eleven_digits(wanted["egp"]),
        *(rules.egp_is_used_once(wanted["egp"], taken=taken.egp) if there.cancelled_on is None else ()),
        *rules.commitment_number_is_one(wanted["number"], taken=numbers),
        *rules.commitment_over_years_is_permitted(
            by_year, council_on=wanted["council_on"], ceilings=wanted["ceilings"]
        ),
    ]
    if wanted["instalments"] != theirs["instalments"]:
        found += rules.instalments_add_up([amount for amount, _day in wanted["instalments"]], amount=net)
    findings.add(found)
    findings.settle()
    if wanted == theirs:
        return there
    kept = wanted | {
        "instalments": instalments_as_kept(wanted["instalments"]),
        "ceilings": ceilings_as_kept(wanted["ceilings"]),
    }
    changes = {name: kept[name] for name in PARTICULARS if wanted[name] != theirs[name]}
    before = {name: getattr(there, name) for name in changes}
    _store(there, changes)
    record(by, "commitment_corrected", [Did(there, owner.pk, before=before, after=changes)], under=under)
    return there


def _named(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: wanted[name] for name in ("number", "egp")}
