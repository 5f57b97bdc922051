"""Specific-purpose grants of the sample: registered by DLA in bulk, confirmed by the LAOs, told of every month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from random import Random

from localplan.grants import actions as grants
from localplan.grants.facts import Allotment, Event
from localplan.grants.models import Grant, GrantLine
from localplan.grants.months import month_days
from localplan.grants.standing import standing_of
from localplan.toolkit import clock

from .calendars import OFFICER
from .desk import Desk
from .lao_work import LaoWork
from .money_work import Book
from .money_years import Money
from .nation import Place
from .timeline import Timeline
from .years import PUBLISHED

PURPOSES = (
    ("อาหารเสริม (นม) และอาหารกลางวันเพิ่มเติม", 180, 900),
    ("ก่อสร้างถนนเชื่อมโยงแหล่งผลิตทางการเกษตร", 900, 4_800),
    ("ปรับปรุงระบบประปาหมู่บ้านให้ได้มาตรฐาน", 400, 2_600),
    ("จัดซื้อเครื่องออกกำลังกายกลางแจ้งและสนามเด็กเล่น", 200, 700),
)
#: Others of each year that a grant is given to, besides those that keep up.
OTHERS = 14
NOT_OURS = "ไม่ได้เสนอขอรับโครงการนี้ น่าจะเป็นของ อปท. ข้างเคียงที่ชื่อคล้ายกัน"
#: Days after 1 October of the letter, of its registering and of what the LAOs do about it.
LETTER, REGISTERED, CONFIRMED, RECEIVED, CLOSED = 28, 33, 38, 44, 330


@dataclass
class Allotments:
    """The grants of one year: what is registered for which LAO."""

    desk: Desk
    time: Timeline
    money: Money
    back: int
    works: dict[int, LaoWork]
    scale: float
    made: dict[int, Grant] = field(default_factory=dict)

    def plan(self, shown: Place) -> None:
        season = self.money.seasons[self.back]
        chance = Random(f"grants {season.year}")
        keeping = [self.money.book(self.works[place.id], self.back) for place in self.money.keeping]
        rest = sorted(set(self.works) - {book.work.place.id for book in keeping})
        others = chance.sample(rest, min(len(rest), max(3, round(OTHERS * self.scale))))
        books = [*keeping, *(self.money.book(self.works[pk], self.back) for pk in sorted(others))]
        self.first, begins = books[0].first, season.day(PUBLISHED + 12)
        shift = max(0, (begins - (self.first + dt.timedelta(days=LETTER))).days)

        def day(number: int, low: int = 0, high: int = 0) -> dt.date:
            return self.first + dt.timedelta(days=number + shift + chance.randint(low, high))

        if day(REGISTERED) >= self.time.ago(1):
            return
        self.time.on(day(REGISTERED), partial(self.register, books, chance))
        for place, book in enumerate(books):
            last = place == len(books) - 1
            if last and self.back == 0:
                self.time.in_turn([(day(CONFIRMED), partial(self.refuse, book))])
            elif book in keeping or chance.random() < 0.8:
                acts = [
                    (day(CONFIRMED, 0, 9), partial(self.confirm, book)),
                    (day(RECEIVED, 6, 20), partial(self.receive, book)),
                ]
                self.time.in_turn([*acts, (day(CLOSED), partial(self.finish, book))])
        for book in keeping[:3]:
            for month in range(1, 13):
                ends = month_days(season.year, month)[1]
                if day(CONFIRMED, 10, 10) < ends and (book.work.place == shown or month % 3 == 0):
                    self.time.in_turn([(ends + dt.timedelta(days=5), partial(self.end_month, book, month))])

    def register(self, books: list[Book], chance: Random, day: dt.date) -> None:
        """One letter of DLA with an item for each LAO."""
        self.desk.orders += 1
        letter_on = day - dt.timedelta(days=REGISTERED - LETTER)
        told = []
        for item, book in enumerate(books, start=1):
            purpose, low, high = chance.choice(PURPOSES)
            amount, contribution, project = Decimal(chance.randint(low, high) * 1_000), Decimal(0), None
            if book.granted is not None:
                purpose, project = book.granted.name, book.project_of(book.granted)
                contribution = book.granted.amount / 10
                amount = book.granted.amount - contribution
            told.append(
                Allotment(
                    book.work.place.id,
                    book.year,
                    "dla",
                    f"มท 0810.8/{self.desk.orders * 3 + 4_000}",
                    letter_on,
                    purpose,
                    amount,
                    item=item,
                    contribution=contribution,
                    commit_by=max(book.last, letter_on),
                    lapses_on=max(book.last, letter_on) + dt.timedelta(days=182),
                    project=project,
                )
            )
        made = grants.register_grants(told, by=self.desk.holders[OFFICER])
        self.made = {grant.organisation_id: grant for grant in made}

    def _of(self, book: Book) -> Grant | None:
        return self.made.get(book.work.place.id)

    def confirm(self, book: Book, day: dt.date) -> None:
        """Its line is there now; where the LAO pays a part, the contract takes from both."""
        grant = self._of(book)
        if grant is not None and book.is_open(max(grant.letter_on, book.first)):
            grants.confirm_grants([grant], by=book.by())
            line = GrantLine.objects.values_list("line_id", flat=True).get(grant=grant)
            book.take_the_grant(line, grant.amount, day)
            book.has_grant = True

    def refuse(self, book: Book, day: dt.date) -> None:
        grant = self._of(book)
        if grant is not None:
            grants.dispute_grant(grant, reason=NOT_OURS, by=book.by())

    def receive(self, book: Book, day: dt.date) -> None:
        grant = self._of(book)
        if grant is not None and book.has_grant:
            grants.record_events(
                book.lao, [Event(grant.pk, "received", day, grant.amount, paper=grant.letter)], by=book.by()
            )

    def end_month(self, book: Book, month: int, day: dt.date) -> None:
        """ "All unchanged", and the month is handed in."""
        if book.has_grant:
            grants.say_unchanged(book.lao, book.year, month, by=book.by())
            waiting = Grant.objects.ours().filter(organisation=book.lao, confirmed_at=None, letter_on__lte=day)
            book.submit(f"grants_m{month:02d}", is_full=not waiting.exists())

    def finish(self, book: Book, day: dt.date) -> None:
        """Closed where nothing is left to pay."""
        grant = self._of(book)
        if grant is not None and book.has_grant:
            standing = standing_of([grant])[grant.pk]
            if standing.paid and not standing.balance and not standing.unpaid:
                grants.close_grant(grant, on=clock.today(), by=book.by())


def plan_the_grants(
    time: Timeline, desk: Desk, money: Money, works: dict[int, LaoWork], shown: Place, *, scale: float
) -> None:
    """The grants of every year, and now and then a look whether a month is answered by itself."""
    for back in reversed(range(len(money.seasons))):
        Allotments(desk, time, money, back, works, scale).plan(shown)
    oldest = money.seasons[-1].day(PUBLISHED)
    for months in range((time.today.year - oldest.year) * 12 + 12):
        number = oldest.year * 12 + months
        night = dt.date(number // 12, number % 12 + 1, 4)
        lately = night > time.ago(100)
        if oldest < night < time.today and (months % 3 == 0 or lately):
            time.on(night, lambda _day: grants.settle_months())
