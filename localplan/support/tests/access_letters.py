"""Letters' part of the access matrix: who writes, who sees one sent, who sees a copy, what is only posted to."""

from __future__ import annotations

from typing import Any

from localplan.organisations.models import Membership, Organisation

from .make_letters import a_copy, a_letter, sent

OFFICES = ("letter-register",)
WRITE = ("new-letter",)
WRITERS = ("district", "head", "officer", "analyst", "elsewhere", "dla_officer", "director")
SENT = ("letter", "letter-paper", "letter-as-file", "letter-list")
DRAFT = ("edit-letter", "letter-addressees")
OF_THE_OFFICE = ("head", "officer", "analyst")
COPY = ("letter-copy", "letter-copy-pdf")
POSTED = ("send-letter", "discard-letter", "drop-done", "receive-letter")


def arguments(lao: Organisation, by: Membership) -> dict[str, list[Any]]:
    """Of a letter of the province that was sent, of its copy to the LAO, and of a draft."""
    letter, draft = sent(a_letter(by, [lao]), by=by), a_letter(by, [lao])
    copy = a_copy(letter, lao)
    return {
        **{name: [letter.pk] for name in ("letter", "letter-paper")},
        "letter-as-file": [letter.pk, "docx"],
        "letter-list": [letter.pk, "xlsx"],
        **{name: [draft.pk] for name in (*DRAFT, "send-letter", "discard-letter", "drop-done")},
        **{name: [copy.pk] for name in (*COPY, "receive-letter")},
    }
