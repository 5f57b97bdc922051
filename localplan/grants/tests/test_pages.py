"""The pages of grants: what an LAO does on them, and what others may only look at."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from localplan.budgeting.tests import make as budgets
from localplan.grants import actions
from localplan.grants.models import Grant
from localplan.grants.months import step_of
from localplan.organisations.models import Membership, Post
from localplan.organisations.tests import make as people
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import format_short

from . import make

pytestmark = pytest.mark.django_db


def signed_in(by: Membership) -> Client:
    client = Client()
    assert client.login(username=by.user.username, password=people.PASSWORD)
    client.get("/")
    return client


@pytest.fixture
def officer() -> Membership:
    return budgets.a_finance_officer(people.an_lao())


def month_page(by: Membership) -> str:
    year, step = step_of(clock.today())
    return reverse("grants-month", args=[by.organisation_id, year, int(step[-2:])])


def test_an_lao_registers_a_letter_and_finds_it_in_its_list(officer: Membership) -> None:
    budgets.a_year()
    client = signed_in(officer)
    form = {
        "grantor": "dla",
        "letter": "มท 0808.2/1204",
        "letter_on": format_short(clock.today()),
        "item": "1",
        "purpose": "อาคารศูนย์พัฒนาเด็กเล็ก",
        "amount": "2,450,000",
        "contribution": "",
    }
    answer = client.post(reverse("add-grant", args=[officer.organisation_id]), form)
    grant = Grant.objects.get()
    assert answer.headers["Location"] == reverse("grant", args=[grant.pk])
    page = client.get(reverse("grants", args=[officer.organisation_id])).content.decode()
    assert "อาคารศูนย์พัฒนาเด็กเล็ก" in page
    assert "2,450,000" in page


def test_a_refused_letter_comes_back_filled(officer: Membership) -> None:
    budgets.a_year()
    form = {"grantor": "pao", "letter": "1/2570", "letter_on": format_short(clock.today()), "item": "1"}
    form |= {"purpose": "ถนน", "amount": "100,000"}
    answer = signed_in(officer).post(reverse("add-grant", args=[officer.organisation_id]), form)
    assert answer.status_code == 422
    assert 'value="1/2570"' in answer.content.decode()
    assert not Grant.objects.exists()


def test_one_press_says_that_all_are_unchanged(officer: Membership) -> None:
    lao = officer.organisation
    for item in (1, 2):
        make.a_grant(lao, item=item, by=officer)
    client = signed_in(officer)
    client.post(month_page(officer))
    told = [grant.events.exclude(kind="notified").count() for grant in Grant.objects.all()]
    assert all(number == 1 for number in told) or clock.today().day == 1


def test_a_new_allotment_is_confirmed_from_the_round(officer: Membership) -> None:
    dla = people.a_post(Post.OFFICER, at=people.the_department())
    [grant] = actions.register_grants([make.an_allotment(officer.organisation)], by=dla)
    client = signed_in(officer)
    assert grant.purpose in client.get(month_page(officer)).content.decode()
    client.post(reverse("confirm-grant", args=[grant.pk]), {"year": grant.year_id, "month": 1})
    grant.refresh_from_db()
    assert grant.confirmed_at is not None


def test_an_event_and_its_counter_entry(officer: Membership) -> None:
    grant = make.a_grant(officer.organisation, by=officer)
    client, page = signed_in(officer), reverse("grant", args=[grant.pk])
    today = format_short(clock.today())
    client.post(page, {"act": "event", "kind": "received", "on": today, "amount": "60,000"})
    event = grant.events.get(kind="received")
    assert make.stands(grant).received == 60_000
    answer = client.post(page, {"act": "event", "kind": "received", "on": today, "amount": "60,000"})
    assert answer.status_code == 422
    assert "40,000" in answer.content.decode()
    client.post(page, {"act": "back", "event": event.pk, "on": today, "reason": "พิมพ์ผิด"})
    assert make.stands(grant).received == 0


def test_offices_look_at_all_in_reach_and_write_nothing(officer: Membership) -> None:
    grant = make.a_grant(officer.organisation, by=officer)
    head = people.a_post(Post.HEAD, at=people.a_province(57))
    client = signed_in(head)
    assert grant.purpose in client.get(reverse("all-grants")).content.decode()
    assert client.get(reverse("grant", args=[grant.pk])).status_code == 200
    assert client.post(reverse("grant", args=[grant.pk]), {"act": "confirm"}).status_code == 404
    elsewhere = people.a_post(Post.HEAD, at=people.a_province(50))
    assert signed_in(elsewhere).get(reverse("grant", args=[grant.pk])).status_code == 404


def test_the_list_costs_the_same_for_one_grant_and_for_twenty(officer: Membership) -> None:
    client, page = signed_in(officer), reverse("grants", args=[officer.organisation_id])
    make.a_grant(officer.organisation, by=officer)
    client.get(page)
    with count_queries() as one:
        client.get(page)
    for item in range(2, 21):
        make.a_grant(officer.organisation, item=item, by=officer)
    with count_queries() as twenty:
        client.get(page)
    assert one.number == twenty.number


def test_what_the_filter_leaves_out_is_said(officer: Membership) -> None:
    make.a_grant(officer.organisation, by=officer)
    page = signed_in(officer).get(reverse("grants", args=[officer.organisation_id]), {"state": "closed"})
    assert page.context["found"].left_out
