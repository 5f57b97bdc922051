"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .absorbing import Absorbed, absorb_line
from .accounts import state_accounts
from .balances import OpenYears, Posting, lock_lines, save_balances, write_entries
from .classification import load_classification
from .correcting import correct_opened
from .drawing import copy_recurrent, draw_from_plan, link_lines
from .lines import check_line, lists_of, next_number, remove_lines, save_lines, transferred_of, values_of
from .once import begin_ordinance, save_lines_once
from .opening import close_line, open_line, ordinance_since
from .ordinances import adopt_ordinance, excuse_findings
from .transfers import date_transfer, next_round, report_due, reverse_transfer, transfer

__all__ = [
    "Absorbed",
    "OpenYears",
    "Posting",
    "absorb_line",
    "adopt_ordinance",
    "begin_ordinance",
    "check_line",
    "close_line",
    "copy_recurrent",
    "correct_opened",
    "date_transfer",
    "draw_from_plan",
    "excuse_findings",
    "link_lines",
    "lists_of",
    "load_classification",
    "lock_lines",
    "next_number",
    "next_round",
    "open_line",
    "ordinance_since",
    "remove_lines",
    "report_due",
    "reverse_transfer",
    "save_balances",
    "save_lines",
    "save_lines_once",
    "state_accounts",
    "transfer",
    "transferred_of",
    "values_of",
    "write_entries",
]
