"""The page for the governor's meeting: one A4 whatever there is to say, with figures that are the board's."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from localplan.calendar.tests import make
from localplan.organisations.models import Kind, Post
from localplan.organisations.tests import make as people
from localplan.support import actions
from localplan.support.facts import Barrier
from localplan.support.governor import ASK_LENGTH, ASKS, clean, page_for
from localplan.support.prints.governor import paper_for
from localplan.toolkit import clock
from localplan.toolkit.tests.read_pdf import pages, squeezed
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())
LATE = make.dates(-60, -17, 30)
STEPS = ("lao_strategy", "plan_confirm", "ordinance", "spending_q1", "spending_q2", "spending_q3", "spending_q4")


@pytest.fixture
def head():
    return people.a_post(Post.HEAD, at=people.a_province())


def late_laos(number, *steps, district=1, kind=Kind.SAO, name=""):
    place = people.a_district(number=district, name=f"เขต{district}")
    found = [people.an_lao(place, kind=kind, name=f"{name}{one}" if name else "") for one in range(number)]
    for lao in found:
        for step in steps or ("lao_strategy",):
            make.a_submission(lao, step, year=YEAR, when=LATE)
    return found


def only_page_of(content):
    """Its text without spaces; there must be one page."""
    [page] = pages(content)
    return squeezed(page)


def test_it_is_one_page_with_three_hundred_late_laos_of_long_names_and_long_requests(head):
    for district in range(1, 11):
        late_laos(30, *STEPS, district=district, name="หนองบัวศรีสว่างอารมณ์พัฒนาสุขสันต์ร่วมใจ")
    asks = ["ขอให้ผู้ว่าราชการจังหวัดสั่งการทุกอำเภอเร่งรัดติดตามงาน " * 20] * 20
    paper = paper_for(head, head.organisation, YEAR, asks)
    assert len(paper.page.late) == 300
    text = only_page_of(paper.as_pdf())
    assert "และอีก" in text
    assert "๓๐๐จาก๓๐๐แห่ง" in text


def test_it_names_all_while_there_is_room(head):
    late_laos(20, "lao_strategy", name="ห้วยน้ำใส")
    text = only_page_of(paper_for(head, head.organisation, YEAR).as_pdf())
    assert "และอีก" not in text
    assert text.count("อบต.ห้วยน้ำใส") >= 20


def test_nothing_late_is_said_too(head):
    people.an_lao()
    text = only_page_of(paper_for(head, head.organisation, YEAR).as_pdf())
    assert squeezed("ไม่มี อปท. ใดมีงานเลยกำหนด") in text


def test_its_figures_are_those_of_the_board(client, head):
    late_laos(3, "lao_strategy", "plan_confirm")
    make.a_submission(people.an_lao(), year=YEAR, when=LATE, life="accepted")
    page = page_for(head, head.organisation, YEAR)
    board = people.signed_in(client, head).get(reverse("board", args=[head.organisation_id])).context["board"]
    assert len(page.late) == board.late == 3
    assert [(bar.column.code, bar.tally.numbers) for bar in page.bars] == [
        (bar.column.code, bar.tally.numbers) for bar in board.bars
    ]
    assert page.finished == (1, 7)


def test_it_suggests_what_the_figures_ask_for(head):
    [first, *_rest] = late_laos(4, district=1)
    late_laos(2, district=2)
    [town] = late_laos(1, kind=Kind.TOWN, district=3, name="เมืองใหญ่")
    row = first.submissions.get()
    actions.tell_why_late(row, Barrier("council"), by=head)
    asks = paper_for(head, head.organisation, YEAR).page.asks
    assert "6 แห่ง" in asks[0]
    assert asks[0].index("เขต1 (4)") < asks[0].index("เขต2 (2)")
    assert town.short_name in asks[1]
    assert "สภา" in asks[2]


def test_what_was_written_takes_the_place_of_the_suggestions(client, head):
    late_laos(1)
    people.signed_in(client, head)
    answer = client.get(reverse("governor-print", args=[head.organisation_id]), {"ask": "ขอรถสำรวจ ๑ คัน\r\n\r\nขอคน"})
    assert answer["Content-Type"] == "application/pdf"
    text = only_page_of(answer.content)
    assert "ขอรถสำรวจ" in text
    assert squeezed("กำชับนายอำเภอ") not in text
    nothing = client.get(reverse("governor-print", args=[head.organisation_id]), {"ask": ""})
    assert squeezed("เรื่องที่ขอให้ผู้ว่าราชการจังหวัดสั่งการ") not in only_page_of(nothing.content)
    page = client.get(reverse("governor", args=[head.organisation_id]), {"ask": "ขอคน"})
    assert page.context["page"].asks == ["ขอคน"]


def test_requests_are_cut_to_what_fits():
    lines = clean(["ก" * 1000, "", *["ข"] * 9])
    assert (len(lines), len(lines[0])) == (ASKS, ASK_LENGTH)


def test_a_district_an_lao_and_another_province_do_not_see_it(client, head):
    [lao] = late_laos(1)
    address = reverse("governor", args=[head.organisation_id])
    for post, at in ((Post.OFFICER, lao.parent), (Post.CLERK, lao), (Post.HEAD, people.a_province(50))):
        assert people.signed_in(client, people.a_post(post, at=at)).get(address).status_code == 404


def test_it_is_made_from_the_command_line_too(head, tmp_path):
    late_laos(1)
    out = tmp_path / "governor.pdf"
    call_command("print", "governor-page", "--province=57", f"--year={YEAR}", "--format", "pdf", "--out", str(out))
    assert only_page_of(out.read_bytes())


def test_what_is_suggested_is_thai_whatever_the_reader_speaks(client, head):
    late_laos(1)
    people.signed_in(client, head)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("governor", args=[head.organisation_id]))
    assert "กำชับนายอำเภอ" in page.context["page"].asks[0]
