"""A province's check of its LAOs: verdicts where their submissions say nothing, and the signature of the head."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.toolkit import clock
from localplan.toolkit.problems import Findings

from .. import rules
from ..checking import CHASEABLE, found_in
from ..models import Submission, Verdict
from ..states import Life, Side
from ..steps import STEPS
from .moves import hand_in_check, lock, require_side, require_signer


@transaction.atomic
def chase_in_check(check: Submission, organisations: Sequence[int], *, reason: str, by: Membership) -> int:
    """Note of LAOs that have not handed in that they were chased, and how: their verdict. How many that were."""
    require(by, Do.VERIFY, check.organisation)
    require_side(by, check, Side.ACTOR)
    row = lock(check).row
    wanted = set(organisations)
    undone = {one.submission.organisation_id for one in found_in(row) if one.submission.life in CHASEABLE}
    findings = Findings()
    findings.add(rules.check_is_not_signed(life=Life(row.life)))
    findings.add(rules.somebody_is_chosen(len(wanted)))
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
    require_side(by, check, Side.ACTOR)
    require_signer(by, check)
    locked = lock(check)
    if locked.row.life == Life.SUBMITTED and locked.row.submitted_by_id == by.pk:
        return locked.row  # a double click
    found = found_in(locked.row)
    findings = Findings()
    without = [one.submission.organisation.short_name for one in found if not one.kind]
    findings.add(rules.every_lao_has_a_verdict(without))
    findings.settle()
    signed = hand_in_check(locked, by=by)
    moment = clock.now()
    Verdict.objects.bulk_create(
        Verdict(
            submission=signed,
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
