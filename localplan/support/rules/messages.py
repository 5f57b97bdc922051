"""The law of messages: who may be reminded, and how often."""

from __future__ import annotations

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
