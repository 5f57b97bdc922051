"""The pages of a plan, as people of the LAO and of the offices above meet them."""

import pytest
from django.urls import reverse

from localplan.calendar.tests import make as duties
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.planning.models import Edition, Plan, ProjectRevision
from localplan.planning.tests import make
from localplan.strategy.tests import make as strategies
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, planner):
    return people.signed_in(client, planner)


def at(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def shown(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def the_form(page):
    """What the project form would send back untouched."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value() is not None}


def test_a_plan_is_begun_with_new_strategies_where_there_are_none(client):
    lao = people.an_lao()
    client = people.signed_in(client, people.a_post(Post.PLANNER, at=lao))
    assert "ยังไม่มีแผน" in shown(client.get(at("plans", lao)))
    answer = client.post(at("plans", lao), {"first_year": 2568, "length": 5})
    made = Plan.objects.get(organisation=lao)
    assert answer.url == at("plan", made)
    assert (made.first_year, made.last_year) == (2568, 2572)
    assert (made.direction.first_year, made.direction.last_year) == (2568, 2572)


def test_the_list_says_how_many_a_filter_left_out_and_totals_stay_the_whole_plans(client, plan):
    make.a_project(plan, "ถนน", amounts={2566: "1000", 2567: "0"})
    make.a_project(plan, "น้ำประปา", unit="", amounts={2566: "2500.50"})
    make.a_project(plan, "ชุมชน", kind="community", amounts={2566: "9"})
    page = client.get(at("plan", plan), {"q": "ถนน"})
    found = page.context["found"]
    assert [line.revision.name for line in found.lines] == ["ถนน"]
    assert (found.in_all, found.own, found.project_years, str(found.baht)) == (3, 2, 2, "3500.50")
    assert "1 จาก 3" in shown(page)
    page = client.get(at("plan", plan), {"lack": "unit"})
    assert [line.revision.name for line in page.context["found"].lines] == ["น้ำประปา"]


@pytest.mark.parametrize("sort", ["order", "-order", "name", "-unit", "total", "-total", "nonsense"])
def test_the_list_is_sorted_as_asked(client, plan, sort):
    make.a_project(plan, "ก", unit="ข", amounts={2566: "2"})
    make.a_project(plan, "ข", unit="ก", tactic=None, programme=None, amounts={2566: "1"})
    names = [line.revision.name for line in client.get(at("plan", plan), {"sort": sort}).context["found"].lines]
    assert names == (["ข", "ก"] if sort in ("total",) else ["ก", "ข"])


def test_a_list_costs_the_same_for_1_project_and_60(client, plan, planner):
    make.a_project(plan, by=planner)
    client.get(at("plan", plan))
    with count_queries() as one:
        client.get(at("plan", plan))
    for number in range(60):
        make.a_project(plan, f"โครงการ {number}", by=planner)
    with count_queries() as sixty:
        client.get(at("plan", plan))
    assert one.number == sixty.number, str(sixty)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_a_file_too(client, plan, kind):
    make.a_project(plan, "=ถนน")
    answer = client.get(at("plan", plan), {"as": kind})
    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert len(body) > 100
    if kind == "csv":
        assert "'=ถนน" in body.decode("utf-8-sig")


def test_a_project_is_added_and_the_next_keeps_its_place(client, plan):
    programme = make.a_programme_of(plan)
    sent = {
        "name": "ถนน",
        "kind": "own",
        "programme_id": programme.pk,
        "unit": "กองช่าง",
        "y2566": "๑,๕๐๐.๕๐",
        "y2567": "-",
    }
    answer = client.post(at("add-project", plan), {**sent, "again": "1"})
    row = ProjectRevision.objects.get()
    assert dict(row.amounts.values_list("year", "amount")) == {2566: 1500.5, 2567: 0}
    page = client.get(answer.url)
    assert page.context["form"]["unit"].value() == "กองช่าง"
    assert f'value="{programme.pk}" selected' in shown(page)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(client, plan):
    answer = client.post(at("add-project", plan), {"name": "ถนน", "kind": "own", "y2566": "1,00", "latitude": "13"})
    page = shown(answer, 422)
    assert "1,00" in page
    assert answer.context["form"].errors.keys() == {"y2566"}
    answer = client.post(at("add-project", plan), {"name": "ถนน", "kind": "own", "latitude": "13"})
    assert answer.context["form"].errors.keys() == {"longitude"}
    assert answer.status_code == 422


def test_two_people_on_one_form_see_both_values(client, plan, planner):
    row = make.a_project(plan, "ถนน", unit="เดิม", place="หมู่ 1")
    sent = the_form(client.get(at("project", row.project_id)))
    assert client.post(at("project", row.project_id), {**sent, "unit": "ของเขา"}).status_code == 302
    answer = client.post(at("project", row.project_id), {**sent, "unit": "ของฉัน", "place": "หมู่ 9"})
    page = shown(answer, 409)
    assert "ของเขา" in page
    assert "ของฉัน" in page
    again = the_form(answer) | {"keep": "mine"}
    assert client.post(at("project", row.project_id), again).status_code == 302
    row.refresh_from_db()
    assert (row.unit, row.place, row.version) == ("ของฉัน", "หมู่ 9", 3)


def test_a_project_is_withdrawn_and_put_back_by_hand(client, plan):
    row = make.a_project(plan)
    page = shown(client.post(at("withdraw-project", row.project_id), follow=True))
    assert at("project", row.project_id) in page
    assert "นำกลับมา" in shown(client.get(at("project", row.project_id)))
    client.post(at("withdraw-project", row.project_id), {"restore": "1"})
    row.refresh_from_db()
    assert not row.withdrawn


def test_the_history_of_a_project_speaks_in_words(client, plan):
    row = make.a_project(plan, "ถนน", unit="เดิม")
    sent = the_form(client.get(at("project", row.project_id)))
    client.post(at("project", row.project_id), {**sent, "unit": "ใหม่", "y2567": "5000", "programme_id": ""})
    page = shown(client.get(at("project-history", row.project_id)))
    for words in ("หน่วยงานรับผิดชอบ", "5,000", "แผนงานที่ 1"):
        assert words in page
    assert "programme_id" not in page
    assert client.get(at("project-history", row.project_id), {"as": "xlsx"}).status_code == 200


def test_the_way_to_a_confirmed_plan_by_hand(client, plan, planner):
    row = make.a_project(plan, amounts={}, by=planner)
    duty = duties.a_submission(plan.organisation, "plan_confirm")
    page = shown(client.get(at("plan-confirm", plan)))
    assert "disabled" in page
    assert at("promulgation", plan) in page
    assert at("project", row.project_id) in page
    kept = the_form(client.get(at("promulgation", plan)))
    told = kept | {"promulgated_on": "1/10/2565", "notice": people.a_scan("ประกาศ.pdf")}
    assert client.post(at("promulgation", plan), told).url == at("plan-confirm", plan)
    assert client.get(at("edition-file", make.draft_of(plan), "notice")).status_code == 200
    assert "ให้เหตุผล" in shown(client.post(at("plan-confirm", plan)), 422)
    key = f"reason-{row.project_id}-project_has_money"
    edition = make.draft_of(plan)
    assert client.post(at("plan-confirm", plan), {key: "รอผู้บริจาค"}).url == at("certificate", edition)
    edition.refresh_from_db()
    duty.refresh_from_db()
    page = shown(client.get(at("certificate", edition)))
    assert edition.sha256 in page
    assert "รอผู้บริจาค" in page
    assert "ผู้บันทึกและผู้ยืนยันเป็นคนเดียวกัน" in page
    assert duty.life == "submitted"
    for kind in ("pdf", "json"):
        assert client.get(at("edition-file", edition, kind)).status_code == 200
    assert client.get(at("project", row.project_id)).templates[0].name == "planning/project_read.html"
    assert client.get(at("plan-confirm", plan)).url == at("certificate", edition)
    assert client.post(at("undo-plan-confirm", edition)).url == at("plan", plan)
    duty.refresh_from_db()
    assert duty.life == "draft"
    assert make.draft_of(plan).pk == edition.pk


def test_an_amendment_is_opened_changed_compared_and_given_up(client, plan, planner):
    row = make.a_project(plan, "ถนนเดิม", by=planner)
    original = make.confirmed(make.draft_of(plan), by=planner)
    assert client.post(at("editions", plan), {"kind": "correction", "year": "2567", "number": "10"}).status_code == 302
    amendment = make.draft_of(plan)
    assert str(amendment) == "แก้ไข ครั้งที่ 10/2567"
    sent = the_form(client.get(at("project", row.project_id)))
    client.post(at("project", row.project_id), {**sent, "name": "ถนนใหม่"})
    page = shown(client.get(at("edition-changes", amendment)))
    assert "ถนนเดิม" in page
    assert "ถนนใหม่" in page
    assert "ถนนเดิม" in shown(client.get(at("edition", original)))
    assert "ถนนใหม่" in shown(client.get(at("plan", plan)))
    old = shown(client.get(at("project", row.project_id), {"edition": original.pk}))
    assert "ถนนเดิม" in old
    assert "<textarea" not in old
    client.post(at("withdraw-edition", amendment), {"reason": "ไม่ผ่าน"})
    assert not Edition.objects.open().filter(plan=plan).exists()
    assert "ยกเลิกแล้ว" in shown(client.get(at("editions", plan)))


def test_a_plan_in_force_is_confirmed_for_another_year_by_hand(client, plan, planner):
    make.a_project(plan)
    make.confirmed(make.draft_of(plan), by=planner)
    duty = duties.a_submission(plan.organisation, "plan_confirm", year=2570)
    assert at("review-plan", plan, 2570) in shown(client.get(at("editions", plan)))
    client.post(at("review-plan", plan, 2570))
    duty.refresh_from_db()
    assert duty.life == "submitted"


def test_projects_of_an_earlier_plan_are_carried_over_by_hand(client, plan, planner):
    make.a_project(plan)
    direction = strategies.a_full_direction(plan.organisation, first_year=2570, last_year=2574)
    target = make.a_plan(direction=direction)
    assert at("carry-projects", target) in shown(client.get(at("plan", target)))
    client.post(at("carry-projects", target), {"source": plan.pk})
    assert ProjectRevision.objects.filter(project__plan=target).count() == 1


def test_the_province_reads_and_writes_nothing(client, plan, planner):
    row = make.a_project(plan, by=planner)
    draft = make.draft_of(plan)
    client = people.signed_in(client, people.a_post(Post.OFFICER, at=people.a_province()))
    for name, what in [("plans", plan.organisation), ("plan", plan), ("editions", plan), ("edition", draft)]:
        assert client.get(at(name, what)).status_code == 200, name
    page = client.get(at("project", row.project_id))
    assert page.templates[0].name == "planning/project_read.html"
    assert client.get(at("project-history", row.project_id)).status_code == 200
    assert client.get(at("plan-confirm", plan)).status_code == 200
    assert client.get(at("promulgation", plan)).url == at("plan-confirm", plan)
    for name, what in [
        ("plans", plan.organisation),
        ("add-project", plan),
        ("project", row.project_id),
        ("withdraw-project", row.project_id),
        ("promulgation", plan),
        ("plan-confirm", plan),
        ("undo-plan-confirm", draft),
        ("withdraw-edition", draft),
        ("carry-projects", plan),
        ("editions", plan),
    ]:
        assert client.post(at(name, what)).status_code == 404, name


def test_another_lao_sees_nothing(client, plan):
    row = make.a_project(plan)
    client = people.signed_in(client, people.a_post(Post.PLANNER, at=people.an_lao()))
    for name, what in [("plan", plan), ("project", row.project_id), ("edition", row.edition), ("plan-confirm", plan)]:
        assert client.get(at(name, what)).status_code == 404, name
    assert client.get(at("edition-file", row.edition, "pdf")).status_code == 404
