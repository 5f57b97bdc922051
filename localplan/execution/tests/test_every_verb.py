"""Random lawful and unlawful sequences of every verb of money, against the plain model: refused exactly when it does.

After every act all balances are the model's, to the satang; at the end no kept figure differs from its rows.
The same 60 sequences in every run; MONEY_EXAMPLES=1000 looks for new ones and shrinks what it finds.
"""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from localplan.budgeting.models import BudgetLine
from localplan.execution.models import Share
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.toolkit.truth import find_differences

from .money_verbs import CHOICES, VERBS, Choice, Office, turn

pytestmark = pytest.mark.django_db
MORE = os.environ.get("MONEY_EXAMPLES")


def live(choices: list[Choice]) -> None:
    office = Office()
    for choice in choices:
        with clock.at(office.book.today):
            if choice.verb not in VERBS:
                turn(office, choice)
                continue
            told = VERBS[choice.verb](office, choice)
            if told is None:
                continue
            may, do, mean = told
            answer = attempt(do)
            refused = isinstance(answer, Refused)
            assert refused != may, (choice, list(answer) if refused else "done, but the model forbids it")
            if not refused:
                mean(answer)
            compare(office)
    # Tests hand steps in by a row alone, which the check of steps rightly finds.
    assert [one for one in find_differences() if one.check != "submission_life"] == []


def attempt(do):
    try:
        return do()
    except Refused as refused:
        return refused


def compare(office: Office) -> None:
    """Every balance of every line and share is the model's."""
    book = office.book
    names = ("budget", "committed", "paid", "reserved", "lapsed")
    kept = {pk: row for pk, *row in BudgetLine.objects.filter(organisation=office.lao).values_list("pk", *names)}
    model = {
        one.pk: [one.budget, book.committed(one), book.paid(one), book.reserved(one), book.lapsed(one)]
        for one in book.lines
    }
    assert kept == model
    rows = Share.objects.filter(organisation=office.lao).values_list("commitment", "line", "amount", "paid", "carried")
    shares = {(deal, line): figures for deal, line, *figures in rows}
    assert {key: figures for key, figures in shares.items() if any(figures)} == {
        (deal.pk, line.pk): [amount, book.paid_of(deal, line), book.carried(deal, line)]
        for deal in book.deals
        for line, amount in deal.amount.items()
        if amount
    }


@settings(
    max_examples=int(MORE or "60"),
    deadline=None,
    database=None,
    derandomize=not MORE,
    phases=[Phase.generate, Phase.shrink] if MORE else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(CHOICES, min_size=10, max_size=40))
def test_whatever_is_done_in_whatever_order_the_balances_are_the_plain_models(choices: list[Choice]) -> None:
    with transaction.atomic():
        live(choices)
        transaction.set_rollback(True)
