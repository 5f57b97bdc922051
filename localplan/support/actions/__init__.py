"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .analysts import correct_work, hand_in_report, note_work, remove_work, sign_report
from .care import assign, hand_over_care
from .contacts import is_overdue, may_tell_why_late, note_contact, tell_why_late
from .digesting import hold_morning, mail_goes_out, read_digests, tell_people, tell_returned
from .helping import (
    MOST_FILES,
    answer,
    ask_for_help,
    climb_overdue,
    close,
    note_answer_read,
    offer_solution,
    say_more,
    take,
    was_solved_by,
    withdraw_offer,
)
from .letters import (
    address_letter,
    correct_letter,
    discard_letter,
    draft_letter,
    receive_letter,
    send_letter,
)
from .mailing import WAITS, is_no_such_address, message_id, send_waiting, try_again
from .messages import HOURS, read, recently_reminded, remind, to_do
from .nudging import compose_day, compose_province, compose_returned
from .saved_views import forget_view, save_view
from .seeing import begin_seeing, end_seeing, let_see, note_seen

__all__ = [
    "HOURS",
    "MOST_FILES",
    "WAITS",
    "address_letter",
    "answer",
    "ask_for_help",
    "assign",
    "begin_seeing",
    "climb_overdue",
    "close",
    "compose_day",
    "compose_province",
    "compose_returned",
    "correct_letter",
    "correct_work",
    "discard_letter",
    "draft_letter",
    "end_seeing",
    "forget_view",
    "hand_in_report",
    "hand_over_care",
    "hold_morning",
    "is_no_such_address",
    "is_overdue",
    "let_see",
    "mail_goes_out",
    "may_tell_why_late",
    "message_id",
    "note_answer_read",
    "note_contact",
    "note_seen",
    "note_work",
    "offer_solution",
    "read",
    "read_digests",
    "receive_letter",
    "recently_reminded",
    "remind",
    "remove_work",
    "save_view",
    "say_more",
    "send_letter",
    "send_waiting",
    "sign_report",
    "take",
    "tell_people",
    "tell_returned",
    "tell_why_late",
    "to_do",
    "try_again",
    "was_solved_by",
    "withdraw_offer",
]
