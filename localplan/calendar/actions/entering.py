"""What every later room asks before it writes into the content of a step."""

from __future__ import annotations

from collections.abc import Iterable

from localplan.organisations.models import Organisation
from localplan.toolkit.problems import Findings, Problem

from .. import rules
from ..models import Submission, YearBook
from ..queries import SubmissionQuerySet
from ..states import Life
from ..steps import STEPS


def governing_submission(organisation_id: int, step: str, years: Iterable[int]) -> Submission | None:
    """The duty that content of these fiscal years answers: the latest one published. Earlier ones are history."""
    return _answering(organisation_id, step, years).select_related("deadline").first()


def _answering(organisation_id: int, step: str, years: Iterable[int]) -> SubmissionQuerySet:
    rows = Submission.objects.of_steps([step]).filter(organisation_id=organisation_id, deadline__year__in=list(years))
    return rows.order_by("-deadline__year")


def what_closes(submission: Submission | None) -> list[Problem]:
    """Why content may not be changed now, for a page to say so before anybody types. Empty when it may."""
    if submission is None:
        return []
    return _what_closes(submission.life, submission.deadline.step, submission.deadline.year_id)


def _what_closes(life: str, step: str, year: int) -> list[Problem]:
    return list(rules.step_takes_changes(Life(life), step=STEPS[step].name, year=year))


def require_step_open(organisation: Organisation, step: str, years: int | Iterable[int]) -> None:
    """Refuse to change the content of a step that is handed in. Locks the year book: submitting waits meanwhile.

    Call it inside the transaction, before locking rows of one's own. A step not published yet takes changes.
    """
    rows = _answering(organisation.pk, step, [years] if isinstance(years, int) else years)
    found = rows.values_list("pk", "deadline__year").first()
    if found is None:
        return
    pk, year = found
    YearBook.objects.lock(organisation, year)
    findings = Findings()
    findings.add(_what_closes(Submission.objects.values_list("life", flat=True).get(pk=pk), step, year))
    findings.settle()
