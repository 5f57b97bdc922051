"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .editions import (
    begin_plan,
    check_for_confirmation,
    confirm_plan,
    copy_projects_forward,
    keep_promulgation,
    open_edition,
    undo_confirmation,
    withdraw_edition,
)
from .saving import Saved, check_row, save_projects, values_of, withdraw_projects

__all__ = [
    "Saved",
    "begin_plan",
    "check_for_confirmation",
    "check_row",
    "confirm_plan",
    "copy_projects_forward",
    "keep_promulgation",
    "open_edition",
    "save_projects",
    "undo_confirmation",
    "values_of",
    "withdraw_edition",
    "withdraw_projects",
]
