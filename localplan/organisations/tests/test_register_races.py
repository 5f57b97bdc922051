"""Two who take the list over at the same moment; shown to fail with the lock removed."""

import pytest
from django.db import IntegrityError

from localplan.organisations import actions
from localplan.organisations.models import Change, Organisation
from localplan.organisations.queries import OrganisationQuerySet
from localplan.toolkit import clock
from localplan.toolkit.testing import at_once, meeting

from . import make

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
    looked, write = meeting(2), actions.register.write_lines

    def after_both_have_looked(*given, **by_name):
        looked()
        return write(*given, **by_name)

    monkeypatch.setattr(OrganisationQuerySet, "locked", lambda rows, ids: rows.filter(id__in=ids))
    monkeypatch.setattr(actions.register, "write_lines", after_both_have_looked)
    assert [answer for answer in take_over_twice() if isinstance(answer, IntegrityError)]
