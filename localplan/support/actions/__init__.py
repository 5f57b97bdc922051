"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .contacts import note_contact, tell_why_late
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
from .mailing import WAITS, is_no_such_address, message_id, send_waiting, try_again
from .messages import HOURS, read, recently_reminded, remind, to_do
from .nudging import compose_day, compose_province, compose_returned
from .saved_views import forget_view, save_view
from .seeing import begin_seeing, end_seeing, let_see, note_seen

__all__ = [
    "HOURS",
    "MOST_FILES",
    "WAITS",
    "answer",
    "ask_for_help",
    "begin_seeing",
    "climb_overdue",
    "close",
    "compose_day",
    "compose_province",
    "compose_returned",
    "end_seeing",
    "forget_view",
    "hold_morning",
    "is_no_such_address",
    "let_see",
    "mail_goes_out",
    "message_id",
    "note_answer_read",
    "note_contact",
    "note_seen",
    "offer_solution",
    "read",
    "read_digests",
    "recently_reminded",
    "remind",
    "save_view",
    "say_more",
    "send_waiting",
    "take",
    "tell_people",
    "tell_returned",
    "tell_why_late",
    "to_do",
    "try_again",
    "was_solved_by",
    "withdraw_offer",
]
