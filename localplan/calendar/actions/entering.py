"""What every later room asks before it writes into the content of a step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from localplan.organisations.models import Organisation
from localplan.toolkit.problems import Findings, Problem

from .. import rules
from ..models import FiscalYear, Submission, YearBook
from ..queries import SubmissionQuerySet
from ..states import Life
from ..steps import QUARTER_OF, STEPS, quarter_end


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


def facts_closed_until(organisation_id: int, year: int) -> dt.date | None:
    """The last day of the year that handed-in figures speak for: facts up to it are not taken any more.

    Quarters are cumulative from 1 October, so handing in quarter 3 closes the two before; the year's close, all of it.
    """
    handed_in = [Life.SUBMITTED, Life.ACCEPTED]
    rows = Submission.objects.of_steps([*QUARTER_OF]).filter(
        organisation_id=organisation_id, deadline__year=year, life__in=handed_in
    )
    ends = [quarter_end(year, QUARTER_OF[step]) for step in rows.values_list("deadline__step", flat=True)]
    return max(ends, default=None)


def lock_year(organisation: Organisation, year: int) -> dt.date | None:
    """Lock the organisation's book of the year; until which day its facts are closed. Refuses a year not begun."""
    findings = Findings()
    findings.add(rules.year_is_begun(year, begun=FiscalYear.objects.filter(pk=year).exists()))
    findings.settle()
    YearBook.objects.lock(organisation, year)
    return facts_closed_until(organisation.pk, year)
