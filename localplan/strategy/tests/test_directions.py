"""An LAO's strategies: written, numbered, removed, copied; by whom, and while which step is open."""

import pytest
from django.apps import apps

from localplan.calendar.tests import make as calendar
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as org
from localplan.strategy import actions
from localplan.strategy.facts import DirectionFact, ProgrammeFact, Span, StrategyFact, TacticFact
from localplan.strategy.models import Direction, Programme, Strategy, Tactic
from localplan.toolkit.problems import NotAllowed, Refused, Stale
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lao():
    return org.an_lao()


@pytest.fixture
def planner(lao):
    return org.a_post(Post.PLANNER, at=lao)


def rules_of(refused):
    return [problem.rule for problem in refused.value]


def test_a_planner_begins_a_span_and_writes_the_whole_list(lao, planner):
    issue = make.a_provincial_strategy().issues.all()[0]
    direction = actions.begin_direction(lao, Span(2566, 2570), DirectionFact("เมืองสะอาด"), by=planner)
    first, second = actions.save_strategies(
        direction, [StrategyFact("คน", serves=issue.pk), StrategyFact("น้ำ", number=5)], by=planner
    ).rows
    assert (first.number, second.number) == (6, 5)
    (tactic,) = actions.save_tactics(direction, [TacticFact("ขุดลอก", first.pk)], by=planner).rows
    (programme,) = actions.save_programmes(direction, [ProgrammeFact("เคหะ", (tactic.pk,))], by=planner).rows
    assert list(programme.tactics.all()) == [tactic]
    told = Change.objects.filter(organisation=lao).order_by("id")
    assert [change.verb for change in told] == ["strategy_saved"] * 5
    assert told[1].after["serves"] == str(issue)
    assert told[4].after["tactics"] == "6.1"


def test_many_rows_cost_as_many_statements_as_one(lao, planner):
    direction = make.a_direction(lao)
    with count_queries() as one:
        actions.save_strategies(direction, [StrategyFact("หนึ่ง")], by=planner)
    with count_queries() as many:
        actions.save_strategies(direction, [StrategyFact(f"ที่ {n}") for n in range(60)], by=planner)
    assert one.number == many.number, many


def test_a_taken_number_and_a_name_told_twice_are_refused_together(lao, planner):
    direction = make.a_direction(lao)
    make.a_strategy(direction, 1, "น้ำ")
    with pytest.raises(Refused) as refused:
        actions.save_strategies(direction, [StrategyFact("ไฟ", number=1, row=1), StrategyFact("น้ำ", row=2)], by=planner)
    assert [(p.rule, p.row) for p in refused.value] == [("number_is_free", 1), ("name_is_given_once", 2)]
    assert Strategy.objects.count() == 1


def test_two_strategies_may_change_places(lao, planner):
    direction = make.a_direction(lao)
    one, two = make.a_strategy(direction, 1), make.a_strategy(direction, 2)
    actions.renumber(direction, Strategy, {one.pk: 2, two.pk: 1}, by=planner)
    assert [row.pk for row in direction.strategies.all()] == [two.pk, one.pk]
    with pytest.raises(Refused) as refused:
        actions.renumber(direction, Strategy, {one.pk: 1}, by=planner)
    assert rules_of(refused) == ["number_is_free"]


def test_a_tactic_moves_within_its_own_strategy(lao, planner):
    direction = make.a_direction(lao)
    one, two = make.a_strategy(direction, 1), make.a_strategy(direction, 2)
    first, second, other = make.a_tactic(one, 1), make.a_tactic(one, 2), make.a_tactic(two, 1)
    actions.renumber(direction, Tactic, {first.pk: 2, second.pk: 1}, by=planner)
    assert [row.pk for row in one.tactics.all()] == [second.pk, first.pk]
    other.refresh_from_db()
    assert other.number == 1


def test_two_people_change_different_fields_of_one_strategy(lao, planner):
    direction = make.a_direction(lao)
    row = make.a_strategy(direction, 1, "น้ำ")
    seen = {"number": 1, "name": "น้ำ", "serves": None, "together": ""}
    actions.save_strategies(direction, [StrategyFact("น้ำสะอาด", number=1, id=row.pk, seen=seen)], by=planner)
    mine = StrategyFact("น้ำ", number=1, together="ด้านน้ำ", id=row.pk, seen=seen)
    actions.save_strategies(direction, [mine], by=org.a_post(Post.CLERK, at=lao))
    row.refresh_from_db()
    assert (row.name, row.together, row.version) == ("น้ำสะอาด", "ด้านน้ำ", 3)


def test_two_people_change_the_same_field_and_the_second_is_asked(lao, planner):
    direction = make.a_direction(lao)
    row = make.a_strategy(direction, 1, "น้ำ")
    seen = {"number": 1, "name": "น้ำ", "serves": None, "together": ""}
    actions.save_strategies(direction, [StrategyFact("น้ำสะอาด", number=1, id=row.pk, seen=seen)], by=planner)
    with pytest.raises(Stale) as stale:
        actions.save_strategies(direction, [StrategyFact("น้ำประปา", number=1, id=row.pk, seen=seen)], by=planner)
    assert [(c.field, c.theirs) for c in stale.value.conflicts] == [("name", "น้ำสะอาด")]


def test_a_strategy_serves_only_what_its_own_province_has_adopted(lao, planner):
    direction = make.a_direction(lao)
    draft = make.a_provincial_strategy(adopted=False).issues.all()[0]
    others = make.a_provincial_strategy(org.a_province(55)).issues.all()[0]
    past = make.a_provincial_strategy(first_year=2561, last_year=2565).issues.all()[0]
    for issue in (draft, others, past):
        with pytest.raises(Refused) as refused:
            actions.save_strategies(direction, [StrategyFact("น้ำ", serves=issue.pk)], by=planner)
        assert rules_of(refused) == ["strategy_serves_the_province"]


def test_a_tactic_of_another_lao_is_out_of_reach(lao, planner):
    direction = make.a_direction(lao)
    foreign = make.a_strategy(make.a_direction(org.an_lao()))
    with pytest.raises(Refused) as refused:
        actions.save_tactics(direction, [TacticFact("ก", foreign.pk)], by=planner)
    assert rules_of(refused) == ["row_is_of_this_span"]
    with pytest.raises(Refused) as refused:
        actions.save_programmes(direction, [ProgrammeFact("ก", (make.a_tactic(foreign).pk,))], by=planner)
    assert rules_of(refused) == ["row_is_of_this_span"]


def test_a_used_strategy_stays_and_an_unused_one_goes(lao, planner):
    direction = make.a_direction(lao)
    used, unused = make.a_strategy(direction, 1), make.a_strategy(direction, 2)
    tactic = make.a_tactic(used)
    make.a_programme(direction, "เคหะ", tactic)
    actions.remove(unused, by=planner)
    with pytest.raises(Refused) as refused:
        actions.remove(used, by=planner)
    assert rules_of(refused) == ["nothing_hangs_on_it"]
    actions.remove(tactic, by=planner)
    assert Programme.objects.get().tactics.count() == 0
    actions.remove(used, by=planner)
    assert Strategy.objects.count() == 0


def test_a_span_goes_whole_while_no_plan_stands_on_it(lao, planner):
    direction = make.a_full_direction(lao)
    plans = apps.get_model("planning", "Plan").objects  # a later room's table: its foreign key says "used"
    plan = plans.create(organisation=lao, direction=direction, first_year=2566, last_year=2570)
    with pytest.raises(Refused) as refused:
        actions.remove_direction(direction, by=planner)
    assert rules_of(refused) == ["nothing_hangs_on_it"]
    plan.delete()
    actions.remove_direction(direction, by=planner)
    assert (Direction.objects.count(), Tactic.objects.count(), Programme.objects.count()) == (0, 0, 0)


def test_vision_and_missions_are_merged_and_too_long_ones_refused(lao, planner):
    direction = make.a_direction(lao, vision="เดิม", missions="เดิม")
    seen = {"vision": "เดิม", "missions": "เดิม"}
    actions.save_direction(direction, DirectionFact("ใหม่", "เดิม", seen), by=planner)
    saved = actions.save_direction(direction, DirectionFact("เดิม", "ใหม่", seen), by=planner)
    assert (saved.vision, saved.missions) == ("ใหม่", "ใหม่")
    with pytest.raises(Refused) as refused:
        actions.save_direction(direction, DirectionFact("ก" * 2001), by=planner)
    assert rules_of(refused) == ["text_fits"]


def test_a_span_begins_once_and_has_three_to_five_years(lao, planner):
    make.a_direction(lao)
    for span, rule in ((Span(2566, 2568), "span_begins_once"), (Span(2571, 2576), "span_is_three_to_five_years")):
        with pytest.raises(Refused) as refused:
            actions.begin_direction(lao, span, DirectionFact(), by=planner)
        assert rules_of(refused) == [rule]
    actions.begin_direction(lao, Span(2568, 2570), DirectionFact(), by=planner)


def test_copying_forward_brings_everything_and_looks_for_the_issue_anew(lao, planner):
    old = make.a_full_direction(lao, strategies=2)
    newer = make.a_provincial_strategy(first_year=2571, last_year=2575, issues=0)
    same = make.an_issue(newer, 4, "ประเด็นที่ 1")
    kept = list(old.strategies.values_list("number", "name"))
    made = actions.copy_forward(old, Span(2571, 2575), by=planner)
    assert (made.vision, made.missions) == (old.vision, old.missions)
    assert list(made.strategies.values_list("number", "name")) == kept
    assert {strategy.serves_id for strategy in made.strategies.all()} == {same.pk}
    assert [(p.name, [t.code for t in p.tactics.all()]) for p in made.programmes.all()] == [
        ("แผนงานที่ 1", ["1.1"]),
        ("แผนงานที่ 2", ["2.1"]),
    ]
    assert Tactic.objects.filter(strategy__direction=old).count() == 2
    assert Change.objects.filter(verb="strategy_copied", organisation=lao).count() == 1


def test_copying_forward_costs_the_same_for_two_and_for_twenty_strategies(lao, planner):
    few, many = make.a_full_direction(lao), make.a_full_direction(lao, first_year=2561, last_year=2565, strategies=20)
    with count_queries() as one:
        actions.copy_forward(few, Span(2571, 2575), by=planner)
    with count_queries() as other:
        actions.copy_forward(many, Span(2576, 2580), by=planner)
    assert one.number == other.number, other


def test_a_submitted_step_takes_no_change_until_it_is_taken_back(lao, planner):
    direction = make.a_full_direction(lao)
    submission = calendar.a_submission(lao, "lao_strategy", year=2570, life="submitted")
    strategy = direction.strategies.all()[0]
    for attempt in (
        lambda: actions.save_strategies(direction, [StrategyFact("น้ำ")], by=planner),
        lambda: actions.save_direction(direction, DirectionFact("ก"), by=planner),
        lambda: actions.remove(strategy.tactics.all()[0], by=planner),
        lambda: actions.renumber(direction, Strategy, {strategy.pk: 9}, by=planner),
        lambda: actions.remove_direction(direction, by=planner),
        lambda: actions.copy_forward(direction, Span(2568, 2570), by=planner),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert rules_of(refused) == ["step_takes_changes"]
    type(submission).objects.filter(pk=submission.pk).update(life="draft")
    actions.save_strategies(direction, [StrategyFact("น้ำ")], by=planner)


def test_a_province_writes_for_an_lao_only_under_its_letter(lao, planner):
    direction = make.a_direction(lao)
    officer = org.a_post(Post.OFFICER, at=org.a_province())
    with pytest.raises(NotAllowed):
        actions.save_strategies(direction, [StrategyFact("น้ำ")], by=officer)
    org.a_delegation(org.a_post(Post.CLERK, at=lao), officer.organisation)
    actions.save_strategies(direction, [StrategyFact("น้ำ")], by=officer)
    assert Change.objects.get(label="1. น้ำ").on_behalf_of_id == lao.pk


@pytest.mark.parametrize("post", [Post.EXECUTIVE, Post.VIEWER])
def test_who_does_not_record_does_not_write(lao, post):
    with pytest.raises(NotAllowed):
        actions.save_direction(make.a_direction(lao), DirectionFact("ก"), by=org.a_post(post, at=lao))
