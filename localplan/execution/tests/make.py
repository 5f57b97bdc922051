"""Makers for tests of commitments and payments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from localplan.budgeting.models import BudgetLine
from localplan.budgeting.tests.make import a_finance_officer
from localplan.execution import actions
from localplan.execution.facts import Contract, Part, Payment
from localplan.execution.models import Commitment
from localplan.organisations.models import Membership
from localplan.toolkit import clock


def a_contract(*lines: BudgetLine, amount: str = "60000.00", **values: Any) -> Contract:
    """A contract signed today that takes the amount of each of the lines, unless said otherwise."""
    parts = values.pop("parts", None) or [Part(line.pk, Decimal(amount)) for line in lines]
    return Contract(
        **{
            "kind": "contract",
            "title": "ก่อสร้างถนน คสล.",
            "counterparty": "หจก.น่านก่อสร้าง",
            "signed_on": clock.today(),
            "number": "1/2570",
            "parts": parts,
            **values,
        }
    )


def a_commitment(*lines: BudgetLine, by: Membership | None = None, **values: Any) -> Commitment:
    """A contract of these lines, signed through the verb."""
    owner = lines[0].organisation
    by = by or a_finance_officer(owner)
    values.setdefault("number", f"{Commitment.objects.filter(organisation=owner).count() + 1}/2570")
    [made] = actions.commit(owner, [a_contract(*lines, **values)], by=by)
    return made


def a_payment(commitment: Commitment, gross: str = "10000.00", **values: Any) -> Payment:
    """A payment of today with a voucher of its own."""
    number = commitment.disbursements.count() + 1
    told = {"voucher": f"{commitment.pk}/{number}", "paid_on": clock.today(), **values}
    return Payment(commitment.pk, gross=Decimal(gross), **told)
