"""Boards: their sums are the matrix's, now and on a past day; the map has every province once, in its class."""

import datetime as dt
import io
import json

import pytest
from django.conf import settings
from django.urls import reverse
from python_calamine import CalamineWorkbook

from localplan.calendar.models import DeadlineDate, Submission, SubmissionMove
from localplan.calendar.tests import make
from localplan.monitoring import outlines
from localplan.monitoring.board import build
from localplan.monitoring.tally import Group, sums_of
from localplan.organisations.models import Kind, Post
from localplan.organisations.provinces import BANGKOK, PROVINCES
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year, format_short

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())
LATE = make.dates(-60, -5, 30)
NPM = settings.BASE_DIR / "node_modules" / "@svg-maps" / "thailand" / "index.js"


@pytest.fixture
def laos():
    """Six in two districts and one directly below the province: late, sent, returned, finished; two in province 50."""
    here, there = people.a_district(), people.a_district(number=2)
    found = [people.an_lao(here if number < 3 else there, name=f"ที่{number}") for number in range(6)]
    found.append(people.an_lao(here, kind=Kind.PAO, name="จังหวัด"))
    found[-1].parent = people.a_province()
    found[-1].save()
    elsewhere = [people.an_lao(people.a_district(people.a_province(50)), name=f"ไกล{number}") for number in range(2)]
    lives = [{}, {"when": LATE}, {"life": "submitted"}, {"life": "returned"}, {"life": "accepted"}, {"when": LATE}]
    for number, lao in enumerate([*found, *elsewhere]):
        make.a_submission(lao, year=YEAR, **lives[number % len(lives)])
        make.a_submission(lao, "plan_confirm", year=YEAR, when=LATE if number in (1, 6) else make.dates())
        for month in (1, 2):
            late = number == month
            make.a_submission(lao, f"grants_m{month:02d}", year=YEAR, **({"when": LATE} if late else {}))
    return found


@pytest.fixture
def head():
    return people.a_post(Post.HEAD, at=people.a_province())


@pytest.fixture
def director():
    return people.a_post(Post.DIRECTOR, at=people.the_department())


@pytest.fixture
def the_map(settings, tmp_path):
    """As set-up makes it."""
    settings.BUILD_DIR = tmp_path
    outlines.make(NPM, tmp_path / outlines.NAME)
    return json.loads((tmp_path / outlines.NAME).read_text("utf-8"))["outlines"]


def page_of(client, post, area, **asked):
    return people.signed_in(client, post).get(reverse("board", args=[area.pk]), asked)


def test_every_number_of_a_board_is_that_of_the_matrix(client, laos, head):
    board = page_of(client, head, people.a_province()).context["board"]
    matrix = client.get(reverse("matrix")).context["matrix"]
    heads = {one.column.code: one for one in matrix.heads}
    assert {bar.column.code for bar in board.bars} == set(heads)
    for bar in board.bars:
        for group in Group:
            assert bar.tally[group] == heads[bar.column.code].tally[group], (bar.column.code, group)
        assert bar.due_on in (heads[bar.column.code].due_on, None)
    assert board.laos == matrix.whole
    assert board.late == len(client.get(reverse("matrix"), {"only": "over"}).context["matrix"].rows)


def test_the_districts_add_up_to_the_board(client, laos, head):
    board = page_of(client, head, people.a_province()).context["board"]
    assert sum(place.laos for place in board.places) == board.laos == 7
    assert sum(place.late for place in board.places) == board.late
    for bar in board.bars:
        for group in Group:
            assert sum(place.tallies[bar.column.code][group] for place in board.places) == bar.tally[group]
    own = next(place for place in board.places if place.office == people.a_province())
    assert (own.laos, own.late) == (1, 1)
    rows = client.get(reverse("matrix"), {"district": own.office.pk}).context["matrix"].rows
    assert [row.organisation.name for row in rows] == ["จังหวัด"]


def test_the_nation_is_the_sum_of_its_provinces(client, laos, director):
    nation = page_of(client, director, people.the_department()).context["board"]
    parts = [page_of(client, director, place.office).context["board"] for place in nation.places]
    assert (nation.laos, nation.late) == (sum(one.laos for one in parts), sum(one.late for one in parts))
    for bar in nation.bars:
        for group in Group:
            wanted = sum(part.tally[group] for one in parts for part in one.bars if part.column == bar.column)
            assert bar.tally[group] == wanted


def test_those_late_at_most_steps_come_first_then_the_longest(client, laos, head):
    helps = page_of(client, head, people.a_province()).context["board"].helps
    assert helps[0].organisation == laos[1]
    assert [column.code for column in helps[0].columns] == ["lao_strategy", "plan_confirm", "grants"]
    numbers = [(-len(one.columns), one.since) for one in helps]
    assert numbers == sorted(numbers)
    assert {one.days for one in helps} == {5}


def test_a_past_day_shows_what_stood_then(laos, head):
    """Handed in and extended today; yesterday it was still overdue, by the dates of yesterday."""
    row = Submission.objects.get(organisation=laos[1], deadline__step="plan_confirm")
    yesterday = clock.today() - dt.timedelta(days=1)
    before = clock.now() - dt.timedelta(days=3)
    type(row.deadline).objects.update(published_at=before)
    DeadlineDate.objects.update(recorded_at=before)
    DeadlineDate.objects.create(
        deadline=row.deadline, organisation=laos[1], opens_on=LATE.opens_on, due_on=LATE.due_on,
        check_due_on=LATE.check_due_on, by=head, recorded_at=before,
    )  # fmt: skip
    SubmissionMove.objects.create(
        submission=row, verb="submit", before="draft", after="submitted", at=clock.now(), by=head
    )
    Submission.objects.filter(pk=row.pk).update(life="submitted", submitted_at=clock.now(), due_on=people.days(9))
    now = build(head, people.a_province(), YEAR)
    then = build(head, people.a_province(), YEAR, day=yesterday)
    asked, scope = {row.deadline_id: "plan_confirm"}, (laos[1].pk, laos[1].pk)
    assert sums_of(asked, scope=scope).tallies[57, "plan_confirm"][Group.SENT] == 1
    assert sums_of(asked, scope=scope, day=yesterday).tallies[57, "plan_confirm"][Group.OVER] == 1
    assert (now.until, then.until) == (clock.today(), yesterday)


def test_a_year_published_later_was_not_there_on_a_past_day(client, laos, head):
    long_ago = format_short(people.days(-400))
    page = page_of(client, head, people.a_province(), day=long_ago)
    assert page.context["board"].bars == []
    assert "ถึงวันนั้นยังไม่มีประกาศปฏิทิน" in page.content.decode()


def test_a_day_that_has_not_ended_is_not_offered(client, laos, head):
    page = page_of(client, head, people.a_province(), day=format_short(clock.today()))
    assert page.context["day"] is None
    assert 'aria-invalid="true"' in page.content.decode()


def test_the_money_says_on_how_many_laos_it_stands(client, laos, head):
    for lao, life in zip(laos, ("accepted", "submitted", "draft"), strict=False):
        row = make.a_submission(lao, "ordinance", year=YEAR)
        if life != "draft":
            SubmissionMove.objects.create(
                submission=row, verb="submit", before="draft", after=life, at=clock.now(), by=head
            )
    page = page_of(client, head, people.a_province()).content.decode()
    assert "จาก 2 ใน 3 แห่งที่ส่งข้อบัญญัติแล้ว" in page
    alone = client.get(reverse("board-money", args=[people.a_province().pk]))
    assert "จาก 2 ใน 3 แห่งที่ส่งข้อบัญญัติแล้ว" in alone.content.decode()


def test_the_map_has_every_province_once_in_its_class(client, laos, director, the_map):
    assert set(the_map) == {*PROVINCES, BANGKOK, outlines.LAKE}
    page = page_of(client, director, people.the_department(), step="lao_strategy")
    drawn = page.context["map"]["provinces"]
    coloured = {one.place.office.pk // 100_000: one.css for one in drawn if one.place}
    assert coloured == {57: "q1", 50: "q1"}
    assert len(drawn) == 78
    assert page.content.decode().count("<title>") == 1 + len(coloured)
    Submission.objects.filter(deadline__step="lao_strategy", organisation__parent__parent__id=5_000_000).update(
        life="accepted", submitted_at=clock.now(), settled_at=clock.now()
    )
    again = page_of(client, director, people.the_department(), step="lao_strategy")
    assert {one.place.office.pk // 100_000: one.css for one in again.context["map"]["provinces"] if one.place} == {
        57: "q1", 50: "q5",
    }  # fmt: skip
    assert [number for _css, _words, number in again.context["classes"]] == [1, 0, 0, 0, 1]


def test_without_the_map_the_table_stands_alone(client, laos, director, settings, tmp_path):
    settings.BUILD_DIR = tmp_path
    page = page_of(client, director, people.the_department())
    assert page.status_code == 200
    assert '<svg class="map"' not in page.content.decode()


def test_a_province_that_has_not_signed_its_check_is_named(client, laos, director):
    make.a_submission(people.a_province(), "check_q2", year=YEAR, when=LATE)
    make.a_submission(people.a_province(50), "check_q2", year=YEAR, when=LATE, life="submitted")
    [check] = page_of(client, director, people.the_department()).context["checks"]
    assert check["offices"] == [people.a_province()]


def test_a_board_goes_to_excel(client, laos, head):
    answer = page_of(client, head, people.a_province(), **{"as": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 4
    assert sum(row[1] for row in sheet[1:]) == 7


def test_an_lao_and_another_province_have_no_board(client, laos, head):
    assert page_of(client, head, laos[0]).status_code == 404
    assert page_of(client, head, people.a_province(50)).status_code == 404
    assert page_of(client, head, people.the_department()).status_code == 404


def test_a_district_has_its_own_board(client, laos):
    officer = people.a_post(Post.OFFICER, at=laos[0].parent)
    board = page_of(client, officer, laos[0].parent).context["board"]
    assert board.laos == 3 + 1  # the provincial organisation sits in this district


@pytest.mark.parametrize("at", ["province", "nation"])
def test_a_board_costs_the_same_for_nine_laos_and_for_forty(client, laos, head, director, at):
    area, post = (people.a_province(), head) if at == "province" else (people.the_department(), director)
    page_of(client, post, area)
    with count_queries() as few:
        client.get(reverse("board", args=[area.pk]))
    for _number in range(30):
        lao = people.an_lao(laos[3].parent)
        for step in ("lao_strategy", "plan_confirm", "grants_m01", "grants_m02"):
            make.a_submission(lao, step, year=YEAR)
    with count_queries() as many:
        client.get(reverse("board", args=[area.pk]))
    assert few.number == many.number, many
