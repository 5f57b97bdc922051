"""What the system answers by itself: a step whose "nothing" is automatic, on its last day, without a click."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from localplan.organisations.history import Did, Reference, record
from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, set_each

from ..models import Submission, SubmissionMove
from ..states import Life, Verb
from ..steps import STEPS, Nothing


@transaction.atomic
def settle_nothing(step: str, year: int, organisations: Iterable[int], *, reason: str) -> int:
    """Answer the step with "nothing to report" for organisations that have nothing; how many were answered.

    Only what is still a draft and open; accepted at once, for nobody has anything to check. The rows are locked, so
    somebody handing in at the same moment is answered first or not at all.
    """
    assert STEPS[step].nothing == Nothing.AUTOMATIC, step
    moment, today = clock.now(), clock.today()
    rows = Submission.objects.of_steps([step]).filter(
        deadline__year_id=year, organisation_id__in=list(organisations), life=Life.DRAFT, opens_on__lte=today
    )
    locked = list(rows.order_by("organisation_id").select_for_update(no_key=True, of=("self",)))
    set_each(
        Submission,
        ["life", "nothing", "first_full_at", "submitted_at", "settled_at", "version"],
        ((row.pk, Life.ACCEPTED, True, moment, moment, moment, row.version + 1) for row in locked),
    )
    copy_in(
        SubmissionMove,
        ("submission", "verb", "before", "after", "nothing", "there", "expected", "items", "reason", "at"),
        ((row.pk, Verb.DECLARE_NOTHING, Life.DRAFT, Life.ACCEPTED, True, 0, 0, [], reason, moment) for row in locked),
    )
    label = STEPS[step].name
    done = [Did(Reference(Submission, row.pk), row.organisation_id, {}, {"life": "accepted"}, label) for row in locked]
    record(None, "step_declare_nothing", done, reason=reason)
    return len(locked)
