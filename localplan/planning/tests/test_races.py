"""Two people at the same moment: two connections, and each race is shown to fail with its lock removed."""

import pytest

from localplan.organisations.models import Change, Post
from localplan.planning import actions, prints
from localplan.planning.facts import ProjectRow
from localplan.planning.models import Edition
from localplan.planning.queries import PlanQuerySet
from localplan.planning.tests import make
from localplan.toolkit.problems import Refused, Stale
from localplan.toolkit.testing import at_once, meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(prints, "official_pdf", lambda reading: b"%PDF-1.7 quick")


@pytest.fixture
def no_lock(monkeypatch):
    """Both have read the plan, and the rows they write, before either writes."""
    monkeypatch.setattr(PlanQuerySet, "lock", lambda rows, pk: rows.get(pk=pk))
    both = meeting(2)

    def then_meet(read):
        def reading(*given):
            found = read(*given)
            both()
            return found

        return reading

    monkeypatch.setattr(actions.confirming, "read_edition", then_meet(actions.confirming.read_edition))
    monkeypatch.setattr(actions.saving, "_present", then_meet(actions.saving._present))


def two_confirm_at_once():
    plan = make.a_plan()
    make.a_project(plan)
    draft, told = make.draft_of(plan), make.promulgated()
    people = [make.a_planner(plan, post) for post in (Post.CLERK, Post.EXECUTIVE)]
    answers = at_once(*(lambda by=by: actions.confirm_plan(draft, told, by=by) for by in people))
    return answers, Change.objects.filter(verb="plan_confirmed", object_id=draft.pk).count()


def test_a_plan_is_confirmed_by_one_of_two():
    answers, times = two_confirm_at_once()
    assert sorted([type(answer) for answer in answers], key=str) == [Edition, Refused]
    assert times == 1


def test_without_the_lock_both_confirm(no_lock):
    assert two_confirm_at_once()[1] == 2


def two_write_one_field():
    plan = make.a_plan()
    row = make.a_project(plan, unit="เดิม")
    draft, people = make.draft_of(plan), [make.a_planner(plan), make.a_planner(plan)]

    def write(by, unit):
        told = ProjectRow({"unit": unit}, row.project_id, 1, {"unit": "เดิม"})
        return actions.save_projects(draft, [told], by=by)

    answers = at_once(lambda: write(people[0], "ก"), lambda: write(people[1], "ข"))
    return sum(isinstance(answer, Stale) for answer in answers)


def test_of_two_who_write_one_field_the_second_is_told():
    assert two_write_one_field() == 1


def test_without_the_lock_the_second_overwrites_unseen(no_lock):
    assert two_write_one_field() == 0


def test_a_row_is_not_written_into_a_plan_that_is_being_confirmed():
    for _ in range(3):
        plan = make.a_plan()
        row = make.a_project(plan, unit="เดิม")
        draft, by, told = make.draft_of(plan), make.a_planner(plan, Post.CLERK), make.promulgated()
        write = ProjectRow({"unit": "ใหม่"}, row.project_id, 1, {"unit": "เดิม"})
        _confirmed, saved = at_once(
            lambda d=draft, t=told, b=by: actions.confirm_plan(d, t, by=b),
            lambda d=draft, w=write, b=by: actions.save_projects(d, [w], by=b),
        )
        row.refresh_from_db()
        kept = Edition.objects.get(pk=draft.pk).canonical
        from localplan.toolkit import files

        with files.open_file(kept) as file:
            stored = file.read().decode()
        assert row.unit in stored
        assert (row.unit == "ใหม่") == (not isinstance(saved, Refused))
