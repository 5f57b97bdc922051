"""Two officers at the same moment: two connections, and the race is shown to fail with its lock removed."""

import pytest
from django.db import IntegrityError

from localplan.calendar import actions as calendar_actions
from localplan.calendar.models import Submission
from localplan.calendar.queries import YearBookQuerySet
from localplan.calendar.tests import make as calendar
from localplan.organisations.models import Post
from localplan.organisations.tests import make as org
from localplan.strategy import actions
from localplan.strategy.facts import StrategyFact
from localplan.strategy.models import Strategy
from localplan.strategy.queries import Spanned
from localplan.toolkit.problems import Refused
from localplan.toolkit.testing import at_once, meeting

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def add_two_strategies():
    direction = make.a_direction()
    people = [org.a_post(Post.PLANNER, at=direction.organisation) for _ in range(2)]
    pairs = zip(people, ("น้ำ", "คน"), strict=True)
    return at_once(
        *(
            lambda by=by, name=name: actions.save_strategies(direction, [StrategyFact(name)], by=by)
            for by, name in pairs
        )
    )


def test_two_officers_add_at_once_and_get_two_numbers():
    add_two_strategies()
    assert sorted(Strategy.objects.values_list("number", flat=True)) == [1, 2]


def test_without_the_lock_only_the_constraint_stops_the_same_number(monkeypatch):
    looked, write = meeting(2), actions.directions.write_rows

    def after_both_have_looked(*given, **by_name):
        looked()
        return write(*given, **by_name)

    monkeypatch.setattr(Spanned, "locked", lambda rows, pk: rows.get(pk=pk))
    monkeypatch.setattr(actions.directions, "write_rows", after_both_have_looked)
    answers = add_two_strategies()
    assert [type(answer) for answer in answers].count(IntegrityError) == 1


def submit_while_a_colleague_removes():
    """The clerk submits a full strategy while the planner takes its only tactic out."""
    direction = make.a_full_direction(strategies=1)
    lao = direction.organisation
    submission = calendar.a_submission(lao, "lao_strategy", year=2570)
    clerk, planner = org.a_post(Post.CLERK, at=lao), org.a_post(Post.PLANNER, at=lao)
    tactic = direction.strategies.get().tactics.get()
    return at_once(
        lambda: calendar_actions.submit(submission, by=clerk),
        lambda: actions.remove(tactic, by=planner),
    )


def test_a_step_is_not_submitted_while_a_colleague_takes_its_content_out():
    answers = submit_while_a_colleague_removes()
    assert [isinstance(answer, Refused) for answer in answers].count(True) == 1
    submitted = Submission.objects.get().life == "submitted"
    assert submitted == Strategy.objects.filter(tactics__isnull=False).exists()


def test_without_the_year_book_both_go_through(monkeypatch):
    seen = meeting(2)
    completeness, uses = calendar_actions.moves.how_full, actions.directions.uses_of

    def looked(submission):
        found = completeness(submission)
        seen()
        return found

    def asked(model, ids, **besides):
        found = uses(model, ids, **besides)
        seen()
        return found

    without_lock = lambda books, organisation, year: books.get(organisation=organisation, year_id=year)  # noqa: E731
    monkeypatch.setattr(YearBookQuerySet, "lock", without_lock)
    monkeypatch.setattr(calendar_actions.moves, "how_full", looked)
    monkeypatch.setattr(actions.directions, "uses_of", asked)
    answers = submit_while_a_colleague_removes()
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Submission.objects.get().life == "submitted"
    assert not Strategy.objects.filter(tactics__isnull=False).exists()
