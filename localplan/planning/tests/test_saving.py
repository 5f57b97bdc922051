"""Writing rows: what is new, changed, merged, told apart, copied into an amendment."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.planning import actions
from localplan.planning.facts import ProjectRow
from localplan.planning.models import PlannedAmount, Project, ProjectRevision
from localplan.planning.tests import make
from localplan.strategy.tests import make as strategies
from localplan.toolkit.problems import NotAllowed, Refused, Stale

pytestmark = pytest.mark.django_db


def save(plan, *rows, by, **more):
    return actions.save_projects(make.draft_of(plan), rows, by=by, **more)


def only(plan):
    return ProjectRevision.objects.get(project__plan=plan)


def amounts(revision):
    return dict(revision.amounts.values_list("year", "amount"))


def test_a_name_alone_makes_a_row(plan, planner):
    (saved,) = save(plan, make.a_row(), by=planner)
    row = only(plan)
    assert (saved.project, saved.version, saved.is_new, saved.changed) == (row.project_id, 1, True, True)
    assert (row.name, row.kind, row.by, row.programme, amounts(row)) == ("ก่อสร้างถนน", "own", planner, None, {})


def test_a_zero_is_kept_and_a_blank_is_not_a_zero(plan, planner):
    save(plan, make.a_row(y2566=Decimal("0"), y2567=None, y2568=Decimal("5.25")), by=planner)
    assert amounts(only(plan)) == {2566: Decimal("0.00"), 2568: Decimal("5.25")}


def test_a_change_touches_only_what_was_sent(plan, planner):
    row = make.a_project(plan, objective="เดิม")
    (saved,) = save(plan, ProjectRow({"unit": "สำนักช่าง", "y2567": Decimal("7")}, project=row.project_id), by=planner)
    row.refresh_from_db()
    assert (saved.version, row.version, row.unit, row.objective, row.by) == (2, 2, "สำนักช่าง", "เดิม", planner)
    assert amounts(row) == {2566: Decimal("100000.00"), 2567: Decimal("7.00")}


def test_a_year_can_be_made_blank_again(plan, planner):
    row = make.a_project(plan)
    save(plan, ProjectRow({"y2566": None}, project=row.project_id), by=planner)
    assert amounts(row) == {}


def test_saving_what_is_there_changes_and_records_nothing(plan, planner):
    row = make.a_project(plan)
    (saved,) = save(
        plan, ProjectRow({"name": row.name, "y2566": Decimal("100000")}, project=row.project_id), by=planner
    )
    row.refresh_from_db()
    assert (saved.changed, saved.version, row.version) == (False, 1, 1)
    assert not Change.objects.filter(verb="projects_saved").exists()


def test_different_fields_of_two_people_merge(plan, planner):
    row = make.a_project(plan, unit="เดิม")
    seen = {"unit": "เดิม", "y2566": Decimal("100000.00")}
    save(plan, ProjectRow({"unit": "ใหม่"}, project=row.project_id, version=1, base=seen), by=make.a_planner(plan))
    save(plan, ProjectRow({"y2566": Decimal("1")}, project=row.project_id, version=1, base=seen), by=planner)
    row.refresh_from_db()
    assert (row.unit, amounts(row), row.version) == ("ใหม่", {2566: Decimal("1.00")}, 3)


def test_a_form_that_sends_all_fields_does_not_undo_a_colleagues(plan, planner):
    row = make.a_project(plan, unit="เดิม", place="หมู่ 1")
    seen = {"unit": "เดิม", "place": "หมู่ 1"}
    save(plan, ProjectRow({"unit": "ใหม่"}, project=row.project_id, version=1, base=seen), by=make.a_planner(plan))
    mine = {"unit": "เดิม", "place": "หมู่ 2"}
    save(plan, ProjectRow(mine, project=row.project_id, version=1, base=seen), by=planner)
    row.refresh_from_db()
    assert (row.unit, row.place) == ("ใหม่", "หมู่ 2")


@pytest.mark.parametrize(
    ("field", "before", "theirs", "mine"),
    [("unit", "เดิม", "ของเขา", "ของฉัน"), ("y2566", Decimal("100000.00"), Decimal("5"), Decimal("6"))],
)
def test_the_same_field_of_two_people_is_shown_side_by_side(plan, planner, field, before, theirs, mine):
    row = make.a_project(plan, unit="เดิม")
    known = {"project": row.project_id, "version": 1, "base": {field: before}}
    save(plan, ProjectRow({field: theirs}, **known), by=make.a_planner(plan))
    with pytest.raises(Stale) as stale:
        save(plan, ProjectRow({field: mine}, row=5, **known), by=planner)
    (conflict,) = stale.value.conflicts
    assert (conflict.field, conflict.before, conflict.yours, conflict.theirs) == (field, before, mine, theirs)
    (problem,) = stale.value.problems
    assert problem.row == 5
    assert str(conflict.label) in problem.text


def test_every_problem_of_every_row_is_told_at_once_and_nothing_is_written(plan, planner):
    other = strategies.a_full_direction()
    strangers = other.programmes.first()
    rows = [
        ProjectRow({"name": ""}, row=3),
        ProjectRow({"name": "ดี"}, row=4),
        ProjectRow({"name": "ก" * 301, "y2566": Decimal("-1"), "y2571": Decimal("1")}, row=5),
        ProjectRow({"name": "ค", "programme_id": strangers.pk, "latitude": Decimal("13")}, row=6),
        ProjectRow({"name": "ง"}, project=999, row=7),
    ]
    with pytest.raises(Refused) as refused:
        save(plan, *rows, by=planner)
    assert [(p.row, p.rule) for p in refused.value] == [
        (3, "project_is_named"),
        (5, "project_is_named"),
        (5, "amounts_are_of_the_plan"),
        (5, "amounts_are_of_the_plan"),
        (6, "project_place_is_in_thailand"),
        (6, "row_points_into_the_strategy"),
        (7, "project_is_known"),
    ]
    assert not Project.objects.exists()


def test_one_project_may_not_be_two_rows_of_one_sheet(plan, planner):
    row = make.a_project(plan)
    with pytest.raises(Refused, match="project_stands_once"):
        save(plan, *[ProjectRow({"unit": u}, project=row.project_id) for u in "กข"], by=planner)


def test_a_project_of_another_lao_is_not_known(plan, planner):
    theirs = make.a_project(make.a_plan())
    with pytest.raises(Refused, match="project_is_known"):
        save(plan, ProjectRow({"name": "ของเรา"}, project=theirs.project_id), by=planner)


def test_nobody_writes_for_another_lao_without_its_letter(plan, planner):
    with pytest.raises(NotAllowed):
        save(make.a_plan(), make.a_row(), by=planner)
    with pytest.raises(NotAllowed):
        save(plan, make.a_row(), by=people.a_post(Post.VIEWER, at=plan.organisation))


def test_a_confirmed_edition_takes_no_rows(plan, planner):
    draft = make.confirmed(make.draft_of(plan))
    with pytest.raises(Refused, match="edition_is_open"):
        actions.save_projects(draft, [make.a_row()], by=planner)


def test_an_amendment_copies_on_write(plan, planner):
    kept, changed = make.a_project(plan, "คงเดิม"), make.a_project(plan, "เปลี่ยน", amounts={2566: "5", 2567: "6"})
    original = make.confirmed(make.draft_of(plan))
    amendment = make.an_edition(plan)
    row = ProjectRow({"y2567": Decimal("60")}, project=changed.project_id, version=1, base={"y2567": Decimal("6")})
    (saved,) = save(plan, row, by=planner)
    assert (saved.version, saved.is_new, saved.changed) == (2, False, True)
    assert ProjectRevision.objects.filter(edition=amendment).count() == 1
    now = {r.project_id: r for r in ProjectRevision.objects.as_of_edition(amendment)}
    assert amounts(now[changed.project_id]) == {2566: Decimal("5.00"), 2567: Decimal("60.00")}
    assert now[kept.project_id] == kept
    then = {r.project_id: r for r in ProjectRevision.objects.as_of_edition(original)}
    assert then == {kept.project_id: kept, changed.project_id: changed}
    assert amounts(then[changed.project_id])[2567] == Decimal("6.00")


def test_an_untouched_row_of_an_amendment_is_not_copied(plan, planner):
    row = make.a_project(plan)
    make.confirmed(make.draft_of(plan))
    amendment = make.an_edition(plan)
    save(plan, ProjectRow({"name": row.name}, project=row.project_id), by=planner)
    assert not amendment.revisions.exists()


def test_the_history_tells_each_field(plan, planner):
    row = make.a_project(plan, unit="เดิม")
    save(plan, ProjectRow({"unit": "ใหม่", "y2567": Decimal("9")}, project=row.project_id), by=planner, reason="แก้")
    change = Change.objects.get(verb="projects_saved")
    assert (change.object_type, change.object_id, change.label, change.reason) == (
        "project",
        row.project_id,
        row.name,
        "แก้",
    )
    assert change.before == {"unit": "เดิม", "y2567": None}
    assert change.after == {"unit": "ใหม่", "y2567": "9", "edition": row.edition_id}


def test_1_and_300_and_20000_rows_cost_the_same_statements(plan, planner):
    def cost(number):
        rows = [make.a_row(f"โครงการที่ {n}", y2566=Decimal(n + 1)) for n in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as new:
            saved = save(plan, *rows, by=planner)
        again = [
            ProjectRow(
                {"unit": "กองคลัง", "y2567": Decimal("3")},
                project=s.project,
                version=1,
                base={"unit": "", "y2567": None},
            )
            for s in saved
        ]
        with CaptureQueriesContext(connection) as changed:
            save(plan, *again, by=planner)
        return len(new), len(changed)

    assert cost(1) == cost(300) == cost(20_000)
    assert ProjectRevision.objects.count() == 20_301
    assert PlannedAmount.objects.count() == 40_602


def test_a_project_is_withdrawn_and_put_back(plan, planner):
    row, other = make.a_project(plan), make.a_project(plan, "อื่น")
    draft = make.draft_of(plan)
    assert actions.withdraw_projects(draft, [row.project_id], by=planner) == 1
    assert [r.pk for r in ProjectRevision.objects.as_of_edition(draft)] == [other.pk]
    assert actions.withdraw_projects(draft, [row.project_id], by=planner) == 0  # a second click
    with pytest.raises(Refused, match="project_is_known"):
        save(plan, ProjectRow({"unit": "ก"}, project=row.project_id), by=planner)
    assert actions.withdraw_projects(draft, [row.project_id], by=planner, restore=True) == 1
    row.refresh_from_db()
    assert (row.withdrawn, row.version, amounts(row)) == (False, 3, {2566: Decimal("100000.00")})
    verbs = list(Change.objects.filter(object_id=row.project_id).order_by("id").values_list("verb", flat=True))
    assert verbs == ["project_withdrawn", "project_restored"]


def test_a_project_withdrawn_by_an_amendment_stays_in_the_original(plan, planner):
    row = make.a_project(plan)
    original = make.confirmed(make.draft_of(plan))
    amendment = make.an_edition(plan)
    actions.withdraw_projects(amendment, [row.project_id], by=planner)
    assert not ProjectRevision.objects.as_of_edition(amendment).exists()
    assert ProjectRevision.objects.as_of_edition(original).get() == row
    assert amounts(amendment.revisions.get()) == amounts(row)


def test_only_projects_of_the_plan_are_withdrawn(plan, planner):
    with pytest.raises(Refused, match="project_is_known"):
        actions.withdraw_projects(make.draft_of(plan), [make.a_project(make.a_plan()).project_id], by=planner)
