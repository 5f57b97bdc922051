"""The room's part of the access matrix: who reads, who asks, what is only posted to, and the records behind it."""

from __future__ import annotations

from typing import Any

from localplan.organisations.models import Membership
from localplan.support.models import HelpFile
from localplan.toolkit.models import StoredFile

from .make_help import a_consent, a_request

READ = ("help-request", "help-file", "seeing")
EVERYBODY = ("help", "messages", "digests")
FOLLOW = ("contacts",)
ASK = ("ask-help",)
ASKERS = ("executive", "clerk", "planner", "finance", "neighbour")
POSTED = (
    "read-message",
    "read-digests",
    "save-view",
    "forget-view",
    "take-help",
    "close-help",
    "offer-help",
    "solved-help",
    "end-seeing",
    "see-as",
    "stop-seeing",
)


def arguments(asks: Membership, helps: Membership, file: StoredFile) -> dict[str, list[Any]]:
    """Of a request with a file, and of a consent."""
    made = a_request(asks, files=(file,))
    given = HelpFile.objects.get(message__request=made)
    consent = a_consent(asks, helps)
    return {
        **{key: [made.pk] for key in ("help-request", "take-help", "close-help", "offer-help", "solved-help")},
        "help-file": [given.pk],
        **{key: [consent.pk] for key in ("end-seeing", "see-as")},
    }
