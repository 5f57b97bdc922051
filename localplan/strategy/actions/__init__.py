"""The verbs of the room, the only writers of its tables: right, step, lock, rules, write, record."""

from .directions import (
    begin_direction,
    copy_forward,
    remove,
    remove_direction,
    renumber,
    save_direction,
    save_programmes,
    save_strategies,
    save_tactics,
    span_of,
)
from .lists import take_over_list
from .provincial import (
    adopt_strategy,
    begin_provincial_strategy,
    remove_issue,
    remove_provincial_strategy,
    renumber_issues,
    save_issues,
    save_provincial_strategy,
)

__all__ = [
    "adopt_strategy",
    "begin_direction",
    "begin_provincial_strategy",
    "copy_forward",
    "remove",
    "remove_direction",
    "remove_issue",
    "remove_provincial_strategy",
    "renumber",
    "renumber_issues",
    "save_direction",
    "save_issues",
    "save_programmes",
    "save_provincial_strategy",
    "save_strategies",
    "save_tactics",
    "span_of",
    "take_over_list",
]
