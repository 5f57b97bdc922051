"""Contracts and payments in a real browser: few keys, balances that follow, nothing typed is lost, sound for axe."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from localplan.budgeting.tests import make as budgets
from localplan.execution import actions
from localplan.execution.facts import Part
from localplan.execution.models import Commitment, Disbursement
from localplan.execution.tests import make as spending
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_quarter
from localplan.web.tests.looking import sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = "#savest[data-s=ok]"
KEPT = "Object.keys(localStorage).filter(k => k.includes(':money:')).length"


@pytest.fixture
def road():
    """A line of 1,000,000 baht for a road."""
    lao = make.an_lao(name="ห้วยน้ำใส")
    return budgets.an_ordinance_line(budgets.an_ordinance(lao), amount="1000000.00", name="ถนน คสล. หมู่ที่ 7")


@pytest.fixture
def officer(road):
    return make.a_post(Post.FINANCE, at=road.organisation)


@pytest.fixture
def contracts(road, officer):
    """Three contracts; the last one is borne by two lines, 90 to 10."""
    other = budgets.an_ordinance_line(road.ordinance, amount="500000.00", name="ประปา")
    made = [spending.a_commitment(road, by=officer, amount=amount) for amount in ("485000.00", "100000.00")]
    parts = [Part(other.pk, Decimal(90000)), Part(road.pk, Decimal(10000))]
    return [*made, spending.a_commitment(road, by=officer, parts=parts)]


def register_of(line):
    return f"/organisation/{line.organisation_id}/spending/{line.year_id}/{fiscal_quarter(clock.today())}"


@pytest.fixture
def opened(page, road, contracts, officer):
    sign_in(page, officer)
    page.goto(register_of(road))
    return page


def day():
    """Today as officers type it, without its year."""
    return f"{clock.today().day}/{clock.today().month}"


def cell(page, contract, field):
    return page.locator(f"tr[data-id='{contract.pk}'] [data-f={field}]")


def left(page, contract):
    return page.locator(f"tr[data-id='{contract.pk}'] [data-shows=left]")


def type_row(page, contract, voucher, amount, *, date=None):
    cell(page, contract, "date").click()
    for text in (date or day(), voucher, amount):
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_a_row_saves_itself_when_it_is_full_and_the_next_one_waits(opened, contracts):
    first, second, _both = contracts
    cell(opened, first, "date").click()
    opened.keyboard.type(day())
    opened.keyboard.press("Enter")
    opened.keyboard.type("231/70")
    opened.keyboard.press("Enter")
    opened.keyboard.type("๒๙๑,๐๐๐")
    expect(left(opened, first)).to_have_text("194,000")  # it counts what is being typed
    opened.keyboard.press("Enter")
    expect(cell(opened, second, "date")).to_be_focused()
    expect(opened.locator(SAVED)).to_be_visible()
    expect(opened.locator("[data-tot=paid]")).to_have_text("291,000")
    expect(cell(opened, first, "amount")).to_have_value("")
    opened.keyboard.press("Control+d")  # the day of the payment before
    opened.keyboard.press("Enter")
    opened.keyboard.press("Control+d")  # the voucher after the last
    expect(cell(opened, second, "voucher")).to_have_value("232/70")
    opened.keyboard.press("Enter")
    opened.keyboard.press("Control+d")  # all that is left
    expect(cell(opened, second, "amount")).to_have_value("100,000")
    opened.keyboard.press("Enter")
    expect(opened.locator(SAVED)).to_be_visible()
    assert sorted(Disbursement.objects.values_list("voucher", "gross")) == [("231/70", 291000), ("232/70", 100000)]
    assert opened.evaluate(KEPT) == 0


def test_a_payment_of_two_lines_is_split_before_the_eyes_and_may_be_changed(opened, contracts):
    both = contracts[2]
    type_row(opened, both, "1", "50,000.01")
    parts = opened.locator(f"tr[data-of='{both.pk}'] [data-part]")
    expect(opened.locator(SAVED)).to_be_visible()
    assert sorted(share.paid for share in both.shares.all()) == [Decimal("5000.01"), 45000]
    cell(opened, both, "date").fill(day())
    cell(opened, both, "voucher").fill("2")
    cell(opened, both, "amount").fill("10000")
    expect(parts.nth(0)).to_have_value("1,000")  # the line of the lower number first
    parts.nth(0).fill("0")
    parts.nth(1).fill("10,000")
    parts.nth(1).press("Enter")
    expect(opened.locator(SAVED)).to_be_visible()
    assert sorted(share.paid for share in both.shares.all()) == [Decimal("5000.01"), 55000]


def test_too_much_is_refused_with_the_figure_and_stays_as_typed(opened, contracts):
    first = contracts[0]
    type_row(opened, first, "1", "485,000.01")
    message = opened.locator(f"[data-msg='{first.pk}']")
    expect(message).to_contain_text("485,000")
    expect(cell(opened, first, "amount")).to_have_value("485,000.01")
    assert Disbursement.objects.count() == 0
    cell(opened, first, "amount").fill("485,000")
    cell(opened, first, "amount").press("Enter")
    expect(opened.locator(SAVED)).to_be_visible()
    expect(message).to_have_count(0)
    expect(left(opened, first)).to_have_text("-")


def test_what_is_typed_outlives_a_lost_line_and_a_reload(opened, contracts):
    first, second, _both = contracts
    opened.context.set_offline(True)
    type_row(opened, first, "1", "5")
    expect(opened.locator("#savest[data-s=off]")).to_be_visible()
    cell(opened, second, "voucher").fill("9")
    opened.context.set_offline(False)
    expect(opened.locator("#savest[data-s=wait]")).to_be_visible()  # the second row is still being typed
    expect(left(opened, first)).to_have_text("484,995")
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.reload()
    expect(cell(opened, second, "voucher")).to_have_value("9")
    assert Disbursement.objects.get().gross == 5


def test_an_answer_that_is_lost_pays_once(opened, contracts):
    lost = []

    def lose(route):
        lost.append(route.fetch())
        route.abort() if len(lost) == 1 else route.fulfill(response=lost[-1])

    opened.route("**/save", lose)
    type_row(opened, contracts[0], "1", "5")
    expect(opened.locator("#savest[data-s=off]")).to_be_visible()
    opened.evaluate("window.dispatchEvent(new Event('online'))")
    expect(opened.locator(SAVED)).to_be_visible()
    assert len(lost) == 2
    assert Disbursement.objects.count() == 1


class Keyboard:
    """A keyboard that counts: each letter, each key, each key of a combination."""

    def __init__(self, page) -> None:
        self.page, self.strokes = page, 0

    def type(self, text: str) -> None:
        self.strokes += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str, times: int = 1) -> None:
        self.strokes += times * len(key.split("+"))
        for _time in range(times):
            self.page.keyboard.press(key)


def test_a_contract_with_its_payment_takes_fewer_keys_than_a_spreadsheet(page, road, officer):
    spending.a_commitment(road, by=officer, amount="5.00", counterparty="บจ.อื่น")
    sign_in(page, officer)
    page.goto(register_of(road))
    keys = Keyboard(page)
    keys.press("Alt+KeyN")
    page.wait_for_url("**/add")
    expect(page.locator("#id_line_0")).to_be_focused()
    number, party, amount, voucher = "7/2570", "หจก.น่านก่อสร้าง", "485000", "231/70"
    keys.type(str(road.number))  # a list jumps to the option that begins so
    keys.press("Tab")
    keys.type(amount)
    keys.press("Tab", 3)  # past the other lines, the kind
    keys.type(number)
    keys.press("Tab", 2)  # its name is the line's
    keys.type(party)
    keys.press("Tab")
    keys.type(day())
    keys.press("Tab", 2)
    keys.type(voucher)
    keys.press("Enter")
    page.wait_for_url("**/spending/**")
    made = Commitment.objects.get(number=number)
    payment = made.disbursements.get()
    assert (made.title, made.counterparty, payment.gross, payment.voucher) == (road.name, party, 485000, voucher)
    # The same in two sheets of a workbook: number, name, party, day, code of the line, amount, each with Tab or Enter;
    # then the sheet of payments: number again, voucher, day, amount, what is left.
    full_day = f"{day()}/{clock.today().year + 543}"
    contract = [number, road.name, party, full_day, "542000", amount]
    paid = [number, voucher, full_day, amount, "=F2-D2"]
    sheet = sum(len(text) + 1 for text in [*contract, *paid]) + len(["Control", "PageDown"])
    assert keys.strokes < sheet, (keys.strokes, sheet)


def test_every_page_is_sound(page, road, contracts, officer):
    first = contracts[0]
    budgets.an_ordinance_line(road.ordinance, amount="360000.00", development=False, name="ค่าไฟฟ้า")
    actions.disburse(road.organisation, [spending.a_payment(first, "291000.00", tax=Decimal("2719.63"))], by=officer)
    lao, year = road.organisation_id, road.year_id
    sign_in(page, officer)
    paths = [
        register_of(road),
        f"{register_of(road)}?state=paid&q=zz",
        f"/organisation/{lao}/recurrent/{year}/1",
        f"/organisation/{lao}/commitments/{year}",
        f"/organisation/{lao}/commitments/{year}?state=cancelled",
        f"/organisation/{lao}/commitments/{year}/add",
        f"/commitment/{first.pk}",
        f"/commitment/{first.pk}/pay",
        f"/commitment/{contracts[2].pk}/pay",
        f"/commitment/{first.pk}/amend",
        f"/commitment/{first.pk}/cancel",
        f"/commitment/{first.pk}/correct",
        f"/commitment/{first.pk}/progress",
        f"/organisation/{lao}/year-end/{year}",
        f"/organisation/{lao}/workbook/payments/{year}/import",
        f"/organisation/{lao}/workbook/commitments/{year}/import",
    ]
    assert walk(page, paths, opened=False, seen=True) == []
    assert walk(page, paths, opened=True) == []
