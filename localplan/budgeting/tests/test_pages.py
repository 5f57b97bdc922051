"""The pages of budget and ordinance: what they show, leave out, take in, refuse."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from localplan.budgeting import actions
from localplan.budgeting.facts import LineRow
from localplan.budgeting.models import BudgetLine, Classification, Ordinance
from localplan.budgeting.tests import make as budgets
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.planning.tests import make as plans
from localplan.toolkit.testing import count_queries
from localplan.toolkit.tests.make_workbooks import a_workbook

pytestmark = pytest.mark.django_db
YEAR = 2569


@pytest.fixture
def ordinance():
    return budgets.an_ordinance(year=YEAR)


@pytest.fixture
def lao(ordinance):
    return ordinance.organisation


@pytest.fixture
def officer(client, lao):
    return make.signed_in(client, budgets.a_finance_officer(lao))


def at(name, lao, *more):
    return reverse(name, args=[lao.pk, YEAR, *more])


def looking(client, lao):
    """Signed in as somebody who may look and not write."""
    return make.signed_in(client, make.a_post(Post.OFFICER, at=lao.parent))


def said_by(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def cells_of(answer) -> str:
    """The raw words and figures of a workbook that is sent."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        wanted = [name for name in book.namelist() if "sharedStrings" in name or "worksheets/sheet" in name]
        return "".join(book.read(name).decode() for name in wanted)


def typed(form, **changes):
    """What a browser would send of a form as it is shown."""
    sent = {bound.name: bound.value() for bound in form if bound.name != "document"}
    return {name: "" if value in (None, False) else value for name, value in (sent | changes).items()}


def test_the_budget_shows_lines_of_every_source_and_sums_them(officer, lao, ordinance):
    budgets.an_ordinance_line(ordinance, amount="485000.00")
    budgets.a_line(lao, year=YEAR, source="surplus", amount="15000.00", committed=Decimal("5000.00"))
    found = officer.get(at("budget", lao)).context["found"]
    assert [(row["source"], row["lines"], row["budget"]) for row in found.by_source] == [
        ("ordinance", 1, Decimal(485_000)),
        ("surplus", 1, Decimal(15_000)),
    ]
    assert found.total["left"] == Decimal(495_000)
    assert found.to_be_linked == 2


def test_the_budget_says_what_it_leaves_out(officer, lao, ordinance):
    budgets.an_ordinance_line(ordinance)
    budgets.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", development=False, work=budgets.the_code("00111"))
    context = officer.get(at("budget", lao), {"programme": "00110", "nature": "recurrent"}).context
    assert [line.name for line in context["page"].object_list] == ["ค่าไฟฟ้า"]
    assert (context["page"].paginator.count, context["found"].in_all) == (1, 2)
    assert [reason.without for reason in context["found"].left_out] == ["programme", "nature"]


def test_the_budget_can_be_taken_away_as_excel(officer, lao, ordinance):
    budgets.an_ordinance_line(ordinance)
    assert "ก่อสร้างถนน" in cells_of(officer.get(at("budget", lao), {"as": "xlsx"}))


def test_the_budget_costs_the_same_for_one_line_and_for_twenty(officer, lao, ordinance):
    budgets.an_ordinance_line(ordinance)
    officer.get(at("budget", lao))
    with count_queries() as few:
        officer.get(at("budget", lao))
    for place in range(20):
        budgets.an_ordinance_line(ordinance, name=f"รายการ {place}")
    with count_queries() as many:
        officer.get(at("budget", lao))
    assert many.number == few.number


def test_the_head_is_typed_as_on_the_paper(officer, lao, ordinance):
    url, item = at("ordinance", lao), budgets.the_code("411000").pk
    form = officer.get(url).context["form"]
    scan = make.a_scan()
    sent = typed(form, passed_on="21/8/68", stated_total="42,350,000", **{f"revenue_{item}": "850000"}) | {
        "document": scan
    }
    assert officer.post(url, sent).status_code == 302
    ordinance.refresh_from_db()
    assert str(ordinance.passed_on) == "2025-08-21"
    assert ordinance.stated_total == 42_350_000
    assert dict(ordinance.revenues.values_list("item_id", "amount")) == {item: 850_000}
    document = officer.get(at("ordinance-document", lao))
    assert document.status_code == 200
    assert officer.post(url, typed(officer.get(url).context["form"], approver="นายอำเภอ")).status_code == 302
    ordinance.refresh_from_db()
    assert (ordinance.approver, ordinance.document is not None) == ("นายอำเภอ", True)


def test_dates_out_of_order_are_said_at_their_field_and_nothing_is_lost(officer, lao):
    url = at("ordinance", lao)
    sent = typed(
        officer.get(url).context["form"], passed_on="21/09/2568", approved_on="11/09/2568", approver="นายอำเภอ"
    )
    page = officer.post(url, sent)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["approved_on"]
    assert page.context["form"]["approver"].value() == "นายอำเภอ"


def test_a_colleagues_change_of_the_same_date_is_shown_beside_yours(officer, lao, ordinance):
    url = at("ordinance", lao)
    sent = typed(officer.get(url).context["form"], passed_on="20/08/2568")
    Ordinance.objects.update(passed_on="2025-08-19", version=2)
    page = officer.post(url, sent)
    assert page.status_code == 409
    assert [conflict.field for conflict in page.context["form"].conflicts] == ["passed_on"]


def test_two_people_fill_in_different_items_of_the_estimate(officer, lao, ordinance):
    url, (ours, theirs) = at("ordinance", lao), (budgets.the_code(code) for code in ("411000", "421000"))
    sent = typed(officer.get(url).context["form"], **{f"revenue_{ours.pk}": "5"})
    ordinance.revenues.create(item=theirs, amount="7")
    assert officer.post(url, sent).status_code == 302
    assert sorted(ordinance.revenues.values_list("amount", flat=True)) == [5, 7]


def test_who_only_looks_reads_the_head_and_may_not_send_one(client, lao, ordinance):
    district = looking(client, lao)
    page = district.get(at("ordinance", lao))
    assert page.status_code == 200
    assert "data-draft" not in page.content.decode()
    assert district.post(at("ordinance", lao), {"approver": "x"}).status_code == 404
    assert district.post(at("ordinance-findings", lao), {}).status_code == 404
    assert district.post(at("add-supplementary", lao), {"number": "1"}).status_code == 404


def test_a_supplementary_ordinance_follows_the_annual_one(officer, lao, ordinance):
    assert officer.post(at("add-supplementary", lao), {"number": "1"}).url == at("ordinance", lao, 1)
    page = officer.get(at("ordinance", lao, 1))
    assert "เพิ่มเติม (ฉบับที่ 1)" in page.context["title"]
    again = officer.post(at("add-supplementary", lao), {"number": "1"}, follow=True)
    assert len(said_by(again)) == 1
    assert Ordinance.objects.count() == 2
    assert officer.get(at("ordinance-grid", lao, 2)).status_code == 404


def test_findings_lead_to_their_faults_and_take_reasons(officer, lao, ordinance):
    line = budgets.an_ordinance_line(ordinance, work=None)
    twins = [budgets.an_ordinance_line(ordinance, name="ค่าวัสดุ", development=False) for _ in range(3)]
    url = at("ordinance-findings", lao)
    page = officer.get(url)
    assert f"{reverse('budget-line', args=[line.pk])}#id_work_id" in page.content.decode()
    assert page.context["repeated"][0][:2] == ("line_is_not_repeated", 2)
    sent = {f"{twins[1].number}.line_is_not_repeated": "คนละกอง", "all.line_is_not_repeated": "แยกตามงาน"}
    assert officer.post(url, sent).status_code == 302
    reasons = {one.number: one.reason for one in officer.get(url).context["judgement"].excusable}
    assert reasons == {twins[1].number: "คนละกอง", twins[2].number: "แยกตามงาน"}


def test_the_foot_bar_says_what_is_right_and_links_what_is_not(officer, lao, ordinance):
    budgets.an_ordinance_line(ordinance)
    checks = {
        words: (figure, right) for words, figure, right, _href in officer.get(at("ordinance", lao)).context["checks"]
    }
    assert checks["วันที่ตามเล่ม"] == ("4 / 4", True)
    assert checks["เชื่อมแผน"] == ("0 จาก 1", False)


def test_a_line_is_entered_changed_and_removed_in_plain_forms(officer, lao, ordinance):
    work, category = budgets.the_code("00111").pk, budgets.the_code("534000").pk
    sent = {"name": "ค่าไฟฟ้า", "amount": "360,000", "development": "0", "work_id": work, "category_id": category}
    answer = officer.post(at("add-line", lao), sent | {"again": "1"})
    assert f"work_id={work}" in answer.url
    line = BudgetLine.objects.get()
    page = reverse("budget-line", args=[line.pk])
    assert officer.post(page, typed(officer.get(page).context["form"], amount="350000")).status_code == 302
    line.refresh_from_db()
    assert (line.budget, line.version) == (350_000, 2)
    remove = reverse("remove-line", args=[line.pk])
    assert "ค่าไฟฟ้า" in officer.get(remove).content.decode()
    assert officer.post(remove).url == at("ordinance-grid", lao)
    line.refresh_from_db()
    assert line.removed_at is not None
    assert officer.get(page).status_code == 200
    assert officer.post(page, sent).status_code == 404


def test_a_line_that_a_colleague_changed_is_shown_with_both_values(officer, lao, ordinance):
    line = budgets.an_ordinance_line(ordinance)
    page = reverse("budget-line", args=[line.pk])
    sent = typed(officer.get(page).context["form"], amount="110000")
    clerk = make.a_post(Post.CLERK, at=lao)
    actions.save_lines(ordinance, [LineRow({"amount": Decimal(120_000)}, line=line.pk)], by=clerk)
    answer = officer.post(page, sent)
    assert answer.status_code == 409
    assert [conflict.field for conflict in answer.context["form"].conflicts] == ["amount"]


def test_a_used_line_stays_and_says_why(officer, lao, ordinance):
    line = budgets.an_ordinance_line(ordinance, committed=Decimal("5000.00"))
    answer = officer.post(reverse("remove-line", args=[line.pk]))
    assert answer.status_code == 422
    assert "5,000.00" in answer.content.decode()


def test_projects_of_the_plan_become_lines(officer, lao, ordinance):
    plan = plans.a_plan(lao)
    wanted, other = (plans.a_project(plan, name, amounts={YEAR: "5000"}) for name in ("ถนน", "คลอง"))
    page = officer.get(at("draw-from-plan", lao))
    assert len(page.context["offered"].waiting) == 2
    assert officer.post(at("draw-from-plan", lao), {"project": [wanted.project_id]}).status_code == 302
    line = BudgetLine.objects.get()
    assert (line.name, line.project_id, line.budget) == ("ถนน", wanted.project_id, 5000)
    assert [one.project for one in officer.get(at("draw-from-plan", lao)).context["offered"].waiting] == [
        other.project_id
    ]


def test_recurrent_lines_of_last_year_are_copied(officer, lao, ordinance):
    before = budgets.an_ordinance(lao, year=YEAR - 1)
    budgets.an_ordinance_line(before, name="ค่าไฟฟ้า", development=False, amount="5")
    page = officer.post(at("copy-recurrent", lao), follow=True)
    assert [line.name for line in page.context["page"].object_list] == ["ค่าไฟฟ้า"]
    assert (
        officer.post(
            at(
                "copy-recurrent",
                lao,
            ),
            follow=True,
        ).status_code
        == 200
    )
    assert BudgetLine.objects.filter(year=YEAR).count() == 1


def test_lines_to_be_linked_are_offered_the_project_of_their_name(officer, lao, ordinance):
    line = budgets.an_ordinance_line(ordinance)
    project = plans.a_project(plans.a_plan(lao), line.name, amounts={YEAR: "5"})
    page = officer.get(at("link-lines", lao))
    assert page.context["listed"] == [(line, project.project_id)]
    officer.post(at("link-lines", lao), {f"line_{line.pk}": project.project_id})
    line.refresh_from_db()
    assert line.project_id == project.project_id


def test_a_workbook_is_looked_through_before_it_is_saved(officer, lao, ordinance):
    line = budgets.an_ordinance_line(ordinance, name="ค่าไฟฟ้า", development=False)
    assert "ค่าไฟฟ้า" in cells_of(officer.get(at("lines-workbook", lao)))
    assert "ค่าไฟฟ้า" not in cells_of(officer.get(at("lines-workbook", lao), {"empty": "1"}))
    headings = ["ที่", "รายการ", "งาน", "หมวด", "จำนวนเงิน"]
    rows = [[line.number, "ค่าไฟฟ้า", "00312", "533000", 120_000], [None, "ค่าน้ำ", "00111", "534000", 5]]
    book = a_workbook(rows, headings=headings)
    assert officer.post(at("import-lines", lao), {"file": SimpleUploadedFile("lines.xlsx", book)}).status_code == 302
    page = officer.get(at("preview-lines", lao))
    assert "120,000" in page.content.decode()
    assert BudgetLine.objects.get().budget == 100_000
    officer.post(at("preview-lines", lao), {"save": "1"})
    assert sorted(BudgetLine.objects.values_list("name", "budget")) == [("ค่าน้ำ", 5), ("ค่าไฟฟ้า", 120_000)]


def test_a_file_that_is_no_workbook_is_refused_on_the_page(officer, lao):
    answer = officer.post(at("import-lines", lao), {"file": SimpleUploadedFile("lines.xlsx", b"x")})
    assert answer.status_code == 422
    assert answer.context["problems"]


@pytest.mark.parametrize("by", ["area", "programme", "line"])
def test_the_ordinance_is_printed(officer, lao, ordinance, by):
    budgets.an_ordinance_line(ordinance)
    assert "100000" in cells_of(officer.get(at("ordinance-print", lao), {"by": by, "as": "xlsx"}))


def test_a_year_before_anything_is_entered_offers_to_begin(client):
    lao = make.an_lao()
    budgets.a_year(YEAR)
    officer = make.signed_in(client, budgets.a_finance_officer(lao))
    for name in ("budget", "ordinance", "ordinance-grid", "ordinance-findings", "draw-from-plan", "link-lines"):
        assert officer.get(at(name, lao)).status_code == 200, name
    officer.post(at("ordinance", lao), typed(officer.get(at("ordinance", lao)).context["form"], stated_total="5"))
    assert Ordinance.objects.get().stated_total == 5


def test_the_year_in_the_address_is_the_year_of_the_page(officer, lao):
    now = budgets.this_year()
    page = reverse("budget", args=[lao.pk, now])
    assert officer.get(page).context["fiscal_year"] == now
    assert officer.get(page, {"fy": now - 1}).url == reverse("budget", args=[lao.pk, now - 1])


CSV = (
    "tree,depth,code,name,parent,first_year\n"
    "object,0,59,งบทดลอง,,2570\n"
    "object,1,591000,หมวดทดลอง,{parent},2570\n"
)  # fmt: skip


def test_the_department_loads_a_list_and_everybody_reads_it(client):
    keeper = make.signed_in(client, make.a_post(Post.ADMINISTRATOR, at=make.the_department()))
    url = reverse("classification")

    def load(parent):
        return keeper.post(url, {"file": SimpleUploadedFile("list.csv", CSV.format(parent=parent).encode())})

    wrong = load("58")
    assert wrong.status_code == 422
    assert wrong.context["problems"][0].row == 3
    assert load("59").status_code == 302
    assert Classification.objects.filter(code="591000").exists()
    reader = make.signed_in(client, make.a_post(Post.PLANNER, at=make.an_lao()))
    page = reader.get(url)
    assert page.status_code == 200
    assert not page.context["may_load"]
    assert reader.post(url, {"file": SimpleUploadedFile("list.csv", b"x")}).status_code == 404
