"""How a payment falls on the shares of a commitment: in their ratio, to the satang, never beyond what is left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

SATANG = Decimal("0.01")
ZERO = Decimal("0.00")


def split(gross: Decimal, shares: Sequence[tuple[Decimal, Decimal]]) -> list[Decimal]:
    """What each share bears; `shares`: amount and what is left of it. More than all have left stays on the last one.

    In the ratio of the amounts; what a share cannot bear falls on the others, satangs left over on the first that can.
    """
    parts = [ZERO] * len(shares)
    rest = gross
    able = [place for place, (_amount, left) in enumerate(shares) if left > 0]
    while rest > 0 and able:
        total = sum((shares[place][0] for place in able), ZERO)
        given = ZERO
        for place in able:
            amount, left = shares[place]
            wanted = (rest * amount / total).quantize(SATANG, ROUND_DOWN) if total else ZERO
            part = min(wanted, left - parts[place])
            parts[place] += part
            given += part
        rest -= given
        able = [place for place in able if parts[place] < shares[place][1]]
        if given == ZERO:  # less than a satang for each: the first that can bear it takes it
            for place in able:
                part = min(rest, shares[place][1] - parts[place])
                parts[place] += part
                rest -= part
            break
    if rest > 0 and parts:
        parts[-1] += rest
    return parts
