"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .changes import amend, cancel, correct_particulars, particulars_of, reannounce
from .commitments import check_contract, commit, taken_by
from .figures import check_figure, enter_figures, figures_of, report_progress, say_no_movement
from .payments import disburse, reverse, write_payments
from .shares import lock_commitments, save_shares

__all__ = [
    "amend",
    "cancel",
    "check_contract",
    "check_figure",
    "commit",
    "correct_particulars",
    "disburse",
    "enter_figures",
    "figures_of",
    "lock_commitments",
    "particulars_of",
    "reannounce",
    "report_progress",
    "reverse",
    "save_shares",
    "say_no_movement",
    "taken_by",
    "write_payments",
]
