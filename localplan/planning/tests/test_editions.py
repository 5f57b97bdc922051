"""Plans begun, amended, read as they were, carried into the next span; which edition was in force."""

import datetime as dt

import pytest

from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.planning import actions
from localplan.planning.facts import Amendment, ProjectRow
from localplan.planning.models import Edition, Plan, Project, ProjectRevision
from localplan.planning.reading import read_edition
from localplan.planning.tests import make
from localplan.strategy.tests import make as strategies
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused

pytestmark = pytest.mark.django_db
JAN, JUN, DEC = dt.date(2024, 1, 5), dt.date(2024, 6, 5), dt.date(2024, 12, 5)


def in_force(plan, year, day):
    return Edition.objects.filter(organisation=plan.organisation).in_force(year, day).first()


def test_a_plan_begins_with_its_draft_and_only_once():
    direction = strategies.a_direction()
    by = people.a_post(Post.PLANNER, at=direction.organisation)
    plan = actions.begin_plan(direction, first_year=2566, last_year=2570, by=by)
    assert make.draft_of(plan).sequence == 0
    assert plan.years == [2566, 2567, 2568, 2569, 2570]
    assert actions.begin_plan(direction, first_year=2566, last_year=2570, by=by) == plan


@pytest.mark.parametrize(
    ("first", "last", "rule"),
    [(2566, 2567, "plan_spans_three_to_five_years"), (2571, 2575, "plan_follows_its_direction")],
)
def test_a_plan_of_another_span_is_refused(first, last, rule):
    direction = strategies.a_direction()
    with pytest.raises(Refused, match=rule):
        actions.begin_plan(
            direction, first_year=first, last_year=last, by=people.a_post(Post.PLANNER, at=direction.organisation)
        )
    assert not Plan.objects.exists()


def test_the_latest_edition_is_the_last_that_stands_be_it_open_or_confirmed(plan, planner):
    draft = make.draft_of(plan)
    assert Edition.objects.latest_of(plan) == draft
    make.confirmed(draft)
    amendment = actions.open_edition(plan, Amendment("correction", 2567), by=planner)
    assert Edition.objects.latest_of(plan) == amendment
    Edition.objects.filter(pk=amendment.pk).update(withdrawn_at=clock.now())
    assert Edition.objects.latest_of(plan) == draft


def test_amendments_are_numbered_by_kind_and_year_in_one_chain(plan, planner):
    make.confirmed(make.draft_of(plan))
    made = []
    for kind, year in [("correction", 2567), ("addition", 2567), ("correction", 2567), ("correction", 2568)]:
        edition = actions.open_edition(plan, Amendment(kind, year), by=planner)
        made.append((edition.sequence, edition.kind, edition.number, edition.year))
        make.confirmed(edition)
    assert made == [
        (1, "correction", 1, 2567),
        (2, "addition", 1, 2567),
        (3, "correction", 2, 2567),
        (4, "correction", 1, 2568),
    ]


def test_the_number_on_the_paper_is_taken_once(plan, planner):
    make.confirmed(make.draft_of(plan))
    make.confirmed(actions.open_edition(plan, Amendment("change", 2567, 10), by=planner))
    with pytest.raises(Refused, match="amendment_number_is_free"):
        actions.open_edition(plan, Amendment("change", 2567, 10), by=planner)
    assert actions.open_edition(plan, Amendment("change", 2567), by=planner).number == 11


def test_one_edition_is_open_at_a_time(plan, planner):
    with pytest.raises(Refused, match="one_edition_at_a_time"):
        actions.open_edition(plan, Amendment("change", 2567), by=planner)
    make.confirmed(make.draft_of(plan))
    actions.open_edition(plan, Amendment("change", 2567), by=planner)
    with pytest.raises(Refused, match="one_edition_at_a_time"):
        actions.open_edition(plan, Amendment("addition", 2567), by=planner)


def test_an_amendment_is_no_second_original(plan, planner):
    make.confirmed(make.draft_of(plan))
    with pytest.raises(Refused, match="amendment_has_a_kind"):
        actions.open_edition(plan, Amendment("original", 2567), by=planner)


def test_any_edition_reads_as_it_was(plan, planner):
    first, second = make.a_project(plan, "หนึ่ง"), make.a_project(plan, "สอง")
    original = make.confirmed(make.draft_of(plan))
    one = make.an_edition(plan)
    actions.save_projects(
        one, [ProjectRow({"name": "หนึ่งใหม่"}, project=first.project_id), make.a_row("สาม")], by=planner
    )
    make.confirmed(one)
    two = make.an_edition(plan, 2)
    actions.withdraw_projects(two, [second.project_id], by=planner)
    actions.save_projects(two, [ProjectRow({"name": "หนึ่งสุดท้าย"}, project=first.project_id)], by=planner)

    def names(edition):
        return sorted(row.revision.name for row in read_edition(edition).rows)

    assert names(original) == ["สอง", "หนึ่ง"]
    assert names(one) == ["สอง", "สาม", "หนึ่งใหม่"]
    assert names(two) == ["สาม", "หนึ่งสุดท้าย"]


def test_an_amendment_given_up_counts_nowhere_and_reads_as_it_was(plan, planner):
    row = make.a_project(plan, "เดิม")
    make.confirmed(make.draft_of(plan))
    given_up = make.an_edition(plan)
    actions.save_projects(given_up, [ProjectRow({"name": "ทิ้ง"}, project=row.project_id)], by=planner)
    actions.withdraw_edition(given_up, reason="ไม่ผ่านสภา", by=planner)
    next_one = actions.open_edition(plan, Amendment("correction", 2568), by=planner)
    assert (next_one.sequence, next_one.number) == (1, 1)
    assert ProjectRevision.objects.as_of_edition(next_one).get().name == "เดิม"
    actions.save_projects(next_one, [ProjectRow({"name": "ใหม่"}, project=row.project_id)], by=planner)
    assert ProjectRevision.objects.as_of_edition(given_up).get().name == "ทิ้ง"


def test_the_draft_itself_is_not_given_up(plan, planner):
    with pytest.raises(Refused, match="edition_is_open"):
        actions.withdraw_edition(make.draft_of(plan), reason="", by=planner)


def test_in_force_is_the_latest_edition_promulgated_by_the_day(plan):
    assert in_force(plan, 2567, DEC) is None  # a draft is not in force
    original = make.confirmed(make.draft_of(plan), JAN)
    amendment = make.confirmed(make.an_edition(plan), JUN)
    assert in_force(plan, 2567, JAN - dt.timedelta(days=1)) is None
    assert in_force(plan, 2567, JAN) == in_force(plan, 2567, JUN - dt.timedelta(days=1)) == original
    assert in_force(plan, 2567, JUN) == amendment
    assert in_force(plan, 2565, DEC) is None
    assert in_force(plan, 2571, DEC) is None


def test_an_edition_promulgated_earlier_but_entered_later_counts(plan):
    original = make.draft_of(plan)
    make.confirmed(original, JAN)  # recorded now, years after the day asked about
    assert original.recorded_at.date() > JAN
    assert in_force(plan, 2567, JAN) == original


def test_where_two_plans_cover_a_year_the_one_that_starts_last_is_in_force():
    lao = people.an_lao()
    earlier = make.a_plan(direction=strategies.a_direction(lao, first_year=2553, last_year=2555))
    later = make.a_plan(direction=strategies.a_direction(lao, first_year=2554, last_year=2556))
    old = make.confirmed(make.draft_of(earlier), dt.date(2009, 6, 1))
    new = make.confirmed(make.draft_of(later), dt.date(2010, 6, 1))
    assert in_force(later, 2554, dt.date(2010, 6, 1)) == new
    assert in_force(later, 2554, dt.date(2010, 5, 31)) == old  # the later one is not promulgated yet
    assert in_force(later, 2553, dt.date(2010, 6, 1)) == old


def test_projects_are_carried_into_the_next_span_once():
    lao = people.an_lao()
    source = make.a_plan(lao, first_year=2566, last_year=2570)
    direction = strategies.a_full_direction(lao, first_year=2569, last_year=2573)
    target = make.a_plan(direction=direction)
    by = make.a_planner(target)
    road = make.a_project(source, "ถนน", amounts={2568: "1", 2569: "2", 2570: "3"})
    make.a_project(source, "ลอย", programme=strategies.a_programme(source.direction, "เฉพาะแผนเก่า"))
    make.a_project(source, "ถอนแล้ว", withdrawn=True)
    assert actions.copy_projects_forward(source, target, [road.project_id], by=by) == 1
    assert actions.copy_projects_forward(source, target, by=by) == 1  # the one that was left
    rows = {row.name: row for row in ProjectRevision.objects.as_of_edition(make.draft_of(target))}
    assert set(rows) == {"ถนน", "ลอย"}
    assert rows["ถนน"].project.continues_id == road.project_id
    assert dict(rows["ถนน"].amounts.values_list("year", "amount")) == {2569: 2, 2570: 3}
    assert rows["ถนน"].programme.direction == direction
    assert rows["ลอย"].programme is None
    assert rows["ถนน"].tactic.strategy.direction == direction


def test_nothing_is_carried_from_another_lao(plan, planner):
    with pytest.raises(NotAllowed):
        actions.copy_projects_forward(make.a_plan(), plan, by=planner)
    assert not Project.objects.filter(plan=plan).exists()
