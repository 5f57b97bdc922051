"""The entry grid of an ordinance: what is read, saved, merged, refused, and answered twice."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from localplan.budgeting import actions, grid
from localplan.budgeting.facts import LineRow
from localplan.budgeting.models import BudgetLine, Ordinance
from localplan.budgeting.tests import make as budgets
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.planning.tests import make as plans
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
YEAR = 2569
KEY = "k" * 16


@pytest.fixture
def ordinance():
    return budgets.an_ordinance(year=YEAR)


@pytest.fixture
def finance(ordinance):
    return budgets.a_finance_officer(ordinance.organisation)


@pytest.fixture
def officer(client, finance):
    return make.signed_in(client, finance)


def page_of(lao, name="ordinance-grid", year=YEAR):
    return reverse(name, args=[lao.pk, year])


def send(client, lao, *rows, key=KEY):
    body = {"rows": [{"key": f"{key}{place}", **row} for place, row in enumerate(rows)]}
    url = page_of(lao, "ordinance-grid-save")
    return client.post(url, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"})


def answered(client, lao, *rows, key=KEY):
    answer = send(client, lao, *rows, key=key)
    assert answer.status_code == 200, answer.content
    return answer.json()


def new(**cells):
    return {"id": "new1", "v": 0, "base": {}, "set": cells}


def changed(line, base=None, **cells):
    return {"id": str(line.pk), "v": line.version, "base": base or {}, "set": cells}


def test_a_new_line_is_read_as_officers_type_it_and_shown_as_it_stands(officer, ordinance):
    told = answered(
        officer, ordinance.organisation, new(name=" ค่าไฟฟ้า\u200b ", classification="๐๐๑๑๑ ๕๓๔๐๐๐", amount="๓๖๐,๐๐๐")
    )
    [saved] = told["results"]
    line = BudgetLine.objects.get()
    assert (saved["status"], saved["record"], saved["v"]) == ("saved", line.pk, 1)
    assert saved["values"] == {
        "name": "ค่าไฟฟ้า",
        "source": "recurrent",
        "classification": "00111/534000",
        "amount": "360000",
    }
    assert (line.work.code, line.category.code, line.budget) == ("00111", "534000", Decimal(360_000))
    assert (saved["lacks"], saved["why"]) == ([], "")
    assert told["totals"]["sum"] == "360,000.00"


def test_a_new_line_of_a_category_that_comes_from_the_plan_waits_to_be_linked(officer, ordinance):
    [saved] = answered(officer, ordinance.organisation, new(name="เครื่องสูบน้ำ", classification="/541000"))["results"]
    assert saved["values"]["source"] == "link"
    assert sorted(saved["lacks"]) == ["classification", "source"]
    assert BudgetLine.objects.get().development


def test_a_code_that_is_in_no_list_is_said_at_its_cell_and_does_not_stop_the_others(officer, ordinance):
    bad, good = new(name="ก", classification="99999"), {**new(name="ข"), "id": "new2"}
    first, second = answered(officer, ordinance.organisation, bad, good)["results"]
    assert (first["status"], list(first["errors"])) == ("invalid", ["classification"])
    assert "99999" in first["errors"]["classification"]
    assert second["status"] == "saved"


def test_a_linked_line_shows_the_amount_of_the_plan_and_what_is_above_it(officer, ordinance):
    plan = plans.a_plan(ordinance.organisation)
    project = plans.a_project(plan, amounts={YEAR: "60000.00"})
    told = new(name="คอมพิวเตอร์", source=str(project.project_id), classification="00113/541000", amount="66000")
    [saved] = answered(officer, ordinance.organisation, told)["results"]
    assert saved["shown"]["planned"] == "60,000"
    assert saved["lacks"] == []
    assert "6000" in saved["note"].replace(",", "")
    line = BudgetLine.objects.get()
    assert (line.development, line.project_id) == (True, project.project_id)


def test_the_first_save_of_a_year_begins_its_ordinance(client):
    lao = make.an_lao()
    budgets.a_year(YEAR)
    officer = make.signed_in(client, budgets.a_finance_officer(lao))
    assert officer.get(page_of(lao)).status_code == 200
    [saved] = answered(officer, lao, new(name="ค่าไฟฟ้า", amount="5"))["results"]
    assert saved["status"] == "saved"
    assert Ordinance.objects.get().lines.count() == 1


def test_a_year_that_is_not_begun_closes_the_grid(client):
    lao = make.an_lao()
    officer = make.signed_in(client, budgets.a_finance_officer(lao))
    [told] = answered(officer, lao, new(name="ค่าไฟฟ้า"))["results"]
    assert (told["status"], told["closed"]) == ("gone", True)
    assert not Ordinance.objects.exists()


def test_a_retry_gets_the_first_answer_and_writes_nothing(officer, ordinance):
    row = new(name="ค่าไฟฟ้า", amount="360000")
    first, again = (answered(officer, ordinance.organisation, row)["results"][0] for _ in range(2))
    assert (first["record"], first["v"]) == (again["record"], again["v"])
    assert BudgetLine.objects.count() == 1


def test_different_cells_of_two_people_merge(officer, ordinance, finance):
    line = budgets.an_ordinance_line(ordinance, development=False)
    actions.save_lines(ordinance, [LineRow({"name": "ค่าน้ำ"}, line=line.pk)], by=finance)
    told = changed(line, {"amount": "100000"}, amount="120000")
    [saved] = answered(officer, ordinance.organisation, told)["results"]
    assert (saved["values"]["name"], saved["values"]["amount"]) == ("ค่าน้ำ", "120000")


def test_the_same_cell_is_shown_with_both_values_and_the_other_person(officer, ordinance):
    line = budgets.an_ordinance_line(ordinance, development=False)
    clerk = make.a_post(Post.CLERK, at=ordinance.organisation, user=make.a_person("clerk", "สมชาย ดีพร้อม"))
    work, category = budgets.the_code("00111").pk, budgets.the_code("534000").pk
    told = {"amount": Decimal(480_000), "work_id": work, "category_id": category}
    actions.save_lines(ordinance, [LineRow(told, line=line.pk)], by=clerk)
    base = {"amount": "100000", "classification": "00312/533000"}
    row = changed(line, base, amount="420000", classification="00312/542000")
    [found] = answered(officer, ordinance.organisation, row)["results"]
    assert (found["status"], found["by"]) == ("conflict", "สมชาย ดีพร้อม")
    assert found["values"] == {"amount": "480000", "classification": "00111/534000"}
    line.refresh_from_db()
    assert line.budget == 480_000


def test_a_line_that_is_gone_says_so_and_the_grid_stays_open(officer, ordinance, finance):
    line = budgets.an_ordinance_line(ordinance)
    actions.remove_lines(ordinance, [line.pk], by=finance)
    [told] = answered(officer, ordinance.organisation, changed(line, amount="5"))["results"]
    assert told["status"] == "gone"
    assert "closed" not in told


@pytest.mark.parametrize(
    "rows",
    [
        "x",
        [{"id": "new1", "key": "short", "set": {}}],
        [{"id": "1;drop", "v": 1, "key": KEY, "set": {}}],
        [{"id": "new1", "key": KEY, "set": {"budget": "1"}}],
        [{"id": "new1", "key": KEY, "set": {"source": "all"}}],
    ],
)
def test_what_our_page_would_never_send_is_not_read(officer, ordinance, rows):
    url = page_of(ordinance.organisation, "ordinance-grid-save")
    assert officer.post(url, json.dumps({"rows": rows}), content_type="application/json").status_code == 400


def test_others_neither_see_nor_write_it(client, ordinance):
    neighbour = make.an_lao(ordinance.organisation.parent)
    other = make.signed_in(client, budgets.a_finance_officer(neighbour))
    assert other.get(page_of(ordinance.organisation)).status_code == 404
    assert send(other, ordinance.organisation, new(name="x")).status_code == 404


def test_who_only_looks_gets_no_cells_to_type_in_and_no_save(client, ordinance):
    budgets.an_ordinance_line(ordinance)
    district = make.a_post(Post.OFFICER, at=ordinance.organisation.parent)
    looking = make.signed_in(client, district)
    page = looking.get(page_of(ordinance.organisation)).content.decode()
    assert "ก่อสร้างถนน" in page
    assert "data-save" not in page
    [told] = answered(looking, ordinance.organisation, new(name="x"))["results"]
    assert (told["status"], told["closed"]) == ("gone", True)
    assert BudgetLine.objects.count() == 1


def test_the_page_groups_lines_by_programme_and_sums_the_whole_ordinance(officer, ordinance):
    budgets.an_ordinance_line(ordinance, amount="485000.00")
    budgets.an_ordinance_line(ordinance, name="ขุดลอก", amount="15000.00")
    budgets.an_ordinance_line(ordinance, name="ค่าวัสดุ", development=False, work=None, category=None, amount="1.50")
    context = officer.get(page_of(ordinance.organisation)).context
    assert [(g.programme.code if g.programme else None, g.count, g.total) for g in context["groups"]] == [
        ("00310", 2, Decimal(500_000)),
        (None, 1, Decimal("1.50")),
    ]
    assert context["totals"]["sum"] == "500,001.50"


def test_the_grid_narrows_to_what_lacks_something(officer, ordinance):
    budgets.an_ordinance_line(ordinance)
    budgets.an_ordinance_line(ordinance, name="ค่าวัสดุ", development=False, work=None)
    budgets.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", development=False)

    def names(lack):
        page = officer.get(page_of(ordinance.organisation), {"lack": lack}).context["page"]
        return [line.name for line in page.object_list]

    assert names("work") == ["ค่าวัสดุ"]
    assert names("project") == ["ก่อสร้างถนน"]
    assert sorted(names("any")) == ["ก่อสร้างถนน", "ค่าวัสดุ"]


def test_the_picker_is_told_how_a_line_of_the_name_was_classified_before(officer, ordinance):
    lao = ordinance.organisation
    earlier = budgets.an_ordinance(lao, year=YEAR - 1)
    budgets.an_ordinance_line(earlier, name="จัดซื้อเครื่องสูบน้ำ", category=budgets.the_code("541000"))
    url = page_of(lao, "classified-before")
    told = officer.get(url, {"name": "จัดซื้อเครื่องสูบน้ำ"}).json()
    assert told["value"] == "00312/541000"
    assert str(YEAR - 1) in told["words"]
    assert officer.get(url, {"name": "อื่น"}).json() == {}


def test_a_page_costs_the_same_for_one_row_and_for_twenty(officer, ordinance):
    budgets.an_ordinance_line(ordinance)
    url = page_of(ordinance.organisation)
    officer.get(url)
    with count_queries() as few:
        officer.get(url)
    for place in range(20):
        budgets.an_ordinance_line(ordinance, name=f"รายการ {place}")
    with count_queries() as many:
        officer.get(url)
    assert many.number == few.number


def test_two_codes_are_read_in_either_order():
    works = [grid.Choice(1, "00111", "งาน", "แผนงาน", develops=False, capital=False)]
    categories = [grid.Choice(2, "534000", "หมวด", "งบ", develops=False, capital=False)]
    offer = grid.Offer(YEAR, works, categories, {})
    for typed in ("00111/534000", "534000 00111", "00111 / 534000"):
        assert grid.read_value("classification", typed, offer) == (1, 2)
    assert grid.read_value("classification", "534000", offer) == (None, 2)
    assert grid.read_value("classification", "", offer) == (None, None)
