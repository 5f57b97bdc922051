"""Shares of commitments: locked with their lines, changed by signed entries, balances written in one statement."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from localplan.budgeting.actions import OpenYears, lock_lines, save_balances
from localplan.budgeting.models import BudgetLine
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, next_ids, set_each

from ..models import Commitment, CommitmentEvent, Share, ShareEntry

ZERO = Decimal("0.00")


@dataclass
class Money:
    """Commitments with their shares and lines, all locked."""

    commitments: dict[int, Commitment]
    shares: dict[int, list[Share]]  # by commitment
    books: OpenYears

    def line_of(self, share: Share) -> BudgetLine:
        return self.books.lines[share.line_id]

    def share_of(self, commitment: int, line: int) -> Share | None:
        """What the commitment takes of that line, if it does."""
        return next((share for share in self.shares[commitment] if share.line_id == line), None)


def lock_commitments(
    owner: Organisation, ids: Iterable[int], *, lines: Iterable[int] = (), years: Iterable[int] = ()
) -> Money:
    """Lock the year books, the lines and the commitments, in this order; the shares are read afterwards.

    `lines`, `years`: others that will be needed too.
    """
    wanted = sorted(set(ids))
    of_owner = Share.objects.filter(organisation=owner, commitment_id__in=wanted)
    books = lock_lines(owner, [*of_owner.values_list("line_id", flat=True), *lines], years=years)
    listed = list(of_owner.order_by("line_id", "pk"))
    if missed := {share.line_id for share in listed} - set(books.lines):
        # Somebody gave a commitment another line while we waited for the book: that line's book is locked too.
        more = lock_lines(owner, missed)
        books.closed_until.update(more.closed_until)
        books.lines.update(more.lines)
        listed = list(of_owner.order_by("line_id", "pk"))
    commitments = Commitment.objects.filter(organisation=owner).locked(wanted)
    shares: dict[int, list[Share]] = defaultdict(list)
    for share in listed:
        if share.line_id in books.lines:  # a line that was taken back has empty shares only
            shares[share.commitment_id].append(share)
    return Money(commitments, shares, books)


def save_shares(shares: Iterable[Share]) -> None:
    """Write the balances of shares: one statement, guarded by the constraints of the table."""
    set_each(Share, ["amount", "paid", "carried"], ([s.pk, s.amount, s.paid, s.carried] for s in shares))


@dataclass(frozen=True)
class Happening:
    """An event of a commitment to be written."""

    commitment: int
    kind: str
    on: dt.date
    paper: str = ""
    reason: str = ""


def write_events(owner: Organisation, told: Sequence[Happening], *, by: Membership) -> list[int]:
    """Add events to commitments; their ids in the same order. Two statements, however many."""
    moment = clock.now()
    ids = next_ids(CommitmentEvent, len(told))
    copy_in(
        CommitmentEvent,
        ("id", "organisation", "commitment", "kind", "on", "paper", "reason", "by", "recorded_at"),
        (
            (pk, owner.pk, one.commitment, one.kind, one.on, one.paper, one.reason, by.pk, moment)
            for pk, one in zip(ids, told, strict=True)
        ),
    )
    return ids


@dataclass
class Growth:
    """A signed change of what a commitment takes of a line. `by_day`: the days its parts count from, where not `on`."""

    commitment: int
    line: BudgetLine
    amount: Decimal
    event: int
    on: dt.date
    share: Share | None = None
    by_day: Sequence[tuple[dt.date, Decimal]] = field(default=())


def write_growth(owner: Organisation, changes: Sequence[Growth], *, lines: bool = True) -> list[Share]:
    """Open the shares that are new, add the entries; then their balances and those of the lines, all at once.

    The shares changed, in the order of the changes. The lines and shares must be locked; `committed` grows here,
    unless the balances of the lines are written already (`lines` False).
    """
    moment = clock.now()
    new = [change for change in changes if change.share is None]
    opened: dict[tuple[int, int], Share] = {}
    for change, pk in zip(new, next_ids(Share, len(new)), strict=True):
        key = change.commitment, change.line.pk
        made = Share(pk=pk, organisation=owner, commitment_id=key[0], line=change.line, amount=ZERO)
        change.share = opened.setdefault(key, made)
    names = ("id", "organisation", "commitment", "line", "amount", "paid", "carried")
    rows = ((s.pk, owner.pk, s.commitment_id, s.line_id, ZERO, ZERO, ZERO) for s in opened.values())
    copy_in(Share, names, rows)
    shares = [change.share for change in changes if change.share is not None]
    for change, share in zip(changes, shares, strict=True):
        share.amount += change.amount
        change.line.committed += change.amount if lines else ZERO
    copy_in(
        ShareEntry,
        ("organisation", "share", "event", "amount", "on", "recorded_at"),
        (
            (owner.pk, share.pk, change.event, amount, on, moment)
            for change, share in zip(changes, shares, strict=True)
            for on, amount in change.by_day or [(change.on, change.amount)]
            if amount
        ),
    )
    if lines:
        save_balances({change.line.pk: change.line for change in changes}.values())
    save_shares({share.pk: share for share in shares}.values())
    return shares
