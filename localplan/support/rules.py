"""The law of the room: who may be reminded, and how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


def reminder_only_to_those_not_done(name: str, *, steps_to_do: int) -> Iterator[Problem]:
    """Only those who still have something to do are reminded: reminders to the finished get everyone's muted."""
    if steps_to_do == 0:
        yield Problem(
            "reminder_only_to_those_not_done",
            _("%(lao)s has nothing left to do here. Take it off the list."),
            params={"lao": name},
        )


def message_says_something(text: str) -> Iterator[Problem]:
    """A message has words."""
    if len(text.strip()) < 3:
        yield Problem("message_says_something", _("Write the message."), field="text")


def somebody_is_reminded(chosen: Collection[int], *, skipped: Collection[int]) -> Iterator[Problem]:
    """A reminder goes to at least one; those reminded in the last 24 hours are skipped unless asked for."""
    if not chosen:
        yield Problem("somebody_is_reminded", _("Choose at least one LAO."))
    elif len(skipped) == len(chosen):
        yield Problem(
            "somebody_is_reminded",
            _("All of them were reminded in the last 24 hours. Tick “send again” to send all the same."),
            field="again",
        )


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


def contact_is_about_its_step(lao: int, *, of_step: int | None) -> Iterator[Problem]:
    """A contact is about a step of the LAO that was spoken to."""
    if of_step is not None and of_step != lao:
        yield Problem("contact_is_about_its_step", _("This step is another organisation's."), field="submission")


def something_else_is_explained(barrier: str, *, note: str) -> Iterator[Problem]:
    """ "Something else" takes a word of explanation; the named reasons need none."""
    if barrier == "other" and not note.strip():
        yield Problem("something_else_is_explained", _("Say in a word what it is."), field="note")
