"""The verbs of the room, the only writers of its tables: right, lock, step, rules, write, record."""

from .allotments import confirm_grants, dispute_grant, register_grants
from .events import close_grant, record_events, reverse_event, say_unchanged
from .rounds import settle_months

__all__ = [
    "close_grant",
    "confirm_grants",
    "dispute_grant",
    "record_events",
    "register_grants",
    "reverse_event",
    "say_unchanged",
    "settle_months",
]
