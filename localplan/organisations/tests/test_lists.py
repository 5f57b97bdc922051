"""Lists of organisations and provinces: found, narrowed, sorted, counted, taken home."""

import csv
import io

import pytest
from django.urls import reverse

from localplan.organisations.models import Kind, Organisation, Post
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client):
    """The head of the provincial office of เชียงราย, signed in."""
    make.signed_in(client, make.a_post(Post.HEAD, at=make.a_province()))
    return client


@pytest.fixture
def officer_of_dla(client):
    make.signed_in(client, make.a_post(Post.OFFICER, at=make.the_department()))
    return client


def names(response):
    return [line.organisation.name for line in response.context["found"].lines]


def ask(client, **query):
    response = client.get(reverse("organisations"), query)
    assert response.status_code == 200
    return response


def test_a_province_sees_its_own_laos_and_nobody_elses(head):
    make.an_lao(name="ริมกก")
    make.an_lao(make.a_district(make.a_province(55)), name="ริมน่าน")
    assert names(ask(head)) == ["ริมกก"]


def test_thai_names_stand_in_dictionary_order(head):
    for name in ("แม่ยาว", "เวียง", "กกดง", "ดอยงาม", "โป่งผา"):
        make.an_lao(name=name)
    assert names(ask(head)) == ["กกดง", "ดอยงาม", "โป่งผา", "แม่ยาว", "เวียง"]
    assert names(ask(head, sort="-name"))[0] == "เวียง"


@pytest.mark.parametrize("words", ["น้ำ", "Huai Nam", "huai", "6570199", "อบต.ห้วย", "อบต. น้ำ", "อบต. ห้วย"])
def test_part_of_a_name_finds_in_thai_english_and_by_code(head, words):
    make.an_lao(name="ห้วยน้ำใส", name_en="Huai Nam Sai", code="6570199")
    make.an_lao(name="ป่าแดด", kind=Kind.SUBM)
    assert names(ask(head, q=words)) == ["ห้วยน้ำใส"]


def test_the_abbreviation_of_a_type_finds_that_type(head):
    make.an_lao(name="แม่ยาว")
    make.an_lao(name="ป่าแดด", kind=Kind.SUBM)
    assert names(ask(head, q="ทต.")) == ["ป่าแดด"]


def test_types_sort_as_in_the_register(head):
    for kind in (Kind.SAO, Kind.SUBM, Kind.PAO, Kind.TOWN):
        make.an_lao(kind=kind, name=str(kind))
    assert names(ask(head, sort="kind")) == ["PAO", "TOWN", "SUBM", "SAO"]


def test_a_filter_says_how_many_it_left_out_and_is_taken_away_by_one_click(head):
    make.an_lao(name="แม่ยาว")
    make.an_lao(name="ป่าแดด", kind=Kind.SUBM)
    response = ask(head, kind="SUBM", q="ป่า")
    assert (response.context["found"].number, response.context["found"].in_all) == (1, 2)
    page = response.content.decode()
    assert "1 จาก 2" in page
    assert 'href="?kind=SUBM"' in page  # the search taken away
    assert 'href="?q=' in page  # the type taken away


def test_closed_ones_are_left_out_counted_and_one_click_away(head):
    make.an_lao(name="ยังอยู่")
    make.an_lao(name="ยุบแล้ว", closed_on=make.days(-1))
    response = ask(head)
    assert names(response) == ["ยังอยู่"]
    assert [reason.without for reason in response.context["found"].left_out] == [""]
    assert 'href="?state=all"' in response.content.decode()
    assert names(ask(head, state="all")) == ["ยังอยู่", "ยุบแล้ว"]
    assert names(ask(head, state="closed")) == ["ยุบแล้ว"]


def test_laos_without_a_clerk_are_found(head):
    make.a_post(Post.CLERK, at=make.an_lao(name="มีปลัด"))
    make.a_post_that_ended_yesterday(Post.CLERK, at=make.an_lao(name="ปลัดย้าย"))
    assert names(ask(head, lack="clerk")) == ["ปลัดย้าย"]


def test_an_acting_clerk_is_shown_only_while_there_is_no_other(head):
    lao = make.an_lao()
    make.a_post(Post.CLERK, at=lao, acting=True, user=make.a_person(full_name="ผู้รักษาการ"))
    assert ask(head).context["found"].lines[0].clerk.user.full_name == "ผู้รักษาการ"
    make.a_post(Post.CLERK, at=lao, user=make.a_person(full_name="ปลัดจริง"))
    assert ask(head).context["found"].lines[0].clerk.user.full_name == "ปลัดจริง"


def test_chips_count_what_a_click_would_show(head):
    for _ in range(3):
        make.an_lao(kind=Kind.SUBM)
    make.a_post(Post.CLERK, at=make.an_lao(kind=Kind.SAO))
    response = ask(head, lack="clerk")
    chips = {chip.value or chip.word: chip.number for chip in response.context["found"].chips}
    assert chips["SUBM"] == 3
    assert "SAO" not in chips  # the one SAO has a clerk


def test_dla_chooses_a_province_and_then_a_district(officer_of_dla):
    here, there = make.a_district(make.a_province(57), 1), make.a_district(make.a_province(55), 1)
    make.an_lao(here, name="ริมกก")
    make.an_lao(make.a_district(make.a_province(57), 2), name="ดอยหลวง")
    make.an_lao(there, name="ริมน่าน")
    assert names(ask(officer_of_dla, province=5700000)) == ["ดอยหลวง", "ริมกก"]
    assert names(ask(officer_of_dla, province=5700000, district=here.pk)) == ["ริมกก"]


def test_a_district_of_another_province_is_no_filter(officer_of_dla):
    make.an_lao(make.a_district(make.a_province(57), 1), name="ริมกก")
    elsewhere = make.a_district(make.a_province(55), 1)
    assert names(ask(officer_of_dla, province=5700000, district=elsewhere.pk)) == ["ริมกก"]


def test_a_province_cannot_filter_by_another(head):
    make.a_province(55)
    make.an_lao(name="ริมกก")
    assert names(ask(head, province=5500000)) == ["ริมกก"]


def test_fifty_stand_on_a_page_and_all_of_them_on_the_one_for_printing(head):
    district = make.a_district()
    for serial in range(1, 54):
        make.an_lao(district, serial)
    first = ask(head)
    assert len(first.context["found"].lines) == 50
    assert "1–50 จาก 53" in first.content.decode()
    assert len(ask(head, page=2).context["found"].lines) == 3
    assert len(ask(head, **{"as": "print"}).context["found"].lines) == 53


def test_a_list_costs_the_same_for_one_row_and_for_fifty(head):
    district = make.a_district()
    make.an_lao(district, 1)
    ask(head)  # what is kept after the first request
    with count_queries() as one:
        ask(head, q="ห้วย")
    for serial in range(2, 60):
        make.a_post(Post.CLERK, at=make.an_lao(district, serial))
    with count_queries() as many:
        ask(head, q="ห้วย")
    assert one.number == many.number, many
    assert many.number <= 9, many  # session, person, posts; then six for the list


def test_nothing_found_is_said_with_the_way_back(head):
    make.an_lao()
    page = ask(head, q="ไม่มีชื่อนี้").content.decode()
    assert "<table" not in page
    assert f'href="{reverse("organisations")}"' in page


def test_an_empty_register_is_said(head):
    assert ask(head).context["found"].lines == []


def test_htmx_gets_the_part_and_a_browser_the_page(head):
    make.an_lao()
    part = head.get(reverse("organisations"), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b'id="list"' in part.content
    assert "HX-Request" in part.headers["Vary"]
    back = head.get(reverse("organisations"), headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in back.content


def test_the_file_holds_what_was_asked_for_and_nothing_in_it_runs(head):
    make.an_lao(name='=HYPERLINK("http://a.b")', phone="+66 54 716 345")
    make.an_lao(name="ป่าแดด", kind=Kind.SUBM)
    Organisation.objects.filter(kind=Kind.SAO).update(full_name="=1+1", name_en="@SUM(A1)", email="-a@b.go.th")
    response = head.get(reverse("organisations"), {"as": "csv", "kind": "SAO"})
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@"))] == []
    assert "'=1+1" in rows[1]
    assert "'+66 54 716 345" in rows[1]


def test_the_list_goes_home_as_excel(head):
    make.an_lao()
    response = head.get(reverse("organisations"), {"as": "xlsx"})
    assert response.content.startswith(b"PK")
    assert "attachment" in response.headers["Content-Disposition"]


def test_the_file_costs_the_same_for_one_row_and_for_twenty(head):
    district = make.a_district()
    make.an_lao(district, 1)

    def take():
        return b"".join(head.get(reverse("organisations"), {"as": "csv"}).streaming_content)

    take()
    with count_queries() as one:
        take()
    for serial in range(2, 22):
        make.an_lao(district, serial)
    with count_queries() as many:
        assert take().count(b"\n") == 22
    assert one.number == many.number, many


def test_a_script_in_a_name_stays_text(head):
    make.an_lao(name="<script>alert(1)</script>")
    page = ask(head).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_dla_counts_the_laos_of_each_province_by_type_and_clerk(officer_of_dla):
    district = make.a_district(make.a_province(57))
    make.a_post(Post.CLERK, at=make.an_lao(district, kind=Kind.SAO))
    make.an_lao(district, kind=Kind.TOWN)
    make.an_lao(district, kind=Kind.TOWN, closed_on=make.days(-3))
    make.a_post(Post.HEAD, at=make.a_province(57), user=make.a_person(full_name="ท้องถิ่นจังหวัดเชียงราย"))
    make.a_province(55)
    response = officer_of_dla.get(reverse("provinces"))
    areas = {area.office.name: area for area in response.context["areas"]}
    assert areas["เชียงราย"].kinds == {"SAO": 1, "TOWN": 1}
    assert (areas["เชียงราย"].with_clerk, areas["เชียงราย"].without_clerk) == (1, 1)
    assert areas["เชียงราย"].heads[0].user.full_name == "ท้องถิ่นจังหวัดเชียงราย"
    assert areas["น่าน"].laos == 0
    assert "1 จาก 2" in response.content.decode()


def test_the_provinces_stand_worst_first_when_asked(officer_of_dla):
    for code, clerks in ((55, 1), (56, 0), (57, 1)):
        lao = make.an_lao(make.a_district(make.a_province(code)))
        make.a_post(Post.HEAD, at=make.a_province(code)) if code != 57 else None
        if clerks:
            make.a_post(Post.CLERK, at=lao)
    response = officer_of_dla.get(reverse("provinces"), {"sort": "worst"})
    assert [area.office.name for area in response.context["areas"]] == ["เชียงราย", "พะเยา", "น่าน"]


def test_the_list_of_provinces_costs_the_same_for_one_and_for_five(officer_of_dla):
    make.an_lao(make.a_district(make.a_province(57)))
    officer_of_dla.get(reverse("provinces"))
    with count_queries() as one:
        officer_of_dla.get(reverse("provinces"))
    for code in (50, 55, 56, 58):
        make.a_post(Post.HEAD, at=make.a_province(code))
        make.an_lao(make.a_district(make.a_province(code)))
    with count_queries() as many:
        officer_of_dla.get(reverse("provinces"))
    assert one.number == many.number, many


def test_only_dla_has_the_list_of_provinces(head):
    assert head.get(reverse("provinces")).status_code == 404


def test_posts_that_end_soon_are_listed_unless_somebody_follows(head):
    alone, followed = make.an_lao(name="ไม่มีใครต่อ"), make.an_lao(name="มีคนต่อ")
    make.a_post(Post.CLERK, at=alone, until_on=make.days(60))
    make.a_post(Post.CLERK, at=followed, until_on=make.days(20))
    make.a_post(Post.CLERK, at=followed, from_on=make.days(21))
    make.a_post(Post.CLERK, at=make.an_lao(name="ยังอีกนาน"), until_on=make.days(61))
    posts = head.get(reverse("ending-posts")).context["page"].object_list
    assert [post.organisation.name for post in posts] == ["ไม่มีใครต่อ"]


def test_an_analysts_contract_is_not_followed_by_another_analyst(head):
    office = make.a_province()
    ending = make.a_post(Post.ANALYST, at=office, until_on=make.days(30))
    make.a_post(Post.ANALYST, at=office, until_on=make.days(300))
    assert [post.pk for post in head.get(reverse("ending-posts")).context["page"].object_list] == [ending.pk]
    make.a_post(Post.ANALYST, at=office, user=ending.user, from_on=make.days(31), until_on=make.days(395))
    assert list(head.get(reverse("ending-posts")).context["page"].object_list) == []


def test_the_part_that_is_swapped_carries_the_files_of_what_it_shows(head):
    make.an_lao()
    part = head.get(reverse("organisations"), {"kind": "SAO"}, headers={"HX-Request": "true"}).content.decode()
    for kind in ("xlsx", "csv", "print"):
        assert f'href="?kind=SAO&amp;as={kind}"' in part


def rows_of(response):
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_provinces_go_home_as_a_file(officer_of_dla):
    make.an_lao(make.a_district(make.a_province(57)), kind=Kind.TOWN)
    make.a_post(Post.HEAD, at=make.a_province(57), user=make.a_person(full_name="=ท้องถิ่น"))
    head, row = rows_of(officer_of_dla.get(reverse("provinces"), {"as": "csv"}))
    told = dict(zip(head, row, strict=True))
    assert (told["จังหวัด"], told["ท้องถิ่นจังหวัด"]) == ("เชียงราย", "'=ท้องถิ่น")
    assert (told["เทศบาลเมือง"], told["เทศบาลนคร"], told["ไม่มีปลัด"]) == ("1", "0", "1")


def test_posts_that_end_soon_go_home_as_a_file(head):
    make.a_post(Post.CLERK, at=make.an_lao(name="ไม่มีใครต่อ", phone="054 1"), until_on=make.days(3))
    _head, row = rows_of(head.get(reverse("ending-posts"), {"as": "csv"}))
    assert "อบต.ไม่มีใครต่อ" in row
    assert "054 1" in row
