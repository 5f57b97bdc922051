"""Two who take the list over at the same moment; shown to fail with the lock removed."""

import threading
from contextlib import suppress

import pytest
from django.db import IntegrityError

from localplan.organisations import actions
from localplan.organisations.models import Change, Organisation
from localplan.organisations.queries import OrganisationQuerySet
from localplan.toolkit import clock

from . import make
from .test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def take_over_twice():
    by, rows = make.the_operator(), make.a_list(*(make.a_registered(serial) for serial in range(1, 6)))
    act = lambda: actions.import_register(rows, effective_on=clock.today(), by=by)  # noqa: E731
    return at_once(act, act)


def test_the_second_waits_and_finds_nothing_left_to_do():
    plans = take_over_twice()
    assert sorted(len(plan.changes) for plan in plans) == [0, 7]
    assert Organisation.objects.laos().count() == 5
    assert Change.objects.filter(verb="registered").count() == 7


def test_without_the_lock_both_would_make_the_same_laos(monkeypatch):
    together = threading.Barrier(2)

    def unlocked(self, ids):
        with suppress(threading.BrokenBarrierError):
            together.wait(timeout=5)
        return self.filter(id__in=ids)

    monkeypatch.setattr(OrganisationQuerySet, "locked", unlocked)
    assert [answer for answer in take_over_twice() if isinstance(answer, IntegrityError)]
