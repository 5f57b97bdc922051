"""Letters on a home page: those that have come and wait to be received."""

from __future__ import annotations

from typing import Any

from localplan.organisations.access import Do, may
from localplan.organisations.models import Membership

from .models import LetterCopy

#: Shown at home; the rest is one click away.
SHOWN = 3


def letters_on_home(by: Membership) -> dict[str, Any]:
    """One statement; none for posts that receive nothing."""
    if not may(by, Do.RECEIVE_LETTERS):
        return {"letters_waiting": [], "more_letters": False}
    rows = LetterCopy.objects.visible_to(by).received_by(by).waiting().newest_first()
    found = list(rows[: SHOWN + 1])
    return {"letters_waiting": found[:SHOWN], "more_letters": len(found) > SHOWN}
