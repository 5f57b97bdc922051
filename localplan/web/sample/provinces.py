"""What the provincial offices do themselves: their strategies and own steps, checked by DLA; and they remind."""

from __future__ import annotations

import datetime as dt

from localplan.calendar import actions as calendar
from localplan.calendar.models import FiscalYear, Submission
from localplan.calendar.states import Life
from localplan.organisations.models import Organisation
from localplan.strategy import actions as strategy
from localplan.strategy.facts import DirectionFact, Span
from localplan.strategy.models import ProvincialStrategy
from localplan.support import actions as support
from localplan.support.facts import Reminder

from .aims import PROVINCES, issues_of
from .calendars import CIRCULATED, OFFICER
from .desk import Desk, Seat
from .names import NAN, SATUN, Province
from .nation import Place
from .offices import office_of
from .timeline import Acts, Timeline
from .years import Season

REMINDER = "เรียน ‹อปท.› ขอให้ดำเนินการ ‹ขั้นตอนที่เลยกำหนด› ให้แล้วเสร็จ หากติดขัดโทรปรึกษาจังหวัดได้ทุกวันทำการ"
UNCHANGED = "ทบทวนแล้ว ยุทธศาสตร์จังหวัดคงเดิม"


def plan_the_strategy(time: Timeline, desk: Desk, province: Province, seasons: list[Season]) -> None:
    """One strategy that covers all the years; Nan has adopted a further one for the years to come."""
    office, newest, oldest = office_of(province), seasons[0], seasons[-1]
    officer: Seat = (office, "officer")
    made: list[ProvincialStrategy] = []

    def write(span: Span) -> None:
        by, like = desk.holders[officer], made[-1] if made else None
        row = strategy.begin_provincial_strategy(desk.organisation(office), span, by=by, like=like)
        if like is None:
            vision = f"{province.name} {PROVINCES[province.code][1]}"
            strategy.save_provincial_strategy(row, DirectionFact(vision), by=by)
            strategy.save_issues(row, issues_of(province.code), by=by)
        made.append(row)

    def adopt(day: dt.date) -> None:
        strategy.adopt_strategy(made[-1], adopted_on=day - dt.timedelta(days=12), by=desk.holders[officer])

    first, further = Span(newest.year - 4, newest.year), Span(newest.year, newest.year + 4)
    time.in_turn([(oldest.day(-128), lambda day: write(first)), (oldest.day(-120), adopt)])
    if province == NAN:
        time.in_turn([(newest.day(-128), lambda day: write(further)), (newest.day(-120), adopt)])


def hand_in(time: Timeline, desk: Desk, province: Province, season: Season, back: int, *, fresh: bool) -> None:
    """The province's own two steps, and DLA's checks of them; Satun is behind with the newest year."""
    office = office_of(province)

    def duty(step: str) -> Submission:
        return desk.duty(step, season.year, office)

    def submit(step: str) -> None:
        by = desk.holders[office, "officer"]
        if step == "provincial_strategy" and not fresh:
            calendar.declare_nothing(duty(step), reason=UNCHANGED, by=by)
        else:
            calendar.submit(duty(step), by=by)

    def accept(step: str) -> None:
        calendar.accept([duty(step)], by=desk.holders[OFFICER])

    def both(step: str, day: int) -> Acts:
        return [(season.day(day), lambda day: submit(step)), (season.day(day + 9), lambda day: accept(step))]

    sent = CIRCULATED[province][back]
    if sent is not None:
        time.in_turn(both("provincial_calendar", sent + 4))
    if province == SATUN and back == 0:
        time.on(time.ago(4), lambda day: submit("provincial_strategy"))
    else:
        time.in_turn(both("provincial_strategy", -70 if province == SATUN else -102))


def remind(time: Timeline, desk: Desk, shown: Place, others: list[Place], season: Season) -> None:
    """Nan reminds twice: those who are behind with their strategies, then some whose plans are due."""
    officer: Seat = (office_of(NAN), "officer")

    def send(step: str, places: list[Place]) -> None:
        rows = Submission.objects.of_steps([step]).of_year(season.year).filter(organisation__in=[p.id for p in places])
        undone = rows.filter(life__in=(Life.DRAFT, Life.RETURNED)).values_list("organisation_id", flat=True)
        laos = list(Organisation.objects.filter(pk__in=list(undone)).order_by("pk"))
        year = FiscalYear.objects.get(number=season.year)
        messages = support.remind(laos, year, Reminder(REMINDER, step), by=desk.holders[officer])
        for message in messages[::2] if step == "lao_strategy" else []:
            support.read(message, by=desk.clerk_of(message.organisation_id))

    time.on(time.ago(27), lambda day: send("lao_strategy", others))
    time.on(time.ago(3), lambda day: send("plan_confirm", [shown, *others]))
