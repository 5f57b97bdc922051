"""The calendars of three fiscal years: published by DLA, taken over and circulated by the provinces, acknowledged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import partial

from localplan.calendar import actions
from localplan.calendar.facts import CircularFact, HolidayFact
from localplan.calendar.founding.days import last_working_day
from localplan.calendar.models import Calendar, Circular, Question
from localplan.calendar.working_days import days_off
from localplan.organisations.posts import DLA_ID

from .desk import Desk, Seat
from .guidance import calendar_of, deadline_of, document_of
from .money_dates import check_days
from .names import NAN, RAYONG, SATUN, Province
from .nation import Nation, Place
from .offices import office_of
from .timeline import Timeline
from .years import EARLIER, PUBLISHED, Season

OFFICER: Seat = (DLA_ID, "officer")
GROUP_HEAD: Seat = (DLA_ID, "group_head")
#: The day in the season on which each province circulates its calendar, the newest year first; None: not yet.
CIRCULATED: dict[Province, tuple[int | None, ...]] = {
    RAYONG: (-122, -120, -118),
    NAN: (-88, -99, -101),
    SATUN: (None, -61, -80),
}
#: The two letters that the numbers of a province's letters begin with.
LETTERS = {NAN: "นน", RAYONG: "รย", SATUN: "สต"}
#: Which year the second item of the first row means: asked by the import, and still to be answered.
LEFT_OPEN = "row1.item2.year"
#: Month, day and name of the holidays that fall on the same day each year.
HOLIDAYS = (
    (1, 1, "วันขึ้นปีใหม่"),
    (4, 6, "วันจักรี"),
    (4, 13, "วันสงกรานต์"),
    (4, 14, "วันสงกรานต์"),
    (4, 15, "วันสงกรานต์"),
    (5, 1, "วันแรงงานแห่งชาติ"),
    (5, 4, "วันฉัตรมงคล"),
    (10, 13, "วันนวมินทรมหาราช"),
    (10, 23, "วันปิยมหาราช"),
    (12, 5, "วันพ่อแห่งชาติ"),
    (12, 10, "วันรัฐธรรมนูญ"),
    (12, 31, "วันสิ้นปี"),
)
#: Asked so many days ago, and the answer if there is one.
QUESTIONS = (
    (60, "แผนพัฒนาที่ยังไม่ผ่านสภา ให้ยืนยันก่อนได้หรือไม่", "ต้องประกาศใช้ก่อนจึงยืนยันได้ หากไม่ทันให้ขอขยายเวลามาที่จังหวัด"),
    (12, "โครงการที่เกินศักยภาพของ อปท. ให้บันทึกในแผนด้วยหรือไม่", ""),
    (4, "อปท. ที่เพิ่งเปลี่ยนฐานะ ต้องจัดทำวิสัยทัศน์ใหม่หรือใช้ของเดิม", ""),
)


@dataclass
class Papers:
    """What has been drafted, published and sent so far, by organisation and year."""

    calendars: dict[tuple[int, int], Calendar] = field(default_factory=dict)
    letters: dict[tuple[int, int], Circular] = field(default_factory=dict)


def keep_holidays(time: Timeline, desk: Desk) -> None:
    """The lists of two calendar years at first, then each year's in the November before it."""

    def take(years: range, day: dt.date) -> None:
        told = [HolidayFact(dt.date(year, month, on), name) for year in years for month, on, name in HOLIDAYS]
        actions.import_holidays(told, by=desk.holders[OFFICER])

    first = time.ago(900)
    time.on(first, partial(take, range(first.year, first.year + 2)))
    for year in range(first.year + 2, time.today.year + 2):
        told_on = dt.date(year - 1, 11, 3)
        if told_on < time.ago(3):
            time.on(told_on, partial(take, range(year, year + 1)))


def publish(time: Timeline, desk: Desk, papers: Papers, season: Season, *, with_checks: bool) -> None:
    """DLA drafts the first calendar, copies the others forward, publishes and sends each to the provinces.

    The provinces' checks begin with the newest: they are as young as the system.
    """
    year = season.year

    def draft(day: dt.date) -> None:
        by, before = desk.holders[OFFICER], papers.calendars.get((DLA_ID, year - 1))
        if before is None:
            made = actions.draft_calendar(desk.organisation(DLA_ID), calendar_of(season), by=by)
        else:
            made = actions.copy_forward(before, year, by=by)
        for step, days in check_days(season).items() if with_checks else ():
            made = actions.set_draft_deadline(made, deadline_of(season, step, *days), by=by)
        papers.calendars[DLA_ID, year] = made

    def send(day: dt.date) -> None:
        by = desk.holders[GROUP_HEAD]
        published = actions.publish_calendar(papers.calendars[DLA_ID, year], by=by)
        papers.calendars[DLA_ID, year] = published
        papers.letters[DLA_ID, year] = actions.circulate(published, _letter(desk, "มท 0810.5/ว", day, year), by=by)

    time.in_turn([(season.day(PUBLISHED - 10), draft), (season.day(PUBLISHED), send)])


def hand_in_the_next(time: Timeline, desk: Desk, papers: Papers, season: Season) -> None:
    """The coming year's calendar was handed in as a text; of the questions it raises one waits for an answer."""
    year = season.year + 1

    def hand_in(day: dt.date) -> None:
        text = document_of(Season(year, season.day(365)))
        [draft] = actions.import_document(desk.organisation(DLA_ID), text, by=desk.holders[OFFICER]).calendars
        papers.calendars[DLA_ID, year] = draft

    def answer(day: dt.date) -> None:
        draft = papers.calendars[DLA_ID, year]
        offered = {
            question["code"]: [choice["value"] for choice in question["choices"]] for question in draft.questions
        }
        for code in draft.open_questions:
            if code != LEFT_OPEN:
                choice = str(year) if str(year) in offered[code] else offered[code][0]
                draft = actions.answer_import_question(draft, code, choice, by=desk.holders[OFFICER])

    time.in_turn([(time.ago(9), hand_in), (time.ago(7), answer)])


def circulate(time: Timeline, desk: Desk, papers: Papers, province: Province, season: Season, back: int) -> None:
    """The province acknowledges, takes the calendar over, sets its earlier dates, and sends it to its LAOs."""
    office, year = office_of(province), season.year
    officer: Seat = (office, "officer")

    def receive(day: dt.date) -> None:
        number = f"รับ {desk.orders + 311}/{day.year + 543}"
        actions.acknowledge(papers.letters[DLA_ID, year], receipt_number=number, by=desk.holders[officer])

    def take_over(day: dt.date) -> None:
        by = desk.holders[officer]
        made = actions.take_over_calendar(papers.calendars[DLA_ID, year], desk.organisation(office), by=by)
        for draft in made.draft_deadlines:
            if (province, draft.step) in EARLIER:
                due = last_working_day(season.due(draft.step, province), days_off())
                made = actions.set_draft_deadline(made, replace(draft, due_on=due), by=by)
        papers.calendars[office, year] = made

    def send(day: dt.date) -> None:
        letter = _letter(desk, f"{LETTERS[province]} 0023.3/ว", day, year)
        sent = actions.circulate(papers.calendars[office, year], letter, by=desk.holders[officer])
        papers.letters[office, year] = sent

    time.on(season.day(PUBLISHED + 4), receive)
    when = CIRCULATED[province][back]
    if when is not None:
        time.in_turn([(season.day(when - 4), take_over), (season.day(when), send)])


def acknowledge(time: Timeline, desk: Desk, papers: Papers, places: list[Place], season: Season, back: int) -> None:
    """Most LAOs acknowledge within three weeks, some never do."""

    def receive(place: Place, day: dt.date) -> None:
        number = f"{place.id % 900 + 100}/{season.year - 1}" if place.id % 3 else ""  # some number no letters
        letter = papers.letters[office_of(place.province), season.year]
        actions.acknowledge(letter, receipt_number=number, by=desk.clerk_of(place.id))

    for place in places:
        when = CIRCULATED[place.province][back]
        if when is not None and time.chance.random() > (0.06 if place.province == RAYONG else 0.15):
            day = season.day(when + 3 + int(time.chance.expovariate(1 / 6)))
            if day < time.ago(1):
                time.on(day, partial(receive, place))


def ask(time: Timeline, desk: Desk, papers: Papers, places: list[Place], season: Season) -> None:
    """Three LAOs of Nan ask about the newest calendar; one has its answer."""
    office = office_of(NAN)
    asked: dict[str, Question] = {}

    def put(place: Place, text: str, day: dt.date) -> None:
        asked[text] = actions.ask(papers.letters[office, season.year], text, by=desk.clerk_of(place.id))

    def reply(text: str, answer: str, day: dt.date) -> None:
        actions.answer(asked[text], answer, by=desk.holders[office, "officer"])

    for place, (days, text, answer) in zip(places, QUESTIONS, strict=True):
        time.on(time.ago(days), partial(put, place, text))
        if answer:
            time.on(time.ago(days - 5), partial(reply, text, answer))


def _letter(desk: Desk, series: str, day: dt.date, year: int) -> CircularFact:
    desk.orders += 1
    return CircularFact(
        subject=f"แจ้งปฏิทินการปฏิบัติงาน ประจำปีงบประมาณ พ.ศ. {year}",
        number=f"{series} {desk.orders * 7 + 1_000}",
        dated_on=day,
        body=f"ขอส่งปฏิทินการปฏิบัติงาน ประจำปีงบประมาณ พ.ศ. {year} เพื่อใช้เป็นแนวทางในการปฏิบัติงาน",
    )


def plan_the_calendars(time: Timeline, desk: Desk, nation: Nation, seasons: list[Season], taking: set[int]) -> None:
    """All of it; `seasons` from the newest back, `taking`: ids of the LAOs that take part."""
    papers = Papers()
    keep_holidays(time, desk)
    for back, season in enumerate(seasons):
        publish(time, desk, papers, season, with_checks=season is seasons[0])
        for province in (NAN, RAYONG, SATUN):
            circulate(time, desk, papers, province, season, back)
            places = [place for place in nation.of(province) if place.id in taking]
            acknowledge(time, desk, papers, places, season, back)
    asking = [place for place in nation.of(NAN) if place.id in taking]
    ask(time, desk, papers, asking[2:5], seasons[0])
    hand_in_the_next(time, desk, papers, seasons[0])
