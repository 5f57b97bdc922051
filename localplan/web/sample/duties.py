"""Three fiscal years of work: calendars, strategies, plans and checks, put on the timeline."""

from __future__ import annotations

from random import Random

from localplan.strategy.facts import Span

from . import provinces
from .calendars import plan_the_calendars
from .desk import Desk
from .lao_work import LaoWork
from .lives import REVIEWING, Year, deal_the_years, taking_part
from .names import NAN, RAYONG, SATUN
from .nation import Nation, Place
from .timeline import Timeline
from .years import Season

YEARS = 3
#: Stories of the newest year whose LAOs are reminded.
BEHIND = ("waiting", "ahead", "silent", "drafting")
REMINDED = 8


def work_through_the_years(
    time: Timeline, desk: Desk, nation: Nation, shown: Place, *, seed: int, scale: float
) -> None:
    """Everything since the first calendar. `scale` is the share of LAOs that work, and of projects in their plans."""
    seasons = [Season.before(time.today, back) for back in range(YEARS)]
    dealt = deal_the_years(nation, YEARS, shown, seed)
    taking = taking_part(nation, dealt[0], shown, scale)
    plan_the_calendars(time, desk, nation, seasons, taking)
    for province in (NAN, RAYONG, SATUN):
        provinces.plan_the_strategy(time, desk, province, seasons)
        for back, season in enumerate(seasons):
            fresh = back == YEARS - 1 or (back == 0 and province == NAN)
            provinces.hand_in(time, desk, province, season, back, fresh=fresh)
    for place in nation.today:
        if place.id in taking:
            size = 1.0 if place == shown else scale
            spans = _spans(seasons[0].year, reviewing=dealt[0][place.id] in REVIEWING)
            work = LaoWork(desk, place, Random(f"work {seed} {place.id}"), size, spans)
            for back in reversed(range(YEARS)):
                hasty = place == shown and back == YEARS - 1
                Year(time, work, seasons[back], newest=back == 0, hasty=hasty).plan(dealt[back][place.id])
    behind = [place for place in nation.of(NAN) if dealt[0][place.id] in BEHIND]
    provinces.remind(time, desk, shown, behind[:REMINDED], seasons[0])


def _spans(newest: int, *, reviewing: bool) -> dict[int, Span]:
    """The span each year's work is about: those that review their plan have one for all years, others begin anew."""
    if reviewing:
        return {newest - back: Span(newest - 4, newest) for back in range(YEARS)}
    earlier = {newest - back: Span(newest - 5, newest - 1) for back in range(1, YEARS)}
    return earlier | {newest: Span(newest, newest + 4)}
