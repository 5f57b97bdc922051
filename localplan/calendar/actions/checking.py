"""A province's check of its LAOs: verdicts where their submissions say nothing, and the signature of the head."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Post
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..checking import SAID, found_in
from ..models import Submission, Verdict
from ..states import Life
from ..steps import STEPS
from .moves import lock, submit


@transaction.atomic
def chase_in_check(check: Submission, organisations: Sequence[int], *, reason: str, by: Membership) -> int:
    """Note of LAOs that have not handed in that they were chased, and how: their verdict. How many that were."""
    require(by, Do.VERIFY, check.organisation)
    row = lock(check).row
    wanted = set(organisations)
    undone = {one.submission.organisation_id for one in found_in(row) if one.submission.life not in SAID}
    findings = Findings()
    findings.add(rules.check_is_not_signed(life=Life(row.life)))
    findings.add(rules.reason_is_given(reason))
    findings.add(rules.chased_is_of_the_undone(len(wanted - undone)))
    findings.settle()
    moment = clock.now()
    made = Verdict.objects.bulk_create(
        Verdict(submission=row, organisation_id=lao, kind=Verdict.Kind.CHASED, reason=reason, by=by, at=moment)
        for lao in sorted(wanted)
    )
    label = STEPS[row.deadline.step].name
    after = {"verdict": "chased"}
    done = [Did(row, one.organisation_id, after=after, label=label) for one in made]
    record(by, "verdict_given", done, reason=reason)
    return len(made)


@transaction.atomic
def sign_check(check: Submission, *, by: Membership) -> Submission:
    """The head of office signs: every verdict is written as it stands, and DLA receives the check as a report."""
    findings = Findings()
    findings.add(rules.head_signs_the_check(is_head=by.post == Post.HEAD))
    findings.settle()
    row = lock(check).row
    moment = clock.now()
    found = found_in(row)
    signed = submit(row, by=by)  # asks that every LAO has a verdict
    Verdict.objects.bulk_create(
        Verdict(
            submission=row,
            organisation_id=one.submission.organisation_id,
            kind=one.kind,
            reason=one.reason,
            by=by,
            at=moment,
        )
        for one in found
        if one.kind is not None
    )
    return signed
