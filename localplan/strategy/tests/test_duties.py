"""What counts as full, for one organisation item by item and for many at once."""

import pytest

from localplan.calendar.duties import NOT_THERE, duty_of
from localplan.organisations.tests import make as org
from localplan.strategy.duties import count_directions, count_provincial, direction_items, provincial_items
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db


def agree(organisation, year=2570, *, count=count_directions, items=direction_items):
    """The count for many and the items of one tell the same; returns (there, expected, codes missing)."""
    counted = count([organisation.pk], year).get(organisation.pk, NOT_THERE)
    told = items([organisation.pk], year)[organisation.pk]
    assert (counted.there, counted.expected) == (told.there, told.expected)
    return told.there, told.expected, [item.code for item in told.items if not item.there]


def test_the_room_answers_for_both_steps():
    assert duty_of("lao_strategy").page == "direction"
    assert duty_of("provincial_strategy").page == "provincial-strategy"


def test_a_full_direction_is_full():
    direction = make.a_full_direction(strategies=2)
    assert agree(direction.organisation) == (5, 5, [])


def test_nothing_begun_is_one_thing_missing():
    assert agree(org.an_lao()) == (0, 1, ["span"])


def test_a_vision_without_strategies_is_half():
    assert agree(make.a_direction().organisation) == (1, 2, ["strategies"])
    assert agree(make.a_direction(org.an_lao(), vision="  ").organisation) == (0, 2, ["vision", "strategies"])


def test_a_strategy_without_tactic_or_issue_is_named_with_its_place():
    direction = make.a_full_direction(strategies=1)
    bare = make.a_strategy(direction, 2, "น้ำ")
    there, expected, missing = agree(direction.organisation)
    assert (there, expected) == (3, 5)
    assert missing == [f"tactic-{bare.pk}", f"serves-{bare.pk}"]
    item = direction_items([direction.organisation_id], 2570)[direction.organisation_id].items[-1]
    assert "น้ำ" in str(item.detail)
    assert (
        item.href
        == f"/organisation/{direction.organisation_id}/strategy?span=2566&edit=strategy-{bare.pk}#strategy-{bare.pk}"
    )


def test_three_tactics_count_once():
    direction = make.a_full_direction(strategies=1)
    for number in (2, 3):
        make.a_tactic(direction.strategies.all()[0], number)
    assert agree(direction.organisation) == (3, 3, [])


def test_of_two_spans_that_hold_the_year_the_one_that_starts_last_counts():
    old = make.a_full_direction()
    make.a_direction(old.organisation, first_year=2568, last_year=2570, vision="")
    assert agree(old.organisation, 2567) == (5, 5, [])
    assert agree(old.organisation, 2568) == (0, 2, ["vision", "strategies"])
    assert agree(old.organisation, 2571) == (0, 1, ["span"])


def test_a_provincial_strategy_is_full_with_an_issue_that_has_a_goal_and_a_day():
    def told(province):
        return agree(province, count=count_provincial, items=provincial_items)

    empty = org.a_province(57)
    assert told(empty) == (0, 1, ["span"])
    assert told(make.a_provincial_strategy(org.a_province(55)).organisation) == (2, 2, [])
    assert told(make.a_provincial_strategy(org.a_province(56), adopted=False).organisation) == (1, 2, ["adopted"])
    goalless = make.a_provincial_strategy(org.a_province(58), issues=0)
    make.an_issue(goalless, goals=0)
    assert told(goalless.organisation) == (1, 2, ["issue"])


def test_many_organisations_cost_one_statement():
    laos = [make.a_full_direction(org.an_lao()).organisation.pk for _ in range(4)]
    province = org.a_province().pk
    with count_queries() as counted:
        found = count_directions([*laos, province], 2570)
    assert counted.number == 1, counted
    assert {content.is_full for content in found.values()} == {True}
    with count_queries() as counted:
        told = direction_items([*laos, province], 2570)
    assert counted.number == 3, counted
    assert [told[lao].is_full for lao in (*laos, province)] == [True] * 4 + [False]
    with count_queries() as counted:
        count_provincial([province], 2570)
    assert counted.number == 1, counted
