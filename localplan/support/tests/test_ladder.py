"""The ladder alone: which stage a day has come to."""

from itertools import pairwise

import pytest

from localplan.support.ladder import LADDER, STALE_DAYS, URGED_AGAIN_DAYS, Rung, Why, stage_of, stage_of_grant


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        *[(-8, None), (-7, -7), (-2, -7), (-1, -1), (0, 0), (2, 0), (3, 3), (6, 3), (7, 7), (13, 7), (14, 14)],
        *[(21, 14), (22, None), (29, None), (30, 30), (37, 30), (38, None), (400, None)],
    ],
)
def test_a_day_has_come_to_the_last_stage_it_passed_at_most_a_week_late(days, stage):
    found = stage_of(days)
    assert (found.days if found else None) == stage


def test_what_would_be_told_on_a_day_off_before_the_date_is_told_before_the_days_off():
    assert stage_of(-3, off=2).days == -1  # Friday, due on Monday
    assert stage_of(-9, off=2).days == -7
    assert stage_of(-10, off=2) is None


def test_days_off_make_nothing_overdue_sooner():
    assert stage_of(2, off=2).days == 0
    assert stage_of(-1, off=3).days == -1


def test_what_was_returned_is_not_told_a_week_before_as_well():
    assert stage_of(-7, returned=True) is None
    assert stage_of(-1, returned=True).days == -1
    assert stage_of(3, returned=True).days == 3


def test_each_stage_after_the_date_reaches_higher_and_none_is_told_to_a_post_twice():
    days = [stage.days for stage in LADDER]
    assert days == sorted(set(days))
    reach = [set(stage.rungs) for stage in LADDER if 0 <= stage.days <= 14]
    assert all(lower <= higher for lower, higher in pairwise(reach))
    assert reach[-1] == {Rung.PLANNER, Rung.HEADS, Rung.DISTRICT, Rung.PROVINCE}
    assert all(Rung.PROVINCE not in stage.rungs for stage in LADDER if stage.why != Why.AFTER)


def test_a_grant_without_a_word_is_urged_again_and_higher_until_a_word_comes():
    assert STALE_DAYS == 45
    assert stage_of_grant(-1) is None
    assert stage_of_grant(0).rungs == (Rung.PLANNER,)
    assert stage_of_grant(URGED_AGAIN_DAYS - 1).days == 0
    assert Rung.HEADS in stage_of_grant(URGED_AGAIN_DAYS).rungs
    assert Rung.PROVINCE in stage_of_grant(2 * URGED_AGAIN_DAYS).rungs
    assert stage_of_grant(10 * URGED_AGAIN_DAYS + 3).days == 10 * URGED_AGAIN_DAYS
