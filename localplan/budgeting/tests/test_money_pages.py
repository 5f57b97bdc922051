"""The pages of transfers, of money without an ordinance, and of the control totals."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from localplan.budgeting import actions
from localplan.budgeting.facts import PartTotal, Shift, Statement, TransferRound
from localplan.budgeting.models import BudgetLine, ControlStatement, Transfer
from localplan.budgeting.tests import make
from localplan.budgeting.tests.elaas_file import a_report, a_row
from localplan.calendar.tests import make as duties
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db
DAY, YEAR = dt.date(2023, 3, 15), 2566


@pytest.fixture(autouse=True)
def _a_day_in_march(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with clock.at(DAY):
        yield


@pytest.fixture
def ordinance():
    return make.an_ordinance(year=YEAR)


@pytest.fixture
def lao(ordinance):
    return ordinance.organisation


@pytest.fixture
def officer(lao):
    return make.a_finance_officer(lao)


@pytest.fixture
def client(client, officer):
    return people.signed_in(client, officer)


@pytest.fixture
def lines(ordinance):
    return [make.an_ordinance_line(ordinance, name=name) for name in ("ถนนสายหนึ่ง", "ถนนสายสอง")]


@pytest.fixture
def transfer(lao, officer, lines):
    sides = [Shift(lines[0].pk, Decimal("-30000.25")), Shift(lines[1].pk, Decimal("30000.25"))]
    return actions.transfer(lao, YEAR, TransferRound("executive", DAY, sides, reason="ราคาสูงขึ้น"), by=officer)


def at(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def shown(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def a_round(*rows, **values):
    """What the form sends: rows of line, decrease, increase."""
    sent = {"number": "1", "authority": "executive", "decided_on": "15/03/2566", "rows": "6", "save": "1"}
    for place, (line, less, more) in enumerate(rows, start=1):
        sent |= {f"r{place}-line": line, f"r{place}-less": less, f"r{place}-more": more}
    return sent | values


def test_a_round_is_entered_by_line_numbers_and_thai_amounts(client, lao, lines):
    page = shown(client.get(at("add-transfer", lao, YEAR)))
    assert "ถนนสายหนึ่ง" in page
    answer = client.post(at("add-transfer", lao, YEAR), a_round(("๑ ถนน", "๓๐,๐๐๐.๒๕", ""), ("2", "", "30,000.25")))
    made = Transfer.objects.get()
    assert answer.url == at("transfer", made)
    assert BudgetLine.objects.get(number=2).budget == Decimal("130000.25")
    page = shown(client.get(answer.url))
    for words in ("69,999.75", "130,000.25", "30,000.25", "ข้อ 26"):
        assert words in page
    assert "30,000.25" in shown(client.get(at("transfers", lao, YEAR)))


def test_adding_up_shows_balances_and_the_gap_and_saves_nothing(client, lao, lines):
    sent = a_round(("1", "100", ""), ("2", "", "99.99"), add_up="1")
    sent.pop("save")
    answer = client.post(at("add-transfer", lao, YEAR), sent)
    page = shown(answer)
    entry = answer.context["entry"]
    assert (entry.gives, entry.gains, entry.gap) == (100, Decimal("99.99"), Decimal("-0.01"))
    assert "99,900.00" in page
    assert not Transfer.objects.exists()


def test_more_rows_keep_what_was_typed(client, lao, lines):
    sent = a_round(("1", "100", ""), add_rows="1")
    sent.pop("save")
    answer = client.post(at("add-transfer", lao, YEAR), sent)
    sides = answer.context["entry"].sides
    assert (len(sides), sides[0]["less"].value()) == (12, "100")


def test_what_is_wrong_with_a_round_is_told_and_nothing_typed_is_lost(client, lao, lines):
    sent = a_round(("1", "100,000.01", ""), ("2", "", "100,000.01"), reason="เหตุผลยาว")
    page = shown(client.post(at("add-transfer", lao, YEAR), sent), 422)
    assert "100000.00" in page or "100,000.00" in page
    assert "เหตุผลยาว" in page
    wrong = a_round(("7", "5", ""), ("", "", "5"), ("1", "x", ""), ("2", "1", "1"))
    answer = client.post(at("add-transfer", lao, YEAR), wrong)
    assert answer.status_code == 422
    assert [bool(side.errors) for side in answer.context["entry"].sides[:4]] == [True] * 4


def test_a_new_item_is_made_by_a_round(client, lao, lines):
    new = {"n1-name": "เครื่องสูบน้ำ", "n1-more": "500", "n1-category": make.the_code("541000").pk, "n1-development": "on"}
    sent = a_round(("1", "500", ""), **new)
    assert "ข้อ 27" in shown(client.post(at("add-transfer", lao, YEAR), sent), 422)
    assert client.post(at("add-transfer", lao, YEAR), sent | {"authority": "council"}).status_code == 302
    assert BudgetLine.objects.get(name="เครื่องสูบน้ำ").budget == 500


def test_a_round_is_dated_and_taken_back_by_hand(client, lao, transfer):
    page, blank = at("transfer", transfer), '{"notice_on": "", "reported_on": ""}'
    assert client.post(page, {"notice_on": "15/3/2566", "v": "1", "base": blank, "date": "1"}).status_code == 302
    transfer.refresh_from_db()
    assert transfer.notice_on == DAY
    early = {"notice_on": "14/3/2566", "v": "2", "base": "{}", "date": "1"}
    assert client.post(page, early).status_code in (409, 422)
    back = {"back-authority": "executive", "back-decided_on": "15/3/2566", "back-reason": "ผิด", "take_back": "1"}
    answer = client.post(page, back)
    made = Transfer.objects.get(reverses=transfer)
    assert answer.url == at("transfer", made)
    assert "รับโอน" not in shown(client.get(page))
    assert client.post(page, back).status_code == 422


def test_a_reader_sees_rounds_and_no_forms(client, lao, transfer):
    client = people.signed_in(client, people.a_post(Post.VIEWER, at=lao))
    page = shown(client.get(at("transfer", transfer)))
    assert "<textarea" not in page
    assert client.post(at("transfer", transfer), {"date": "1"}).status_code == 404
    assert client.get(at("add-transfer", lao, YEAR)).status_code == 404


def test_a_round_is_printed_as_pdf_excel_and_by_command(client, lao, transfer, tmp_path):
    assert client.get(at("transfer-print", transfer, "xlsx")).content.startswith(b"PK")
    assert client.get(at("transfer-print", transfer, "pdf")).content.startswith(b"%PDF")
    assert client.get(at("transfer-print", transfer, "doc")).status_code == 404
    out = tmp_path / "round.json"
    words = ["--organisation", lao.code, "--year", str(YEAR), "--number", "1", "--format", "json", "--out", str(out)]
    call_command("print", "transfer", *words, stdout=io.StringIO())
    assert "30000.25" in out.read_text("utf-8")


def test_the_signed_order_is_kept_with_the_round(client, lao, lines):
    sent = a_round(("1", "5", ""), ("2", "", "5"), document=people.a_scan())
    client.post(at("add-transfer", lao, YEAR), sent)
    answer = client.get(at("transfer-document", Transfer.objects.get()))
    assert b"".join(answer.streaming_content)


def test_the_list_of_rounds_costs_the_same_for_1_and_20(client, lao, officer, lines, transfer):
    client.get(at("transfers", lao, YEAR))
    with count_queries() as one:
        client.get(at("transfers", lao, YEAR))
    for _ in range(20):
        sides = [Shift(lines[0].pk, Decimal(-1)), Shift(lines[1].pk, Decimal(1))]
        actions.transfer(lao, YEAR, TransferRound("executive", DAY, sides), by=officer)
    with count_queries() as many:
        client.get(at("transfers", lao, YEAR))
    assert one.number == many.number, str(many)


# money without an ordinance


def a_surplus(**values):
    return {
        "source": "surplus",
        "name": "ซ่อมฝาย",
        "amount": "250,000",
        "decided_on": "15/3/2566",
        "authority": "council",
        "development": "on",
        **values,
    }


def test_a_line_is_opened_and_taken_back_by_hand(client, lao):
    page = at("open-line", lao, YEAR)
    assert client.post(page, a_surplus()).url == page
    line = BudgetLine.objects.get(source="surplus")
    assert "250,000.00" in shown(client.get(page))
    client.post(page, {"take_back": line.pk})
    assert "ซ่อมฝาย" not in shown(client.get(page))
    assert "line_is_known" not in shown(client.post(page, {"take_back": "x"}, follow=True))


def test_what_is_wrong_with_a_line_stands_at_its_field(client, lao):
    answer = client.post(at("open-line", lao, YEAR), a_surplus(authority="executive"))
    assert list(answer.context["form"].errors) == ["authority"]
    answer = client.post(at("open-line", lao, YEAR), a_surplus(authority="executive", emergency="น้ำป่า"))
    assert answer.status_code == 302


def test_last_years_line_is_chosen_by_its_number(client, lao):
    old = make.an_ordinance_line(make.an_ordinance(lao, year=YEAR - 1), amount="900")
    sent = a_surplus(source="previous", amount="900", origin=str(old.number), decided_on="5/10/2565")
    make_wait = client.post(at("open-line", lao, YEAR), sent)
    assert list(make_wait.context["form"].errors) == ["decided_on"]  # the ordinance is in effect since 1 October
    lao.ordinances.filter(year_id=YEAR).update(effective_on=dt.date(2022, 10, 10))
    assert client.post(at("open-line", lao, YEAR), sent).status_code == 302
    assert BudgetLine.objects.get(source="previous").origin == old


# control totals


def boxes(code="54", figures=("100,000", "20000", "-"), **values):
    pk = make.the_code(code).pk
    return dict(zip((f"budget_{pk}", f"outstanding_{pk}", f"disbursed_{pk}"), figures, strict=True)) | {
        "keep": "1",
        **values,
    }


def test_totals_are_typed_and_stand_beside_what_was_entered(client, lao, lines):
    page = at("control-totals", lao, YEAR, 2)
    shown(client.get(page))
    assert client.post(page, boxes(reason="ยังไม่บันทึก")).url == page
    statement = ControlStatement.objects.get()
    assert statement.totals.get().outstanding == 20000
    answer = client.get(page)
    compared = {row.name: row for row in shown(answer) and answer.context["compared"].rows}
    budget, outstanding, disbursed = compared["งบลงทุน"].cells
    assert (budget.entered, budget.gap) == (200000, "-100,000.00")
    assert (outstanding.gap, disbursed.gap) == ("+20,000.00", "")
    assert compared["งบลงทุน"].percent == 100
    assert "ยังไม่บันทึก" in shown(client.get(page))


def test_a_part_is_typed_whole_and_its_problems_stand_at_its_box(client, lao, lines):
    page = at("control-totals", lao, YEAR, 2)
    answer = client.post(page, boxes(figures=("100", "", "5")))
    assert len(answer.context["form"].errors) == 1
    answer = client.post(page, boxes(figures=("100", "50", "50.01")))
    pk = make.the_code("54").pk
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [f"disbursed_{pk}"])
    over = boxes(figures=("100", "50", "50.01"), over_reason="บัญชีคลาดเคลื่อน")
    assert client.post(page, over).status_code == 302


def uploaded(content=None):
    return SimpleUploadedFile("คงเหลือ.xlsx", content or a_report(), content_type="application/octet-stream")


def test_the_report_is_looked_at_before_its_figures_are_kept(client, lao, lines):
    page = at("control-totals", lao, YEAR, 2)
    answer = client.post(page, {"file": uploaded(), "read": "1"})
    assert "269,284.00" in shown(answer)
    assert not ControlStatement.objects.exists()
    assert client.post(page, {"keep_report": "1", "reason": "ปัดเศษ"}).status_code == 302
    statement = ControlStatement.objects.get()
    assert (statement.origin, statement.reason) == ("elaas", "ปัดเศษ")
    assert statement.totals.get().outstanding == 27600
    answer = client.get(at("control-document", statement))
    assert b"".join(answer.streaming_content).startswith(b"PK")
    shown(client.post(page, {"keep_report": "1"}), 422)


def test_a_report_that_does_not_add_up_is_refused_by_row(client, lao, lines):
    page = at("control-totals", lao, YEAR, 2)
    wrong = a_report([a_row(100, 0, 0, 0, 0, 99)])
    answer = client.post(page, {"file": uploaded(wrong), "read": "1"})
    assert "แถวที่ 9" in shown(answer, 422)
    shown(client.post(page, {"keep_report": "1"}), 422)
    shown(client.post(page, {"read": "1"}), 422)


def test_a_quarter_that_was_handed_in_shows_figures_without_boxes(client, lao, officer, lines):
    part = make.the_code("54").pk
    actions.state_accounts(lao, YEAR, Statement(1, [PartTotal(part, Decimal(9), Decimal(0), Decimal(0))]), by=officer)
    duties.a_submission(lao, "spending_q1", year=YEAR, life="submitted")
    page = shown(client.get(at("control-totals", lao, YEAR, 1)))
    assert "9.00" in page
    assert f"budget_{part}" not in page
    assert client.get(at("control-totals", lao, YEAR, 5)).status_code == 404
    assert f"budget_{part}" not in shown(client.get(at("control-totals", lao, YEAR, 3)))
