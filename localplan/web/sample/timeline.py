"""What happened when: acts are gathered in any order and done in the order of their moments, the clock held there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

Act = Callable[[dt.date], object]  # told the day it is done on
Acts = list[tuple[dt.date, Act]]
#: After so many acts a look around.
LOOK_AROUND = {100 * 2**time for time in range(8)}


@dataclass
class Timeline:
    """The days before `today`, and what is done on them in office hours."""

    today: dt.date
    chance: Random
    acts: list[tuple[dt.datetime, int, Act]] = field(default_factory=list)

    def ago(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=days)

    def october(self, years: int) -> dt.date:
        """1 October so many fiscal years before the present one began: when posts change hands."""
        return dt.date(fiscal_year(self.today) - 543 - 1 - years, 10, 1)

    def between(self, longest: int, shortest: int) -> dt.date:
        """A day drawn from so many to so many days ago."""
        return self.ago(self.chance.randint(shortest, longest))

    def on(self, day: dt.date, act: Act) -> None:
        """Do it on that day, or on the Friday before a weekend, between half past eight and four."""
        day -= dt.timedelta(days=max(0, day.weekday() - 4))
        hour = dt.time(8, 30)
        moment = dt.datetime.combine(day, hour, clock.BANGKOK) + dt.timedelta(seconds=self.chance.randint(0, 27_000))
        self.acts.append((moment, len(self.acts), act))

    def in_turn(self, acts: Acts) -> None:
        """Do acts one after another, each on a weekday of its own; what would come later than yesterday has not yet."""
        before = dt.date.min
        for wanted, act in acts:
            day = max(wanted - dt.timedelta(days=max(0, wanted.weekday() - 4)), before)
            if day == before:
                day += dt.timedelta(days=3 if day.weekday() == 4 else 1)
            if day >= self.today:
                return
            self.on(day, act)
            before = day

    def run(self, tell: Callable[[int, int], None], look_around: Callable[[], None]) -> None:
        """Do everything, the earliest first. `tell` hears how many of how many are done; `look_around` now and then."""
        for number, (moment, _order, act) in enumerate(sorted(self.acts, key=lambda entry: entry[:2]), start=1):
            with clock.at(moment):
                act(moment.date())
            tell(number, len(self.acts))
            if number in LOOK_AROUND:
                look_around()
