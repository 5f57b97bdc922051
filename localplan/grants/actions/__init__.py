"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .allotments import check_allotments, confirm_grants, dispute_grant, register_grants
from .corrections import correct_grant, corrects_as_office, particulars_of
from .events import close_grant, record_events, reverse_event, say_unchanged
from .rounds import settle_months

__all__ = [
    "check_allotments",
    "close_grant",
    "confirm_grants",
    "correct_grant",
    "corrects_as_office",
    "dispute_grant",
    "particulars_of",
    "record_events",
    "register_grants",
    "reverse_event",
    "say_unchanged",
    "settle_months",
]
