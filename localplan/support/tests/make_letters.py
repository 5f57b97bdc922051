"""Makers for tests of letters: written, addressed, sent by the verbs. Only tests may do so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localplan.organisations.models import Membership, Organisation
from localplan.support import actions
from localplan.support.facts import LetterText, Numbering
from localplan.support.models import Letter, LetterCopy
from localplan.toolkit import clock

BODY = "ด้วยสำนักงานขอเชิญ ‹อปท.› ส่งผู้แทนเข้าประชุม วันที่ 5 ในเวลา 09.30 น.\n\nจึงแจ้งมาเพื่อทราบ"


def a_text(**values: Any) -> LetterText:
    """A stamped letter to each organisation by its name."""
    told = {"kind": "stamped", "subject": "ขอเชิญประชุม", "addressed_to": "‹อปท.›", "body": BODY}
    return LetterText(**{**told, **values})


def a_letter(
    by: Membership, to: Sequence[Organisation] = (), *, chases: tuple[str, int] | None = None, **text: Any
) -> Letter:
    return actions.draft_letter(by.organisation, a_text(**text), to, by=by, chases=chases)


def sent(letter: Letter, number: str = "ชร 0023.3/ว 1", *, by: Membership) -> Letter:
    return actions.send_letter(letter, Numbering(number, clock.today()), by=by)


def a_copy(letter: Letter, organisation: Organisation) -> LetterCopy:
    return LetterCopy.objects.select_related("letter", "organisation").get(letter=letter, organisation=organisation)
