"""Who did what: of one record, of one organisation, and what auditors looked at."""

import csv
import io

import pytest
from django.urls import reverse

from localplan.organisations.history import Did, record, record_access, tell
from localplan.organisations.models import Change, Kind, Post
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lao():
    return make.an_lao(name="ห้วยน้ำใส")


@pytest.fixture
def clerk(lao):
    return make.a_post(Post.CLERK, at=lao, user=make.a_person(full_name="ปลัดวรรณา"))


@pytest.fixture
def officer(lao):
    return make.a_post(Post.OFFICER, at=lao.parent.parent, user=make.a_person(full_name="เจ้าหน้าที่ปิยะ"))


def of_organisation(client, organisation, **query):
    return client.get(reverse("organisation-history", args=[organisation.pk]), query)


def of_record(client, object_type, object_id):
    return client.get(reverse("history", args=[object_type, object_id]))


def corrected(by, organisation, **after):
    record(by, "corrected", [Did(organisation, organisation.pk, before=dict.fromkeys(after, ""), after=after)])


def test_the_history_says_who_in_which_post_changed_what_into_what(client, lao, clerk):
    make.signed_in(client, clerk)
    record(clerk, "corrected", [Did(lao, lao.pk, before={"phone": "054 1"}, after={"phone": "054 2"})], reason="ย้าย")
    page = of_organisation(client, lao).content.decode()
    for words in ("ปลัดวรรณา", "อบต.ห้วยน้ำใส", "โทรศัพท์", "054 1", "054 2", "ย้าย", "แก้ไข"):
        assert words in page, words


def test_fields_choices_offices_and_days_are_told_in_words(lao, clerk):
    record(
        clerk,
        "upgraded",
        [
            Did(
                lao,
                lao.pk,
                before={"kind": Kind.SAO, "parent": lao.parent_id, "closed_on": None},
                after={
                    "kind": Kind.SUBM,
                    "parent": make.a_district(number=2, name="แม่จัน").pk,
                    "closed_on": make.days(0),
                },
            )
        ],
    )
    (act,) = tell(Change.objects.all())
    told = {one.label: (str(one.before), one.after) for one in act.differences}
    assert told["ประเภท"] == ("องค์การบริหารส่วนตำบล", "เทศบาลตำบล")
    assert told["สังกัด"] == ("สถอ.เวียง1", "สถอ.แม่จัน")
    assert told["วันที่ยุบ"] == ("None", make.days(0))


def test_what_a_later_version_no_longer_knows_is_still_told(lao, clerk):
    record(clerk, "corrected", [Did(lao, lao.pk, before={"fax": "1"}, after={"fax": "2"})])
    Change.objects.update(object_type="gone")
    (act,) = tell(Change.objects.all())
    assert [(one.label, one.before, one.after) for one in act.differences] == [("fax", "1", "2")]


def test_work_on_behalf_names_both(client, lao, clerk, officer):
    letter = make.a_delegation(clerk, officer.organisation)
    record(officer, "corrected", [Did(lao, lao.pk, after={"phone": "054 2"})], under=letter)
    make.signed_in(client, clerk)
    page = of_organisation(client, lao).content.decode()
    assert "เจ้าหน้าที่ปิยะ" in page
    assert "ทำแทน อบต.ห้วยน้ำใส" in page


def test_one_record_has_its_own_page(client, lao, clerk):
    corrected(clerk, lao, phone="054 2")
    corrected(clerk, make.an_lao(name="อื่น"), phone="054 3")
    make.signed_in(client, clerk)
    response = of_record(client, "organisation", lao.pk)
    assert [act.change.object_id for act in response.context["acts"]] == [lao.pk]


def test_the_history_of_others_is_not_found(client, lao, clerk, officer):
    corrected(officer, lao, phone="054 2")
    make.signed_in(client, make.a_post(Post.CLERK, at=make.an_lao()))
    assert of_record(client, "organisation", lao.pk).status_code == 404
    assert of_organisation(client, lao).status_code == 404


def test_a_record_without_history_is_not_found(client, lao, clerk):
    make.signed_in(client, clerk)
    assert of_record(client, "nonsense", 1).status_code == 404


def test_the_history_narrows_by_verb_and_by_person_and_says_what_it_left_out(client, lao, clerk, officer):
    corrected(clerk, lao, phone="054 2")
    corrected(officer, lao, email="a@b.go.th")
    record(officer, "renamed", [Did(lao, lao.pk, after={"name": "ใหม่"})])
    make.signed_in(client, clerk)
    by_officer = of_organisation(client, lao, person=officer.user_id)
    assert len(by_officer.context["acts"]) == 2
    assert "ไม่แสดง 1 รายการ" in by_officer.content.decode()
    both = of_organisation(client, lao, person=officer.user_id, verb="renamed")
    assert [act.change.verb for act in both.context["acts"]] == ["renamed"]
    assert len(of_organisation(client, lao, verb="nonsense", person="x").context["acts"]) == 3


def test_the_newest_stands_first_and_fifty_on_a_page(client, lao, clerk):
    for number in range(51):
        corrected(clerk, lao, phone=str(number))
    make.signed_in(client, clerk)
    acts = of_organisation(client, lao).context["acts"]
    assert len(acts) == 50
    assert acts[0].change.after == {"phone": "50"}


def test_the_history_costs_the_same_for_one_act_and_for_twenty(client, lao, clerk):
    corrected(clerk, lao, parent=lao.parent_id)
    make.signed_in(client, clerk)
    of_organisation(client, lao)
    with count_queries() as one:
        of_organisation(client, lao)
    for number in range(2, 21):
        corrected(make.a_post(Post.OFFICER, at=lao.parent), lao, parent=make.a_district(number=number).pk)
    with count_queries() as twenty:
        of_organisation(client, lao)
    assert one.number == twenty.number, twenty


def test_the_history_goes_home_as_a_file_in_which_nothing_runs(client, lao, clerk):
    corrected(clerk, lao, phone="=1+1")
    record(clerk, "corrected", [Did(lao, lao.pk, label="=2+2")], reason="@x")
    make.signed_in(client, clerk)
    response = of_organisation(client, lao, **{"as": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 3
    assert [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    assert any("โทรศัพท์: – → =1+1" in cell for cell in rows[2])
    assert of_organisation(client, lao, **{"as": "xlsx"}).content.startswith(b"PK")


def test_auditors_visits_are_shown_to_the_clerk_and_to_dlas_administrator_only(client, lao, clerk, officer):
    auditor = make.a_post(Post.AUDITOR, at=lao, user=make.a_person(full_name="ผู้ตรวจสมศรี"), order_number="ตผ 7/2569")
    record_access(auditor, lao, "/organisation/5701001")
    address = reverse("organisation-accesses", args=[lao.pk])
    for seat in (clerk, make.a_post(Post.ADMINISTRATOR, at=make.the_department())):
        page = make.signed_in(client, seat).get(address).content.decode()
        assert "ผู้ตรวจสมศรี" in page
        assert "ตผ 7/2569" in page
        assert address in of_organisation(client, lao).content.decode()
    for seat in (make.a_post(Post.PLANNER, at=lao), officer):
        make.signed_in(client, seat)
        assert client.get(address).status_code == 404
        assert address not in of_organisation(client, lao).content.decode()


def test_the_head_of_an_office_sees_the_visits_to_the_own_office_only(client, lao):
    head = make.a_post(Post.HEAD, at=make.a_province())
    make.signed_in(client, head)
    assert client.get(reverse("organisation-accesses", args=[head.organisation_id])).status_code == 200
    assert client.get(reverse("organisation-accesses", args=[lao.pk])).status_code == 404


def test_a_script_in_the_history_stays_text(client, lao, clerk):
    corrected(clerk, lao, address="<script>alert(1)</script>")
    make.signed_in(client, clerk)
    page = of_organisation(client, lao).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_auditors_visits_go_home_as_a_file(client, lao, clerk):
    auditor = make.a_post(Post.AUDITOR, at=lao, order_number="ตผ 7/2569")
    record_access(auditor, lao, "=/organisation")
    make.signed_in(client, clerk)
    response = client.get(reverse("organisation-accesses", args=[lao.pk]), {"as": "csv"})
    _head, row = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert "ตผ 7/2569" in row
    assert "'=/organisation" in row
