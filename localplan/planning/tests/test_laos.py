"""The plans of all LAOs, as an office above reads them."""

import pytest
from django.urls import reverse

from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.planning.tests import make
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())


@pytest.fixture
def office(client):
    return people.signed_in(client, people.a_post(Post.OFFICER, at=people.a_province()))


def of(name):
    lao = people.an_lao(name=name)
    return make.a_plan(lao, first_year=YEAR, last_year=YEAR + 4)


def ask(client, **query):
    answer = client.get(reverse("lao-plans"), {"fy": YEAR, **query})
    assert answer.status_code == 200
    return {line.organisation.name: line for line in answer.context["lines"]}


def test_each_lao_stands_there_with_its_plan_its_state_and_the_money_of_the_year(office):
    ready, begun = of("ยืนยันแล้ว"), of("ร่างอยู่")
    make.a_project(ready, "ถนน", amounts={YEAR: "1000", YEAR + 1: "5"})
    make.a_project(ready, "ชุมชน", kind="community", amounts={YEAR: "9"})
    make.confirmed(make.draft_of(ready))
    people.an_lao(name="ยังไม่มีแผน")
    people.an_lao(people.a_district(people.a_province(55)), name="จังหวัดอื่น")
    found = ask(office)
    assert {name: line.state for name, line in found.items()} == {
        "ยืนยันแล้ว": "confirmed", "ร่างอยู่": "draft", "ยังไม่มีแผน": "none"
    }  # fmt: skip
    assert (found["ยืนยันแล้ว"].projects, str(found["ยืนยันแล้ว"].baht)) == (2, "1000.00")
    assert found["ร่างอยู่"].plan == begun


def test_it_is_searched_and_filtered_and_says_what_it_leaves_out(office):
    of("ร่างอยู่")
    people.an_lao(name="ยังไม่มีแผน")
    assert set(ask(office, state="none")) == {"ยังไม่มีแผน"}
    assert set(ask(office, q="ร่าง")) == {"ร่างอยู่"}
    assert "1 จาก 2" in office.get(reverse("lao-plans"), {"fy": YEAR, "state": "none"}).content.decode()


def test_an_open_amendment_is_a_state_of_its_own_and_counts_what_it_withdraws(office):
    plan = of("แก้ไขอยู่")
    project = make.a_project(plan, "ถนน", amounts={YEAR: "1000"})
    make.a_project(plan, "ประปา", amounts={YEAR: "500"})
    make.confirmed(make.draft_of(plan))
    amendment = make.an_edition(plan)
    make.a_project(plan, "ถนน", edition=amendment, project=project.project, withdrawn=True)
    line = ask(office, state="amending")["แก้ไขอยู่"]
    assert (line.edition, line.projects, str(line.baht)) == (amendment, 1, "500.00")


def test_as_a_file_and_for_as_many_statements_for_ten_as_for_one(office):
    of("หนึ่ง")
    office.get(reverse("lao-plans"), {"fy": YEAR})
    with count_queries() as one:
        ask(office)
    for number in range(9):
        of(f"อีก{number}")
    with count_queries() as many:
        ask(office)
    assert one.number == many.number, many
    written = office.get(reverse("lao-plans"), {"fy": YEAR, "as": "csv"})
    assert "หนึ่ง" in b"".join(written).decode("utf-8-sig")


def test_an_lao_has_no_list_of_others(client):
    plan = of("หนึ่ง")
    planner = people.signed_in(client, people.a_post(Post.PLANNER, at=plan.organisation))
    assert planner.get(reverse("lao-plans")).status_code == 404
