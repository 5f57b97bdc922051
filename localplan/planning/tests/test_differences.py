"""What a checker sees of a plan that was amended: the last two confirmed editions beside each other."""

from decimal import Decimal

import pytest

from localplan.calendar.duties import duty_of
from localplan.organisations.tests import make as people
from localplan.planning import differences as told
from localplan.planning.models import PlannedAmount
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make.a_plan()


def differences(plan):
    duty = duty_of("plan_confirm")
    return [(str(d.label), str(d.before), str(d.now)) for d in duty.differences(plan.organisation_id, plan.first_year)]


def original_with(plan, *names):
    rows = [make.a_project(plan, name, amounts={plan.first_year: "100000"}) for name in names]
    make.confirmed(make.draft_of(plan), people.days(-60))
    return rows


def amendment(plan):
    return make.an_edition(plan, 1, kind="addition")


def test_a_first_plan_differs_from_nothing(plan):
    original_with(plan, "ถนน")
    assert differences(plan) == []


def test_counts_sums_and_projects_that_changed_are_named(plan):
    same, dearer = original_with(plan, "ถนน", "คลอง")
    edition = amendment(plan)
    make.a_project(plan, "สะพาน", edition=edition, amounts={plan.first_year: "50000"})
    dearer.pk, dearer.edition = None, edition
    dearer.save()
    PlannedAmount.objects.create(revision=dearer, year=plan.first_year, amount=Decimal(180000))
    make.confirmed(edition, people.days(-1))
    found = {label: (before, now) for label, before, now in differences(plan)}
    assert found["โครงการ"] == ("2", "3")
    assert found[f"แผนปี {plan.first_year} โครงการของ อปท. เอง"] == ("200,000", "330,000")
    assert found["สะพาน"][0] == "ไม่มีในแผน"
    assert found["คลอง"] == (f"{plan.first_year}: 100,000", f"{plan.first_year}: 180,000")
    assert same.name not in found


def test_a_withdrawn_project_is_told(plan):
    [row] = original_with(plan, "ถนน")
    edition = amendment(plan)
    row.pk, row.edition, row.withdrawn = None, edition, True
    row.save()
    make.confirmed(edition, people.days(-1))
    assert differences(plan)[-1][0] == "ถนน"


def test_many_changes_are_counted_not_listed(plan, monkeypatch):
    monkeypatch.setattr(told, "MOST_NAMED", 1)
    original_with(plan, "ถนน")
    edition = amendment(plan)
    for name in ("ก", "ข", "ค"):
        make.a_project(plan, name, edition=edition, amounts={})
    make.confirmed(edition, people.days(-1))
    assert differences(plan)[-1] == ("โครงการอื่นที่เปลี่ยน", "", "2")
    with count_queries() as asked:
        differences(plan)
    assert asked.number <= 6
