"""Why steps are late: one tap, on the LAO's page or by the officer; the table of reasons and who stands behind it."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from localplan.calendar.models import Submission
from localplan.calendar.tests import make
from localplan.organisations.models import Change, Post
from localplan.organisations.tests import make as people
from localplan.support import actions, why_late
from localplan.support.facts import Barrier
from localplan.support.models import LateReason
from localplan.support.why_late import NOT_TOLD, Of
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused
from localplan.toolkit.testing import count_queries
from localplan.toolkit.tests.read_pdf import pages
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())
LATE = make.dates(-60, -17, 30)


@pytest.fixture
def lao():
    return people.an_lao(name="ห้วยน้ำใส")


@pytest.fixture
def late(lao):
    return make.a_submission(lao, year=YEAR, when=LATE)


@pytest.fixture
def clerk(lao):
    return people.a_post(Post.CLERK, at=lao)


@pytest.fixture
def officer():
    return people.a_post(Post.OFFICER, at=people.a_province())


def rules_of(error):
    return [problem.rule for problem in error.value]


def tap(client, post, row, barrier, **given):
    headers = {"HX-Request": "true"} if given.pop("part", False) else {}
    address = reverse("tell-why-late", args=[row.pk])
    return people.signed_in(client, post).post(address, {"barrier": barrier, **given}, headers=headers)


class TestTap:
    def test_an_lao_taps_on_its_home_and_comes_back(self, client, late, clerk):
        people.signed_in(client, clerk)
        home = client.get(reverse("home")).content.decode()
        assert "ช้าเพราะอะไร" in home
        assert tap(client, clerk, late, "staff", to="home").url == reverse("home")
        told = LateReason.objects.get()
        assert (told.barrier, told.by, told.submission, told.organisation) == ("staff", clerk, late, late.organisation)
        assert Change.objects.filter(verb="late_reason_told", organisation=late.organisation).exists()
        assert 'value="staff" aria-pressed="true"' in client.get(reverse("home")).content.decode()

    def test_an_officer_taps_on_its_behalf_beside_the_cell(self, client, late, officer):
        people.signed_in(client, officer)
        assert "ช้าเพราะอะไร" in client.get(reverse("cell", args=[late.pk])).content.decode()
        part = tap(client, officer, late, "council", part=True).content.decode()
        assert "<html" not in part
        assert 'value="council" aria-pressed="true"' in part
        assert LateReason.objects.get().by == officer

    def test_something_else_is_explained(self, client, late, clerk):
        answer = tap(client, clerk, late, "other", part=True)
        assert answer.status_code == 422
        assert "aria-invalid" in answer.content.decode()
        tap(client, clerk, late, "other", note="รอผลรังวัด")
        assert LateReason.objects.get().note == "รอผลรังวัด"

    def test_an_unknown_reason_and_a_neighbour_are_refused(self, client, late, clerk):
        tap(client, clerk, late, "laziness")
        neighbour = people.a_post(Post.CLERK, at=people.an_lao(late.organisation.parent))
        assert tap(client, neighbour, late, "staff").status_code == 404
        viewer = people.a_post(Post.VIEWER, at=late.organisation)
        assert tap(client, viewer, late, "staff").status_code == 404
        with pytest.raises(NotAllowed):
            actions.tell_why_late(late, Barrier("staff"), by=neighbour)
        assert not LateReason.objects.exists()

    @pytest.mark.parametrize(
        ("values", "late"),
        [
            ({"when": make.dates(-30, 0, 30)}, False),
            ({"when": make.dates(-30, -1, 30)}, True),
            ({"when": LATE, "life": "submitted"}, False),
            ({"when": LATE, "life": "returned", "correct_by": people.days(0)}, False),
            ({"when": LATE, "life": "returned", "correct_by": people.days(-1)}, True),
        ],
        ids=["due today", "due yesterday", "handed in", "to be mended today", "to be mended yesterday"],
    )
    def test_only_a_late_step_has_a_reason(self, lao, clerk, values, late):
        row = make.a_submission(lao, year=YEAR, **values)
        if late:
            assert actions.tell_why_late(row, Barrier("papers"), by=clerk).barrier == "papers"
        else:
            with pytest.raises(Refused) as error:
                actions.tell_why_late(row, Barrier("papers"), by=clerk)
            assert rules_of(error) == ["only_a_late_step_has_a_reason"]

    def test_a_step_in_time_asks_nothing(self, client, lao, clerk):
        row = make.a_submission(lao, year=YEAR)
        people.signed_in(client, clerk)
        assert "ช้าเพราะอะไร" not in client.get(reverse("step", args=[row.pk])).content.decode()


@pytest.fixture
def told(lao, officer):
    """Four late at a step, two of them at two months of grants as well; one of another province."""
    laos = [lao, *(people.an_lao(name=f"ที่{number}") for number in range(3))]
    laos.append(people.an_lao(people.a_district(people.a_province(50)), name="ไกล"))
    by_step = {"lao_strategy": laos, "grants_m01": laos[:2], "grants_m02": laos[:2]}
    rows = {
        (code, one.pk): make.a_submission(one, code, year=YEAR, when=LATE) for code in by_step for one in by_step[code]
    }
    dla = people.a_post(Post.OFFICER, at=people.the_department())
    for place, barrier in ((0, "staff"), (1, "staff"), (2, "council"), (4, "line")):
        actions.tell_why_late(rows["lao_strategy", laos[place].pk], Barrier(barrier), by=dla)
    actions.tell_why_late(rows["lao_strategy", laos[1].pk], Barrier("papers"), by=officer)  # the last one counts
    actions.tell_why_late(rows["grants_m02", laos[0].pk], Barrier("staff"), by=officer)
    return laos, rows


def numbers(table):
    return {row.barrier: [cell.number for _column, cell in row.cells] for row in table.rows}


class TestTable:
    def test_each_column_adds_up_to_the_overdue_of_the_matrix(self, client, told, officer):
        table = why_late.table_of(officer, people.a_province(), YEAR)
        found = numbers(table)
        assert (found["staff"], found["council"], found["papers"]) == ([1, 1], [1, 0], [1, 0])
        assert found[NOT_TOLD] == [1, 1]
        heads = people.signed_in(client, officer).get(reverse("matrix")).context["matrix"].heads
        over = {head.column.code: head.tally.over for head in heads}
        for place, (column, whole) in enumerate(table.totals):
            assert whole == over[column.code] == sum(row[place] for row in found.values())

    def test_totals_count_an_lao_once(self, told, officer):
        table = why_late.table_of(officer, people.a_province(), YEAR)
        assert table.laos == 4
        rows = {row.barrier: row.laos for row in table.rows}
        assert (rows["staff"].number, rows["staff"].share) == (1, 25)
        assert rows[NOT_TOLD].number == 2  # one at the strategy, one of the others at the grants
        assert [row.barrier for row in table.most][:1] in (["staff"], ["council"], ["papers"])

    def test_what_was_handed_in_leaves_the_table_of_now_and_stays_in_that_of_the_year(self, told, officer):
        laos, rows = told
        done = rows["lao_strategy", laos[2].pk]
        Submission.objects.filter(pk=done.pk).update(life="submitted", submitted_at=clock.now())
        now = why_late.table_of(officer, people.a_province(), YEAR)
        year = why_late.table_of(officer, people.a_province(), YEAR, of=Of.YEAR)
        assert (now.laos, numbers(now)["council"][0]) == (3, 0)
        assert numbers(year)["council"][0] == 1
        assert NOT_TOLD not in numbers(year)

    def test_behind_every_number_stand_that_many_laos(self, told, officer):
        area = people.a_province()
        for of in Of:
            table = why_late.table_of(officer, area, YEAR, of=of)
            for row in table.rows:
                for column, cell in row.cells:
                    found = why_late.behind(officer, area, YEAR, of=of, step=column.code, barrier=row.barrier)
                    assert len(found) == cell.number, (of, row.barrier, column.code)
                laos = {one.organisation for one in why_late.behind(officer, area, YEAR, of=of, barrier=row.barrier)}
                assert len(laos) == row.laos.number

    def test_the_nation_shows_each_province(self, client, told):
        director = people.a_post(Post.DIRECTOR, at=people.the_department())
        area = people.the_department()
        table = people.signed_in(client, director).get(reverse("barriers", args=[area.pk])).context["table"]
        assert table.laos == 5
        assert [
            (place.office.pk, place.laos, next(number for code, _words, number in place.cells if code == "line"))
            for place in table.places
        ] == [
            (5_700_000, 4, 0),
            (5_000_000, 1, 1),
        ]

    def test_the_page_names_the_laos_of_a_cell(self, client, told, officer):
        people.signed_in(client, officer)
        address = reverse("barriers", args=[people.a_province().pk])
        page = client.get(address, {"step": "lao_strategy", "barrier": "council"}).content.decode()
        assert "ที่1" in page
        assert "ที่2" not in page
        nobody = client.get(address, {"barrier": ""}).content.decode()
        assert "โทรถาม" in nobody

    def test_the_table_is_printed_and_goes_to_excel(self, client, told, officer):
        people.signed_in(client, officer)
        area = people.a_province().pk
        answer = client.get(reverse("barriers-print", args=[area, "xlsx"]))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert any("สภา" in str(row[0]) for row in rows)
        text = "".join(pages(client.get(reverse("barriers-print", args=[area, "pdf"])).content))
        assert "ห้วยน้ำใส" in text

    def test_it_costs_the_same_for_five_laos_and_for_forty(self, client, told, officer):
        people.signed_in(client, officer)
        address = reverse("barriers", args=[people.a_province().pk]) + "?all=1"
        client.get(address)
        with count_queries() as few:
            client.get(address)
        for _number in range(30):
            row = make.a_submission(people.an_lao(), year=YEAR, when=LATE)
            actions.tell_why_late(row, Barrier("line"), by=officer)
        with count_queries() as many:
            client.get(address)
        assert few.number == many.number, many
