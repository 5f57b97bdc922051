"""What help: messages, contacts and promises, reminders and their delivery, letters, requests for help, analysts."""

from .analysts import Assignment, DeliveryReport, WorkEntry
from .contacts import Contact, LateReason
from .help import HelpFile, HelpMessage, HelpRequest, SeeingAs
from .letters import Letter, LetterCopy
from .messages import Message
from .reminders import Digest, Mail, Nudge, Round
from .saved_views import SavedView

__all__ = [
    "Assignment",
    "Contact",
    "DeliveryReport",
    "Digest",
    "HelpFile",
    "HelpMessage",
    "HelpRequest",
    "LateReason",
    "Letter",
    "LetterCopy",
    "Mail",
    "Message",
    "Nudge",
    "Round",
    "SavedView",
    "SeeingAs",
    "WorkEntry",
]
