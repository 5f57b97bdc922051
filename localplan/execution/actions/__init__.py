"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .absorbing import absorb
from .changes import amend, cancel, correct_particulars, particulars_of, reannounce
from .commitments import check_contract, commit, taken_by
from .figures import check_figure, enter_figures, figures_of, report_progress, say_no_movement
from .payments import disburse, reverse, write_payments
from .shares import lock_commitments, save_shares
from .statuses import give_status
from .year_end import carry_over, check_act, reverse_carry_over

__all__ = [
    "absorb",
    "amend",
    "cancel",
    "carry_over",
    "check_act",
    "check_contract",
    "check_figure",
    "commit",
    "correct_particulars",
    "disburse",
    "enter_figures",
    "figures_of",
    "give_status",
    "lock_commitments",
    "particulars_of",
    "reannounce",
    "report_progress",
    "reverse",
    "reverse_carry_over",
    "save_shares",
    "say_no_movement",
    "taken_by",
    "write_payments",
]
