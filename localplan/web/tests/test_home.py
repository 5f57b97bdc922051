"""The homes: what to do next, at each level; and the page for watchmen."""

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from localplan.organisations.history import Did, record
from localplan.organisations.models import Organisation, Post, SignIn
from localplan.organisations.tests import make
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db


def home(client, membership=None):
    if membership is not None:
        make.signed_in(client, membership)
    response = client.get(reverse("home"))
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
    return response


@pytest.fixture
def lao():
    return make.an_lao(name="ห้วยน้ำใส", phone="054 1", email="a@b.go.th")


def fill(lao, *posts):
    for post in posts:
        make.a_post(post, at=lao)


def test_an_lao_is_told_the_first_thing_that_is_missing(client, lao):
    response = home(client, make.a_post(Post.CLERK, at=lao))
    assert "แต่งตั้งนักวิเคราะห์นโยบายและแผน" in response.content.decode()
    assert [check["passed"] for check in response.context["checks"]] == [True, False, False, False, True]


def test_a_planner_is_led_to_look_and_told_that_others_appoint(client, lao):
    response = home(client, make.a_post(Post.PLANNER, at=lao))
    assert response.context["next"]["from_above"]
    assert "ปลัดยังไม่มีบัญชี" in response.content.decode()


def test_an_lao_with_everybody_but_without_an_address_is_led_to_its_contact_details(client, lao):
    Organisation.objects.filter(pk=lao.pk).update(email="")
    fill(lao, Post.PLANNER, Post.FINANCE, Post.EXECUTIVE)
    page = home(client, make.a_post(Post.CLERK, at=lao)).content.decode()
    assert reverse("correct-contact", args=[lao.pk]) in page


def test_an_lao_that_has_everything_is_told_so(client, lao):
    fill(lao, Post.PLANNER, Post.FINANCE, Post.EXECUTIVE)
    response = home(client, make.a_post(Post.CLERK, at=lao))
    assert response.context["next"] is None
    assert "สำนักงานของเรายังขาด" not in response.content.decode()


def test_a_viewer_is_shown_the_gap_but_no_way_to_mend_it(client, lao):
    Organisation.objects.filter(pk=lao.pk).update(email="")
    fill(lao, Post.CLERK, Post.PLANNER, Post.FINANCE, Post.EXECUTIVE)
    page = home(client, make.a_post(Post.VIEWER, at=lao)).content.decode()
    assert "กรอกข้อมูลติดต่อของหน่วยงาน" in page
    assert reverse("correct-contact", args=[lao.pk]) not in page


def test_an_lao_reads_whom_to_ask_and_who_may_enter_for_it(client, lao):
    clerk = make.a_post(Post.CLERK, at=lao)
    make.a_post(Post.OFFICER, at=make.a_province(), user=make.a_person(full_name="เจ้าหน้าที่ปิยะ", phone="054 9"))
    make.a_delegation(clerk, make.a_province(), letter_number="ชร 71201/9")
    page = home(client, clerk).content.decode()
    for words in ("เจ้าหน้าที่ปิยะ", "054 9", "สถจ.เชียงราย", "ชร 71201/9"):
        assert words in page, words


def test_an_lao_reads_whose_post_ends_soon(client, lao):
    clerk = make.a_post(Post.CLERK, at=lao)
    ending = make.a_post(Post.PLANNER, at=lao, until_on=make.days(10))
    assert home(client, clerk).context["ending"] == [ending]


def test_a_province_rings_those_without_a_clerk_first(client, lao):
    fill(lao, Post.CLERK)
    make.an_lao(name="ไม่มีใคร", phone="054 7")
    ready = make.an_lao(name="ครบ")
    fill(ready, Post.CLERK, Post.PLANNER)
    response = home(client, make.a_post(Post.HEAD, at=make.a_province()))
    rows = response.context["to_chase"]
    assert [row["organisation"].name for row in rows] == ["ไม่มีใคร", "ห้วยน้ำใส"]
    assert rows[0]["may_appoint"]
    assert response.context["chase"] == {"no_clerk": 1, "no_planner": 2, "no_phone": 1}
    assert "054 7" in response.content.decode()


def test_every_number_of_a_province_leads_to_the_list_of_as_many(client, lao):
    make.an_lao(name="ไม่มีใคร")
    head = make.a_post(Post.HEAD, at=make.a_province())
    chase = home(client, head).context["chase"]
    for lack, number in (("clerk", "no_clerk"), ("planner", "no_planner"), ("phone", "no_phone")):
        found = client.get(reverse("organisations"), {"lack": lack}).context["found"]
        assert found.number == chase[number], lack


def test_a_district_officer_follows_the_own_district(client, lao):
    make.an_lao(make.a_district(number=2), name="อำเภออื่น")
    response = home(client, make.a_post(Post.OFFICER, at=lao.parent))
    assert [row["organisation"].name for row in response.context["to_chase"]] == ["ห้วยน้ำใส"]


def test_an_analyst_is_offered_no_appointing(client, lao):
    response = home(client, make.a_post(Post.ANALYST, at=make.a_province()))
    assert [row["may_appoint"] for row in response.context["to_chase"]] == [False]
    assert "แต่งตั้งปลัด" not in response.content.decode()


def test_a_province_lists_posts_and_contracts_that_end_within_sixty_days(client, lao):
    office = make.a_province()
    head = make.a_post(Post.HEAD, at=office)
    contract = make.a_post(Post.ANALYST, at=office, until_on=make.days(60))
    clerk = make.a_post(Post.CLERK, at=lao, until_on=make.days(5))
    make.a_post(Post.VIEWER, at=office, until_on=make.days(61))
    assert home(client, head).context["ending"] == [clerk, contract]


@pytest.mark.parametrize(("post", "level"), [(Post.HEAD, "province"), (Post.OFFICER, "dla"), (Post.CLERK, "lao")])
def test_a_home_costs_the_same_for_one_lao_and_for_a_hundred(client, lao, post, level):
    at = {"province": make.a_province(), "dla": make.the_department(), "lao": lao}[level]
    membership = make.a_post(post, at=at)
    home(client, membership)
    with count_queries() as one:
        home(client)
    for serial in range(2, 101):
        other = make.an_lao(lao.parent, serial)
        if serial % 2:
            make.a_post(Post.CLERK, at=other, until_on=make.days(serial))
    make.an_lao(make.a_district(make.a_province(55)))
    with count_queries() as hundred:
        home(client)
    assert one.number == hundred.number, hundred


def test_dla_sees_the_province_that_needs_help_first(client, lao):
    make.a_post(Post.HEAD, at=make.a_province(57))
    make.an_lao(make.a_district(make.a_province(55)))
    response = home(client, make.a_post(Post.OFFICER, at=make.the_department()))
    assert [area.office.name for area in response.context["areas"]] == ["น่าน", "เชียงราย"]
    assert response.context["whole"]["without_clerk"] == 2


def test_dla_reads_when_the_register_last_changed(client, lao):
    by = make.a_post(Post.ADMINISTRATOR, at=make.the_department(), user=make.a_person(full_name="ผู้ดูแลสมพร"))
    record(by, "registered", [Did(lao, lao.pk)])
    page = home(client, by).content.decode()
    assert "ผู้ดูแลสมพร" in page
    assert "อบต.ห้วยน้ำใส" in page


def test_only_the_administrator_reads_of_failed_sign_ins(client):
    for name, outcome in (("clerk.a", "wrong"), ("clerk.a", "throttled"), ("clerk.b", "wrong"), ("clerk.c", "done")):
        SignIn.objects.create(username=name, outcome=outcome, at=clock.now(), address="10.0.0.1")
    SignIn.objects.create(username="old", outcome="wrong", at=clock.now() - clock.dt.timedelta(hours=25))
    response = home(client, make.a_post(Post.ADMINISTRATOR, at=make.the_department()))
    assert response.context["failed"] == {"tries": 3, "names": 2, "addresses": 1}
    assert len(client.get(reverse("failed-sign-ins")).context["page"].object_list) == 3
    assert "failed" not in home(client, make.a_post(Post.DIRECTOR, at=make.the_department())).context
    assert client.get(reverse("failed-sign-ins")).status_code == 404


def test_a_password_typed_as_a_name_is_not_shown_whole(client):
    SignIn.objects.create(username="secret-word-9", outcome="wrong", at=clock.now())
    make.signed_in(client, make.a_post(Post.ADMINISTRATOR, at=make.the_department()))
    page = client.get(reverse("failed-sign-ins")).content.decode()
    assert "secret-word-9" not in page


def test_watchmen_hear_ok_without_signing_in(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_watchmen_hear_503_while_the_database_is_gone(client, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("the database is gone")

    monkeypatch.setattr(connection, "cursor", gone)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
