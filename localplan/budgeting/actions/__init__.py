"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .balances import OpenYears, Posting, lock_lines, save_balances, write_entries
from .lines import check_line, lists_of, next_number, remove_lines, save_lines, transferred_of, values_of
from .opening import open_line
from .ordinances import adopt_ordinance, excuse_findings

__all__ = [
    "OpenYears",
    "Posting",
    "adopt_ordinance",
    "check_line",
    "excuse_findings",
    "lists_of",
    "lock_lines",
    "next_number",
    "open_line",
    "remove_lines",
    "save_balances",
    "save_lines",
    "transferred_of",
    "values_of",
    "write_entries",
]
