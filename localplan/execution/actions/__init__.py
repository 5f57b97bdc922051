"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .commitments import check_contract, commit, taken_by
from .payments import disburse, lock_commitments, reverse, save_shares, write_payments

__all__ = [
    "check_contract",
    "commit",
    "disburse",
    "lock_commitments",
    "reverse",
    "save_shares",
    "taken_by",
    "write_payments",
]
