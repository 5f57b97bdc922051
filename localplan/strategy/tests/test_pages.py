"""The pages: read by whom, written in place, refused forms filled, two people, files."""

import io
import zipfile

import pytest
from django.urls import reverse

from localplan.calendar.tests import make as calendar
from localplan.organisations.models import Post
from localplan.organisations.tests import make as org
from localplan.strategy.models import Direction, Programme, ProvincialStrategy, Strategy, Tactic
from localplan.toolkit.testing import count_queries

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lao():
    return org.an_lao()


@pytest.fixture
def planner(client, lao):
    return org.signed_in(client, org.a_post(Post.PLANNER, at=lao))


def page_of(lao, **query):
    words = "&".join(f"{word}={value}" for word, value in query.items())
    return reverse("direction", args=[lao.pk]) + (f"?{words}" if words else "")


def test_the_first_span_is_begun_on_the_empty_page(planner, lao):
    page = planner.get(page_of(lao)).content.decode()
    assert 'name="first_year"' in page
    done = planner.post(page_of(lao), {"first_year": "2566", "length": "5", "do": "save"})
    made = Direction.objects.get()
    assert (made.first_year, made.last_year) == (2566, 2570)
    assert done.headers["Location"] == page_of(lao, span=2566)


def test_strategy_tactic_and_programme_are_added_in_place(planner, lao):
    make.a_direction(lao)
    issue = make.a_provincial_strategy().issues.all()[0]
    page = page_of(lao, span=2566, add="strategy")
    shown = planner.get(page).content.decode()
    assert str(issue) in shown
    assert 'value="copy"' not in shown
    assert 'value="remove"' not in shown
    done = planner.post(page, {"name": "น้ำ", "serves": str(issue.pk), "number": ""})
    strategy = Strategy.objects.get()
    assert (strategy.number, strategy.serves_id) == (1, issue.pk)
    assert done.headers["Location"].endswith(f"#strategy-{strategy.pk}")
    planner.post(page_of(lao, span=2566, add=f"tactic-{strategy.pk}"), {"name": "ขุดลอก", "number": "3"})
    tactic = Tactic.objects.get()
    assert tactic.number == 3
    form = planner.get(page_of(lao, span=2566, add=f"programme-{tactic.pk}")).context["opened"].form
    assert form.initial["tactics"] == [tactic.pk]
    planner.post(page_of(lao, span=2566, add="programme"), {"name": "เคหะ", "tactics": [str(tactic.pk)]})
    assert list(Programme.objects.get().tactics.all()) == [tactic]
    shown = planner.get(page_of(lao)).content.decode()
    for words in ("น้ำ", "ขุดลอก", "เคหะ", "1.3"):
        assert words in shown


def test_a_refused_form_comes_back_filled(planner, lao):
    direction = make.a_direction(lao)
    make.a_strategy(direction, 1, "น้ำ")
    answer = planner.post(page_of(lao, add="strategy"), {"name": "ไฟฟ้าส่องสว่าง", "number": "1", "together": "ด้านไฟ"})
    assert answer.status_code == 422
    page = answer.content.decode()
    for words in ("ไฟฟ้าส่องสว่าง", "ด้านไฟ", "“น้ำ”"):
        assert words in page
    assert planner.post(page_of(lao, add="strategy"), {"name": ""}).status_code == 422


def test_two_people_with_the_same_form_see_both_values(planner, lao):
    from django.test import Client

    direction = make.a_direction(lao)
    row = make.a_strategy(direction, 1, "น้ำ")
    page = page_of(lao, span=2566, edit=f"strategy-{row.pk}")
    shown = planner.get(page).context["opened"].form
    given = {"number": "1", "serves": "", "together": "", "v": shown["v"].value(), "base": shown["base"].value()}
    other = org.signed_in(Client(), org.a_post(Post.CLERK, at=lao, user=org.a_person(full_name="สมหญิง ใจดี")))
    assert other.post(page, {**given, "name": "น้ำสะอาด"}).status_code == 302
    answer = planner.post(page, {**given, "name": "น้ำประปา"})
    assert answer.status_code == 409
    page_text = answer.content.decode()
    for words in ("น้ำสะอาด", "น้ำประปา", "สมหญิง ใจดี"):
        assert words in page_text


def test_a_programme_changed_by_one_and_tied_by_another_keeps_both(planner, lao):
    direction = make.a_direction(lao)
    tactic = make.a_tactic(make.a_strategy(direction))
    row = make.a_programme(direction, "เคหะ")
    page = page_of(lao, edit=f"programme-{row.pk}")
    form = planner.get(page).context["opened"].form
    given = {"number": "1", "v": form["v"].value(), "base": form["base"].value()}
    assert planner.post(page, {**given, "name": "เคหะและชุมชน"}).status_code == 302
    assert planner.post(page, {**given, "name": "เคหะ", "tactics": [str(tactic.pk)]}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.tactics.count()) == ("เคหะและชุมชน", 1)


def test_rows_move_and_go_by_the_buttons_of_the_open_form(planner, lao):
    direction = make.a_direction(lao)
    one, two = make.a_strategy(direction, 1), make.a_strategy(direction, 2)
    assert planner.post(page_of(lao, edit=f"strategy-{two.pk}"), {"do": "up"}).status_code == 302
    assert [row.pk for row in direction.strategies.all()] == [two.pk, one.pk]
    assert planner.post(page_of(lao, edit=f"strategy-{two.pk}"), {"do": "remove"}).status_code == 302
    make.a_tactic(one)
    answer = planner.post(page_of(lao, edit=f"strategy-{one.pk}"), {"do": "remove"})
    assert answer.status_code == 422
    assert Strategy.objects.get() == one


def test_the_next_span_begins_with_a_copy(planner, lao):
    make.a_full_direction(lao)
    assert 'value="copy"' in planner.get(page_of(lao, add="span")).content.decode()
    answer = planner.post(page_of(lao, add="span"), {"first_year": "2571", "length": "5", "do": "copy"})
    assert answer.headers["Location"] == page_of(lao, span=2571)
    assert Direction.objects.get(first_year=2571).strategies.count() == 2


def test_a_submitted_step_is_read_only_and_says_so(planner, lao):
    direction = make.a_full_direction(lao)
    calendar.a_submission(lao, "lao_strategy", year=2570, life="accepted")
    page = planner.get(page_of(lao, span=2566)).content.decode()
    assert "edit=" not in page
    answer = planner.post(page_of(lao, add="strategy"), {"name": "น้ำ"})
    assert answer.status_code == 422
    assert "2570" in answer.content.decode()
    assert direction.strategies.count() == 2


def test_what_is_not_ones_own_is_not_there(client, lao):
    make.a_full_direction(lao)
    stranger = org.signed_in(client, org.a_post(Post.PLANNER, at=org.an_lao(org.a_district(number=2))))
    assert stranger.get(page_of(lao)).status_code == 404
    assert stranger.post(page_of(lao, add="strategy"), {"name": "น้ำ"}).status_code == 404
    head = org.signed_in(client, org.a_post(Post.HEAD, at=org.a_province(55)))
    assert head.get(page_of(lao)).status_code == 404
    assert head.get(reverse("direction", args=[org.a_province(55).pk])).status_code == 404


def test_a_row_of_another_span_is_not_opened(planner, lao):
    make.a_direction(lao)
    foreign = make.a_strategy(make.a_direction(org.an_lao()))
    for query in ({"edit": f"strategy-{foreign.pk}"}, {"add": f"tactic-{foreign.pk}"}, {"span": "2500"}):
        assert planner.get(page_of(lao, **query)).status_code == 404
    assert planner.get(page_of(lao, edit="nonsense-1")).status_code == 200
    assert planner.post(page_of(lao, edit="nonsense-1")).status_code == 404


def test_the_province_reads_its_laos_and_writes_nothing(client, lao):
    make.a_full_direction(lao)
    officer = org.signed_in(client, org.a_post(Post.OFFICER, at=org.a_province()))
    page = officer.get(page_of(lao)).content.decode()
    assert "ยุทธศาสตร์ด้านที่ 1" in page
    assert "edit=" not in page
    assert officer.post(page_of(lao, add="strategy"), {"name": "น้ำ"}).status_code == 404


def test_a_page_costs_the_same_for_one_strategy_and_for_twenty(planner, lao):
    make.a_full_direction(lao, strategies=1)
    planner.get(page_of(lao))
    with count_queries() as one:
        planner.get(page_of(lao))
    make.a_full_direction(lao, strategies=20, first_year=2571, last_year=2575)
    with count_queries() as many:
        planner.get(page_of(lao, span=2571))
    assert one.number == many.number, many


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_whole_list_is_taken_home(planner, lao, kind):
    make.a_programme(make.a_full_direction(lao), "ไม่มีกลยุทธ์")
    answer = planner.get(page_of(lao, **{"as": kind}))
    if kind == "csv":
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == 4
        assert lines[1].startswith("1,ยุทธศาสตร์ด้านที่ 1,1,ประเด็นที่ 1,1,กลยุทธ์ 1.1,แผนงานที่ 1")
    else:
        assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def provincial_page(province, **query):
    words = "&".join(f"{word}={value}" for word, value in query.items())
    return reverse("provincial-strategy", args=[province.pk]) + (f"?{words}" if words else "")


@pytest.fixture
def head(client):
    return org.signed_in(client, org.a_post(Post.HEAD, at=org.a_province()))


def test_a_province_begins_writes_and_adopts_on_one_page(head):
    province = org.a_province()
    head.post(provincial_page(province), {"first_year": "2566", "length": "5"})
    head.post(provincial_page(province, add="issue"), {"name": "เกษตร", "goals": "ดินดี\nน้ำดี"})
    page = provincial_page(province, edit="vision")
    base = head.get(page).context["opened"].form["base"].value()
    head.post(page, {"vision": "เมืองน่าอยู่", "base": base})
    answer = head.post(provincial_page(province, edit="adoption"), {"adopted_on": org.days(0).isoformat()})
    assert answer.status_code == 302
    strategy = ProvincialStrategy.objects.get()
    assert (strategy.vision, strategy.adopted_on) == ("เมืองน่าอยู่", org.days(0))
    page = head.get(provincial_page(province)).content.decode()
    for words in ("เกษตร", "ดินดี", "น้ำดี"):
        assert words in page


def test_an_adopted_strategy_asks_for_the_reason_on_the_form(head):
    strategy = make.a_provincial_strategy()
    issue = strategy.issues.all()[0]
    page = provincial_page(strategy.organisation, edit=f"issue-{issue.pk}")
    form = head.get(page).context["opened"].form
    given = {"number": "1", "name": "ใหม่", "goals": "ก", "v": "1", "base": form["base"].value()}
    assert head.post(page, given).status_code == 422
    assert head.post(page, {**given, "reason": "ทบทวน"}).status_code == 302
    issue.refresh_from_db()
    assert issue.name == "ใหม่"


def test_an_lao_sees_what_is_adopted_and_no_draft(planner, lao):
    province = org.a_province()
    draft = make.a_provincial_strategy(province, adopted=False)
    page = planner.get(provincial_page(province)).content.decode()
    assert "ประเด็นที่ 1" not in page
    ProvincialStrategy.objects.filter(pk=draft.pk).update(adopted_on=org.days(0))
    page = planner.get(provincial_page(province)).content.decode()
    assert "ประเด็นที่ 1" in page
    assert "edit=" not in page
    assert planner.post(provincial_page(province, add="issue"), {"name": "x"}).status_code == 404


def test_another_provinces_strategy_is_not_there(head, lao):
    other = make.a_provincial_strategy(org.a_province(55)).organisation
    assert head.get(provincial_page(other)).status_code == 404
    assert head.get(provincial_page(lao)).status_code == 404


def test_the_office_sees_how_far_each_lao_has_come(head):
    make.a_full_direction(org.an_lao(name="ครบแล้ว"))
    make.a_direction(org.an_lao(name="ครึ่งทาง"))
    org.an_lao(name="ยังไม่เริ่ม")
    org.an_lao(org.a_district(org.a_province(55)), name="จังหวัดอื่น")
    lines = {line.organisation.name: line for line in head.get(reverse("directions")).context["lines"]}
    assert set(lines) == {"ครบแล้ว", "ครึ่งทาง", "ยังไม่เริ่ม"}
    assert lines["ครบแล้ว"].content.is_full
    assert (lines["ครึ่งทาง"].missing, lines["ยังไม่เริ่ม"].is_begun) == (1, False)
    found = head.get(reverse("directions"), {"q": "ครึ่ง"})
    assert [line.organisation.name for line in found.context["lines"]] == ["ครึ่งทาง"]


def test_the_list_of_laos_costs_the_same_for_one_and_for_ten(head):
    make.a_full_direction(org.an_lao())
    head.get(reverse("directions"))
    with count_queries() as one:
        head.get(reverse("directions"))
    for _ in range(9):
        make.a_full_direction(org.an_lao())
    with count_queries() as many:
        head.get(reverse("directions"))
    assert one.number == many.number, many


def test_an_lao_has_no_list_of_others(planner):
    assert planner.get(reverse("directions")).status_code == 404


def test_a_script_in_a_name_stays_text(planner, lao):
    make.a_strategy(make.a_direction(lao), 1, "<script>alert(1)</script>")
    page = planner.get(page_of(lao)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
