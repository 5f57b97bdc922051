"""The pages of contracts and payments, as a finance officer meets them, and what a form without scripts does."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from localplan.budgeting.tests import make as budgets
from localplan.execution import actions
from localplan.execution.models import Commitment, CumulativeFigure, Disbursement, NoMovement, Progress
from localplan.execution.typed import read_day
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_quarter

from . import make

pytestmark = pytest.mark.django_db
KEY = "k" * 16
TODAY = dt.date(2027, 4, 8)


@pytest.fixture(autouse=True)
def _in_april():
    with clock.at(TODAY):
        yield


@pytest.fixture
def line():
    """A development line of 1,000,000 baht of this year's ordinance."""
    return budgets.an_ordinance_line(amount="1000000.00")


@pytest.fixture
def officer(line):
    return budgets.a_finance_officer(line.organisation)


@pytest.fixture
def client(client, officer):
    return people.signed_in(client, officer)


@pytest.fixture
def commitment(line, officer):
    """A contract of 485,000 baht."""
    return make.a_commitment(line, by=officer, amount="485000.00", number="5/2570")


def this_quarter():
    return fiscal_quarter(clock.today())


def at(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def page_of(line, name="spending"):
    return at(name, line.organisation, line.year_id, this_quarter())


def shown(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def day(offset=0):
    """Today, or so many days off, as officers type it."""
    found = clock.today() + dt.timedelta(days=offset)
    return f"{found.day}/{found.month}/{found.year + 543}"


def send(client, line, *rows, key=KEY):
    body = {"rows": [{"key": key, "id": str(row.pop("of").pk), "set": row} for row in rows]}
    url = page_of(line, "spending-save")
    answer = client.post(url, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.content
    return answer.json()


# ---- The register


def test_the_page_of_a_quarter_shows_the_money_and_what_is_left(client, line, commitment, officer):
    actions.disburse(line.organisation, [make.a_payment(commitment, "291000.00")], by=officer)
    page = client.get(page_of(line))
    assert "194,000" in shown(page)
    [row] = page.context["rows"]
    assert (row.amount, row.paid, row.left) == (485000, 291000, 194000)
    strip = page.context["strip"]
    assert (strip.budget, strip.committed, strip.paid, strip.available) == (1000000, 485000, 291000, 515000)


def test_a_typed_row_is_a_payment_and_the_answer_says_what_is_left(client, line, commitment):
    answer = send(client, line, {"of": commitment, "date": day(), "voucher": "๒๓๑/70", "amount": "๒๙๑,๐๐๐"})
    [result] = answer["results"]
    assert (result["status"], result["paid"], result["left"]) == ("saved", "291000.00", "194000.00")
    assert (answer["totals"]["paid"], answer["totals"]["available"]) == ("291,000", "515,000")
    assert commitment.disbursements.get().voucher == "๒๓๑/70"


def test_a_try_again_after_a_lost_answer_pays_once(client, line, commitment):
    row = {"date": day(), "voucher": "1", "amount": "100"}
    first = send(client, line, {"of": commitment, **row})
    again = send(client, line, {"of": commitment, **row})
    assert first["results"][0]["status"] == again["results"][0]["status"] == "saved"
    assert commitment.disbursements.count() == 1


def test_more_than_is_left_is_refused_with_the_figure_and_nothing_is_lost(client, line, commitment):
    typed = {f"date-{commitment.pk}": day(), f"voucher-{commitment.pk}": "1", f"amount-{commitment.pk}": "485,000.01"}
    answer = client.post(page_of(line), {"key": KEY, **typed})
    page = shown(answer, 422)
    assert "485,000.01" in page  # as it was typed
    assert "เหลือ" in page
    [row] = answer.context["rows"]
    assert list(row.errors) == ["amount"]
    assert row.typed["voucher"] == "1"
    assert commitment.disbursements.count() == 0


def test_the_plain_form_saves_each_row_for_itself(client, line, commitment, officer):
    other = make.a_commitment(line, by=officer, amount="1000.00")
    sent = {
        f"date-{commitment.pk}": day(),
        f"voucher-{commitment.pk}": "1",
        f"amount-{commitment.pk}": "5",
        f"date-{other.pk}": day(),
        f"voucher-{other.pk}": "",
        f"amount-{other.pk}": "5",
    }
    answer = client.post(page_of(line), {"key": KEY, **sent})
    shown(answer, 422)
    assert (commitment.disbursements.count(), other.disbursements.count()) == (1, 0)
    sent[f"voucher-{other.pk}"] = "2"
    for name in list(sent):
        if name.endswith(f"-{commitment.pk}"):
            del sent[name]
    assert client.post(page_of(line), {"key": KEY, **sent}).status_code == 302
    assert other.disbursements.count() == 1


def test_a_payment_of_two_lines_is_split_in_the_ratio_or_as_typed(client, line, officer):
    grant = budgets.a_line(line.organisation, amount="900000.00", source="surplus", year=line.year_id)
    parts = [make.Part(grant.pk, Decimal("900")), make.Part(line.pk, Decimal("100"))]
    both = make.a_commitment(line, by=officer, parts=parts)
    assert "10%" in shown(client.get(page_of(line)))
    send(client, line, {"of": both, "date": day(), "voucher": "1", "amount": "500"})
    assert {share.line_id: share.paid for share in both.shares.all()} == {grant.pk: 450, line.pk: 50}
    typed = {"of": both, "date": day(), "voucher": "2", "amount": "100", f"p{grant.pk}": "60", f"p{line.pk}": "40"}
    [result] = send(client, line, typed, key="m" * 16)["results"]
    assert result["shares"] == {str(grant.pk): ["510.00", "390.00"], str(line.pk): ["90.00", "10.00"]}
    typed = {"of": both, "date": day(), "voucher": "3", "amount": "100", f"p{grant.pk}": "60"}
    [result] = send(client, line, typed, key="n" * 16)["results"]
    assert result["status"] == "invalid"  # the parts do not add up


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("29/3", dt.date(2027, 3, 29)),
        ("1/10", dt.date(2026, 10, 1)),
        ("๕-๑๒", dt.date(2026, 12, 5)),
        ("/ตฝ-", dt.date(2027, 3, 29)),
        ("29/3/70", dt.date(2027, 3, 29)),
        ("29 มี.ค. 2570", dt.date(2027, 3, 29)),
        ("", None),
    ],
)
def test_a_day_without_its_year_lies_in_the_fiscal_year(typed, expected):
    assert read_day(typed, 2570) == expected


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"date": "", "voucher": "1", "amount": "5"}, "date"),
        ({"date": "32/1", "voucher": "1", "amount": "5"}, "date"),
        ({"voucher": "1", "amount": "1O0"}, "amount"),
        ({"voucher": "1", "amount": ""}, "amount"),
        ({"voucher": "1", "amount": "0.001"}, "amount"),
        ({"voucher": "1", "amount": "-"}, "amount"),
        ({"voucher": " ", "amount": "5"}, "voucher"),
        ({"voucher": "ก" * 61, "amount": "5"}, "voucher"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_cell(client, line, commitment, cells, wrong):
    [result] = send(client, line, {"of": commitment, "date": day(), **cells})["results"]
    assert result["status"] == "invalid"
    assert wrong in result["errors"]
    assert Disbursement.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"rows":1}', b'{"rows":[{"id":"x","key":"kkkkkkkk","set":{}}]}', b'{"rows":[[]]}']
)
def test_what_our_page_never_sends_is_no_request(client, line, body):
    url = page_of(line, "spending-save")
    assert client.post(url, body, content_type="application/json").status_code == 400


def test_no_movement_is_said_of_one_and_then_of_all_that_remain(client, line, officer):
    signed = dt.date(2026, 11, 2)
    first, *_others = [make.a_commitment(line, by=officer, amount="5.00", signed_on=signed) for _number in range(3)]
    quarter_2 = at("spending", line.organisation, line.year_id, 2)
    still = at("no-movement", line.organisation, line.year_id, 2)
    page = client.get(quarter_2)
    assert (page.context["said"], page.context["asked"]) == (0, 3)
    assert client.post(still, {"commitment": first.pk}).url == quarter_2
    assert NoMovement.objects.get().commitment == first
    client.post(still)
    page = client.get(quarter_2)
    assert (page.context["said"], page.context["asked"]) == (3, 3)
    assert client.get(quarter_2, {"state": "still"}).context["rows"] == []
    actions.disburse(line.organisation, [make.a_payment(first, "1.00", paid_on=dt.date(2027, 3, 5))], by=officer)
    rows = {row.commitment.pk: row.said for row in client.get(quarter_2).context["rows"]}
    assert rows[first.pk] == "จ่ายแล้ว 5 มี.ค. 70"


def test_a_register_costs_the_same_for_1_row_and_20(client, line, officer):
    make.a_commitment(line, by=officer, amount="5.00")
    client.get(page_of(line))
    with count_queries() as one:
        client.get(page_of(line))
    for _number in range(19):
        make.a_commitment(line, by=officer, amount="5.00")
    with count_queries() as twenty:
        client.get(page_of(line))
    assert one.number == twenty.number, str(twenty)


def test_a_viewer_reads_and_has_nothing_to_type(client, line, commitment):
    viewer = people.signed_in(client, people.a_post(Post.VIEWER, at=line.organisation))
    page = shown(viewer.get(page_of(line)))
    assert "5/2570" in page
    assert 'name="amount-' not in page
    assert viewer.post(page_of(line), {}).status_code == 404


# ---- Recurrent lines


def test_figures_are_typed_down_the_column_and_the_refused_one_stays(client, line):
    ordinance = line.ordinance
    power = budgets.an_ordinance_line(ordinance, amount="360000.00", development=False, name="ค่าไฟฟ้า")
    paper = budgets.an_ordinance_line(ordinance, amount="180000.00", development=False, name="วัสดุ")
    url = at("recurrent", line.organisation, line.year_id, 2)
    answer = client.post(url, {f"f-{power.pk}": "176,200", f"f-{paper.pk}": "180,000.01"})
    assert "180,000.01" in shown(answer, 422)
    assert CumulativeFigure.objects.get().amount == 176200
    power.refresh_from_db()
    assert power.paid == 176200
    assert client.post(url, {f"f-{power.pk}": "176,200", f"f-{paper.pk}": "๙๒,๖๐๐", "next": "//evil.test"}).url == url
    page = client.get(at("spending", line.organisation, line.year_id, 2))
    assert (page.context["filled"], page.context["in_recurrent"]) == (2, 2)


def test_a_figure_that_falls_asks_for_its_reason(client, line):
    power = budgets.an_ordinance_line(line.ordinance, amount="360000.00", development=False, name="ค่าไฟฟ้า")
    first, second = (at("recurrent", line.organisation, line.year_id, quarter) for quarter in (1, 2))
    client.post(first, {f"f-{power.pk}": "88,400"})
    answer = client.post(second, {f"f-{power.pk}": "88,399.99"})
    assert f'name="r-{power.pk}"' in shown(answer, 422)
    sent = {f"f-{power.pk}": "88,399.99", f"r-{power.pk}": "ส่งคืนเงินที่จ่ายเกิน"}
    assert client.post(second, sent).status_code == 302
    assert CumulativeFigure.objects.latest("pk").reason == "ส่งคืนเงินที่จ่ายเกิน"


# ---- Contracts


def contract_form(line, **values):
    return {
        "line_0": line.pk,
        "amount_0": "60,000",
        "kind": "contract",
        "number": "7/2570",
        "title": "",
        "counterparty": "หจก.น่านก่อสร้าง",
        "signed_on": day(),
        **values,
    }


def add(client, line, **values):
    return client.post(at("add-commitment", line.organisation, line.year_id), contract_form(line, **values))


def test_a_contract_takes_the_name_of_its_line_and_its_balance_is_in_the_picker(client, line):
    page = shown(client.get(at("add-commitment", line.organisation, line.year_id)))
    assert 'data-left="1000000.00"' in page
    assert "1,000,000" in page
    assert add(client, line).status_code == 302
    made = Commitment.objects.get()
    assert (made.title, made.number, made.shares.get().amount) == (line.name, "7/2570", 60000)


def test_a_contract_may_be_paid_at_once_and_both_stand_or_neither(client, line):
    answer = add(client, line, voucher="1", gross="60,000.01")
    assert "60,000" in shown(answer, 422)
    assert Commitment.objects.count() == 0
    assert add(client, line, voucher="1", kind="direct", number="").status_code == 302
    assert Disbursement.objects.get().gross == 60000


def test_a_contract_beyond_its_line_is_refused_with_the_figure_left(client, line):
    answer = add(client, line, amount_0="1,000,000.01")
    assert "1000000.00" in shown(answer, 422).replace(",", "")
    assert answer.context["form"].errors["amount_0"]


def test_several_lines_bear_one_contract_and_instalments_are_read(client, line):
    other = budgets.an_ordinance_line(line.ordinance, amount="500.00")
    sent = {"line_1": other.pk, "amount_1": "500", "instalments": "60,000 30/9\n๕๐๐"}
    assert add(client, line, **sent).status_code == 302
    made = Commitment.objects.get()
    assert {share.line_id: share.amount for share in made.shares.all()} == {line.pk: 60000, other.pk: 500}
    assert [one["amount"] for one in made.instalments] == ["60000.00", "500.00"]


def test_a_day_outside_the_year_asks_for_a_reason(client, line):
    before = line.year_id - 543 - 1
    answer = add(client, line, signed_on=f"30/9/{before + 543}")
    page = shown(answer, 422)
    assert 'name="reason"' in page
    assert add(client, line, signed_on=f"30/9/{before + 543}", reason="ลงนามก่อนปีงบประมาณ").status_code == 302


def test_a_commitment_tells_its_payments_with_what_was_deducted(client, line, commitment):
    sent = {"paid_on": day(), "voucher": "9", "gross": "100,000", "tax": "934.58", "penalty": "100", "net": "98,965.42"}
    assert client.post(at("pay", commitment), sent).status_code == 302
    page = shown(client.get(at("commitment", commitment)))
    assert "98,965.42" in page
    assert "385,000" in page
    sent |= {"voucher": "10", "net": "98,965.43"}
    assert "98965.42" in shown(client.post(at("pay", commitment), sent), 422).replace(",", "")


def test_a_payment_is_reversed_with_a_reason(client, line, commitment, officer):
    [pk] = actions.disburse(line.organisation, [make.a_payment(commitment)], by=officer)
    url = at("reverse-payment", pk)
    shown(client.post(url, {"on": day(), "reason": ""}), 422)
    assert client.post(url, {"on": day(), "reason": "จ่ายผิดสัญญา"}).status_code == 302
    assert [one.gross for one in commitment.disbursements.order_by("pk")] == [10000, -10000]
    assert "จ่ายผิดสัญญา" in shown(client.get(at("commitment", commitment)))
    assert client.post(url, {"on": day(), "reason": "อีกครั้ง"}).status_code == 422


def test_a_contract_is_amended_cancelled_and_signed_again(client, line, commitment):
    part = f"part_{line.pk}"
    sent = {"on": day(), part: "500,000", "reason": "เพิ่มงาน", "counterparty": commitment.counterparty}
    assert client.post(at("amend-commitment", commitment), sent).status_code == 302
    assert commitment.shares.get().amount == 500000
    shown(client.post(at("amend-commitment", commitment), sent | {part: "1,000,000.01"}), 422)
    assert client.post(at("cancel-commitment", commitment), {"on": day(), "reason": "ผู้รับจ้างทิ้งงาน"}).status_code == 302
    assert client.get(at("amend-commitment", commitment)).status_code == 404
    sent = contract_form(line, number="8/2570", title="ถนน", counterparty="หจก.ใหม่")
    assert client.post(at("sign-again", commitment), sent).status_code == 302
    commitment.refresh_from_db()
    assert (commitment.counterparty, commitment.cancelled_on) == ("หจก.ใหม่", None)


def test_particulars_are_corrected_and_two_people_see_both_values(client, line, commitment):
    url = at("correct-commitment", commitment)
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(url, sent | {"counterparty": "หจก.เวียงสา"}).status_code == 302
    assert "หจก.เวียงสา" in shown(client.post(url, sent | {"counterparty": "หจก.น่าน"}), 409)
    commitment.refresh_from_db()
    assert commitment.counterparty == "หจก.เวียงสา"


def test_progress_is_told_with_a_photograph(client, line, commitment):
    url = at("report-progress", commitment)
    photo = SimpleUploadedFile("ถนน.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "image/png")
    assert client.post(url, {"on": day(), "percent": "45.5", "photo": photo}).status_code == 302
    report = Progress.objects.get()
    assert report.percent == Decimal("45.5")
    assert client.get(at("progress-photo", report)).status_code == 200
    shown(client.post(url, {"on": day(), "percent": "100.01"}), 422)


# ---- The list


def test_the_list_says_what_it_leaves_out_and_is_a_file_too(client, line, commitment, officer):
    make.a_commitment(line, by=officer, amount="5.00", kind="subsidy", number="", title="=อาหารกลางวัน")
    url = at("commitments", line.organisation, line.year_id)
    page = client.get(url, {"kind": "subsidy"})
    assert [row.commitment.title for row in page.context["found"].rows] == ["=อาหารกลางวัน"]
    assert "1 จาก 2" in shown(page)
    assert page.context["found"].amount == 5
    for word in ("open", "still", "paid", "carried", "cancelled"):
        assert client.get(url, {"state": word, "sort": "-left", "q": "ถนน"}).status_code == 200
    body = b"".join(client.get(url, {"as": "csv"})).decode("utf-8-sig")
    assert "'=อาหารกลางวัน" in body
    assert client.get(url, {"as": "xlsx", "source": "ordinance", "line": str(line.number)}).status_code == 200


def test_the_list_costs_the_same_for_1_commitment_and_20(client, line, officer):
    url = at("commitments", line.organisation, line.year_id)
    make.a_commitment(line, by=officer, amount="5.00")
    client.get(url)
    with count_queries() as one:
        client.get(url)
    for _number in range(19):
        make.a_commitment(line, by=officer, amount="5.00")
    with count_queries() as twenty:
        client.get(url)
    assert one.number == twenty.number, str(twenty)


@pytest.mark.parametrize("form", ["commitments", "payments"])
@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_the_registers_are_printed(client, line, commitment, officer, form, kind):
    actions.disburse(line.organisation, [make.a_payment(commitment, tax=Decimal("93.46"))], by=officer)
    answer = client.get(at("money-print", line.organisation, line.year_id, form, kind))
    assert answer.status_code == 200
    assert answer.content[:4] == (b"PK\x03\x04" if kind == "xlsx" else b"%PDF")
