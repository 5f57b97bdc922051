"""How the money of the years went for each LAO: stories beside those of the plans, and the acts that tell them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from random import Random

from .budgets import Codes
from .lao_work import LaoWork
from .lives import REVIEWING
from .money_dates import QUARTERS, money_days
from .money_work import Book
from .nation import Place
from .timeline import Acts, Timeline
from .years import PUBLISHED, Season

#: Plan stories after which the ordinance can be handed in on its day.
GOOD = ("early", "on_time", "extended", "returned", "reopened")
#: LAOs of the whole nation that keep up quarter by quarter, and in each year those that enter all of it at the end,
#: and those that stop after a quarter or two; of the others a third enter their ordinance.
KEEPING_UP, AT_ONCE, STOPPING = 8, 5, 5
#: In the year that runs so many more have entered their ordinance and first contracts.
BEGINNING = 26
#: Days after 1 October on which contracts and payments are entered.
ENTERED = (45, 85, 138, 182, 238)


@dataclass
class Money:
    """The books of all LAOs by year."""

    time: Timeline
    seasons: list[Season]  # the newest first
    codes: Codes = field(default_factory=Codes)
    books: dict[tuple[int, int], Book] = field(default_factory=dict)
    keeping: list[Place] = field(default_factory=list)

    def book(self, work: LaoWork, back: int) -> Book:
        """The LAO's book of the year so many years back."""
        key = work.place.id, back
        if key not in self.books:
            chance = Random(f"money {work.place.id} {self.seasons[back].year}")
            self.books[key] = Book(work, self.seasons[back], self.codes, chance)
            self.books[key].next = self.book(work, back - 1) if back else None
        return self.books[key]

    def plan(self, works: dict[int, LaoWork], dealt: list[dict[int, str]], shown: Place, scale: float) -> None:
        """A story for every LAO that works, year by year, and its acts on the timeline."""
        places = sorted((work.place for work in works.values()), key=lambda place: (place.id % 7, place.id))
        places.sort(key=lambda place: place.id != shown.id)
        good = [p for p in places if all(dealt[back][p.id] in GOOD for back in (1, 2)) or p == shown]
        # those whose plan covers the present year as well have all three years in order
        good.sort(key=lambda p: (p != shown, dealt[0][p.id] not in REVIEWING))
        self.keeping = good[: ceil(KEEPING_UP * scale)]
        for back in reversed(range(len(self.seasons))):
            others = [place for place in places if place not in self.keeping]
            able = [place for place in others if dealt[back][place.id] in GOOD]
            once, stopping = ceil(AT_ONCE * scale), ceil(STOPPING * scale)
            for place in self.keeping:
                self._tell(works[place.id], back, _keeping_up)
            for place in able[:once] if back else []:
                self._tell(works[place.id], back, _at_once)
            for place in able[once : once + stopping] if back else []:
                self._tell(works[place.id], back, _stopping)
            told = able[: once + stopping] if back else []
            rest = [place for place in others if place not in told and dealt[back][place.id] != "silent"]
            begun = rest[::3] if back else rest[: ceil(BEGINNING * scale)]
            for place in begun:
                self._tell(works[place.id], back, _beginning if back == 0 else _ordinance_only)

    def _tell(self, work: LaoWork, back: int, story: Callable[[Days], Acts]) -> None:
        acts = story(Days(self.book(work, back), back))
        self.time.in_turn(sorted(acts, key=lambda act: act[0]))


@dataclass
class Days:
    """One book with the days its acts are wanted on."""

    book: Book
    back: int

    def __post_init__(self) -> None:
        self.season, self.chance = self.book.season, self.book.chance
        self.due = money_days(self.season)
        #: Nothing is entered before the calendar of the year is there.
        self.begins = self.season.day(PUBLISHED + 9)
        self.handed_in = max(
            self.season.due("plan_confirm", self.book.work.place.province) + dt.timedelta(days=24),
            self.day(48),
        )

    def day(self, number: int) -> dt.date:
        """So many days after 1 October, or when the calendar is there."""
        return max(self.book.first + dt.timedelta(days=number), self.begins)

    def after(self, day: dt.date, low: int, high: int) -> dt.date:
        return day + dt.timedelta(days=self.chance.randint(low, high))

    def quarter(self, quarter: int) -> dt.date:
        """When a quarter is handed in: within its weeks, and after the ordinance."""
        opens, due, _check = self.due[f"spending_q{quarter}"]
        late = self.chance.random() < 0.15
        wanted = self.after(due, 3, 16) if late else self.after(opens, 6, 20)
        return max(wanted, self.handed_in + dt.timedelta(days=9 * quarter))

    @property
    def closing(self) -> dt.date:
        opens, due, _check = self.due["year_close"]
        return max(opens + dt.timedelta(days=14), due - dt.timedelta(days=self.chance.randint(4, 12)))


def _on(day: dt.date, verb: Callable[[], object]) -> tuple[dt.date, Callable[[dt.date], object]]:
    """An act that does not ask which day it is."""
    return day, lambda _day: verb()


def _ordinance(days: Days) -> Acts:
    book = days.book
    return [
        _on(days.day(days.chance.randint(6, 30)), book.adopt),
        _on(days.handed_in - dt.timedelta(days=1), book.link),
        _on(days.handed_in, book.submit_ordinance),
    ]


def _ordinance_only(days: Days) -> Acts:
    """Entered, and handed in where the plan was; a third of them are not accepted yet."""
    accepted = [_on(days.after(days.handed_in, 4, 20), partial(days.book.accept, "ordinance"))]
    return [*_ordinance(days), *(accepted if days.chance.random() < 0.66 else [])]


def _contracts(days: Days, rounds: tuple[int, ...]) -> Acts:
    book = days.book
    return [(days.day(number), book.commit) for number in rounds]


def _beginning(days: Days) -> Acts:
    """The year that runs: the ordinance, and the first contracts and payments."""
    book = days.book
    found = [*_ordinance_only(days), *_contracts(days, ENTERED[:2])]
    return [*found, (days.day(52), book.pay), (days.day(88), book.pay)]


def _keeping_up(days: Days) -> Acts:
    """Every contract and payment soon after it, every quarter handed in, and the year closed."""
    book = days.book
    found = [*_ordinance(days), *_contracts(days, ENTERED)]
    found.append(_on(days.after(days.handed_in, 4, 8), partial(book.accept, "ordinance")))
    found += [(days.day(number), book.pay) for number in (50, 140, 240)]
    if days.chance.random() < 0.6:
        found.append((days.day(186), book.supplement))
    if days.chance.random() < 0.5:
        found.append((days.day(150), book.transfer))
    if days.chance.random() < 0.5:
        found.append((days.day(188), book.draw_on_the_surplus))
    before = dt.date.min
    for quarter in QUARTERS:
        day = max(days.quarter(quarter), before + dt.timedelta(days=12))
        found += _quarter(days, quarter, day)
        before = day
    close = max(days.closing, before + dt.timedelta(days=8))
    found.append((close, book.close))
    found.append(_on(days.after(close, 6, 14), partial(book.accept, "year_close")))
    found.append((close + dt.timedelta(days=48), book.pay_what_was_carried))
    return found


def _quarter(days: Days, quarter: int, day: dt.date) -> Acts:
    """What was paid, figures and progress, then the accounts; accepted, or returned and handed in again."""
    book = days.book

    def enter(day: dt.date) -> None:
        if book.ordinance is not None:
            book.pay(day)
            book.tell_figures((quarter,))
            book.tell_progress(day)

    found: Acts = [(day - dt.timedelta(days=3), enter), _on(day, partial(_end_quarter, book, quarter))]
    if days.back < 2 and quarter == 2 and days.chance.random() < 0.3:
        found.append((days.after(day, 3, 5), partial(book.return_quarter, quarter)))
        found.append(_on(days.after(day, 7, 9), partial(_end_quarter, book, quarter)))
        day += dt.timedelta(days=9)
    found.append(_on(days.after(day, 2, 3), partial(book.accept, f"spending_q{quarter}")))
    return found


def _end_quarter(book: Book, quarter: int) -> None:
    if book.ordinance is not None:
        book.end_quarter(quarter)


def _at_once(days: Days) -> Acts:
    """A year that was entered in a week of October, when the province had called often enough."""
    book = days.book

    def enter(day: dt.date) -> None:
        book.commit(day)
        book.pay(day)
        book.tell_figures(QUARTERS)
        book.tell_progress(day)

    def hand_in(day: dt.date) -> None:
        for quarter in QUARTERS:
            book.end_quarter(quarter)

    begin = max(days.closing - dt.timedelta(days=9), days.handed_in + dt.timedelta(days=9))
    late = days.chance.randint(0, 20)
    steps = ("ordinance", *(f"spending_q{quarter}" for quarter in QUARTERS), "year_close")
    return [
        *_ordinance(days),
        (begin, enter),
        (begin + dt.timedelta(days=2), hand_in),
        (begin + dt.timedelta(days=4 + late), book.close),
        _on(begin + dt.timedelta(days=12 + late), partial(book.accept, *steps)),
    ]


def _stopping(days: Days) -> Acts:
    """Diligent until the second quarter, or the first; then nothing more was heard."""
    book, found = days.book, [*_ordinance_only(days), *_contracts(days, ENTERED[:3])]
    for quarter in QUARTERS[: days.chance.choice((1, 2))]:
        found += _quarter(days, quarter, days.quarter(quarter))
    return [*found, (days.day(200), book.commit)]
