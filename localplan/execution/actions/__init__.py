"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .commitments import check_contract, commit, taken_by
from .figures import check_figure, enter_figures, figures_of, report_progress, say_no_movement
from .payments import disburse, lock_commitments, reverse, save_shares, write_payments

__all__ = [
    "check_contract",
    "check_figure",
    "commit",
    "disburse",
    "enter_figures",
    "figures_of",
    "lock_commitments",
    "report_progress",
    "reverse",
    "save_shares",
    "say_no_movement",
    "taken_by",
    "write_payments",
]
