"""The contracts an LAO signs in a year and how they are paid: drawn from its lines when the ordinance is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from .nation import Place

FIRMS = (
    "หจก. {name}การโยธา",
    "หจก. ทรัพย์{name}ก่อสร้าง",
    "บริษัท {name}คอนสตรัคชั่น จำกัด",
    "บริษัท รุ่งเรืองวิศวกรรม จำกัด",
    "ร้าน {name}พาณิชย์",
    "ร้าน ก้าวหน้าครุภัณฑ์",
    "บริษัท พัฒนาบริการ จำกัด",
)
#: Contracts from so many baht on are bid for; smaller ones are orders.
BIDDING = 500_000
#: Days of the fiscal year on which contracts are signed, in rounds: none lies across the end of a quarter.
ROUNDS = ((12, 40), (52, 80), (96, 135), (140, 178), (190, 235))
#: Days a contract runs, by whether it is built.
RUNS = {True: (70, 240), False: (15, 45)}
TAX = Decimal("0.01")


@dataclass(frozen=True)
class Voucher:
    """A payment that is to be: which share of a hundred of the contract, and when."""

    on: dt.date
    gross: Decimal
    instalment: int


@dataclass
class Signing:
    """A contract that is to be, with the lines it takes from; `commitment` once it is entered."""

    title: str
    counterparty: str
    kind: str
    method: str
    signed_on: dt.date
    ends_on: dt.date
    parts: list[tuple[int, Decimal]]  # line, baht
    vouchers: list[Voucher]
    egp: str = ""
    commitment: int = 0
    paid: Decimal = Decimal("0.00")
    done: Decimal = field(default=Decimal("0.00"))  # per cent last told
    open_vouchers: list[Voucher] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return sum((amount for _line, amount in self.parts), Decimal("0.00"))


def sign(
    place: Place,
    name: str,
    parts: list[tuple[int, Decimal]],
    *,
    builds: bool,
    first: dt.date,
    chance: Random,
    at: int = 0,
) -> Signing:
    """A contract about one thing; `at`: the first round it may be signed in."""
    low, high = ROUNDS[chance.choice(range(at, len(ROUNDS)))]
    signed = _weekday(first + dt.timedelta(days=chance.randint(low, high)))
    amount = sum((part for _line, part in parts), Decimal("0.00"))
    ends = signed + dt.timedelta(days=chance.randint(*RUNS[builds]))
    bids = amount >= BIDDING
    number = 1 if amount < 300_000 else chance.choice((1, 2, 2, 3))
    vouchers = []
    each = (amount / number).quantize(Decimal(100))
    for turn in range(1, number + 1):
        day = signed + (ends - signed) * turn / number + dt.timedelta(days=chance.randint(5, 20))
        gross = each if turn < number else amount - each * (number - 1)
        vouchers.append(Voucher(_weekday(day), gross, turn))
    return Signing(
        title=name,
        counterparty=chance.choice(FIRMS).format(name=place.name),
        kind="contract" if bids else "order",
        method="bidding" if bids else "specific",
        signed_on=signed,
        ends_on=ends,
        parts=parts,
        vouchers=vouchers,
    )


def _weekday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def due(signings: Iterable[Signing], until: dt.date, after: dt.date | None) -> list[tuple[Signing, Voucher]]:
    """Vouchers of entered contracts that lie between the days, and are not entered."""
    return [
        (one, voucher)
        for one in signings
        if one.commitment
        for voucher in one.open_vouchers
        if voucher.on <= until and (after is None or voucher.on > after)
    ]
