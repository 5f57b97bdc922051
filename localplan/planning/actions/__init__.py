"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .amending import AMENDMENTS, open_edition, withdraw_edition
from .confirming import (
    LAWFUL_ORDER,
    STEP,
    canonical_json,
    check_for_confirmation,
    confirm_plan,
    duty_to_hand_in,
    keep_promulgation,
    review_plan,
    undo_confirmation,
)
from .plans import begin_plan, copy_projects_forward
from .saving import Saved, check_row, label_of, save_projects, values_of, withdraw_projects

__all__ = [
    "AMENDMENTS",
    "LAWFUL_ORDER",
    "STEP",
    "Saved",
    "begin_plan",
    "canonical_json",
    "check_for_confirmation",
    "check_row",
    "confirm_plan",
    "copy_projects_forward",
    "duty_to_hand_in",
    "keep_promulgation",
    "label_of",
    "open_edition",
    "review_plan",
    "save_projects",
    "undo_confirmation",
    "values_of",
    "withdraw_edition",
    "withdraw_projects",
]
