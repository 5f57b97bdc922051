"""The page of one organisation, and its contact details corrected by one or by two."""

import pytest
from django.urls import reverse

from localplan.organisations.models import Access, Change, Identity, Kind, Organisation, Post
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lao():
    return make.an_lao(name="ห้วยน้ำใส", phone="054 111 111", email="a@b.go.th", address="1 หมู่ 1")


@pytest.fixture
def clerk(client, lao):
    make.signed_in(client, make.a_post(Post.CLERK, at=lao, user=make.a_person(full_name="ปลัดวรรณา")))
    return client


def page_of(client, organisation, **query):
    return client.get(reverse("organisation", args=[organisation.pk]), query)


def contact(organisation):
    return reverse("correct-contact", args=[organisation.pk])


def as_sent(client, organisation, **typed):
    """The form as a browser sends it back: what it showed, with what was typed instead."""
    form = client.get(contact(organisation)).context["form"]
    return {**{name: form[name].value() for name in form.fields}, **typed}


def test_the_page_says_who_they_are_and_how_to_reach_them(clerk, lao):
    page = page_of(clerk, lao).content.decode()
    for words in ("อบต.ห้วยน้ำใส", "องค์การบริหารส่วนตำบลห้วยน้ำใส", "054 111 111", "a@b.go.th", "ปลัดวรรณา", "จังหวัดเชียงราย"):
        assert words in page, words
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    ("kind", "who", "way"),
    [
        (Kind.SAO, "นายอำเภอกำกับดูแล", "หนังสือส่งผ่านอำเภอ"),
        (Kind.SUBM, "โดยมีนายอำเภอช่วย", "หนังสือส่งผ่านอำเภอ"),
        (Kind.TOWN, "ผู้ว่าราชการจังหวัดกำกับดูแล", "หนังสือส่งตรง"),
        (Kind.PAO, "ผู้ว่าราชการจังหวัดกำกับดูแล", "หนังสือส่งตรง"),
    ],
)
def test_the_page_says_who_supervises_and_which_way_letters_go(client, kind, who, way):
    organisation = make.an_lao(kind=kind)
    make.signed_in(client, make.a_post(Post.CLERK, at=organisation))
    page = page_of(client, organisation).content.decode()
    assert who in page
    assert way in page


def test_another_provinces_id_is_not_found(client, lao):
    make.signed_in(client, make.a_post(Post.HEAD, at=make.a_province(55)))
    assert page_of(client, lao).status_code == 404
    assert page_of(client, make.a_province(57)).status_code == 404
    assert client.get(contact(lao)).status_code == 404
    assert client.get(reverse("organisation-history", args=[lao.pk])).status_code == 404


def test_a_neighbour_is_not_found(clerk):
    assert page_of(clerk, make.an_lao(name="เพื่อนบ้าน")).status_code == 404


def test_the_offices_above_are_seen_with_those_who_help_and_nothing_else(clerk):
    office = make.a_province()
    make.a_post(Post.OFFICER, at=office, user=make.a_person(full_name="เจ้าหน้าที่ปิยะ", phone="054 999 999"))
    make.a_post(Post.AUDITOR, at=office, user=make.a_person(full_name="ผู้ตรวจสอบ"))
    page = page_of(clerk, office).content.decode()
    assert "เจ้าหน้าที่ปิยะ" in page
    assert "054 999 999" in page
    assert "ผู้ตรวจสอบ" not in page
    assert reverse("organisation-history", args=[office.pk]) not in page
    assert contact(office) not in page


def test_an_lao_reads_who_may_help_it(clerk, lao):
    make.a_post(Post.OFFICER, at=lao.parent, user=make.a_person(full_name="อำเภอช่วย"))
    make.a_post(Post.HEAD, at=lao.parent.parent, user=make.a_person(full_name="จังหวัดช่วย"))
    make.a_post(Post.OFFICER, at=make.the_department(), user=make.a_person(full_name="กรมช่วย"))
    assert [post.user.full_name for post in page_of(clerk, lao).context["helpers"]] == ["อำเภอช่วย", "จังหวัดช่วย"]


def test_dla_helps_where_nobody_sits_in_between(clerk, lao):
    make.a_post(Post.OFFICER, at=make.the_department(), user=make.a_person(full_name="กรมช่วย"))
    assert [post.user.full_name for post in page_of(clerk, lao).context["helpers"]] == ["กรมช่วย"]


def test_a_past_day_shows_the_name_of_that_day(clerk, lao):
    Identity.objects.filter(organisation=lao).update(from_on=make.days(-10))
    Identity.objects.create(
        organisation=lao,
        kind=Kind.SAO,
        name="ชื่อเดิม",
        full_name="องค์การบริหารส่วนตำบลชื่อเดิม",
        from_on=make.days(-100),
        until_on=make.days(-11),
        recorded_at=lao.identities.first().recorded_at,
    )

    def on(day):
        return page_of(clerk, lao, on=day.isoformat()).context["then"]

    assert on(make.days(-11)).short_name == "อบต.ชื่อเดิม"
    assert on(make.days(-10)).short_name == "อบต.ห้วยน้ำใส"
    assert on(make.days(-101)) is None


@pytest.mark.parametrize("day", ["พรุ่งนี้กระมัง", "31/2/2569", "1/1/2699"])
def test_a_day_that_cannot_be_answered_is_said_so(clerk, lao, day):
    response = page_of(clerk, lao, on=day)
    assert response.status_code == 200
    assert response.context["unreadable"]
    assert day in response.content.decode()


def test_predecessors_and_successor_point_at_each_other(client, lao):
    old = make.an_lao(name="รวมแล้ว", closed_on=make.days(-5), merged_into=lao)
    make.signed_in(client, make.a_post(Post.HEAD, at=make.a_province()))
    assert reverse("organisation", args=[old.pk]) in page_of(client, lao).content.decode()
    assert reverse("organisation", args=[lao.pk]) in page_of(client, old).content.decode()


def test_a_province_counts_its_districts_and_a_district_names_its_laos(client, lao):
    make.a_post(Post.CLERK, at=lao)
    make.an_lao(name="ไม่มีปลัด")
    make.signed_in(client, make.a_post(Post.HEAD, at=make.a_province()))
    areas = page_of(client, make.a_province()).context["areas"]
    assert [(area.laos, area.with_clerk) for area in areas] == [(2, 1)]
    lines = page_of(client, lao.parent).context["lines"]
    assert [line.organisation.name for line in lines] == ["ไม่มีปลัด", "ห้วยน้ำใส"]


def test_dla_reads_one_provinces_districts_only(client, lao):
    make.an_lao(make.a_district(make.a_province(55)))
    make.signed_in(client, make.a_post(Post.OFFICER, at=make.the_department()))
    assert [area.office for area in page_of(client, make.a_province(57)).context["areas"]] == [lao.parent]


def test_the_page_of_a_province_costs_the_same_for_one_district_and_for_ten(client, lao):
    make.signed_in(client, make.a_post(Post.HEAD, at=make.a_province()))
    page_of(client, make.a_province())
    with count_queries() as one:
        page_of(client, make.a_province())
    for number in range(2, 11):
        make.a_post(Post.OFFICER, at=make.a_district(number=number))
        make.a_post(Post.CLERK, at=make.an_lao(make.a_district(number=number)))
    with count_queries() as ten:
        page_of(client, make.a_province())
    assert one.number == ten.number, ten


def test_a_position_is_given_where_known(client):
    organisation = make.an_lao(latitude="19.9071650", longitude="99.8309550")
    make.signed_in(client, make.a_post(Post.CLERK, at=organisation))
    page = page_of(client, organisation).content.decode()
    assert 'href="geo:19.9071650,99.8309550"' in page
    assert "19.90717° เหนือ" in page


def test_an_auditors_look_is_kept_with_the_organisation_looked_at(client, lao):
    make.signed_in(client, make.a_post(Post.AUDITOR, at=make.the_department()))
    page_of(client, lao)
    assert Access.objects.filter(organisation=lao).count() == 1


def test_contact_details_are_corrected_and_the_history_tells_it(clerk, lao):
    response = clerk.post(contact(lao), as_sent(clerk, lao, phone="054 222 222"), follow=True)
    lao.refresh_from_db()
    assert lao.phone == "054 222 222"
    assert "บันทึกข้อมูลติดต่อแล้ว" in response.content.decode()
    change = Change.objects.get(organisation=lao)
    assert (change.before, change.after) == ({"phone": "054 111 111"}, {"phone": "054 222 222"})


def test_two_people_correct_different_fields_and_both_stay(clerk, lao):
    first, second = as_sent(clerk, lao, phone="054 222 222"), as_sent(clerk, lao, address="2 หมู่ 2")
    clerk.post(contact(lao), first)
    assert clerk.post(contact(lao), second).status_code == 302
    lao.refresh_from_db()
    assert (lao.phone, lao.address) == ("054 222 222", "2 หมู่ 2")


def test_two_people_correct_one_field_and_the_second_sees_both_values(clerk, lao):
    first = as_sent(clerk, lao, phone="054 222 222")
    second = as_sent(clerk, lao, phone="054 333 333", address="2 หมู่ 2")
    clerk.post(contact(lao), first)
    response = clerk.post(contact(lao), second)
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("054 111 111", "054 222 222", "054 333 333", "ปลัดวรรณา", "2 หมู่ 2"):
        assert words in page, words
    lao.refresh_from_db()
    assert lao.phone == "054 222 222"


@pytest.mark.parametrize(("keep", "phone"), [("mine", "054 333 333"), ("theirs", "054 222 222")])
def test_after_a_conflict_one_button_settles_it_and_nothing_typed_is_lost(clerk, lao, keep, phone):
    first = as_sent(clerk, lao, phone="054 222 222")
    second = as_sent(clerk, lao, phone="054 333 333", address="2 หมู่ 2")
    clerk.post(contact(lao), first)
    form = clerk.post(contact(lao), second).context["form"]
    again = {name: form[name].value() for name in form.fields}
    settled = clerk.post(contact(lao), {**again, "conflicting": ["phone"], "keep": keep})
    assert settled.status_code == 302
    lao.refresh_from_db()
    assert (lao.phone, lao.address) == (phone, "2 หมู่ 2")


def test_an_unreadable_address_comes_back_with_what_was_typed(clerk, lao):
    response = clerk.post(contact(lao), as_sent(clerk, lao, email="ไม่ใช่อีเมล", phone="054 222 222"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "ไม่ใช่อีเมล" in page
    assert "054 222 222" in page
    assert Organisation.objects.get(pk=lao.pk).phone == "054 111 111"


@pytest.mark.parametrize("post", [Post.EXECUTIVE, Post.VIEWER, Post.AUDITOR])
def test_those_who_only_look_find_no_way_to_correct(client, lao, post):
    make.signed_in(client, make.a_post(post, at=lao))
    assert contact(lao) not in page_of(client, lao).content.decode()
    assert client.get(contact(lao)).status_code == 404
    assert client.post(contact(lao), {"phone": "1"}).status_code == 404


def test_a_script_in_the_contact_details_stays_text(clerk, lao):
    clerk.post(contact(lao), as_sent(clerk, lao, address="<script>alert(1)</script>"))
    page = page_of(clerk, lao).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
