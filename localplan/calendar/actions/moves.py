"""The life of a submission: submit, declare nothing, undo, return, accept, reopen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership, Post
from localplan.toolkit import clock
from localplan.toolkit.problems import NO_REASONS, Findings, NotAllowed, Problem, Reasons

from .. import rules
from ..duties import NOT_THERE, Completeness, duty_of
from ..facts import Review
from ..models import Submission, SubmissionMove, YearBook
from ..states import CORRECTION_DAYS, MOVES, Life, Side, Verb
from ..steps import STEPS, Nothing, earlier_steps


@dataclass(frozen=True)
class Locked:
    """A submission locked together with its organisation's year book, and the steps around it."""

    row: Submission
    step_code: str
    year: int


def lock(submission: Submission) -> Locked:
    """Year book first, then the row: whoever writes into the step holds the same book."""
    deadline = submission.deadline
    YearBook.objects.lock(submission.organisation, deadline.year_id)
    row = Submission.objects.locked([submission.pk]).get()
    row.deadline, row.organisation = deadline, submission.organisation
    return Locked(row, deadline.step, deadline.year_id)


def require_side(by: Membership, submission: Submission, side: Side) -> None:
    """The actor's people act; the level above verifies: the province for an LAO, DLA for a province."""
    own = submission.organisation_id
    answers_for = own == by.organisation_id or own in by.organisation.absorbed
    if side == Side.ACTOR:
        require(by, Do.SUBMIT, submission.organisation)
        if not answers_for:
            raise NotAllowed(Problem("actor_submits", _("Only the organisation itself submits its steps.")))
    else:
        require(by, Do.VERIFY, submission.organisation)
        is_province_step = STEPS[submission.deadline.step].actor == "province"
        if answers_for or (is_province_step and by.organisation.level != "dla"):
            raise NotAllowed(Problem("another_verifies", _("Nobody verifies the work of their own office.")))


def may_take(by: Membership, submission: Submission, side: Side) -> bool:
    """Whether the post stands on this side of the submission: what a page offers is what the verbs allow."""
    try:
        require_side(by, submission, side)
    except NotAllowed:
        return False
    return True


def completeness_of(submission: Submission) -> Completeness:
    """n of m with its items, from the room that owns the content."""
    duty = duty_of(submission.deadline.step)
    if duty is None:
        return NOT_THERE
    return duty.items_of(submission.organisation_id, submission.deadline.year_id)


def how_full(submission: Submission) -> Completeness:
    """The same as n of m alone, without its items: quicker."""
    duty, owner = duty_of(submission.deadline.step), submission.organisation_id
    return duty.count([owner], submission.deadline.year_id).get(owner, NOT_THERE) if duty is not None else NOT_THERE


def missing_before(submission: Submission) -> list[str]:
    """Labels of the earlier steps of the same organisation and year that are not submitted."""
    earlier = earlier_steps(submission.deadline.step)
    rows = Submission.objects.filter(
        organisation_id=submission.organisation_id,
        deadline__year_id=submission.deadline.year_id,
        deadline__step__in=earlier,
        life__in=(Life.DRAFT, Life.RETURNED),
    ).values_list("deadline__step", flat=True)
    return [STEPS[code].name for code in sorted(rows, key=lambda code: STEPS[code].order)]


def write_move(
    locked: Locked,
    verb: Verb,
    after: Life,
    by: Membership | None,
    *,
    content: Completeness = NOT_THERE,
    reason: str = "",
    review: Review | None = None,
    until_on: dt.date | None = None,
    **changes: object,
) -> Submission:
    """Write the move and the row it leads to, and record both."""
    row = locked.row
    before = row.life
    moment = clock.now()
    verdicts = review.verdicts if review else ()
    SubmissionMove.objects.create(
        submission=row,
        verb=verb,
        before=before,
        after=after,
        nothing=bool(changes.get("nothing", row.nothing)),
        there=content.there,
        expected=content.expected,
        items=[{"item": v.item, "label": v.label, "accepted": v.accepted, "reason": v.reason} for v in verdicts],
        reason=reason,
        correct_by=review.correct_by if review else None,
        until_on=until_on,
        by=by,
        at=moment,
    )
    changes |= {"life": after, "version": row.version + 1}
    Submission.objects.filter(pk=row.pk).update(**changes)
    record(
        by,
        f"step_{verb}",
        [
            Did(
                row,
                row.organisation_id,
                before={"life": before},
                after={"life": after},
                label=STEPS[locked.step_code].name,
            )
        ],
        reason=reason,
    )
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _same(verb: Verb, locked: Locked) -> bool:
    """A double click: the same verb has already led where it leads."""
    after = MOVES[verb].after
    return after is not None and locked.row.life == after


def _hand_in(
    locked: Locked, verb: Verb, by: Membership, *, reason: str, content: Completeness = NOT_THERE
) -> Submission:
    """Submitted from now on, by this post; the first full moment stays the first."""
    moment = clock.now()
    return write_move(
        locked,
        verb,
        Life.SUBMITTED,
        by,
        content=content,
        reason=reason,
        nothing=verb == Verb.DECLARE_NOTHING,
        submitted_at=moment,
        submitted_by_id=by.pk,
        first_full_at=locked.row.first_full_at or moment,
        opened_by_checker_at=None,
        correct_by=None,
        time_asked_at=None,
    )


@transaction.atomic
def submit(submission: Submission, *, by: Membership, reasons: Reasons = NO_REASONS) -> Submission:
    """Hand the step in: only when it is open, full, and the steps before are handed in. Late never blocks.

    Two clicks hand it in once.
    """
    require_side(by, submission, Side.ACTOR)
    require_signer(by, submission, by_signing=False)
    locked = lock(submission)
    if _same(Verb.SUBMIT, locked) and locked.row.submitted_by_id == by.pk:
        return locked.row
    return _submit(locked, by, reasons)


def hand_in_check(locked: Locked, *, by: Membership) -> Submission:
    """The submitting of a check, as a part of signing it (checking.sign_check)."""
    return _submit(locked, by, NO_REASONS)


def require_signer(by: Membership, submission: Submission, *, by_signing: bool = True) -> None:
    """A check is handed in by signing it, and taken back by whoever signs: the head of the office."""
    if STEPS[submission.deadline.step].checks:
        findings = Findings()
        findings.add(rules.head_signs_the_check(is_head=by.post == Post.HEAD, by_signing=by_signing))
        findings.settle()


def _submit(locked: Locked, by: Membership, reasons: Reasons) -> Submission:
    row, today = locked.row, clock.today()
    content = how_full(row)
    if not content.is_full:
        content = completeness_of(row)  # to say what is missing
    findings = Findings()
    findings.add(rules.move_is_in_the_table(Verb.SUBMIT, Life(row.life)))
    findings.add(rules.step_is_open(today=today, opens_on=row.opens_on, closes_on=row.closes_on))
    findings.add(rules.earlier_steps_are_submitted(missing_before(row)))
    missing = [str(item.label) for item in content.items if not item.there and item.blocks]
    if not content.is_full and not missing:
        missing = [str(STEPS[locked.step_code].full_when)]
    findings.add(rules.content_is_full(missing))
    excuses = findings.settle(reasons)
    why = "\n".join(reason for _, reason in excuses)
    return _hand_in(locked, Verb.SUBMIT, by, content=content, reason=why)


@transaction.atomic
def declare_nothing(submission: Submission, *, reason: str, by: Membership) -> Submission:
    """Answer a step with "unchanged" or "nothing to report", where the table of steps allows it."""
    require_side(by, submission, Side.ACTOR)
    locked = lock(submission)
    row = locked.row
    if _same(Verb.DECLARE_NOTHING, locked) and row.nothing:
        return row
    step = STEPS[locked.step_code]
    findings = Findings()
    findings.add(rules.move_is_in_the_table(Verb.DECLARE_NOTHING, Life(row.life)))
    findings.add(rules.step_is_open(today=clock.today(), opens_on=row.opens_on, closes_on=row.closes_on))
    findings.add(rules.nothing_is_an_answer(allowed=step.nothing == Nothing.UNCHANGED))
    findings.settle()
    return _hand_in(locked, Verb.DECLARE_NOTHING, by, reason=reason)


@transaction.atomic
def undo(submission: Submission, *, by: Membership) -> Submission:
    """Take back what one submitted, while nothing was built on it: the row is as it was before."""
    require_side(by, submission, Side.ACTOR)
    require_signer(by, submission)
    locked = lock(submission)
    row = locked.row
    later = [code for code, step in STEPS.items() if locked.step_code in step.after]
    built_on = Submission.objects.filter(
        organisation_id=row.organisation_id,
        deadline__year_id=locked.year,
        deadline__step__in=later,
        life__in=(Life.SUBMITTED, Life.ACCEPTED),
    ).exists()
    findings = Findings()
    findings.add(rules.move_is_in_the_table(Verb.UNDO, Life(row.life)))
    findings.settle()
    assert row.submitted_at is not None
    findings.add(
        rules.undo_is_still_possible(
            submitted_at=row.submitted_at,
            now=clock.now(),
            opened_by_checker=row.opened_by_checker_at is not None,
            built_on=built_on,
        )
    )
    findings.settle()
    last = row.moves.filter(after=Life.SUBMITTED).order_by("-id").first()
    before = Life(last.before) if last else Life.DRAFT
    first = row.moves.filter(verb__in=(Verb.SUBMIT, Verb.DECLARE_NOTHING)).count() <= 1
    returned = row.moves.filter(after=Life.RETURNED).order_by("-id").first()
    return write_move(
        locked,
        Verb.UNDO,
        before,
        by,
        nothing=False,
        first_full_at=None if first else row.first_full_at,
        correct_by=returned.correct_by if returned and before == Life.RETURNED else None,
    )


@transaction.atomic
def open_review(submission: Submission, *, by: Membership) -> Submission:
    """Note that the checker has opened it: from now on the submitter asks instead of undoing."""
    require_side(by, submission, Side.CHECKER)
    if submission.life == Life.SUBMITTED and submission.opened_by_checker_at is None:
        Submission.objects.filter(pk=submission.pk, life=Life.SUBMITTED).update(opened_by_checker_at=clock.now())
    return submission


def _still_as_seen(locked: Locked, seen_version: int | None, findings: Findings) -> None:
    findings.add(rules.review_is_of_what_was_seen(seen=seen_version, present=locked.row.version))


@transaction.atomic
def accept(
    submissions: Sequence[Submission],
    *,
    by: Membership,
    seen: dict[int, int] | None = None,
    review: Review | None = None,
) -> list[Submission]:
    """Accept one or many, all or none. `seen`: id → version the checker looked at; what changed since is named."""
    findings, done, going = Findings(), [], []
    for submission in sorted(submissions, key=lambda row: (row.organisation_id, row.pk)):
        require_side(by, submission, Side.CHECKER)
        locked = lock(submission)
        if _same(Verb.ACCEPT, locked):
            done.append(locked.row)
            continue
        named = f"{submission.organisation.short_name} · {STEPS[locked.step_code].name}" if review is None else ""
        one = Findings()
        one.add(rules.move_is_in_the_table(Verb.ACCEPT, Life(locked.row.life)))
        _still_as_seen(locked, (seen or {}).get(submission.pk), one)
        marked = [v.label for v in review.verdicts if not v.accepted] if review else []
        one.add(rules.accepted_review_returns_nothing(marked))
        findings.add(one.problems[:1] if named else one.problems, column=named)
        going.append(locked)
    findings.settle()
    moment = clock.now()
    accepted = [write_move(one, Verb.ACCEPT, Life.ACCEPTED, by, review=review, settled_at=moment) for one in going]
    return [*done, *accepted]


@transaction.atomic
def return_(submission: Submission, review: Review, *, by: Membership, seen: int | None = None) -> Submission:
    """Send a submission back: a reason for each returned item, and a date to correct by (7 days unless set).

    Timeliness then counts the later submission, since content was missing.
    """
    require_side(by, submission, Side.CHECKER)
    locked = lock(submission)
    today = clock.today()
    correct_by = review.correct_by or today + dt.timedelta(days=CORRECTION_DAYS)
    review = replace(review, correct_by=correct_by)
    findings = Findings()
    findings.add(rules.move_is_in_the_table(Verb.RETURN, Life(locked.row.life)))
    _still_as_seen(locked, seen, findings)
    findings.add(
        rules.returned_items_have_reasons(
            [(v.label, v.reason) for v in review.verdicts if not v.accepted], correct_by=correct_by, today=today
        )
    )
    findings.settle()
    return write_move(
        locked,
        Verb.RETURN,
        Life.RETURNED,
        by,
        review=review,
        reason=review.remark,
        correct_by=correct_by,
        first_full_at=None if review.content_missing else locked.row.first_full_at,
        settled_at=None,
    )


@transaction.atomic
def ask_reopen(submission: Submission, *, reason: str, by: Membership) -> Submission:
    """Ask the checker to reopen what was handed in; it stands as it is until answered."""
    require_side(by, submission, Side.ACTOR)
    locked = lock(submission)
    findings = Findings()
    findings.add(rules.move_is_in_the_table(Verb.ASK_REOPEN, Life(locked.row.life)))
    findings.add(rules.reason_is_given(reason))
    findings.settle()
    return write_move(locked, Verb.ASK_REOPEN, Life(locked.row.life), by, reason=reason)


@transaction.atomic
def reopen(submission: Submission, *, reason: str, by: Membership) -> Submission:
    """Open a handed-in step again, with a reason; what was handed in stays in the history."""
    require_side(by, submission, Side.CHECKER)
    locked = lock(submission)
    findings = Findings()
    findings.add(rules.move_is_in_the_table(Verb.REOPEN, Life(locked.row.life)))
    findings.add(rules.reason_is_given(reason))
    findings.settle()
    return write_move(locked, Verb.REOPEN, Life.DRAFT, by, reason=reason, settled_at=None, nothing=False)
