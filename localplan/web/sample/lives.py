"""How the years went for each LAO: a story for each, dealt out by province, and the acts that tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from .lao_work import LaoWork
from .names import NAN, RAYONG, SATUN, Province
from .nation import Nation, Place
from .timeline import Acts, Timeline
from .years import Season

Deck = tuple[tuple[str, float], ...]

#: The share of each story in an earlier year, from the best to the worst.
PAST: dict[Province, Deck] = {
    NAN: (
        ("early", 20), ("on_time", 33), ("extended", 6), ("returned", 9), ("reopened", 3), ("late", 14),
        ("very_late", 6), ("unfinished", 4), ("stuck", 2), ("silent", 3),
    ),
    RAYONG: (
        ("early", 35), ("on_time", 37), ("extended", 5), ("returned", 8), ("reopened", 3), ("late", 9),
        ("very_late", 3),
    ),
    SATUN: (
        ("on_time", 25), ("extended", 10), ("returned", 10), ("late", 20), ("very_late", 15), ("unfinished", 10),
        ("stuck", 5), ("silent", 5),
    ),
}  # fmt: skip
#: The same in the year worked on, as it stands today.
NOW: dict[Province, Deck] = {
    NAN: (
        ("reviewed", 8), ("review_sent", 5), ("done", 12), ("sent", 16), ("returned", 5), ("ready", 10),
        ("extended", 5), ("drafting", 16), ("begun", 7), ("stuck", 3), ("ahead", 3), ("waiting", 6), ("silent", 4),
    ),
    RAYONG: (
        ("reviewed", 15), ("done", 35), ("sent", 20), ("late", 8), ("returned", 5), ("reopened", 3), ("ready", 4),
        ("drafting", 4), ("stuck", 3), ("silent", 3),
    ),
    SATUN: (
        ("reviewed", 5), ("done", 5), ("sent", 10), ("returned", 5), ("extended", 5), ("drafting", 20), ("begun", 15),
        ("ahead", 5), ("waiting", 15), ("silent", 15),
    ),
}  # fmt: skip
#: Stories that somebody tells however few LAOs work: due dates differ, so some looks are seen in one province only.
NEEDED: dict[Province, tuple[str, ...]] = {
    NAN: tuple(story for story, _ in NOW[NAN]),
    RAYONG: ("late", "reopened"),
    SATUN: ("begun", "drafting"),
}
#: Stories of LAOs whose plan began earlier and also covers the year worked on.
REVIEWING = ("reviewed", "review_sent")
#: The stories of the LAO whose accounts are shown, the newest year first.
SHOWN = ("shown", "returned", "on_time")
FLOOD = "น้ำท่วมพื้นที่ เจ้าหน้าที่ออกช่วยเหลือประชาชน"


def deal(places: list[Place], deck: Deck, diligence: dict[int, float]) -> dict[int, str]:
    """A story for each place; the diligent (low figures) get the better ones. Each story of the deck is somebody's."""
    ordered = sorted(places, key=lambda place: (diligence[place.id], place.id))
    whole, dealt, begin = sum(share for _, share in deck), 0.0, 0
    given: dict[int, str] = {}
    for number, (story, share) in enumerate(deck, start=1):
        dealt += share
        end = min(max(begin + 1, round(len(ordered) * dealt / whole)), len(ordered) - (len(deck) - number))
        given |= {place.id: story for place in ordered[begin:end]}
        begin = end
    return given


def deal_the_years(nation: Nation, years: int, shown: Place, seed: int) -> list[dict[int, str]]:
    """For each year, the newest first, every LAO's story; who was diligent mostly still is."""
    chance = Random(f"lives {seed}")
    character = {place.id: chance.random() for place in nation.today}
    dealt = []
    for back in range(years):
        stories: dict[int, str] = {}
        for province, deck in (PAST if back else NOW).items():
            places = nation.of(province)
            stories |= deal(places, deck, {place.id: character[place.id] + chance.gauss(0, 0.15) for place in places})
        stories[shown.id] = SHOWN[back]
        dealt.append(stories)
    return dealt


def taking_part(nation: Nation, stories: dict[int, str], shown: Place, scale: float) -> set[int]:
    """Ids of the LAOs that work at all: that share of each story, and at least the first of those that show a look."""
    taking = {shown.id}
    for province, needed in NEEDED.items():
        met: dict[str, int] = {}
        for place in nation.of(province):
            story = stories[place.id]
            number = met[story] = met.get(story, 0) + 1
            if (number == 1 and story in needed) or int(number * scale) > int((number - 1) * scale):
                taking.add(place.id)
    return taking


class Year:
    """One LAO's work of one season, as acts with their days."""

    def __init__(self, time: Timeline, work: LaoWork, season: Season, *, newest: bool, hasty: bool = False) -> None:
        self.time, self.work, self.season, self.newest, self.hasty = time, work, season, newest, hasty
        self.chance = work.chance
        self.strategy_due = season.due("lao_strategy", work.place.province)
        self.plan_due = season.due("plan_confirm", work.place.province)

    def plan(self, story: str) -> None:
        """Put the story's acts on the timeline, one after another."""
        if story != "silent":
            tell: Callable[[], Acts] = getattr(self, f"_{'now' if self.newest else 'past'}_{story}")
            self.time.in_turn(tell())

    # the parts of all stories

    def _after(self, day: dt.date, low: int, high: int) -> dt.date:
        return day + dt.timedelta(days=self.chance.randint(low, high))

    def _ago(self, low: int, high: int) -> dt.date:
        return self.time.ago(self.chance.randint(low, high))

    def _thinks_again(self) -> bool:
        """Some take back what they have handed in, and hand it in anew on the following days."""
        return self.hasty or self.chance.random() < 0.04

    def _in_time(self) -> dt.date:
        return self._after(self.strategy_due, -20, -2)

    def _strategy(self, day: dt.date, *, accepted: bool = True) -> Acts:
        submitted: Acts = [(day, lambda day: self.work.submit_strategy(self.season))]
        acts: Acts = [(self._after(day, -9, -2), lambda day: self.work.write_direction(self.season)), *submitted]
        if self._thinks_again():
            acts += [(day, lambda day: self.work.take_strategy_back(self.season)), *submitted]
        if accepted:
            acts.append((self._after(day, 3, 11), lambda day: self.work.accept("lao_strategy", self.season)))
        return acts

    def _rows(self, day: dt.date, share: float = 1.0, bare: int = 0) -> Acts:
        return [(day, lambda day: self.work.write_plan(self.season, share=share, bare=bare))]

    def _confirmed(self, day: dt.date) -> Acts:
        """Some type part of the rows days before; confirming writes what is left."""
        typed = self._rows(self._after(day, -16, -4), 0.6) if self.newest and self.chance.random() < 0.3 else []
        confirmed: Acts = [(day, lambda day: self.work.confirm(self.season, day))]
        if self._thinks_again():
            return [*typed, *confirmed, (day, lambda day: self.work.take_plan_back(self.season)), *confirmed]
        return [*typed, *confirmed]

    def _accepted(self, day: dt.date) -> Acts:
        return [(day, lambda day: self.work.accept("plan_confirm", self.season))]

    def _returned(self, day: dt.date) -> Acts:
        return [(day, lambda day: self.work.return_plan(self.season, day))]

    def _corrected(self, day: dt.date) -> Acts:
        return [(day, lambda day: self.work.correct(self.season, day))]

    def _extended(self, day: dt.date, until: dt.date) -> Acts:
        return [(day, lambda day: self.work.extend(self.season, until, FLOOD))]

    def _reopened(self, asked: dt.date, opened: dt.date) -> Acts:
        return [
            (asked, lambda day: self.work.ask_reopen(self.season)),
            (opened, lambda day: self.work.reopen(self.season)),
        ]

    def _whole(self, strategy: dt.date, plan: dt.date) -> Acts:
        """Both steps handed in and accepted."""
        return [*self._strategy(strategy), *self._confirmed(plan), *self._accepted(self._after(plan, 4, 16))]

    # earlier years

    def _past_early(self) -> Acts:
        return self._whole(self._after(self.strategy_due, -30, -12), self._after(self.plan_due, -34, -12))

    def _past_on_time(self) -> Acts:
        return self._whole(self._after(self.strategy_due, -9, -1), self._after(self.plan_due, -9, -1))

    def _past_late(self) -> Acts:
        return self._whole(self._after(self.strategy_due, 2, 20), self._after(self.plan_due, 3, 30))

    def _past_very_late(self) -> Acts:
        return self._whole(self._after(self.strategy_due, 25, 60), self._after(self.plan_due, 45, 120))

    def _past_extended(self) -> Acts:
        plan = self._after(self.plan_due, 5, 16)
        longer = self._extended(self._after(self.plan_due, -6, -3), self.plan_due + dt.timedelta(days=20))
        done = [*self._confirmed(plan), *self._accepted(self._after(plan, 4, 16))]
        return [*self._strategy(self._in_time()), *longer, *done]

    def _past_returned(self) -> Acts:
        plan = self._after(self.plan_due, -12, 4)
        back = self._after(plan, 4, 10)
        again = self._after(back, 2, 6)
        first = [*self._strategy(self._in_time()), *self._confirmed(plan), *self._returned(back)]
        return [*first, *self._corrected(again), *self._accepted(self._after(again, 2, 8))]

    def _past_reopened(self) -> Acts:
        plan = self._after(self.plan_due, -20, -8)
        asked = self._after(plan, 30, 50)
        first = [*self._whole(self._in_time(), plan), *self._reopened(asked, self._after(asked, 1, 4))]
        return [*first, *self._corrected(self._after(asked, 6, 9)), *self._accepted(self._after(asked, 12, 20))]

    def _past_unfinished(self) -> Acts:
        strategy = self._strategy(self._after(self.strategy_due, 5, 60))
        return [*strategy, *self._rows(self._after(self.plan_due, 5, 40), 0.4)]

    def _past_stuck(self) -> Acts:
        plan = self._after(self.plan_due, -5, 15)
        return [*self._strategy(self._in_time()), *self._confirmed(plan), *self._returned(self._after(plan, 5, 12))]

    # the year worked on

    def _now_done(self) -> Acts:
        last = min(self.plan_due, self.time.ago(14))
        confirmed = self._confirmed(self._after(last, -16, -1))
        return [*self._strategy(self._in_time()), *confirmed, *self._accepted(self._ago(2, 7))]

    _now_reviewed = _now_done

    def _now_sent(self) -> Acts:
        return [*self._strategy(self._in_time()), *self._confirmed(self._ago(2, 13))]

    _now_review_sent = _now_sent

    def _now_late(self) -> Acts:
        confirmed = self._confirmed(self._after(self.plan_due, 1, 5))
        return [*self._strategy(self._in_time()), *confirmed, *self._accepted(self._ago(2, 3))]

    def _now_returned(self) -> Acts:
        confirmed = self._confirmed(self._ago(11, 18))
        return [*self._strategy(self._in_time()), *confirmed, *self._returned(self._ago(3, 4))]

    def _now_stuck(self) -> Acts:
        confirmed = self._confirmed(self._ago(25, 30))
        return [*self._strategy(self._in_time()), *confirmed, *self._returned(self._ago(14, 18))]

    def _now_reopened(self) -> Acts:
        accepted = [*self._confirmed(self._ago(22, 28)), *self._accepted(self._ago(14, 17))]
        return [*self._strategy(self._in_time()), *accepted, *self._reopened(self._ago(7, 9), self._ago(3, 4))]

    def _some_strategy(self) -> Acts:
        """In time or late, accepted or still waiting."""
        late = self.chance.random() < 0.4
        day = self._after(self.strategy_due, 3, 20) if late else self._in_time()
        return self._strategy(day, accepted=self.chance.random() < 0.75)

    def _now_ready(self) -> Acts:
        typed = [*self._rows(self._ago(9, 15), 0.7), *self._rows(self._ago(5, 7))]
        dates: Acts = [(self._ago(2, 3), lambda day: self.work.keep_dates(self.season, day))]
        return [*self._some_strategy(), *typed, *dates]

    def _now_drafting(self) -> Acts:
        typed = self._rows(self._ago(3, 12), self.chance.uniform(0.3, 0.9), self.chance.randint(0, 5))
        return [*self._some_strategy(), *typed]

    def _now_extended(self) -> Acts:
        until = max(self.plan_due, self.time.today) + dt.timedelta(days=20)
        typed = self._rows(self._ago(9, 12), 0.5, 2)
        return [*self._some_strategy(), *typed, *self._extended(self._ago(3, 5), until)]

    def _now_begun(self) -> Acts:
        return self._some_strategy()

    def _now_ahead(self) -> Acts:
        """The plan is typed, but the strategy before it was never handed in."""
        written: Acts = [(self._ago(20, 25), lambda day: self.work.write_direction(self.season))]
        return [*written, *self._rows(self._ago(9, 15)), *self._rows(self._ago(4, 6))]

    def _now_waiting(self) -> Acts:
        return [(self._ago(8, 30), lambda day: self.work.begin_direction(self.season))]

    def _now_shown(self) -> Acts:
        """Everything is there but the programmes of six projects and the signed notice."""
        typed = [*self._rows(self._ago(16, 18), 0.6), *self._rows(self._ago(5, 6), bare=6)]
        dates: Acts = [(self._ago(2, 3), lambda day: self.work.keep_dates(self.season, day, notice=False))]
        return [*self._strategy(self._in_time()), *typed, *dates]
