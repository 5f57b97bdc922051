"""Many officers, one grant: one line is opened, no satang is received or returned twice; without the lock they are."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.calendar.models import YearBook
from localplan.grants import actions
from localplan.grants.actions import events as events_module
from localplan.grants.models import Grant, GrantLine
from localplan.grants.queries import GrantQuerySet
from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.tests import make as people
from localplan.organisations.tests.test_races import at_once
from localplan.toolkit.problems import Refused

from . import make

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 4


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody reads before anybody writes, as happens sooner or later when nobody waits."""
    barrier = threading.Barrier(OFFICERS)

    def all_have_read() -> None:
        if threading.current_thread() is not threading.main_thread():
            barrier.wait(timeout=30)

    def read(rows: Any, pk: int) -> Grant:
        found: Grant = rows.select_related("organisation").get(pk=pk)
        all_have_read()
        return found

    def read_all(owner: Organisation, ids: Any) -> dict[int, Grant]:
        return {grant.pk: grant for grant in Grant.objects.filter(organisation=owner, pk__in=set(ids))}

    def stands(grants: Any) -> Any:
        found = counted(grants)
        all_have_read()
        return found

    counted = events_module.standing_of
    monkeypatch.setattr(GrantQuerySet, "lock", read)
    monkeypatch.setattr(events_module, "_lock", read_all)
    monkeypatch.setattr(events_module, "standing_of", stands)
    monkeypatch.setattr(type(YearBook.objects.all()), "lock", lambda rows, *args: None)


def officers(lao: Organisation) -> list[Membership]:
    return [budgets.a_finance_officer(lao) for _ in range(OFFICERS)]


def refused_of(answers: list[Any]) -> set[str]:
    assert all(not isinstance(answer, Exception) or isinstance(answer, Refused) for answer in answers), answers
    return {problem.rule for answer in answers if isinstance(answer, Refused) for problem in answer}


def all_confirm_at_once() -> tuple[Grant, list[Any]]:
    lao = people.an_lao()
    dla = people.a_post(Post.OFFICER, at=people.the_department())
    [grant] = actions.register_grants([make.an_allotment(lao)], by=dla)
    answers = at_once(*(lambda by=by: actions.confirm_grants([grant], by=by) for by in officers(lao)))
    return grant, answers


def test_many_officers_who_confirm_at_once_open_one_line() -> None:
    grant, answers = all_confirm_at_once()
    assert refused_of(answers) == set()
    assert grant.lines.get().line.budget == grant.amount
    assert grant.events.filter(kind="notified").count() == 1


def test_without_the_lock_the_grant_opens_lines_beside_each_other(no_lock: None) -> None:
    _grant, answers = all_confirm_at_once()
    doubled = GrantLine.objects.count() > 1
    collided = any(isinstance(answer, Exception) for answer in answers)
    assert doubled or collided, "each opened a line, or the number of the line stopped them with a fault"


def all_receive_at_once() -> tuple[Grant, list[Any]]:
    """Each received 40,000 of an allotment of 100,000."""
    grant = make.a_grant()
    told = make.an_event(grant, "received", "40000.00")
    owner = grant.organisation
    answers = at_once(*(lambda by=by: actions.record_events(owner, [told], by=by) for by in officers(owner)))
    return grant, answers


def test_many_officers_never_receive_more_than_was_allotted() -> None:
    grant, answers = all_receive_at_once()
    assert refused_of(answers) == {"received_within_allotment"}
    assert make.stands(grant).received == Decimal("80000.00")


def test_without_the_lock_more_is_received_than_was_allotted(no_lock: None) -> None:
    grant, answers = all_receive_at_once()
    assert refused_of(answers) == set()
    assert make.stands(grant).received > grant.amount


def test_one_item_registered_by_many_at_once_is_registered_once() -> None:
    lao = people.an_lao()
    told = make.an_allotment(lao)
    answers = at_once(*(lambda by=by: actions.register_grants([told], by=by) for by in officers(lao)))
    assert refused_of(answers) == {"grant_is_registered_once"}
    assert Grant.objects.count() == GrantLine.objects.count() == 1
