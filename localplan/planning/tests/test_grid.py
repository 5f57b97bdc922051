"""The entry grid's endpoint: what is saved, merged, refused, and answered twice."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.planning import actions, grid
from localplan.planning.facts import ProjectRow
from localplan.planning.models import Edition, PlannedAmount, Project, ProjectRevision, SavedKey
from localplan.planning.reading import values_of
from localplan.planning.tests import make as plans
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
once = sys.modules["localplan.planning.actions.once"]  # the verb of that name stands before its module
KEY = "k" * 16


@pytest.fixture
def plan():
    return plans.a_plan()


@pytest.fixture
def planner(plan):
    return plans.a_planner(plan)


@pytest.fixture
def planners_client(client, planner):
    return make.signed_in(client, planner)


def send(client, plan, *rows, key=KEY):
    body = {"rows": [{"key": f"{key}{place}", **row} for place, row in enumerate(rows)]}
    url = reverse("plan-grid-save", args=[plans.draft_of(plan).pk])
    return client.post(url, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"})


def results(client, plan, *rows, key=KEY):
    answer = send(client, plan, *rows, key=key)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def now(revision):
    return plans_amounts(ProjectRevision.objects.get(pk=revision.pk))


def plans_amounts(revision):
    return {amount.year: amount.amount for amount in revision.amounts.all()}


def test_cells_are_read_as_officers_type_them(planners_client, plan):
    row = plans.a_project(plan)
    typed = {"name": " ขุดลอก\u200b  คลอง ", "y2567": "๓๕๐,๐๐๐.๕๐", "y2568": "1.2 ล้าน", "y2566": "-", "y2569": ""}
    [saved] = results(planners_client, plan, {"id": str(row.project_id), "v": row.version, "base": {}, "set": typed})
    assert saved["status"] == "saved"
    assert saved["values"]["name"] == "ขุดลอก คลอง"
    assert [saved["values"][f"y{year}"] for year in plan.years] == ["0", "350000.50", "1200000", "", ""]
    assert now(row) == {2566: 0, 2567: Decimal("350000.50"), 2568: Decimal(1_200_000)}


def test_one_bad_row_does_not_stop_the_others(planners_client, plan):
    first, second = plans.a_project(plan, "หนึ่ง"), plans.a_project(plan, "สอง")
    found = results(
        planners_client,
        plan,
        {"id": str(first.project_id), "v": 1, "set": {"y2567": "12O,000"}},
        {"id": str(second.project_id), "v": 1, "set": {"y2567": "5"}},
        {"id": "new1", "v": 0, "set": {"name": "", "y2567": "5"}},
        {"id": "new2", "v": 0, "set": {"name": "สาม"}},
    )
    assert [row["status"] for row in found] == ["invalid", "saved", "invalid", "saved"]
    assert list(found[0]["errors"]) == ["y2567"]
    assert list(found[2]["errors"]) == ["name"]
    assert Project.objects.count() == 3


def test_different_fields_of_two_people_merge(planners_client, plan):
    row = plans.a_project(plan, amounts={2566: "1"})
    told = {"id": str(row.project_id), "v": row.version}
    results(planners_client, plan, told | {"base": {"y2567": ""}, "set": {"y2567": "200"}}, key="a" * 9)
    [saved] = results(
        planners_client, plan, told | {"base": {"unit": row.unit}, "set": {"unit": "กองคลัง"}}, key="b" * 9
    )
    assert saved["status"] == "saved"
    assert (saved["values"]["y2567"], saved["values"]["unit"]) == ("200", "กองคลัง")


def test_the_same_field_is_shown_with_both_values_and_the_other_person(planners_client, plan, planner):
    row = plans.a_project(plan, amounts={2566: "1"})
    told = {"id": str(row.project_id), "v": row.version, "base": {"y2566": "1", "unit": row.unit}}
    results(planners_client, plan, told | {"set": {"y2566": "480000"}}, key="a" * 9)
    [found] = results(planners_client, plan, told | {"set": {"y2566": "420000", "unit": "x"}}, key="b" * 9)
    assert (found["status"], found["values"], found["by"]) == ("conflict", {"y2566": "480000"}, planner.user.full_name)
    assert now(row) == {2566: 480000}


def test_a_retry_gets_the_first_answer_and_writes_nothing(planners_client, plan):
    new = {"id": "new1", "v": 0, "base": {}, "set": {"name": "ขุดสระ", "y2566": "70000"}}
    first, again = results(planners_client, plan, new), results(planners_client, plan, new)
    assert first[0]["status"] == again[0]["status"] == "saved"
    assert (first[0]["record"], first[0]["v"]) == (again[0]["record"], again[0]["v"])
    assert Project.objects.count() == 1
    assert SavedKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_tries_at_once_the_second_is_undone_and_gets_the_first_answer(plan, planner, monkeypatch):
    edition, told, save_projects = plans.draft_of(plan), [ProjectRow({"name": "ขุดสระ"})], once.save_projects
    first = []

    def try_first():
        first.extend(actions.save_once(edition, told, key=KEY, by=planner))
        connection.close()

    def save_after_another_try(*args, **named):
        monkeypatch.setattr(once, "save_projects", save_projects)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(try_first).result()
        return save_projects(*args, **named)

    monkeypatch.setattr(once, "save_projects", save_after_another_try)
    assert actions.save_once(edition, told, key=KEY, by=planner) == first
    assert Project.objects.count() == 1


def test_what_was_refused_is_asked_anew_under_the_same_key(planners_client, plan):
    assert results(planners_client, plan, {"id": "new1", "v": 0, "set": {"name": ""}})[0]["status"] == "invalid"
    assert results(planners_client, plan, {"id": "new1", "v": 0, "set": {"name": "สระ"}})[0]["status"] == "saved"


def test_a_confirmed_edition_answers_that_it_is_closed(planners_client, plan):
    row = plans.a_project(plan)
    edition = plans.draft_of(plan)
    Edition.objects.filter(pk=edition.pk).update(confirmed_at=clock.now(), promulgated_on=make.days(-1))
    url = reverse("plan-grid-save", args=[edition.pk])
    body = {"rows": [{"id": str(row.project_id), "v": 1, "key": KEY, "set": {"unit": "x"}}]}
    [found] = planners_client.post(url, json.dumps(body), content_type="application/json").json()["results"]
    assert (found["status"], found["closed"]) == ("gone", True)
    assert found["why"]


def test_a_withdrawn_row_is_gone_and_the_grid_stays_open(planners_client, plan):
    row = plans.a_project(plan, withdrawn=True)
    [found] = results(planners_client, plan, {"id": str(row.project_id), "v": 1, "set": {"unit": "x"}})
    assert found["status"] == "gone"
    assert "closed" not in found


def test_whoever_may_only_read_is_told_and_nothing_is_written(client, plan):
    row = plans.a_project(plan)
    make.signed_in(client, make.a_post(Post.EXECUTIVE, at=plan.organisation))
    [found] = results(client, plan, {"id": str(row.project_id), "v": 1, "set": {"unit": "x"}})
    assert (found["status"], found["closed"]) == ("gone", True)
    assert not SavedKey.objects.exists()


def test_another_organisation_does_not_find_the_grid(client, plan):
    make.signed_in(client, make.a_post(Post.PLANNER, at=make.an_lao()))
    assert send(client, plan).status_code == 404
    assert client.get(reverse("plan-grid", args=[plans.draft_of(plan).pk])).status_code == 404


def test_after_the_session_ended_the_endpoint_says_401(client, plan):
    assert send(client, plan, {"id": "new1", "v": 0, "set": {"name": "x"}}).status_code == 401


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": "7", "v": 1, "set": {"withdrawn": "1"}}],
        [{"id": "7", "v": 1, "set": {"y2599": "1"}}],
        [{"id": "7", "v": 1, "set": {"name": 5}}],
        [{"id": "7", "v": "1", "set": {}}],
        [{"id": "abc", "v": 1, "set": {}}],
        [{"id": "7", "v": 1, "set": {"programme_id": "1; --"}}],
        [{"id": "7", "v": 1, "set": []}],
        [{"id": "7", "v": 1, "set": {}, "key": "short"}],
        [{"id": "new", "set": {}}] * 101,
    ],
)
def test_what_our_page_never_sends_is_a_bad_request(planners_client, plan, rows):
    assert send(planners_client, plan, *rows).status_code == 400


def test_totals_come_with_every_save_and_count_own_rows_only(planners_client, plan):
    row = plans.a_project(plan, amounts={2566: "100"})
    plans.a_project(plan, "ขอ อบจ.", kind="asked", amounts={2566: "999"})
    answer = send(planners_client, plan, {"id": str(row.project_id), "v": 1, "set": {"y2567": "5000.50"}}).json()
    expected = {"y2566": "100", "y2567": "5,000.50", "sum": "5,100.50", "rows": "2", "lacking": "0"}
    assert {name: answer["totals"][name] for name in expected} == expected


def test_rows_counted_as_lacking_are_those_the_confirmation_would_stop(plan):
    plans.a_project(plan)
    plans.a_project(plan, "ไม่มีแผนงาน", programme=None)
    plans.a_project(plan, "ไม่มีหน่วยงาน", unit="")
    plans.a_project(plan, "ไม่มีเงิน", amounts={2566: "0"})
    rows = ProjectRevision.objects.as_of_edition(plans.draft_of(plan))
    by_sql = set(grid.rows_lacking(rows).values_list("name", flat=True))
    by_rule = {row.name for row in rows if grid.lacking(values_of(row, plan.years), plan.years)}
    assert by_sql == by_rule == {"ไม่มีแผนงาน", "ไม่มีหน่วยงาน", "ไม่มีเงิน"}


def test_old_keys_are_thrown_away_and_fresh_ones_kept(plan):
    for name, days in (("old-key-1", -8), ("new-key-1", -6)):
        at = clock.now() + (make.days(days) - clock.today())
        SavedKey.objects.create(key=name, organisation=plan.organisation, answer=[], at=at)
    assert actions.forget_old_keys() == 1
    assert SavedKey.objects.get().key == "new-key-1"


def test_the_page_costs_as_many_statements_for_one_row_as_for_sixty(planners_client, plan):
    url = reverse("plan-grid", args=[plans.draft_of(plan).pk])
    plans.a_project(plan)
    planners_client.get(url)
    with count_queries() as one:
        assert planners_client.get(url).status_code == 200
    for number in range(60):
        plans.a_project(plan, f"โครงการ {number}")
    with count_queries() as many:
        planners_client.get(url)
    assert one.number == many.number, many


def test_the_page_groups_rows_finds_them_and_gives_them_as_a_file(planners_client, plan):
    plans.a_project(plan, "ก่อสร้างถนน")
    plans.a_project(plan, "ขุดลอกคลอง", programme=None, tactic=None)
    url = reverse("plan-grid", args=[plans.draft_of(plan).pk])
    whole = planners_client.get(url).content.decode()
    assert "ก่อสร้างถนน" in whole
    assert "ขุดลอกคลอง" in whole
    assert 'role="grid"' in whole
    for query, there, gone in (("q=ถนน", "ก่อสร้างถนน", "ขุดลอกคลอง"), ("lacking=1", "ขุดลอกคลอง", "ก่อสร้างถนน")):
        part = planners_client.get(f"{url}?{query}").content.decode()
        assert there in part, query
        assert gone not in part, query
    file = b"".join(planners_client.get(f"{url}?as=csv").streaming_content).decode("utf-8-sig")
    assert "ก่อสร้างถนน" in file
    assert "100000" in file


def test_a_closed_edition_is_read_without_a_script(planners_client, plan):
    plans.a_project(plan)
    edition = plans.draft_of(plan)
    Edition.objects.filter(pk=edition.pk).update(confirmed_at=clock.now(), promulgated_on=make.days(-1))
    page = planners_client.get(reverse("plan-grid", args=[edition.pk])).content.decode()
    assert "grid.js" not in page
    assert 'role="grid"' not in page
    assert "ก่อสร้างถนน" in page


def test_an_amount_is_kept_beside_the_rows_of_the_edition(planners_client, plan):
    results(planners_client, plan, {"id": "new1", "v": 0, "set": {"name": "สระ", "y2566": "10"}})
    assert PlannedAmount.objects.get().revision.edition_id == plans.draft_of(plan).pk
