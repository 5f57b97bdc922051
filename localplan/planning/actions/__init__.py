"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .amending import AMENDMENTS, open_edition, withdraw_edition
from .confirming import (
    STEP,
    canonical_json,
    check_for_confirmation,
    confirm_plan,
    duties_to_hand_in,
    duty_to_hand_in,
    keep_promulgation,
    review_plan,
    undo_confirmation,
)
from .once import forget_old_keys, once, save_once
from .papers import keep_official_pdf
from .plans import begin_plan, copy_projects_forward
from .saving import Saved, check_row, label_of, save_projects, withdraw_projects

__all__ = [
    "AMENDMENTS",
    "STEP",
    "Saved",
    "begin_plan",
    "canonical_json",
    "check_for_confirmation",
    "check_row",
    "confirm_plan",
    "copy_projects_forward",
    "duties_to_hand_in",
    "duty_to_hand_in",
    "forget_old_keys",
    "keep_official_pdf",
    "keep_promulgation",
    "label_of",
    "once",
    "open_edition",
    "review_plan",
    "save_once",
    "save_projects",
    "undo_confirmation",
    "withdraw_edition",
    "withdraw_projects",
]
