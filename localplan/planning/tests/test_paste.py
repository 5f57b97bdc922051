"""Rows copied from Excel: headings in any form, what is left out, what is refused, and that nothing is half stored."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from localplan.organisations.tests import make
from localplan.planning import paste
from localplan.planning.models import Project, ProjectRevision
from localplan.planning.tests import make as plans
from localplan.toolkit.problems import Refused

YEARS = list(plans.YEARS)


def cells(text):
    return [row.cells for row in paste.read_paste(text, YEARS)]


@pytest.mark.parametrize(
    "heading",
    [
        "ชื่อโครงการ\t2566\t2567",
        "โครงการ\tปี 2566\tพ.ศ. ๒๕๖๗",
        "โครงการ/กิจกรรม\tปีงบประมาณ 2566\t67",
        "Project\t2023\tFY 2024",
    ],
)
def test_headings_are_known_in_many_forms(heading):
    assert cells(f"{heading}\nถนน\t1\t2") == [{"name": "ถนน", "y2566": "1", "y2567": "2"}]


def test_the_form_as_printed_has_its_years_on_a_second_line():
    text = "ที่\tโครงการ\tวัตถุประสงค์\tงบประมาณ\t\tหน่วยงานรับผิดชอบหลัก\n\t\t\t2566\t2567\t\n1\tถนน\tสัญจร\t5\t\tกองช่าง"
    assert cells(text) == [{"name": "ถนน", "objective": "สัญจร", "y2566": "5", "y2567": "", "unit": "กองช่าง"}]


def test_without_headings_the_columns_go_by_position():
    assert cells("1\tถนน\t1\t2\t3\t4\t5\n2\tคลอง\t\t\t\t\t9")[1]["y2570"] == "9"
    assert cells("ถนน\t7")[0] == {"name": "ถนน", "y2570": "7"}
    assert cells("โครงการขุดลอกคลอง\nโครงการก่อสร้างถนน")[0] == {"name": "โครงการขุดลอกคลอง"}


def test_sums_and_blank_lines_are_left_out_and_rows_keep_their_numbers():
    rows = paste.read_paste('ชื่อ\t2566\n\n"ถนน\nสาย 1"\t1\nรวม 1 โครงการ\t1\nคลอง\t2', YEARS)
    assert [(row.line, row.cells["name"]) for row in rows] == [(3, "ถนน\nสาย 1"), (5, "คลอง")]


@pytest.mark.parametrize("text", ["", " \n\t\n", "ชื่อโครงการ\t2566", "ชื่อ\tโครงการ\nก\tข", "ก\n" * 1001])
def test_what_is_no_list_of_projects_is_refused_with_words(text):
    with pytest.raises(Refused) as refused:
        paste.read_paste(text, YEARS)
    assert all(problem.text for problem in refused.value)


@pytest.mark.django_db
def test_every_row_is_asked_what_saving_will_ask():
    plan = plans.a_plan()
    plans.a_project(plan, "ถนน")
    programme = plans.a_programme_of(plan)
    text = (
        f"ชื่อ\tแผนงาน\tกลยุทธ์\t2566\nถนน\t{programme.name}\t1.1\t๑๐\nคลอง\tไม่มี\t\t1\nสระ\t\t9.9\t-5\nคลอง\t\t\t0\n"
        f"{'ก' * 301}\t\t\t1\n\t\t\t5"
    )
    rows = paste.check_rows(plans.draft_of(plan), paste.read_paste(text, plan.years), tactic=None)
    assert [list(row.errors) for row in rows] == [
        [],
        ["programme_id"],
        ["tactic_id", "y2566"],
        [],
        ["name"],
        ["name"],
    ]
    assert rows[0].values["programme_id"] == programme.pk
    assert rows[0].values["y2566"] == Decimal(10)
    assert rows[0].remarks, "its name is in the plan already"
    assert any("3" in remark for remark in rows[3].remarks), "its name stands on row 3"
    assert [row.ticked for row in rows] == [True, False, False, True, False, False]


@pytest.fixture
def client_and_plan(client):
    plan = plans.a_plan()
    return make.signed_in(client, plans.a_planner(plan)), plan


def preview(client, plan, text):
    edition = plans.draft_of(plan)
    answer = client.post(reverse("plan-grid-paste", args=[edition.pk]), {"text": text})
    assert answer.status_code == 200
    return {name: answer.context[name] for name in ("packed", "key")}


def add(client, plan, shown, *ticks, **mended):
    told = {"rows": shown["packed"], "key": shown["key"], "tick": ticks, **mended}
    return client.post(reverse("plan-grid-paste-save", args=[plans.draft_of(plan).pk]), told)


@pytest.mark.django_db
def test_ticked_rows_are_added_whole_or_not_at_all(client_and_plan):
    client, plan = client_and_plan
    shown = preview(client, plan, "ชื่อ\t2566\nถนน\t10\nคลอง\t1O")
    assert not Project.objects.exists()
    assert add(client, plan, shown, "2", "3").status_code == 422
    assert add(client, plan, shown).status_code == 422
    assert not Project.objects.exists()
    assert add(client, plan, shown, "2", "3", **{"cell-3-y2566": "10"}).status_code == 302
    assert set(ProjectRevision.objects.values_list("name", flat=True)) == {"ถนน", "คลอง"}


@pytest.mark.django_db
def test_pressing_twice_adds_once_but_other_rows_of_the_preview_are_added(client_and_plan):
    client, plan = client_and_plan
    shown = preview(client, plan, "ชื่อ\t2566\nถนน\t10\nคลอง\t5")
    for ticks in (["2"], ["2"], ["3"]):
        assert add(client, plan, shown, *ticks).status_code == 302
    assert Project.objects.count() == 2


@pytest.mark.django_db
def test_rows_to_mend_can_be_copied_back(client_and_plan):
    client, plan = client_and_plan
    answer = client.post(
        reverse("plan-grid-paste", args=[plans.draft_of(plan).pk]), {"text": "ชื่อ\t2566\nถนน\t10\nคลอง\t1O"}
    )
    assert answer.context["to_copy"].splitlines()[1:] == ["คลอง\t1O"]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", ["", "{}", "[[1]]", '[["x",{}]]', '[[1,{"withdrawn":"1"}]]', '[[1,{"name":5}]]'])
def test_a_preview_that_is_not_ours_is_a_bad_request(client_and_plan, rows):
    client, plan = client_and_plan
    assert add(client, plan, {"packed": rows, "key": "k"}, "1").status_code in (400, 422)
    assert not Project.objects.exists()
