"""Contracts by form: entered, paid at once, amended, cancelled, corrected, reversed, their progress told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from localplan.budgeting.tests import make as budgets
from localplan.execution import actions
from localplan.execution.models import Commitment, Disbursement, Progress
from localplan.organisations.tests import make as people
from localplan.toolkit import clock

from . import make

pytestmark = pytest.mark.django_db
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


def at(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def shown(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def day():
    """Today as officers type it."""
    return f"{clock.today().day}/{clock.today().month}/{clock.today().year + 543}"


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
