"""What is missing of the plan, for many LAOs in the same few statements and for one item by item."""

import pytest

from localplan.calendar.duties import duty_of
from localplan.organisations.tests import make as people
from localplan.planning import duties
from localplan.planning.models import Edition
from localplan.planning.tests import make
from localplan.strategy.tests import make as strategies
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
YEAR = 2570
FULL = len(duties.ASKED)


def told(plan):
    return duties.items([plan.organisation_id], YEAR)[plan.organisation_id]


def missing(lao, year=YEAR):
    content = duties.items([lao.pk], year)[lao.pk]
    counted = duties.count([lao.pk], year).get(lao.pk)
    if counted is not None:
        assert (counted.there, counted.expected) == (content.there, content.expected)
    return [item.code for item in content.items if not item.there]


def test_without_a_plan_everything_is_missing():
    lao = people.an_lao()
    assert missing(lao) == ["begun"]
    assert not duties.count([lao.pk], YEAR)
    assert missing(make.a_plan(lao).organisation, 2571) == ["begun"]


def test_each_thing_that_is_missing_is_told_with_its_figure_and_its_place():
    plan = make.a_plan()
    strategies.a_strategy(plan.direction, 9)
    make.a_project(plan, programme=None, unit="")
    make.a_project(plan, programme=None)
    make.a_project(plan, programme=None, withdrawn=True)
    items = {item.code: item for item in told(plan).items}
    assert missing(plan.organisation) == ["programme", "unit", "tactic", "promulgated", "notice", "confirmed"]
    assert items["programme"].detail.startswith("2 ")
    assert items["programme"].href.endswith("?lack=programme")
    assert items["unit"].detail.startswith("1 ")
    assert items["tactic"].detail.startswith("1 ")


def test_a_plan_without_projects_is_not_nearly_full():
    assert missing(make.a_plan().organisation)[:3] == ["projects", "programme", "unit"]


def test_only_confirming_makes_it_full():
    plan = make.a_plan()
    make.a_project(plan)
    draft = make.draft_of(plan)
    Edition.objects.filter(pk=draft.pk).update(promulgated_on=people.days(-5), notice=make.a_notice())
    assert missing(plan.organisation) == ["confirmed"]
    make.confirmed(draft)
    content = told(plan)
    assert content.is_full
    assert content.there == FULL
    make.an_edition(plan)  # an amendment on its way takes nothing away
    assert told(plan).is_full


def test_of_two_plans_that_cover_the_year_the_one_that_starts_last_answers():
    lao = people.an_lao()
    earlier = make.a_plan(direction=strategies.a_direction(lao, first_year=2568, last_year=2570))
    make.confirmed(make.draft_of(earlier))
    assert not missing(lao)
    make.a_plan(direction=strategies.a_direction(lao, first_year=2569, last_year=2571))
    assert "confirmed" in missing(lao)


def test_counting_costs_the_same_for_1_lao_and_20():
    def cost(number):
        plans = [make.a_plan() for _ in range(number)]
        for plan in plans:
            make.a_project(plan, unit="")
        with count_queries() as counted:
            found = duties.count([plan.organisation_id for plan in plans], YEAR)
        assert {content.there for content in found.values()} == {4}
        assert len(found) == number
        with count_queries() as item_by_item:
            told = duties.items(found, YEAR)
        assert {content.there for content in told.values()} == {4}
        assert item_by_item.number == counted.number
        return counted.number

    assert cost(1) == cost(20) == 4


def test_the_step_knows_its_duty():
    assert duty_of("plan_confirm") is duties.DUTIES[0]
