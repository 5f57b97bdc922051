"""Two workers at the same moment, and one killed in the middle: each reminder once, each person one digest."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from localplan.organisations.queries import OrganisationQuerySet
from localplan.organisations.tests import make
from localplan.support import actions
from localplan.support.actions import digesting, nudging
from localplan.support.models import Digest, Mail, Nudge, Round
from localplan.toolkit import clock
from localplan.toolkit.testing import at_once, meeting

from .telling import TODAY, a_staffed_lao, due, returned

pytestmark = pytest.mark.django_db(transaction=True)
PROVINCES = (50, 55, 57)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def nation():
    """Three provinces with two LAOs each, the first with people; one step due today, one three days ago."""
    found = []
    for code in PROVINCES:
        district = make.a_district(make.a_province(code))
        for serial in (1, 2):
            if serial == 1:
                found.append(a_staffed_lao(district=district, serial=serial))
            lao = found[-1].lao if serial == 1 else make.an_lao(district, serial)
            due(lao, 0)
            due(lao, -3, "plan_confirm")
    return found


def in_a_worker(act):
    """Threads begin with the clock of the wall; a worker's day is the same as ours."""

    def work():
        with clock.at(TODAY):
            return act()

    return work


def everything_once():
    """One reminder of what is due today, two of what is overdue; in a province four people read six between them."""
    assert Nudge.objects.count() == len(PROVINCES) * 2 * 3
    assert Digest.objects.count() == Mail.objects.count() == len(PROVINCES) * 4
    assert Digest.objects.values("user").distinct().count() == len(PROVINCES) * 4
    pairs = list(Digest.nudges.through.objects.values_list("digest__user_id", "nudge_id"))
    assert len(pairs) == len(set(pairs)) == len(PROVINCES) * 6


def test_two_workers_at_once_tell_everything_once(nation):
    answers = at_once(in_a_worker(actions.hold_morning), in_a_worker(actions.hold_morning))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    everything_once()
    held = Round.objects.get()
    assert (held.told, held.people) == (Nudge.objects.count(), Digest.objects.count())


def test_two_workers_at_once_tell_a_return_once(nation):
    world = nation[0]
    returned(due(world.lao, 20, "ordinance"), world.officer)
    told = at_once(in_a_worker(actions.tell_returned), in_a_worker(actions.tell_returned))
    assert sorted(told) == [0, 4]
    assert Nudge.objects.filter(why="returned").count() == 2


def both_look_before_either_writes(monkeypatch, room, name):
    """Where each has looked what is left to tell, and none has written."""
    meet, looking = meeting(2), getattr(room, name)

    def look_then_meet(*given, **values):
        found = looking(*given, **values)
        found = list(found) if not isinstance(found, dict) else found
        meet()
        return found

    monkeypatch.setattr(room, name, look_then_meet)


def test_without_the_lock_of_the_province_two_compose_at_once_and_the_constraint_stops_one(nation, monkeypatch):
    monkeypatch.setattr(OrganisationQuerySet, "locked", lambda rows, ids: rows.filter(pk__in=ids))
    both_look_before_either_writes(monkeypatch, nudging, "_of_steps")
    answers = at_once(*[in_a_worker(lambda: actions.compose_province(5_700_000))] * 2)
    assert [type(answer) for answer in answers].count(IntegrityError) == 1
    assert Nudge.objects.count() == 2 * 3


def test_with_the_lock_the_second_finds_nothing_left(nation):
    answers = at_once(*[in_a_worker(lambda: actions.compose_province(5_700_000))] * 2)
    assert sorted(answers) == [0, 2 * 3]


def test_without_the_lock_of_the_people_two_tell_at_once_and_the_constraint_stops_one(nation, monkeypatch):
    actions.compose_day()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    both_look_before_either_writes(monkeypatch, digesting, "_new_of")
    answers = at_once(*[in_a_worker(actions.tell_people)] * 2)
    assert [type(answer) for answer in answers].count(IntegrityError) == 1
    assert Digest.objects.count() == len(PROVINCES) * 4


class Killed(Exception):
    """The worker is gone."""


def killed_after(monkeypatch, room, name, number):
    """The worker dies when it has done this so many times, in the middle of the next."""
    acting, done = getattr(room, name), []

    def act(*given, **values):
        found = acting(*given, **values)
        if len(done) == number:
            raise Killed
        done.append(given)
        return found

    monkeypatch.setattr(room, name, act)


@pytest.mark.parametrize("provinces", [0, 1, 2])
def test_a_worker_killed_between_provinces_loses_nothing_and_tells_nothing_twice(nation, monkeypatch, provinces):
    with monkeypatch.context() as for_now:
        killed_after(for_now, nudging, "gaps_of_steps", provinces)
        with pytest.raises(Killed):
            actions.hold_morning()
    assert Nudge.objects.values("organisation__parent__parent").distinct().count() == provinces
    assert Round.objects.get().finished_at is None
    assert actions.hold_morning().finished_at is not None
    everything_once()
    assert actions.hold_morning() is None


@pytest.mark.parametrize("name", ["_new_of", "_write_mails"])
def test_a_worker_killed_in_the_middle_of_a_digest_loses_nothing_and_tells_nothing_twice(nation, monkeypatch, name):
    monkeypatch.setattr(digesting, "CHUNK", 5)
    with monkeypatch.context() as for_now:
        killed_after(for_now, digesting, name, 1)
        with pytest.raises(Killed):
            actions.hold_morning()
    assert 0 < Digest.objects.count() < len(PROVINCES) * 4
    assert Digest.objects.count() == Mail.objects.count()
    actions.hold_morning()
    everything_once()


def test_a_worker_whose_connection_is_cut_by_the_server_leaves_no_half_a_province(nation, monkeypatch):
    """As when the process is killed: PostgreSQL rolls back what was not committed, and lets the lock go."""

    def cut(*_given):
        connection.connection.close()
        raise Killed

    with monkeypatch.context() as for_now:
        for_now.setattr(nudging, "gaps_of_steps", cut)
        [answer] = at_once(in_a_worker(lambda: actions.compose_province(5_700_000)))
    assert isinstance(answer, Exception)
    assert not Nudge.objects.exists()
    actions.hold_morning()
    everything_once()


def test_the_next_morning_tells_only_what_is_new(nation):
    actions.hold_morning()
    with clock.at(TODAY + dt.timedelta(days=1)):
        held = actions.hold_morning()
    assert (held.told, held.people) == (0, 0)
