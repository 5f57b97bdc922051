"""Grants by workbook: an office registers in bulk, looks through, and the same workbook twice changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from localplan.budgeting.tests import make as budgets
from localplan.grants import actions
from localplan.grants.models import Grant
from localplan.grants.workbooks import GrantsDesk, code_of, sheet
from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import count_queries
from localplan.toolkit.tests.make_workbooks import a_workbook
from localplan.toolkit.workbook import Outcome, Preview

from . import make

pytestmark = pytest.mark.django_db
with translation.override("th"):
    HEADINGS = {column.key: str(column.label) for column in sheet().columns}


@pytest.fixture
def officer() -> Membership:
    budgets.a_year()
    return people.a_post(Post.OFFICER, at=people.the_department())


@pytest.fixture
def lao() -> Organisation:
    return people.an_lao()


def desk_of(by: Membership) -> GrantsDesk:
    return GrantsDesk(by.organisation, budgets.this_year(), by)


def today() -> str:
    day = clock.today()
    return f"{day.day}/{day.month}/{day.year + 543}"


def a_row(lao: Organisation, purpose: str = "อาคารศูนย์พัฒนาเด็กเล็ก", **cells: Any) -> list[Any]:
    told = {"code": lao.code, "grantor": "กรมส่งเสริมการปกครองท้องถิ่น", "letter": "มท 0808.2/1204"}
    told |= {"letter_on": today(), "purpose": purpose, "amount": "๒,๔๕๐,๐๐๐"} | cells
    return [told.get(key) for key in HEADINGS]


def a_book(*rows: list[Any]) -> bytes:
    return a_workbook(rows, headings=list(HEADINGS.values()), name="เงินอุดหนุน")


def save(by: Membership, book: bytes) -> Preview:
    desk = desk_of(by)
    preview = desk.preview(book)
    desk.carry_out(preview.chosen())
    return preview


def outcomes(preview: Preview) -> list[Outcome]:
    return [row.outcome for row in preview.rows]


def test_a_letter_for_two_laos_is_registered_and_the_same_workbook_twice_changes_nothing(
    officer: Membership, lao: Organisation
) -> None:
    other = people.an_lao()
    book = a_book(a_row(lao), a_row(other, item=2, contribution="100,000"))
    assert outcomes(save(officer, book)) == [Outcome.NEW] * 2
    one, two = Grant.objects.order_by("item")
    assert (one.organisation, one.amount, one.year_id, one.confirmed_at) == (lao, 2_450_000, budgets.this_year(), None)
    assert (two.organisation, two.contribution) == (other, 100_000)
    assert outcomes(save(officer, book)) == [Outcome.UNCHANGED] * 2
    assert Grant.objects.count() == 2


def test_what_goes_out_comes_back_as_nothing_changed(officer: Membership, lao: Organisation) -> None:
    save(officer, a_book(a_row(lao), a_row(lao, "รถบรรทุก")))
    desk = desk_of(officer)
    assert set(outcomes(desk.preview(desk.export()))) == {Outcome.UNCHANGED}
    assert len(desk.rows()) == 2
    with pytest.raises(Refused, match="workbook_has_rows"):
        desk.preview(desk.template())


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"code": "9999999"}, "code"),
        ({"code": None}, "code"),
        ({"code": "55704"}, "code"),
        ({"year": 2560}, "year"),
        ({"grantor": "เทวดา"}, "grantor"),
        ({"grantor": "หน่วยงานอื่น"}, "grantor_name"),
        ({"letter": None}, "letter"),
        ({"letter_on": "31/2/2570"}, "letter_on"),
        ({"purpose": "ก" * 301}, "purpose"),
        ({"amount": None}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "12O"}, "amount"),
        ({"commit_by": "1/10/2560"}, "commit_by"),
        ({}, "letter"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_row_and_column(
    officer: Membership, lao: Organisation, cells: dict[str, Any], column: str
) -> None:
    good, bad = desk_of(officer).preview(a_book(a_row(lao), a_row(lao, **cells))).rows
    assert (good.outcome, bad.outcome) == (Outcome.NEW, Outcome.REFUSED)
    assert (bad.problems[0].row, str(bad.problems[0].column)) == (3, HEADINGS[column])
    assert not Grant.objects.exists()


def test_a_workbook_of_a_year_holds_allotments_of_that_year(officer: Membership, lao: Organisation) -> None:
    year = budgets.this_year()
    same, other = desk_of(officer).preview(a_book(a_row(lao, year=year), a_row(lao, "ถนน", year=year - 1))).rows
    assert (same.outcome, other.outcome) == (Outcome.NEW, Outcome.REFUSED)
    assert "allotment_is_of_the_year" in {problem.rule for problem in other.problems}


def test_what_anybody_registered_is_known_and_never_changed(officer: Membership, lao: Organisation) -> None:
    there = make.a_grant(lao, letter="มท 0808.2/1204", letter_on=clock.today(), purpose="ถนน")
    [row] = desk_of(officer).preview(a_book(a_row(lao, "ถนน", amount="100,000"))).rows
    assert row.outcome is Outcome.UNCHANGED
    [row] = desk_of(officer).preview(a_book(a_row(lao, "ถนน", amount="100,000.01"))).rows
    assert [problem.rule for problem in row.problems] == ["registered_grant_stands"]
    assert str(row.problems[0].column) == HEADINGS["amount"]
    there.refresh_from_db()
    assert there.amount == 100_000


def test_an_office_registers_for_laos_in_its_reach_only(lao: Organisation) -> None:
    budgets.a_year()
    head = people.a_post(Post.HEAD, at=people.a_province(50))
    [row] = desk_of(head).preview(a_book(a_row(lao))).rows
    assert [problem.rule for problem in row.problems] == ["grant_is_for_an_lao"]


def test_all_that_is_ticked_is_saved_or_nothing(officer: Membership, lao: Organisation) -> None:
    desk = desk_of(officer)
    preview = desk.preview(a_book(a_row(lao), a_row(lao, "รถบรรทุก")))
    make.a_grant(lao, letter="มท 0808.2/1204", letter_on=clock.today(), purpose="รถบรรทุก")  # somebody was quicker
    with pytest.raises(Refused, match="grant_is_registered_once"):
        desk.carry_out(preview.chosen())
    assert Grant.objects.count() == 1


def test_a_workbook_is_handed_in_looked_through_and_saved_by_hand(
    client: Any, officer: Membership, lao: Organisation
) -> None:
    people.signed_in(client, officer)
    hand_in, look = reverse("import-grants"), reverse("preview-grants")
    assert client.get(look).url == hand_in
    book = a_book(a_row(lao, "หนึ่ง"), a_row(lao, "สอง", code="9999999"), a_row(lao, "สาม"))
    assert client.post(hand_in, {"file": SimpleUploadedFile("จัดสรร.xlsx", book)}).url == look
    page = client.get(look)
    assert page.status_code == 200
    assert client.get(look, {"problems": "1"}).content[:2] == b"PK"
    kept = page.context
    ticked = [row.tick for row in kept["preview"].rows if row.values.get("purpose") == "หนึ่ง"]
    sent = {"turned": kept["ticks"], "shown": kept["shown"], "tick": ticked, "save": "1"}
    assert client.post(look, sent).url == reverse("all-grants")
    assert [grant.purpose for grant in Grant.objects.all()] == ["หนึ่ง"]
    assert client.post(hand_in, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing")}).status_code == 422
    for query in ("", "?empty=1"):
        assert client.get(reverse("grants-workbook") + query).content[:2] == b"PK"
    assert hand_in in client.get(reverse("all-grants")).content.decode()
    people.signed_in(client, people.a_post(Post.CLERK, at=lao))
    assert client.get(hand_in).status_code == 404


def test_the_command_takes_grants_in_for_the_office_that_acts(
    officer: Membership, lao: Organisation, tmp_path: Any, capsys: Any
) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(a_book(a_row(lao)))
    where = ["--organisation", code_of(officer.organisation), "--year", str(budgets.this_year())]

    def run(*more: str) -> dict[str, Any]:
        call_command("import_workbook", "grants", str(file), *where, "--as", officer.user.username, "--json", *more)
        told: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return told

    assert run("--dry-run")["created"] == 1
    assert not Grant.objects.exists()
    assert run()["created"] == 1
    assert run()["unchanged"] == 1
    out = tmp_path / "own.xlsx"
    call_command("export_workbook", "grants", *where, "--as", officer.user.username, "--out", str(out))
    assert out.read_bytes()[:2] == b"PK"
    where[1] = "5700000"
    with pytest.raises(SystemExit):
        run()


def test_2_and_500_grants_of_a_workbook_cost_the_same_statements(officer: Membership, lao: Organisation) -> None:
    def cost(name: str, number: int) -> int:
        book = a_book(*(a_row(lao, f"{name}{n}") for n in range(number)))
        with count_queries() as counted:
            desk = desk_of(officer)
            desk.carry_out(desk.preview(book).chosen())
        return counted.number

    cost("ก", 1)
    assert cost("ข", 2) == cost("ค", 500)
    assert Grant.objects.count() == 503


def test_open_grants_are_printed_with_their_standing(client: Any, officer: Membership, lao: Organisation) -> None:
    grant = make.a_grant(lao)
    by = budgets.a_finance_officer(lao)
    actions.record_events(lao, [make.an_event(grant, "received", "60000.00")], by=by)
    for who, where in ((by, lao.pk), (officer, officer.organisation_id)):
        people.signed_in(client, who)
        assert client.get(reverse("grants-print", args=[where, "xlsx"])).content[:2] == b"PK"
        assert client.get(reverse("grants-print", args=[where, "doc"])).status_code == 404
    assert client.get(reverse("grants-print", args=[officer.organisation_id, "pdf"])).content[:4] == b"%PDF"
