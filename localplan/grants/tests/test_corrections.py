"""Putting an allotment right: who may, what holds it back, and what becomes of the line it opened."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from localplan.budgeting.models import LineEntry
from localplan.budgeting.tests import make as budgets
from localplan.execution.tests import make as spending
from localplan.grants import actions
from localplan.grants.facts import Correction
from localplan.grants.models import Grant
from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.problems import NotAllowed, Refused, Stale
from localplan.toolkit.truth import find_differences

from . import make

pytestmark = pytest.mark.django_db


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.rule for problem in refused.value}


def put_right(grant: Grant, by: Membership | None = None, **values: Any) -> Grant:
    return actions.correct_grant(grant, Correction(values), by=by or budgets.a_finance_officer(grant.organisation))


def an_unconfirmed(lao: Organisation | None = None, **values: Any) -> tuple[Grant, Membership]:
    """Registered by an officer of DLA, who comes with it."""
    officer = people.a_post(Post.OFFICER, at=people.the_department())
    [grant] = actions.register_grants([make.an_allotment(lao or people.an_lao(), **values)], by=officer)
    return grant, officer


def test_a_new_amount_is_posted_to_the_line_and_its_name_follows() -> None:
    grant = make.a_grant()
    put_right(grant, amount=Decimal("120000.00"), purpose="อาคารเรียน")
    line = grant.lines.get().line
    assert (line.budget, line.name) == (Decimal("120000.00"), "อาคารเรียน")
    assert [(entry.kind, entry.amount) for entry in LineEntry.objects.filter(line=line).order_by("pk")] == [
        ("entered", Decimal("100000.00")),
        ("corrected", Decimal("20000.00")),
    ]
    assert find_differences() == []


@pytest.mark.parametrize(("amount", "fits"), [("59999.99", False), ("60000.00", True), ("60000.01", True)])
def test_the_line_is_never_cut_below_what_is_committed(amount: str, fits: bool) -> None:
    grant = make.a_grant()
    spending.a_commitment(grant.lines.get().line, amount="60000.00")
    if fits:
        put_right(grant, amount=Decimal(amount))
        assert grant.lines.get().line.budget == Decimal(amount)
        return
    with pytest.raises(Refused) as refused:
        put_right(grant, amount=Decimal(amount))
    assert rules_of(refused) == {"budget_covers_what_is_used"}
    grant.refresh_from_db()
    assert grant.amount == Decimal("100000.00")


@pytest.mark.parametrize(("amount", "fits"), [("39999.99", False), ("40000.00", True)])
def test_an_allotment_is_never_less_than_what_was_received(amount: str, fits: bool) -> None:
    grant = make.a_grant()
    by = budgets.a_finance_officer(grant.organisation)
    actions.record_events(grant.organisation, [make.an_event(grant, "received", "40000.00")], by=by)
    if fits:
        assert put_right(grant, by, amount=Decimal(amount)).amount == Decimal(amount)
        return
    with pytest.raises(Refused) as refused:
        put_right(grant, by, amount=Decimal(amount))
    assert rules_of(refused) == {"allotment_covers_what_was_received"}


def test_a_letter_is_not_dated_after_what_was_told_of_its_grant() -> None:
    grant = make.a_grant()
    by = budgets.a_finance_officer(grant.organisation)
    actions.record_events(grant.organisation, [make.an_event(grant, "received", "1.00", on=grant.letter_on)], by=by)
    with pytest.raises(Refused) as refused:
        put_right(grant, by, letter_on=clock.today())
    assert rules_of(refused) == {"letter_comes_before_its_events"}
    assert put_right(grant, by, letter_on=grant.letter_on, letter="มท 1").letter == "มท 1"


def test_a_closed_grant_is_not_put_right() -> None:
    grant = make.a_grant()
    owner, by = grant.organisation, budgets.a_finance_officer(grant.organisation)
    told = [make.an_event(grant, kind, "100000.00") for kind in ("received", "returned")]
    actions.record_events(owner, told, by=by)
    actions.close_grant(grant, on=clock.today(), by=by)
    with pytest.raises(Refused) as refused:
        put_right(grant, by, purpose="อื่น")
    assert rules_of(refused) == {"grant_is_open"}


def test_another_item_of_the_same_letter_is_not_taken_over() -> None:
    grant = make.a_grant()
    make.a_grant(grant.organisation, item=2)
    with pytest.raises(Refused) as refused:
        put_right(grant, item=2)
    assert rules_of(refused) == {"grant_is_registered_once"}


def test_the_project_is_of_the_laos_own_plan() -> None:
    grant = make.a_grant()
    with pytest.raises(Refused) as refused:
        put_right(grant, project_id=999_999)
    assert rules_of(refused) == {"grant_points_into_the_plan"}
    with pytest.raises(Refused) as refused:
        make.a_grant(grant.organisation, item=9, project=999_999)
    assert rules_of(refused) == {"grant_points_into_the_plan"}


def test_until_the_lao_confirms_the_office_puts_it_right_and_a_dispute_is_answered() -> None:
    grant, officer = an_unconfirmed()
    clerk = people.a_post(Post.CLERK, at=grant.organisation)
    with pytest.raises(Refused) as refused:
        put_right(grant, clerk, purpose="อื่น")
    assert rules_of(refused) == {"grant_is_ours"}
    actions.dispute_grant(grant, reason="ยอดไม่ตรง", by=clerk)
    head = people.a_post(Post.HEAD, at=people.a_province(57))
    with pytest.raises(NotAllowed):
        put_right(grant, head, amount=Decimal("90000.00"))
    put_right(grant, officer, amount=Decimal("90000.00"))
    grant.refresh_from_db()
    assert (grant.amount, grant.disputed) == (Decimal("90000.00"), "")
    actions.confirm_grants([grant], by=clerk)
    assert grant.lines.get().line.budget == Decimal("90000.00")
    with pytest.raises(NotAllowed):
        put_right(grant, officer, amount=Decimal("80000.00"))


def test_two_people_put_right_different_fields_and_the_same_field_is_shown() -> None:
    grant = make.a_grant()
    one, two = (budgets.a_finance_officer(grant.organisation) for _ in range(2))
    seen = actions.particulars_of(grant)
    actions.correct_grant(grant, Correction({**seen, "letter": "มท 1"}, seen), by=one)
    actions.correct_grant(grant, Correction({**seen, "contribution": Decimal("5.00")}, seen), by=two)
    grant.refresh_from_db()
    assert (grant.letter, grant.contribution) == ("มท 1", Decimal("5.00"))
    with pytest.raises(Stale):
        actions.correct_grant(grant, Correction({**seen, "letter": "มท 2"}, seen), by=two)


def test_the_page_shows_both_values_and_keeps_the_other_persons_change(client: Any) -> None:
    grant = make.a_grant()
    by = budgets.a_finance_officer(grant.organisation)
    people.signed_in(client, by)
    page = reverse("correct-grant", args=[grant.pk])
    shown = client.get(page).context["form"]
    form = {name: shown[name].value() for name in [*shown.own_fields(), "v", "base"]}
    form = {name: "" if value is None else value for name, value in form.items()}
    form["letter_on"] = shown["letter_on"].field.prepare_value(grant.letter_on)
    form["amount"] = "100,000.00"
    put_right(grant, by, contribution=Decimal("7.00"))
    answer = client.post(page, form | {"purpose": "อาคารใหม่"})
    assert answer.status_code == 302
    grant.refresh_from_db()
    assert (grant.purpose, grant.contribution) == ("อาคารใหม่", Decimal("7.00"))
    answer = client.post(page, form | {"contribution": "9"})
    assert answer.status_code == 409
    assert [conflict.field for conflict in answer.context["form"].conflicts] == ["contribution"]
    viewer = people.a_post(Post.VIEWER, at=grant.organisation)
    assert people.signed_in(client, viewer).get(page).status_code == 404
