"""Random lawful and unlawful sequences of every verb of money, against the plain model: refused exactly when it does.

After every act all balances are the model's, to the satang; at the end no kept figure differs from its rows.
The same 30 sequences in every run; MONEY_EXAMPLES=1000 looks for new ones and shrinks what it finds.
"""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from localplan.budgeting.models import BudgetLine
from localplan.calendar.tests.make import a_submission
from localplan.execution.models import Share
from localplan.toolkit import clock
from localplan.toolkit.problems import Refused
from localplan.toolkit.truth import find_differences

from .money_verbs import CHOICES, DECIDED, VERBS, Choice, Office
from .plain_money import LAST, OLD

pytestmark = pytest.mark.django_db
MORE = os.environ.get("MONEY_EXAMPLES")
#: What is done instead while there is nothing that the verb could be about.
FIRST = {
    "amend": "bind",
    "cancel": "bind",
    "again": "cancel",
    "pay": "bind",
    "pay_two": "bind_two",
    "pay_back": "pay",
    "shift_back": "shift",
    "end_deal": "bind",
    "end_back": "end",
}


def live(choices: list[Choice]) -> None:
    office = Office()
    for choice in choices:
        with clock.at(office.book.today):
            if choice.verb not in VERBS:
                turn(office, choice)
                continue
            verb, told = choice.verb, VERBS[choice.verb](office, choice)
            while told is None and verb in FIRST:
                verb = FIRST[verb]
                told = VERBS[verb](office, choice)
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


def turn(o: Office, c: Choice) -> None:
    """The year ends, or its figures are handed in: no verb of money, but it closes some."""
    if c.verb == "year":
        o.book.today = DECIDED.replace(month=10, day=20)
    elif o.book.today > LAST[OLD] and c.flag == 0:
        step = "year_close" if o.book.closed else "spending_q4"
        if not o.book.shut:
            a_submission(o.lao, step, year=OLD, life="submitted")
        o.book.closed, o.book.shut = True, o.book.closed


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
    max_examples=int(MORE or "30"),
    deadline=None,
    database=None,
    derandomize=not MORE,
    phases=[Phase.generate, Phase.shrink] if MORE else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(CHOICES, min_size=25, max_size=50))
def test_whatever_is_done_in_whatever_order_the_balances_are_the_plain_models(choices: list[Choice]) -> None:
    with transaction.atomic():
        live(choices)
        transaction.set_rollback(True)
