"""The people of the LAOs: clerks, executives, planners, finance officers, and what happens to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from localplan.organisations import actions
from localplan.organisations.facts import Appointment, DelegationLetter, Person
from localplan.organisations.models import Delegation
from localplan.organisations.posts import KINDS_OF_A_DISTRICT, Kind, Post

from .desk import Desk, Seat, scan, today_of
from .nation import Place
from .offices import DIRECTOR, office_of
from .timeline import Timeline

#: Titles as on the order; "clerk" and "executive" say enough, whatever becomes of the LAO.
TITLES = {Post.PLANNER: "นักวิเคราะห์นโยบายและแผน", Post.FINANCE: "ผู้อำนวยการกองคลัง"}
#: Days ago of the last election of each kind.
ELECTIONS = {Kind.PAO: 640, Kind.SAO: 1_020, Kind.SPECIAL: 880}
MUNICIPAL_ELECTION = 880


@dataclass(frozen=True)
class Fate:
    """What befalls the posts of one LAO."""

    new_clerk: bool = False
    new_executive: bool = False
    new_planner: bool = False
    planner_left: bool = False
    clerk_left: bool = False
    clerk_acting: bool = False
    term_over: bool = False
    finance_on_leave: bool = False
    one_for_both: bool = False
    only_a_clerk: bool = False
    closed: bool = False


def draw_fate(time: Timeline, place: Place) -> Fate:
    """Most LAOs are fully staffed; about one in ten has no clerk, one in ten no planner."""

    def happens(share: float) -> bool:
        return time.chance.random() < share

    if happens(0.10):
        return Fate(clerk_left=True, clerk_acting=happens(0.5), new_executive=happens(0.6), new_clerk=happens(0.3))
    if happens(0.04):
        return Fate(only_a_clerk=True, new_clerk=happens(0.5))
    return Fate(
        new_clerk=happens(0.5),
        new_executive=happens(0.6),
        new_planner=happens(0.25),
        planner_left=happens(0.11),
        term_over=place.kind == Kind.SAO and happens(0.05),
        finance_on_leave=happens(0.05),
        one_for_both=place.kind == Kind.SAO and happens(0.12),
    )


class Staffing:
    """One LAO's posts over the years."""

    def __init__(self, time: Timeline, desk: Desk, place: Place, fate: Fate, *, shown: bool = False) -> None:
        self.time, self.desk, self.place, self.fate, self.shown = time, desk, place, fate, shown
        self.office = office_of(place.province)
        within = place.kind in KINDS_OF_A_DISTRICT and time.chance.random() < 0.6
        self.above: Seat = (place.district.id, "officer") if within else (self.office, "officer")

    def seat(self, words: str) -> Seat:
        return (self.place.id, words)

    def give(self, post: Post, **given: object) -> Appointment:
        return today_of(post, title=TITLES.get(post, ""), **given)

    def shown_as(self, word: str) -> Person:
        return self.desk.someone(f"sample.{word}" if self.shown else "")

    def plan(self) -> None:
        """Put everything that happens here on the timeline."""
        time, fate, clerk = self.time, self.fate, self.seat("clerk")
        start = time.between(2_650, 2_000)
        time.on(start, self.begin)
        if fate.new_clerk or self.shown:
            time.on(time.october(time.chance.randint(1, 3)), self.change_clerk)
        if fate.only_a_clerk:
            return
        time.on(start + dt.timedelta(days=time.chance.randint(10, 30)), self.staff)
        if fate.new_executive:
            time.on(time.ago(ELECTIONS.get(self.place.kind, MUNICIPAL_ELECTION)), self.elect)
        if time.chance.random() < 0.85 or self.shown:
            time.on(start + dt.timedelta(days=time.chance.randint(40, 400)), self.write_contact)
            if time.chance.random() < 0.15 and not fate.closed:
                time.on(time.between(500, 20), self.new_telephone)
        if fate.clerk_left:
            left = time.between(300, 60)
            time.on(left, lambda day: self.desk.end(self.above, clerk, day, "เกษียณอายุราชการ"))
            if fate.clerk_acting:
                time.on(left + dt.timedelta(days=8), self.act_as_clerk)
            return
        if fate.new_planner:
            time.on(time.between(900, 260), self.change_planner)
        if fate.planner_left:
            time.on(time.between(230, 20), lambda day: self.desk.end(clerk, self.seat("planner"), day, "โอนไป อปท. อื่น"))
        if fate.term_over:
            time.on(time.ago(48), self.end_the_term)
        if fate.finance_on_leave:
            time.on(time.ago(12), self.act_as_finance)

    def begin(self, day: dt.date) -> None:
        given = self.give(Post.CLERK, **self.desk.order(day, f"คำสั่งจังหวัด{self.place.province.name} ที่"))
        self.desk.appoint(self.above, self.place.id, [(self.desk.someone(), given)])

    def staff(self, day: dt.date) -> None:
        desk = self.desk
        executive = (self.shown_as("executive"), self.give(Post.EXECUTIVE))
        planner = (self.shown_as("planner"), self.give(Post.PLANNER))
        finance = (self.shown_as("finance"), self.give(Post.FINANCE))
        if self.fate.one_for_both:
            desk.appoint(self.seat("clerk"), self.place.id, [executive, planner])
            desk.appoint(self.seat("clerk"), self.place.id, [(desk.again(self.seat("planner")), finance[1])])
        else:
            desk.appoint(self.seat("clerk"), self.place.id, [executive, planner, finance])

    def change_clerk(self, day: dt.date) -> None:
        given = self.give(Post.CLERK, **self.desk.order(day, f"คำสั่งจังหวัด{self.place.province.name} ที่"))
        self.desk.hand_over(self.above, self.seat("clerk"), self.shown_as("clerk"), given)

    def elect(self, day: dt.date) -> None:
        given = self.give(Post.EXECUTIVE)
        self.desk.hand_over(self.seat("clerk"), self.seat("executive"), self.desk.someone(), given)

    def change_planner(self, day: dt.date) -> None:
        given = self.give(Post.PLANNER)
        self.desk.hand_over(self.seat("clerk"), self.seat("planner"), self.desk.someone(), given)

    def act_as_clerk(self, day: dt.date) -> None:
        """The planner, or somebody new, acts as clerk until a day soon."""
        until = self.time.today + dt.timedelta(days=self.time.chance.randint(10, 150))
        order = self.desk.order(day, f"คำสั่งจังหวัด{self.place.province.name} ที่")
        given = self.give(Post.CLERK, acting=True, until_on=until, **order)
        planner = self.time.chance.random() < 0.4
        person = self.desk.again(self.seat("planner")) if planner else self.desk.someone()
        self.desk.appoint(self.above, self.place.id, [(person, given)])

    def end_the_term(self, day: dt.date) -> None:
        """The executive's term is over; the clerk performs the duties until the election."""
        clerk = self.seat("clerk")
        self.desk.end(clerk, self.seat("executive"), day - dt.timedelta(days=1), "ครบวาระ")
        until = self.time.today + dt.timedelta(days=50)
        given = self.give(Post.EXECUTIVE, acting=True, until_on=until)
        self.desk.appoint(clerk, self.place.id, [(self.desk.again(clerk), given)])

    def act_as_finance(self, day: dt.date) -> None:
        given = self.give(Post.FINANCE, acting=True, until_on=self.time.today + dt.timedelta(days=15))
        self.desk.appoint(self.seat("clerk"), self.place.id, [(self.desk.someone(), given)])

    def write_contact(self, day: dt.date) -> None:
        """Telephone numbers of no exchange, addresses of mail under .example: nobody is reached by mistake."""
        place = self.place
        wanted = {
            "phone": f"{place.province.telephone} {place.id % 10_000:04}",
            "email": f"saraban@{place.code}.example",
            "address": f"{self.time.chance.randint(1, 299)} หมู่ {self.time.chance.randint(1, 12)} "
            f"อ.{place.district.name} จ.{place.province.name} {place.province.code}{place.district.code[2:]}0",
        }
        self.correct(wanted, self.seat("planner"))

    def new_telephone(self, day: dt.date) -> None:
        phone = f"{self.place.province.telephone} {self.time.chance.randint(1_000, 9_999)}"
        self.correct({"phone": phone}, (self.office, "officer"))

    def correct(self, wanted: dict[str, str], by: Seat) -> None:
        row = self.desk.organisation(self.place.id)
        base = {name: getattr(row, name) for name in ("phone", "email", "address")}
        self.desk.keep(actions.correct_contact(row, base | wanted, base=base, by=self.desk.holders[by]))


def look_on(time: Timeline, desk: Desk, place: Place) -> None:
    """The auditor of the province also has a letter for this LAO; the observer looks on here too."""
    office = office_of(place.province)

    def begin(day: dt.date) -> None:
        until = time.today + dt.timedelta(days=30)
        letter = today_of(Post.AUDITOR, until_on=until, **desk.order(day, "หนังสือ ตผ"))
        desk.appoint(DIRECTOR, place.id, [(desk.again((office, "auditor")), letter)])
        viewer = (desk.again((office, "viewer")), today_of(Post.VIEWER))
        desk.appoint((place.id, "clerk"), place.id, [viewer])

    time.on(time.ago(40), begin)


def delegate(
    time: Timeline, desk: Desk, place: Place, *, days: tuple[int, int], to: int = 0, revoked: int | None = None
) -> None:
    """Let the office above enter, from so many days ago until so many days from today (negative: it has ended)."""
    taker = to or office_of(place.province)
    executive: Seat = (place.id, "executive")
    letters: list[Delegation] = []

    def begin(day: dt.date) -> None:
        number = f"{place.province.code}{place.district.code[2:]}/{desk.orders}"
        letter = DelegationLetter(
            taker_id=taker,
            from_on=day,
            until_on=time.today + dt.timedelta(days=days[1]),
            letter_number=f"ที่ {number}",
            letter_on=day,
            letter_file=scan(f"Delegation {number}"),
        )
        letters.append(actions.delegate(desk.organisation(place.id), letter, by=desk.holders[executive]))

    def take_back(day: dt.date) -> None:
        actions.revoke(letters[0], reason="มีเจ้าหน้าที่ครบแล้ว", by=desk.holders[executive])

    time.on(time.ago(days[0]), begin)
    if revoked is not None:
        time.on(time.ago(revoked), take_back)
