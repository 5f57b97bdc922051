"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .links import change_password, find_link, sign_out_elsewhere, use_link
from .people import Appointed, appoint, delegate, end_post, hand_over, make_link, revoke
from .records import correct_contact, correct_own_data, note_refused_address, set_preferences
from .register import (
    apply_due_identities,
    close,
    import_register,
    keep_register_file,
    merge,
    plan_import,
    rename,
    upgrade,
)
from .signing_in import failures_since_last, posts_in_force, sign_out, try_to_sign_in

__all__ = [
    "Appointed",
    "apply_due_identities",
    "appoint",
    "change_password",
    "close",
    "correct_contact",
    "correct_own_data",
    "delegate",
    "end_post",
    "failures_since_last",
    "find_link",
    "hand_over",
    "import_register",
    "keep_register_file",
    "make_link",
    "merge",
    "note_refused_address",
    "plan_import",
    "posts_in_force",
    "rename",
    "revoke",
    "set_preferences",
    "sign_out",
    "sign_out_elsewhere",
    "try_to_sign_in",
    "upgrade",
    "use_link",
]
