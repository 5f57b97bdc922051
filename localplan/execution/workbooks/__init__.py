"""Commitments and payments as workbooks: template, export, preview and import come from one declaration each."""

from .commitments import CommitmentsDesk
from .kinds import DESKS, desk_of, register
from .payments import PaymentsDesk

__all__ = ["DESKS", "CommitmentsDesk", "PaymentsDesk", "desk_of", "register"]
