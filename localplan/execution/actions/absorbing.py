"""The ordinance takes in what was used of last year's budget meanwhile: commitments, payments and figures move along.

Nothing is changed: on the old line's share every entry has its counter-entry of the same day, on the new line's the
entry, so that each day reads as if the money had been the ordinance's from the start.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from localplan.budgeting.actions import Absorbed, absorb_line, lock_lines
from localplan.budgeting.models import BudgetLine
from localplan.budgeting.rules import line_is_known
from localplan.organisations.access import Do, require
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in
from localplan.toolkit.problems import Findings

from .. import rules
from ..models import CommitmentEvent, CumulativeFigure, DisbursementShare, Share, ShareEntry
from .figures import figures_of
from .shares import Growth, Happening, lock_commitments, save_shares, write_events, write_growth

ZERO = Decimal("0.00")


@transaction.atomic
def absorb(owner: Organisation, pairs: Sequence[tuple[int, int]], *, by: Membership) -> list[Absorbed]:
    """Let lines of the ordinance absorb lines of last year's budget: all of the pairs (old, new), or none."""
    require(by, Do.RECORD, owner)
    lock_lines(owner, [pk for pair in pairs for pk in pair])  # from here nobody else writes into the year
    commitments = Share.objects.filter(line__in=[old for old, _new in pairs]).values_list("commitment_id", flat=True)
    money = lock_commitments(owner, commitments, lines=[pk for pair in pairs for pk in pair])
    findings = Findings()
    for row, pair in enumerate(pairs, start=1):
        for pk in pair:
            findings.add(line_is_known(asked=pk, found=pk in money.books.lines), row=row)
        mine = (share for listed in money.shares.values() for share in listed if share.line_id == pair[0])
        carried = sum((share.carried for share in mine), ZERO)
        if pair[0] in money.books.lines:
            line = money.books.lines[pair[0]]
            findings.add(rules.absorbing_comes_before_the_years_end(carried + line.reserved + line.lapsed), row=row)
    findings.settle()
    done = []
    for old, new in pairs:
        previous, into = money.books.lines[old], money.books.lines[new]
        shares = [share for listed in money.shares.values() for share in listed if share.line_id == old]
        absorbed = absorb_line(previous, into, previous.committed, previous.paid, by=by)
        _move_shares(owner, shares, absorbed, by)
        if not previous.development:
            _move_figures(owner, previous, into, by)
        done.append(absorbed)
    return done


def _move_shares(owner: Organisation, shares: Sequence[Share], absorbed: Absorbed, by: Membership) -> None:
    """Amounts and payments of the shares, to shares of the same commitments on the new line."""
    into = absorbed.into
    by_day: dict[int, dict[dt.date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for pk, on, amount in ShareEntry.objects.filter(share__in=shares).values_list("share_id", "on", "amount"):
        by_day[pk][on] += amount
    there = {share.commitment_id: share for share in Share.objects.filter(line=into)}
    kind = CommitmentEvent.Kind.ABSORBED
    events = write_events(owner, [Happening(s.commitment_id, kind, absorbed.on) for s in shares], by=by)
    paid = {share.pk: share.paid for share in shares}
    growth: list[Growth] = []
    for share, event in zip(shares, events, strict=True):
        days = sorted(by_day[share.pk].items())
        target = there.get(share.commitment_id)
        counter = [(on, -amount) for on, amount in days]
        amount, share.paid = share.amount, ZERO
        growth.append(Growth(share.commitment_id, absorbed.previous, -amount, event, absorbed.on, share, counter))
        growth.append(Growth(share.commitment_id, into, amount, event, absorbed.on, target, days))
    moved = write_growth(owner, growth, lines=False)
    targets = dict(zip([share.pk for share in shares], moved[1::2], strict=True))
    for pk, target in targets.items():
        target.paid += paid[pk]
    save_shares(targets.values())
    _move_payments(owner, targets)


def _move_payments(owner: Organisation, targets: dict[int, Share]) -> None:
    """A counter-entry on the old share and an entry on the new one, for each payment."""
    moment = clock.now()
    borne: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    rows = DisbursementShare.objects.filter(share__in=targets).order_by("pk")
    for payment, share, amount in rows.values_list("disbursement_id", "share_id", "amount"):
        borne[payment, share] += amount
    copy_in(
        DisbursementShare,
        ("organisation", "disbursement", "share", "amount", "recorded_at"),
        (
            (owner.pk, payment, pk, signed, moment)
            for (payment, share), amount in borne.items()
            for pk, signed in ((share, -amount), (targets[share].pk, amount))
            if amount
        ),
    )


def _move_figures(owner: Organisation, previous: BudgetLine, into: BudgetLine, by: Membership) -> None:
    """To the end of each month the new line has paid what both had; the old one, nothing."""
    moment = clock.now()
    figures = figures_of([previous.pk, into.pk])
    rows = []
    for day in sorted({*figures.get(previous.pk, {}), *figures.get(into.pk, {})}):
        total = sum((_until(figures.get(pk, {}), day) for pk in (previous.pk, into.pk)), ZERO)
        rows.append((owner.pk, into.pk, day, total, "", by.pk, moment))
    rows += [(owner.pk, previous.pk, day, ZERO, "", by.pk, moment) for day in sorted(figures.get(previous.pk, {}))]
    copy_in(CumulativeFigure, ("organisation", "line", "until_on", "amount", "reason", "by", "recorded_at"), rows)


def _until(figures: dict[dt.date, Decimal], day: dt.date) -> Decimal:
    """What was paid to a day: the figure of the last month until then."""
    months = [month for month in figures if month <= day]
    return figures[max(months)] if months else ZERO
