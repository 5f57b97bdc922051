"""Payments of commitments, gross, and their reversal by counter-entry."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from localplan.budgeting.actions import save_balances
from localplan.calendar.rules import fact_date_is_open, reason_is_given
from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, Reference, record
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, next_ids
from localplan.toolkit.problems import Findings, Problem
from localplan.toolkit.thai_dates import fiscal_year, fiscal_year_dates

from .. import rules
from ..facts import Payment
from ..models import Commitment, CommitmentEvent, Disbursement, DisbursementShare, Share
from ..splitting import split
from .shares import Growth, Happening, Money, lock_commitments, save_shares, write_events, write_growth

ZERO = Decimal("0.00")


def counts_on(payment: Payment) -> dt.date:
    """The date that makes the quarter: paid, or approved, by the setting of the installation."""
    if settings.QUARTER_BY == "approved":
        return payment.approved_on or payment.paid_on
    return payment.paid_on


@transaction.atomic
def disburse(owner: Organisation, payments: Sequence[Payment], *, by: Membership) -> list[int]:
    """Pay commitments: all of the payments, or none; the ids of the payments. Raises Refused with every problem.

    A payment without parts falls on the shares in the ratio of the contract, those of the fiscal year it is paid in.
    """
    under = require(by, Do.RECORD, owner)
    money = lock_commitments(owner, (payment.commitment for payment in payments))
    vouchers = _vouchers(owner, payments)
    findings = Findings()
    borne: list[list[tuple[Share, Decimal]]] = []
    for place, payment in enumerate(payments, start=1):
        row = payment.row or place
        commitment = money.commitments.get(payment.commitment)
        findings.add(rules.commitment_is_known(found=commitment is not None), row=row)
        if commitment is None:
            borne.append([])
            continue
        findings.add(check_payment(payment, commitment, vouchers), row=row)
        parts = parts_of(payment, money)
        findings.add(_check_parts(payment, parts, money), row=row)
        for share, amount in parts:
            share.paid += amount
            line = money.books.lines[share.line_id]
            line.paid += amount
        borne.append(parts)
    findings.settle()
    touched = {share.pk: share for parts in borne for share, _amount in parts}
    save_balances({s.line_id: money.books.lines[s.line_id] for s in touched.values()}.values())
    save_shares(touched.values())
    ids = write_payments(owner, payments, borne, by)
    done = [
        Did(Reference(Disbursement, pk), owner.pk, after={"gross": p.gross, "paid_on": p.paid_on}, label=p.voucher)
        for pk, p in zip(ids, payments, strict=True)
    ]
    record(by, "disbursed", done, under=under)
    return ids


def _vouchers(owner: Organisation, payments: Sequence[Payment]) -> set[tuple[int, int, str]]:
    """Fiscal year, commitment and number of the vouchers these payments name that stand already."""
    rows = Disbursement.objects.filter(
        organisation=owner, voucher__in=[p.voucher for p in payments], reverses=None, reversed_by=None
    )
    return set(rows.values_list("year_id", "commitment_id", "voucher"))


def check_payment(payment: Payment, commitment: Commitment, vouchers: set[tuple[int, int, str]]) -> list[Problem]:
    """Everything the rules say of one payment beside what is left; its voucher is taken afterwards."""
    year = fiscal_year(counts_on(payment))
    taken = {number for y, pk, number in vouchers if (y, pk) == (year, commitment.pk)} if vouchers else set()
    deductions = (payment.tax, payment.penalty, payment.retention)
    found = [
        *rules.commitment_is_not_cancelled(commitment.cancelled_on),
        *rules.payment_is_positive(payment.gross),
        *rules.deductions_explain_the_net(payment.gross, deductions=deductions, net=payment.net),
        *rules.fact_is_not_ahead(payment.paid_on, today=clock.today(), field="paid_on"),
        *rules.payment_not_before_contract(payment.paid_on, signed_on=commitment.signed_on),
        *rules.voucher_is_new(payment.voucher, taken=taken),
    ]
    vouchers.add((year, commitment.pk, payment.voucher))
    return found


def parts_of(payment: Payment, money: Money) -> list[tuple[Share, Decimal]]:
    """What each share bears: as told, or in the ratio of the contract over the lines of the payment's fiscal year."""
    shares = money.shares[payment.commitment]
    if payment.parts:
        told = {part.line: part.amount for part in payment.parts}
        return [(share, told[share.line_id]) for share in shares if told.get(share.line_id)]
    year = fiscal_year(counts_on(payment))
    mine = [share for share in shares if money.books.lines[share.line_id].year_id == year] or shares
    parts = split(payment.gross, [(share.amount, share.left) for share in mine])
    return [(share, amount) for share, amount in zip(mine, parts, strict=True) if amount]


def _check_parts(payment: Payment, parts: Sequence[tuple[Share, Decimal]], money: Money) -> list[Problem]:
    found: list[Problem] = []
    if payment.parts:
        known = {share.line_id for share in money.shares[payment.commitment]}
        found += rules.parts_are_of_the_commitment({part.line for part in payment.parts}, known=known)
        found += rules.commitment_takes_from_a_line([(part.line, part.amount) for part in payment.parts])
        found += rules.shares_add_up(payment.gross, parts=sum((part.amount for part in payment.parts), ZERO))
    day = counts_on(payment)
    for share, amount in parts:
        year = money.books.lines[share.line_id].year_id
        first, last = fiscal_year_dates(year)
        found += rules.disbursement_within_commitment(amount, left=share.left)
        found += rules.payment_is_in_the_lines_year(day, first=first, last=last)
        found += fact_date_is_open(day, closed_until=money.books.closed_until[year], field="paid_on")
    return found


def write_payments(
    owner: Organisation,
    payments: Sequence[Payment],
    borne: Sequence[Sequence[tuple[Share, Decimal]]],
    by: Membership,
    *,
    reverses: Mapping[int, int] | None = None,
) -> list[int]:
    """The payments and what each share bears, by COPY: three statements, however many. `reverses`: place → payment."""
    moment = clock.now()
    ids = next_ids(Disbursement, len(payments))
    names = ("id", "organisation", "year", "commitment", "voucher", "instalment", "approved_on", "paid_on", "counts_on")
    copy_in(
        Disbursement,
        (*names, "gross", "tax", "penalty", "retention", "note", "reverses", "by", "recorded_at"),
        (
            (
                *(pk, owner.pk, fiscal_year(counts_on(p)), p.commitment, p.voucher, p.instalment, p.approved_on),
                *(p.paid_on, counts_on(p), p.gross, p.tax, p.penalty, p.retention, p.note),
                *((reverses or {}).get(place), by.pk, moment),
            )
            for place, (pk, p) in enumerate(zip(ids, payments, strict=True))
        ),
    )
    copy_in(
        DisbursementShare,
        ("organisation", "disbursement", "share", "amount", "recorded_at"),
        (
            (owner.pk, pk, share.pk, amount, moment)
            for pk, parts in zip(ids, borne, strict=True)
            for share, amount in parts
        ),
    )
    return ids


@transaction.atomic
def reverse(payment: Disbursement, *, on: dt.date, reason: str, by: Membership) -> int:
    """Take a payment back by a counter-entry of the same shares, dated `on`; its id. Once only."""
    owner = payment.organisation
    under = require(by, Do.RECORD, owner)
    money = lock_commitments(owner, [payment.commitment_id])
    there = Disbursement.objects.filter(organisation=owner).get(pk=payment.pk)
    already = there.reverses_id is not None or Disbursement.objects.filter(reverses=there).exists()
    findings = Findings()
    findings.add(reason_is_given(reason))
    findings.add(rules.payment_is_reversed_once(already=already))
    findings.add(rules.fact_is_not_ahead(on, today=clock.today()))
    findings.add(rules.reversal_is_not_before(on, paid_on=there.counts_on))
    shares = {share.pk: share for share in money.shares[there.commitment_id]}
    netted: dict[int, Decimal] = defaultdict(Decimal)  # a payment that an ordinance absorbed has three rows and more
    for row in there.shares.all():
        netted[row.share_id] -= row.amount
    borne = [(shares[pk], amount) for pk, amount in netted.items() if amount]
    for share, amount in borne:
        line = money.books.lines[share.line_id]
        first, last = fiscal_year_dates(line.year_id)
        findings.add(rules.payment_is_in_the_lines_year(on, first=first, last=last))
        findings.add(fact_date_is_open(on, closed_until=money.books.closed_until[line.year_id]))
        share.paid += amount
        line.paid += amount
    findings.settle()
    save_balances({share.line_id: money.books.lines[share.line_id] for share, _amount in borne}.values())
    save_shares(share for share, _amount in borne)
    commitment = money.commitments[there.commitment_id]
    if commitment.cancelled_on is not None:  # what came back is not bound any more
        happened = Happening(commitment.pk, CommitmentEvent.Kind.CANCELLED, on, there.voucher, reason)
        [event] = write_events(owner, [happened], by=by)
        write_growth(owner, [Growth(commitment.pk, money.line_of(s), a, event, on, s) for s, a in borne])
    counter = Payment(
        there.commitment_id,
        there.voucher,
        on,
        -there.gross,
        tax=-there.tax,
        penalty=-there.penalty,
        retention=-there.retention,
        note=reason[:300],
        instalment=there.instalment,
    )
    [pk] = write_payments(owner, [counter], [borne], by, reverses={0: there.pk})
    done = Did(
        Reference(Disbursement, pk), owner.pk, after={"reverses": there.pk, "gross": -there.gross}, label=there.voucher
    )
    record(by, "payment_reversed", [done], under=under, reason=reason)
    return pk
