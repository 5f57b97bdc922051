"""The moves of a submission in words: who sent, returned, accepted it, when and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import Submission, SubmissionMove
from localplan.calendar.states import Verb

WORDS: dict[str, str | Promise] = {
    Verb.SUBMIT: _("sent"),
    Verb.DECLARE_NOTHING: _("sent as unchanged, or with nothing to report"),
    Verb.UNDO: _("took it back"),
    Verb.ASK_REOPEN: _("asked to have it reopened"),
    Verb.ASK_TIME: _("asked for more time"),
    Verb.DECLINE_TIME: _("declined more time"),
    Verb.RETURN: _("returned it"),
    Verb.ACCEPT: _("accepted it"),
    Verb.REOPEN: _("reopened it"),
}


@dataclass
class Told:
    """One move: the verb in words, how many times it has been sent by then, the items returned."""

    move: SubmissionMove
    words: str | Promise
    time: int = 0
    returned: list[dict[str, Any]] = field(default_factory=list)
    passed: list[dict[str, Any]] = field(default_factory=list)


def told(row: Submission) -> list[Told]:
    """All moves, the latest first: one statement."""
    moves = list(row.moves.select_related("by__user", "by__organisation").order_by("at", "id"))
    found, times = [], 0
    for move in moves:
        times += move.verb in (Verb.SUBMIT, Verb.DECLARE_NOTHING)
        returned = [item for item in move.items if not item.get("accepted")]
        passed = [item for item in move.items if item.get("accepted")]
        sent = times if move.verb in (Verb.SUBMIT, Verb.DECLARE_NOTHING) else 0
        found.append(Told(move, WORDS.get(move.verb, move.verb), sent, returned, passed))
    return found[::-1]
