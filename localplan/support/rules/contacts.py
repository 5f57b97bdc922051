"""The law of contacts: what was said, promised and explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def contact_has_happened(on: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """A contact that is noted has happened."""
    if on > today:
        yield Problem("contact_has_happened", _("The day may not be in the future."), field="on")


def promise_is_ahead(promised_on: dt.date | None, *, outcome: str, on: dt.date) -> Iterator[Problem]:
    """A promise names a day, on the day of the contact or later; without a promise there is none."""
    if outcome == "promised" and promised_on is None:
        yield Problem("promise_is_ahead", _("Give the day that was promised."), field="promised_on")
    elif outcome == "promised" and promised_on is not None and promised_on < on:
        yield Problem("promise_is_ahead", _("The promised day lies before the contact."), field="promised_on")
    elif outcome != "promised" and promised_on is not None:
        yield Problem("promise_is_ahead", _("A day is given only with a promise."), field="promised_on")


def promise_names_its_step(*, outcome: str, has_step: bool) -> Iterator[Problem]:
    """A promise is about a step, so that handing the step in keeps it."""
    if outcome == "promised" and not has_step:
        yield Problem("promise_names_its_step", _("Choose the step that was promised."), field="submission")


def contact_is_about_its_step(lao: int, *, of_step: int | None) -> Iterator[Problem]:
    """A contact is about a step of the LAO that was spoken to."""
    if of_step is not None and of_step != lao:
        yield Problem("contact_is_about_its_step", _("This step is another organisation's."), field="submission")


def something_else_is_explained(barrier: str, *, note: str) -> Iterator[Problem]:
    """ "Something else" takes a word of explanation; the named reasons need none."""
    if barrier == "other" and not note.strip():
        yield Problem("something_else_is_explained", _("Say in a word what it is."), field="note")


def only_a_late_step_has_a_reason(*, is_late: bool) -> Iterator[Problem]:
    """Why a step is late is asked while it is overdue; not before its day, and not once it is handed in."""
    if not is_late:
        yield Problem("only_a_late_step_has_a_reason", _("This step is not overdue now; no reason is needed."))
