"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .links import change_password, find_link, use_link
from .people import Appointed, appoint, delegate, end_post, hand_over, make_link, revoke
from .records import correct_contact, correct_own_data, set_preferences
from .signing_in import failures_since_last, posts_in_force, sign_out, try_to_sign_in

__all__ = [
    "Appointed",
    "appoint",
    "change_password",
    "correct_contact",
    "correct_own_data",
    "delegate",
    "end_post",
    "failures_since_last",
    "find_link",
    "hand_over",
    "make_link",
    "posts_in_force",
    "revoke",
    "set_preferences",
    "sign_out",
    "try_to_sign_in",
    "use_link",
]
