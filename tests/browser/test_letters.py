"""An office's letters and their receipt in a real browser, on both screens: axe finds nothing, nothing overflows."""

from __future__ import annotations

import pytest

from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.support.models import Letter
from localplan.support.tests.make_letters import a_copy, a_letter, sent
from localplan.support.tests.telling import due
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year
from localplan.web.tests.looking import sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    year = fiscal_year(clock.today())
    lao = make.an_lao(name="ห้วยน้ำใส", phone="053-777123")
    others = [make.an_lao(name=name) for name in ("ดอนแก้ว", "เชียงรุ้ง")]
    for one in (lao, *others):
        due(one, -17, year=year)
    officer = make.a_post(Post.OFFICER, at=make.a_province(), user=make.a_person(full_name="ดวงใจ มั่นคง"))
    chases = ("lao_strategy", year)
    memo = {"kind": "memo", "cites": ({"number": "มท 0810.5/ว 41", "dated_on": "2026-01-11"},)}
    gone = sent(a_letter(officer, [lao, *others], through_district=True), "ชร 0023.3/ว 3", by=officer)
    return {
        "lao": lao,
        "officer": officer,
        "clerk": make.a_post(Post.CLERK, at=lao),
        "district": make.a_post(Post.OFFICER, at=lao.parent),
        "sent": gone,
        "draft": a_letter(officer, [lao, *others], chases=chases, through_district=True, **memo),
        "empty": a_letter(officer, kind="external"),
        "copy": a_copy(gone, lao),
    }


def pages_of(kind: str, house: dict) -> list[str]:
    draft, gone, copy = (house[name].pk for name in ("draft", "sent", "copy"))
    if kind != "officer":
        return ["/", "/letters", "/letters?box=below", f"/letter-copy/{copy}"]
    return [
        "/letters",
        "/letters?box=drafts",
        "/letters?box=received",
        "/letters/new",
        "/letters/new?kind=external&step=lao_strategy",
        "/letters/register",
        f"/letter/{draft}",
        f"/letter/{draft}/edit",
        f"/letter/{draft}/addressees?group=laos",
        f"/letter/{draft}/paper",
        f"/letter/{house['empty'].pk}",
        f"/letter/{house['empty'].pk}/paper",
        f"/letter/{gone}",
        f"/letter/{gone}/paper",
    ]


@pytest.mark.parametrize("kind", ["officer", "clerk", "district"])
def test_nothing_on_a_page_of_letters_keeps_anybody_out(page, house, kind):
    sign_in(page, house[kind])
    assert walk(page, pages_of(kind, house), opened=True, seen=True) == []


def test_an_officer_chases_by_letter_and_the_lao_receives_it(page, house):
    sign_in(page, house["officer"])
    page.goto("/following?step=lao_strategy")
    page.check(f"input[name=lao][value='{house['lao'].pk}']")
    page.click("button:has-text('ออกหนังสือเร่งรัด')")
    page.click("button:has-text('เก็บเป็นร่าง')")
    page.wait_for_url("**/letter/*")
    assert page.input_value("#id_number") == "ชร 0023.3/ว 4"
    page.click("button:has-text('ส่ง 1 แห่ง')")
    page.wait_for_selector("text=ส่งแล้ว เลขที่")
    made = Letter.objects.sent().get(serial=4)
    page.context.clear_cookies()
    sign_in(page, house["clerk"])
    page.fill(f"#receipt{a_copy(made, house['lao']).pk}", "1204")
    page.click(f"form[action='/letter-copy/{a_copy(made, house['lao']).pk}/receive'] button")
    page.wait_for_selector("text=1204")
    assert a_copy(made, house["lao"]).receipt_number == "1204"
