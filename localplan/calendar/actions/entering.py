"""What every later room asks before it writes into the content of a step."""

from __future__ import annotations

from collections.abc import Iterable

from localplan.organisations.models import Organisation
from localplan.toolkit.problems import Findings, Problem

from .. import rules
from ..models import Submission, YearBook
from ..states import Life
from ..steps import STEPS


def governing_submission(organisation_id: int, step: str, years: Iterable[int]) -> Submission | None:
    """The duty that content of these fiscal years answers: the latest one published. Earlier ones are history."""
    rows = Submission.objects.of_steps([step]).filter(organisation_id=organisation_id, deadline__year__in=list(years))
    return rows.select_related("deadline").order_by("-deadline__year").first()


def what_closes(submission: Submission | None) -> list[Problem]:
    """Why content may not be changed now, for a page to say so before anybody types. Empty when it may."""
    if submission is None:
        return []
    step, year = STEPS[submission.deadline.step], submission.deadline.year_id
    return list(rules.step_takes_changes(Life(submission.life), step=step.name, year=year))


def require_step_open(organisation: Organisation, step: str, years: int | Iterable[int]) -> None:
    """Refuse to change the content of a step that is handed in. Locks the year book: submitting waits meanwhile.

    Call it inside the transaction, before locking rows of one's own. A step not published yet takes changes.
    """
    found = governing_submission(organisation.pk, step, [years] if isinstance(years, int) else years)
    if found is None:
        return
    YearBook.objects.lock(organisation, found.deadline.year_id)
    findings = Findings()
    found.life = Submission.objects.values_list("life", flat=True).get(pk=found.pk)  # as it is now, under the lock
    findings.add(what_closes(found))
    findings.settle()
