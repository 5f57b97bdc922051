"""The province's own strategy: written, adopted, revised with a reason, taken out while no LAO stands on it."""

import pytest

from localplan.calendar.tests import make as calendar
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as org
from localplan.strategy import actions
from localplan.strategy.facts import DirectionFact, IssueFact, Span
from localplan.strategy.models import ProvincialStrategy
from localplan.toolkit.problems import NotAllowed, Refused, Stale

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def head():
    return org.a_post(Post.HEAD, at=org.a_province())


def rules_of(refused):
    return [problem.rule for problem in refused.value]


def test_a_province_writes_its_strategy_and_adopts_it(head):
    strategy = actions.begin_provincial_strategy(head.organisation, Span(2566, 2570), by=head)
    actions.save_provincial_strategy(strategy, DirectionFact("เมืองน่าอยู่"), by=head)
    (issue,) = actions.save_issues(strategy, [IssueFact("เกษตรปลอดภัย", "รายได้เพิ่ม\n\nดินดี")], by=head).rows
    assert [goal.text for goal in issue.goals.all()] == ["รายได้เพิ่ม", "ดินดี"]
    adopted = actions.adopt_strategy(strategy, org.days(0), by=head)
    assert adopted.adopted_on == org.days(0)
    verbs = list(Change.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["strategy_saved", "strategy_saved", "strategy_saved", "strategy_adopted"]


def test_a_strategy_without_a_goal_is_not_adopted_and_not_on_a_day_ahead(head):
    strategy = make.a_provincial_strategy(head.organisation, adopted=False, issues=0)
    make.an_issue(strategy, goals=0)
    with pytest.raises(Refused) as refused:
        actions.adopt_strategy(strategy, org.days(1), by=head)
    assert rules_of(refused) == ["adopted_strategy_has_an_issue", "adoption_has_happened"]


def test_an_adopted_strategy_is_revised_with_a_reason(head):
    strategy = make.a_provincial_strategy(head.organisation)
    issue = strategy.issues.all()[0]
    told = IssueFact("ชื่อใหม่", "เป้าหมาย", number=1, id=issue.pk)
    with pytest.raises(Refused) as refused:
        actions.save_issues(strategy, [told], by=head)
    assert rules_of(refused) == ["revision_has_a_reason"]
    actions.save_issues(strategy, [told], by=head, reason="ก.บ.จ. ทบทวน")
    change = Change.objects.latest("id")
    assert (change.verb, change.reason, change.before["name"]) == ("strategy_revised", "ก.บ.จ. ทบทวน", "ประเด็นที่ 1")


def test_an_issue_that_an_lao_serves_stays(head):
    strategy = make.a_provincial_strategy(head.organisation, adopted=False)
    served, free = strategy.issues.all()
    make.a_strategy(make.a_direction(), serves=served)
    actions.remove_issue(free, by=head)
    with pytest.raises(Refused) as refused:
        actions.remove_issue(served, by=head)
    assert rules_of(refused) == ["nothing_hangs_on_it"]
    with pytest.raises(Refused) as refused:
        actions.remove_provincial_strategy(strategy, by=head)
    assert rules_of(refused) == ["nothing_hangs_on_it"]


def test_a_wrong_span_is_taken_out(head):
    strategy = make.a_provincial_strategy(head.organisation, adopted=False)
    actions.remove_provincial_strategy(strategy, by=head)
    assert not ProvincialStrategy.objects.exists()


def test_two_issues_change_places(head):
    strategy = make.a_provincial_strategy(head.organisation, adopted=False)
    one, two = strategy.issues.all()
    actions.renumber_issues(strategy, {one.pk: 2, two.pk: 1}, by=head)
    assert [issue.pk for issue in strategy.issues.all()] == [two.pk, one.pk]


def test_two_officers_write_the_same_goals_and_the_second_is_asked(head):
    strategy = make.a_provincial_strategy(head.organisation, adopted=False)
    issue = strategy.issues.all()[0]
    seen = {"number": 1, "name": issue.name, "goals": "เป้าหมาย 1.1"}
    actions.save_issues(strategy, [IssueFact(issue.name, "ก", 1, issue.pk, seen)], by=head)
    with pytest.raises(Stale):
        actions.save_issues(strategy, [IssueFact(issue.name, "ข", 1, issue.pk, seen)], by=head)


def test_the_next_span_begins_like_the_last_but_not_adopted(head):
    old = make.a_provincial_strategy(head.organisation)
    made = actions.begin_provincial_strategy(head.organisation, Span(2571, 2575), by=head, like=old)
    assert made.adopted_on is None
    assert [(i.name, i.goals.count()) for i in made.issues.all()] == [("ประเด็นที่ 1", 1), ("ประเด็นที่ 2", 1)]


def test_a_submitted_provincial_strategy_takes_no_change(head):
    strategy = make.a_provincial_strategy(head.organisation, adopted=False)
    calendar.a_submission(head.organisation, "provincial_strategy", year=2570, life="submitted")
    for attempt in (
        lambda: actions.save_issues(strategy, [IssueFact("ก")], by=head),
        lambda: actions.adopt_strategy(strategy, org.days(0), by=head),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert rules_of(refused) == ["step_takes_changes"]


@pytest.mark.parametrize("post", [Post.ANALYST, Post.VIEWER])
def test_only_head_and_officer_write_the_provinces_strategy(post):
    strategy = make.a_provincial_strategy()
    with pytest.raises(NotAllowed):
        actions.save_provincial_strategy(strategy, DirectionFact("ก"), by=org.a_post(post, at=org.a_province()))


def test_dla_and_another_province_do_not_write_it():
    strategy = make.a_provincial_strategy()
    for by in (org.a_post(Post.OFFICER, at=org.the_department()), org.a_post(Post.HEAD, at=org.a_province(55))):
        with pytest.raises(NotAllowed):
            actions.save_provincial_strategy(strategy, DirectionFact("ก"), by=by)
