"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .contacts import note_contact, tell_why_late
from .messages import HOURS, read, recently_reminded, remind, to_do
from .nudging import compose_day, compose_province, tell_returned

__all__ = [
    "HOURS",
    "compose_day",
    "compose_province",
    "note_contact",
    "read",
    "recently_reminded",
    "remind",
    "tell_returned",
    "tell_why_late",
    "to_do",
]
