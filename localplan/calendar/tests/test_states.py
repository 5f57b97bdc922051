"""Content, life and time become one look, cell by cell; from every look one reads whose turn it is."""

import datetime as dt
from itertools import product

import pytest

from localplan.calendar.states import MOVES, Dates, Life, Look, Side, Standing, Turn, Verb, days_late, look, turn

OPENS, DUE, TODAY = dt.date(2010, 1, 1), dt.date(2010, 2, 28), dt.date(2010, 1, 15)
ONE = dt.timedelta(days=1)


def shown(life=Life.DRAFT, *, today=TODAY, there=0, expected=4, **values):
    dates = {key: values.pop(key) for key in ("extended", "correct_by") if key in values}
    return look(Standing(life, Dates(OPENS, DUE, **dates), there, expected, **values), today=today)


@pytest.mark.parametrize(
    ("today", "there", "extra", "expected"),
    [
        # before it opens, whatever is there
        (OPENS - ONE, 0, {}, Look.SHUT),
        (OPENS - ONE, 4, {}, Look.SHUT),
        # no room takes its content yet
        (OPENS, 0, {"enterable": False}, Look.SHUT),
        (DUE + ONE, 0, {"enterable": False}, Look.SHUT),
        # open
        (OPENS, 0, {}, Look.NONE),
        (OPENS, 1, {}, Look.PROG),
        (OPENS, 4, {}, Look.PROG),
        (OPENS, 0, {"waits": True}, Look.WAIT),
        (OPENS, 1, {"waits": True}, Look.PROG),
        (OPENS, 4, {"waits": True}, Look.WAIT),
        # the last week
        (DUE - 8 * ONE, 1, {}, Look.PROG),
        (DUE - 7 * ONE, 1, {}, Look.SOON),
        (DUE, 0, {}, Look.SOON),
        (DUE, 4, {"waits": True}, Look.SOON),
        # past due
        (DUE + ONE, 0, {}, Look.OVER),
        (DUE + ONE, 4, {}, Look.OVER),
        (DUE + ONE, 4, {"earlier_over": True}, Look.OVERQ),
        # extended
        (OPENS, 0, {"extended": True}, Look.EXT),
        (OPENS, 3, {"extended": True}, Look.EXT),
        (DUE - 7 * ONE, 3, {"extended": True}, Look.SOON),
        (DUE + ONE, 3, {"extended": True}, Look.OVER),
    ],
)
def test_a_draft_looks_as_its_day_and_content_say(today, there, extra, expected):
    assert shown(today=today, there=there, **extra) == expected


@pytest.mark.parametrize("today", [OPENS - ONE, OPENS, DUE, DUE + 99 * ONE])
def test_what_is_handed_in_waits_for_the_checker_whatever_the_day(today):
    assert shown(Life.SUBMITTED, today=today, there=4) == Look.SENT


@pytest.mark.parametrize(
    ("today", "expected"), [(DUE + 9 * ONE, Look.BACK), (DUE + 10 * ONE, Look.BACK), (DUE + 11 * ONE, Look.OVER)]
)
def test_a_returned_cell_is_not_overdue_before_its_correction_date(today, expected):
    assert shown(Life.RETURNED, today=today, correct_by=DUE + 10 * ONE) == expected


@pytest.mark.parametrize(
    ("full_on", "nothing", "expected"),
    [
        (DUE - ONE, False, Look.DONE),
        (DUE, False, Look.DONE),
        (DUE + ONE, False, Look.LATE),
        (DUE, True, Look.NIL),
        (DUE + ONE, True, Look.NIL),
    ],
)
def test_what_is_accepted_is_on_time_late_or_nothing(full_on, nothing, expected):
    assert shown(Life.ACCEPTED, today=DUE + 99 * ONE, first_full_on=full_on, nothing=nothing) == expected


def test_in_every_cell_somebody_has_to_act_unless_it_is_finished_or_not_open():
    days = [OPENS - ONE, OPENS, DUE - 7 * ONE, DUE, DUE + ONE]
    flags = list(product((False, True), repeat=3))
    for life, day, there, (waits, earlier, extended) in product(Life, days, (0, 2, 4), flags):
        seen = shown(
            life,
            today=day,
            there=there,
            waits=waits,
            earlier_over=earlier,
            extended=extended,
            correct_by=DUE + 5 * ONE,
            first_full_on=day,
        )
        if life == Life.ACCEPTED:
            assert turn(seen) == Turn.DONE
        elif life == Life.SUBMITTED:
            assert turn(seen) == Turn.CHECKER
        elif life == Life.DRAFT and day < OPENS:
            assert turn(seen) == Turn.TIME
        else:
            assert turn(seen) == Turn.ACTOR


def test_every_life_has_a_way_on_for_somebody():
    for life in Life:
        sides = {move.side for move in MOVES.values() if life in move.before and move.verb != Verb.DECLINE_TIME}
        assert sides == ({Side.ACTOR} if life in (Life.DRAFT, Life.RETURNED) else {Side.ACTOR, Side.CHECKER})
    assert MOVES[Verb.ACCEPT].before == {Life.SUBMITTED}


def test_days_late_count_from_the_first_full_submission():
    early = Standing(Life.SUBMITTED, Dates(OPENS, DUE), first_full_on=DUE - 4 * ONE)
    assert days_late(early, today=DUE + 30 * ONE) == -4
    assert days_late(Standing(Life.DRAFT, Dates(OPENS, DUE)), today=DUE + 17 * ONE) == 17
