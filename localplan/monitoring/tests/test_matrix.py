"""The matrix and DLA's table: filters, sums that agree, scope, files, what they cost."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from localplan.calendar.models import Submission
from localplan.calendar.tests import make
from localplan.monitoring.tally import Group
from localplan.organisations.history import Did, record
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(people.clock.today())
LATE = make.dates(-60, -5, 30)


@pytest.fixture
def laos():
    """Five in province 57, one of them late, one sent, one returned; one in province 50."""
    found = [people.an_lao(name=f"ที่{number}") for number in range(5)]
    elsewhere = people.an_lao(people.a_district(people.a_province(50)), name="ไกล")
    for number, lao in enumerate([*found, elsewhere]):
        values = {1: {"when": LATE}, 2: {"life": "submitted"}, 3: {"life": "returned"}, 4: {"life": "accepted"}}
        make.a_submission(lao, year=YEAR, **values.get(number, {}))
        for month in (1, 2, 3):
            late = number == month
            make.a_submission(lao, f"grants_m{month:02d}", year=YEAR, **({"when": LATE} if late else {}))
    return found


@pytest.fixture
def officer(client, laos):
    return people.signed_in(client, people.a_post(Post.OFFICER, at=people.a_province()))


def sheet_of(answer):
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def rows(client, **asked):
    return [row.organisation.name for row in client.get(reverse("matrix"), asked).context["matrix"].rows]


def test_the_most_urgent_comes_first(officer):
    assert rows(officer)[0] == "ที่1"


def test_it_is_filtered_by_step_state_name_and_silence(officer, laos):
    assert rows(officer, step="lao_strategy", state="over") == ["ที่1"]
    assert sorted(rows(officer, state="over")) == ["ที่1", "ที่2", "ที่3"]
    assert rows(officer, state="back") == ["ที่3"]
    assert rows(officer, q="ที่4") == ["ที่4"]
    assert rows(officer, only="wait") == ["ที่2"]
    clerk = people.a_post(Post.CLERK, at=laos[0])
    record(clerk, "corrected", [Did(laos[0], laos[0].pk)])
    assert "ที่0" not in rows(officer, only="quiet")
    assert len(rows(officer, only="quiet")) == 4


def test_what_the_province_does_is_no_entry_of_the_lao(officer, laos):
    record(
        people.a_post(Post.HEAD, at=people.a_province()), "reminded", [Did(laos[0], laos[0].pk, after={"year": YEAR})]
    )
    found = officer.get(reverse("matrix")).context["matrix"]
    row = next(row for row in found.rows if row.organisation == laos[0])
    assert (row.last_at, row.reminders) == (None, 1)


def test_it_says_how_many_the_filters_leave_out(officer):
    page = officer.get(reverse("matrix"), {"state": "back"}).content.decode()
    assert "ตัวกรองตัดออก 4 แห่ง" in page


def test_a_district_sees_its_own_and_an_lao_nothing(client, laos):
    people.signed_in(client, people.a_post(Post.OFFICER, at=laos[0].parent))
    assert len(rows(client)) == 5
    people.signed_in(client, people.a_post(Post.CLERK, at=laos[0]))
    assert client.get(reverse("matrix")).status_code == 404


def test_dla_chooses_a_province_and_nobody_else_does(client, laos):
    people.signed_in(client, people.a_post(Post.OFFICER, at=people.the_department()))
    assert rows(client, province=str(people.a_province(50).pk)) == ["ไกล"]
    assert client.get(reverse("matrix"), {"province": "9999999"}).status_code == 404
    assert client.get(reverse("matrix"), {"province": "x"}).status_code == 404
    people.signed_in(client, people.a_post(Post.HEAD, at=people.a_province()))
    assert len(rows(client, province=str(people.a_province(50).pk))) == 5


def test_a_cell_of_another_province_is_not_there(client, laos):
    row = Submission.objects.filter(organisation__name="ไกล").first()
    people.signed_in(client, people.a_post(Post.OFFICER, at=people.a_province()))
    for name in ("cell", "step", "review"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404


def test_a_cell_explains_itself_as_a_page_and_as_a_part(officer, laos):
    row = Submission.objects.get(organisation=laos[1], deadline__step="lao_strategy")
    whole = officer.get(reverse("cell", args=[row.pk])).content.decode()
    part = officer.get(reverse("cell", args=[row.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "เกิน 5 วัน" in part
    assert "<html" in whole
    assert "<html" not in part


def test_every_number_of_dlas_table_is_that_of_the_matrix(client, laos):
    gone = people.an_lao(closed_on=people.days(-1))
    make.a_submission(gone, year=YEAR, when=LATE)
    merged = people.an_lao(closed_on=people.days(-1), merged_into=laos[0])
    make.a_submission(merged, year=YEAR, when=LATE)
    laos[0].absorbed = [merged.pk]
    laos[0].save()
    people.signed_in(client, people.a_post(Post.DIRECTOR, at=people.the_department()))
    table = client.get(reverse("matrix")).context["table"]
    checked = 0
    for row in table.rows:
        matrix = client.get(reverse("matrix"), {"province": row.office.pk}).context["matrix"]
        heads = {head.column.code: head.tally for head in matrix.heads}
        for column, tally in row.lao_cells:
            for group in Group:
                assert tally[group] == heads[column.code][group], (row.name, column.code, group)
                words = {"province": row.office.pk, "step": column.code, "state": group.value}
                assert tally[group] == len(client.get(reverse("matrix"), words).context["matrix"].rows)
                checked += tally[group]
    assert checked == sum(tally.expected for tally in table.whole.laos)


def test_no_rate_passes_a_hundred_percent(client, laos):
    people.signed_in(client, people.a_post(Post.DIRECTOR, at=people.the_department()))
    for tally in client.get(reverse("matrix")).context["table"].whole.laos:
        assert tally.done <= tally.expected == 6


def test_the_matrix_goes_to_excel_in_words(officer):
    answer = officer.get(reverse("matrix"), {"as": "xlsx", "state": "back"})
    head, row = sheet_of(answer)
    assert head[3].startswith("1. ")
    assert row[3].startswith("แก้ ")


def test_dlas_table_goes_to_excel(client, laos):
    people.signed_in(client, people.a_post(Post.DIRECTOR, at=people.the_department()))
    assert len(sheet_of(client.get(reverse("matrix"), {"as": "xlsx"}))) == 4


def test_a_year_without_a_calendar_says_so(client):
    people.an_lao()
    people.signed_in(client, people.a_post(Post.HEAD, at=people.a_province()))
    assert "ยังไม่มีประกาศปฏิทิน" in client.get(reverse("matrix")).content.decode()
    people.signed_in(client, people.a_post(Post.DIRECTOR, at=people.the_department()))
    assert "ยังไม่มีประกาศ" in client.get(reverse("matrix")).content.decode()


@pytest.mark.parametrize("at", ["province", "dla"])
def test_the_matrix_and_the_table_cost_the_same_for_five_laos_and_for_forty(client, laos, at):
    where = people.a_province() if at == "province" else people.the_department()
    people.signed_in(client, people.a_post(Post.HEAD if at == "province" else Post.DIRECTOR, at=where))
    client.get(reverse("matrix"))
    with count_queries() as few:
        client.get(reverse("matrix"))
    for _number in range(35):
        lao = people.an_lao(laos[0].parent)
        for step in ("lao_strategy", "grants_m01", "grants_m02"):
            make.a_submission(lao, step, year=YEAR)
    with count_queries() as many:
        client.get(reverse("matrix"))
    assert few.number == many.number, many
