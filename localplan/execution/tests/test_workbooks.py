"""Commitments and payments by workbook: out and in again, looked through, the same one twice."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from localplan.budgeting.tests import make as budgets
from localplan.execution import actions
from localplan.execution.models import Commitment, Disbursement
from localplan.execution.workbooks import CommitmentsDesk, PaymentsDesk
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import count_queries
from localplan.toolkit.tests.make_workbooks import a_workbook
from localplan.toolkit.workbook import Outcome

from . import make

pytestmark = pytest.mark.django_db
CONTRACTS = ["ประเภท", "เลขที่สัญญา", "รายการ", "คู่สัญญา", "วันที่ลงนาม", "รายการงบประมาณ", "วงเงิน (บาท)"]
PAYMENTS = ["สัญญา / รายการ", "ฎีกา", "วันที่จ่าย", "จำนวนเงินก่อนหัก (บาท)", "ภาษีหัก ณ ที่จ่าย", "จ่ายสุทธิ"]


@pytest.fixture
def line():
    """A development line of 1,000,000 baht of this year's ordinance."""
    return budgets.an_ordinance_line(amount="1000000.00", name="ถนน คสล. หมู่ 7")


@pytest.fixture
def officer(line):
    return budgets.a_finance_officer(line.organisation)


def contracts_of(line, by):
    return CommitmentsDesk(line.organisation, line.year_id, by)


def payments_of(line, by):
    return PaymentsDesk(line.organisation, line.year_id, by)


def today():
    """Today in พ.ศ., as a cell holds it."""
    day = clock.today()
    return f"{day.day}/{day.month}/{day.year + 543}"


def a_row(line, number="5/2570", amount="60,000", **cells):
    told = {"ประเภท": "สัญญา", "เลขที่สัญญา": number, "รายการ": "ถนน", "คู่สัญญา": "หจก.น่าน", "วันที่ลงนาม": today()}
    told |= {"รายการงบประมาณ": line.number, "วงเงิน (บาท)": amount} | cells
    return [told.get(heading) for heading in CONTRACTS]


def contracts_book(*rows):
    return a_workbook(rows, headings=CONTRACTS, name="รายการก่อหนี้")


def payments_book(*rows):
    told = [list(row) + [None] * (len(PAYMENTS) - len(row)) for row in rows]
    return a_workbook(told, headings=PAYMENTS, name="การจ่าย")


def save(desk, book):
    """Preview, take every tick, carry out; the preview."""
    preview = desk.preview(book)
    desk.carry_out(preview.chosen())
    return preview


def outcomes(preview):
    return [row.outcome for row in preview.rows]


def test_contracts_are_read_as_officers_type_them_and_the_same_workbook_twice_changes_nothing(line, officer):
    book = contracts_book(
        a_row(line, "๕/๒๕๗๐", "๔๘๕,๐๐๐"),
        a_row(line, None, 640000 - 200000, ประเภท="เงินอุดหนุนหน่วยงาน", รายการ="อาหารกลางวัน"),
    )
    preview = save(contracts_of(line, officer), book)
    assert outcomes(preview) == [Outcome.NEW] * 2
    one, two = Commitment.objects.order_by("pk")
    assert (one.kind, one.shares.get().amount, one.signed_on) == ("contract", 485000, clock.today())
    assert (two.kind, two.number, two.shares.get().amount) == ("subsidy", "", 440000)
    again = save(contracts_of(line, officer), book)
    assert outcomes(again) == [Outcome.UNCHANGED] * 2
    assert Commitment.objects.count() == 2


def test_what_goes_out_comes_back_as_nothing_changed(line, officer):
    commitment = make.a_commitment(line, by=officer, amount="60000.00")
    make.a_commitment(line, by=officer, amount="5.00", kind="direct", number="")
    actions.disburse(line.organisation, [make.a_payment(commitment, tax=Decimal("93.46"))], by=officer)
    for desk in (contracts_of(line, officer), payments_of(line, officer)):
        assert set(outcomes(desk.preview(desk.export()))) == {Outcome.UNCHANGED}


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"รายการงบประมาณ": 99}, "รายการงบประมาณ", "99"),
        ({"วงเงิน (บาท)": "1,000,000.01"}, "วงเงิน (บาท)", "940000.00"),
        ({"วงเงิน (บาท)": "12O"}, "วงเงิน (บาท)", "120"),
        ({"เลขที่สัญญา": None}, "เลขที่สัญญา", ""),
        ({"วันที่ลงนาม": "31/2/2570"}, "วันที่ลงนาม", ""),
        ({"ประเภท": "เช่า"}, "ประเภท", "เช่า"),
        ({"คู่สัญญา": None}, "คู่สัญญา", ""),
    ],
)
def test_a_contract_that_cannot_be_is_refused_with_row_and_column(line, officer, cells, column, words):
    preview = contracts_of(line, officer).preview(contracts_book(a_row(line, "1"), a_row(line, "2", **cells)))
    good, bad = preview.rows
    assert (good.outcome, bad.outcome) == (Outcome.NEW, Outcome.REFUSED)
    assert bad.problems[0].row == 3
    assert str(bad.problems[0].column) == column
    assert words in str(bad.problems[0]).replace(",", "")
    assert Commitment.objects.count() == 0


def test_a_colleagues_particulars_are_corrected_but_amounts_are_amended(line, officer):
    made = make.a_commitment(line, by=officer, amount="60000.00", number="5/2570", title="ถนน")
    preview = save(contracts_of(line, officer), contracts_book(a_row(line, คู่สัญญา="หจก.ใหม่")))
    assert outcomes(preview) == [Outcome.CHANGED]
    made.refresh_from_db()
    assert made.counterparty == "หจก.ใหม่"
    [row] = contracts_of(line, officer).preview(contracts_book(a_row(line, amount="60,000.01", คู่สัญญา="หจก.ใหม่"))).rows
    assert [problem.rule for problem in row.problems] == ["commitment_changes_by_amendment"]


def test_payments_are_read_by_the_number_of_the_contract_and_twice_changes_nothing(line, officer):
    made = make.a_commitment(line, by=officer, amount="60000.00", number="5/2570")
    direct = make.a_commitment(line, by=officer, amount="60000.00", number="", kind="direct")
    book = payments_book(
        ("5/2570", "๒๓๑/70", today(), "๑๐,๐๐๐", "93.46", "9,906.54"),
        (f"[{direct.pk}]", "232/70", clock.today(), 500),
    )
    assert outcomes(save(payments_of(line, officer), book)) == [Outcome.NEW] * 2
    assert made.disbursements.get().net == Decimal("9906.54")
    assert outcomes(save(payments_of(line, officer), book)) == [Outcome.UNCHANGED] * 2
    assert Disbursement.objects.count() == 2
    more = payments_book(("5/2570", "๒๓๑/70", today(), "๑๐,๐๐๐", "93.46"), ("5/2570", "233/70", today(), "1"))
    assert outcomes(save(payments_of(line, officer), more)) == [Outcome.UNCHANGED, Outcome.NEW]


def test_a_payment_that_stands_is_never_changed_by_a_workbook(line, officer):
    made = make.a_commitment(line, by=officer, amount="60000.00", number="5/2570")
    save(payments_of(line, officer), payments_book(("5/2570", "1", today(), "10,000")))
    [row] = payments_of(line, officer).preview(payments_book(("5/2570", "1", today(), "10,000.01"))).rows
    assert row.outcome is Outcome.REFUSED
    assert "กลับรายการ" in str(row.problems[0])
    assert row.problems[0].row == 2
    actions.reverse(made.disbursements.get(), on=clock.today(), reason="พิมพ์ผิด", by=officer)
    assert outcomes(save(payments_of(line, officer), payments_book(("5/2570", "1", today(), "10,000.01")))) == [
        Outcome.NEW
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("9/2570", "2", None, "1"), "สัญญา / รายการ"),
        (("5/2570", "", None, "1"), "ฎีกา"),
        (("5/2570", "2", None, "50,000.01"), "จำนวนเงินก่อนหัก (บาท)"),
        (("5/2570", "2", None, "100", "101"), "ภาษีหัก ณ ที่จ่าย"),
        (("5/2570", "2", None, "100", "1", "98"), "จ่ายสุทธิ"),
        (("5/2570", "2", dt.timedelta(days=1), "1"), "วันที่จ่าย"),
        (("5/2570", "1", None, "10,000"), ""),
    ],
)
def test_a_payment_that_cannot_be_is_refused_with_row_and_column(line, officer, row, column):
    make.a_commitment(line, by=officer, amount="60000.00", number="5/2570")
    number, voucher, later, *rest = row
    day = clock.today() + (later or dt.timedelta())
    book = payments_book(("5/2570", "1", today(), "10,000"), (number, voucher, day, *rest))
    _good, bad = payments_of(line, officer).preview(book).rows
    assert bad.outcome is Outcome.REFUSED
    assert bad.problems[0].row == 3
    if column:
        assert str(bad.problems[0].column) == column


def test_all_that_is_ticked_is_saved_or_nothing(line, officer):
    make.a_commitment(line, by=officer, amount="60000.00", number="5/2570")
    desk = payments_of(line, officer)
    preview = desk.preview(payments_book(("5/2570", "1", today(), "40,000"), ("5/2570", "2", today(), "20,000")))
    payment = make.a_payment(Commitment.objects.get(), "30000.00")
    actions.disburse(line.organisation, [payment], by=officer)  # a colleague was quicker
    with pytest.raises(Refused, match="disbursement_within_commitment"):
        desk.carry_out(preview.chosen())
    assert Disbursement.objects.count() == 1


def test_a_workbook_is_handed_in_looked_through_and_saved_by_hand(client, line, officer):
    client = people.signed_in(client, officer)
    args = [line.organisation.pk, "commitments", line.year_id]
    hand_in, look = reverse("import-money", args=args), reverse("preview-money", args=args)
    assert client.get(look).url == hand_in
    book = contracts_book(a_row(line, "1"), a_row(line, "2", รายการงบประมาณ=99), a_row(line, "3"))
    assert client.post(hand_in, {"file": SimpleUploadedFile("สัญญา.xlsx", book)}).url == look
    page = client.get(look)
    assert page.status_code == 200
    assert Commitment.objects.count() == 0
    assert client.get(look, {"problems": "1"}).content[:2] == b"PK"
    kept = page.context
    ticked = [row.tick for row in kept["preview"].rows if row.values.get("number") == "1"]
    sent = {"turned": kept["ticks"], "shown": kept["shown"], "tick": ticked, "save": "1"}
    assert client.post(look, sent).url == reverse("commitments", args=[line.organisation.pk, line.year_id])
    assert [one.number for one in Commitment.objects.all()] == ["1"]
    assert client.post(hand_in, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing")}).status_code == 422
    for kind in ("commitments", "payments"):
        for query in ("", "?empty=1"):
            url = reverse("money-workbook", args=[line.organisation.pk, kind, line.year_id])
            assert client.get(url + query).content[:2] == b"PK"
    assert client.get(reverse("import-money", args=[line.organisation.pk, "salaries", line.year_id])).status_code == 404


def test_the_command_takes_contracts_and_payments_in(line, officer, tmp_path, capsys):
    file = tmp_path / "book.xlsx"

    def run(kind, *more):
        call_command(
            "import_workbook", kind, str(file), "--organisation", line.organisation.code,
            "--year", str(line.year_id), "--as", officer.user.username, "--json", *more,
        )  # fmt: skip
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    file.write_bytes(contracts_book(a_row(line, "5/2570")))
    assert run("commitments", "--dry-run")["created"] == 1
    assert Commitment.objects.count() == 0
    assert run("commitments")["created"] == 1
    assert run("commitments")["unchanged"] == 1
    file.write_bytes(payments_book(("5/2570", "1", today(), "100"), ("5/2570", "2", today(), "60,000")))
    with pytest.raises(SystemExit):
        run("payments")
    assert Disbursement.objects.count() == 0
    file.write_bytes(payments_book(("5/2570", "1", today(), "100")))
    assert run("payments")["created"] == 1
    assert run("payments")["unchanged"] == 1


def test_2_and_2000_payments_of_a_workbook_cost_the_same_statements(line, officer):
    make.a_commitment(line, by=officer, amount="900000.00", number="5/2570")

    def cost(name, number):
        book = payments_book(*(("5/2570", f"{name}{n}", today(), "1") for n in range(number)))
        desk = payments_of(line, officer)
        with count_queries() as counted:
            desk.carry_out(desk.preview(book).chosen())
        return counted.number

    cost("ก", 1)
    assert cost("ข", 2) == cost("ค", 2000)
    assert Disbursement.objects.count() == 2003
