"""The law of letters: to whom, numbered and dated when, each number once a year, never changed after they are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

#: Names that one message lists; the rest is counted.
NAMED = 5


def letter_says_something(subject: str, body: str, addressed_to: str) -> Iterator[Problem]:
    """A letter has a subject, an addressee and a text."""
    if len(subject.strip()) < 3:
        yield Problem("letter_says_something", _("Give the letter its subject."), field="subject")
    if not addressed_to.strip():
        yield Problem("letter_says_something", _("Say to whom it is addressed."), field="addressed_to")
    if len(body.strip()) < 3:
        yield Problem("letter_says_something", _("Write the text of the letter."), field="body")


def merge_fields_are_known(unknown: Collection[str], *, field: str) -> Iterator[Problem]:
    """Words in ‹ › are those the system fills in: a misspelt one would be printed as it stands."""
    if unknown:
        yield Problem(
            "merge_fields_are_known",
            _("Nothing is filled in for %(fields)s."),
            params={"fields": ", ".join(sorted(unknown))},
            field=field,
        )


def cited_letters_have_numbers(numbers: Collection[str]) -> Iterator[Problem]:
    """A letter that is referred to is named by its number."""
    if not all(number.strip() for number in numbers):
        yield Problem("cited_letters_have_numbers", _("A cited letter needs its number."), field="cites")


def letter_is_of_ones_own_office(*, own: bool) -> Iterator[Problem]:
    """An office writes its own letters; nobody above or below writes them for it."""
    if not own:
        yield Problem("letter_is_of_ones_own_office", _("This letter is another office's."))


def letter_is_not_sent(*, sent: bool) -> Iterator[Problem]:
    """A letter that was sent is never changed, numbered again or thrown away: another letter follows."""
    if sent:
        yield Problem("letter_is_not_sent", _("This letter was sent; it is not changed any more. Write another one."))


def letter_is_to_somebody(number: int) -> Iterator[Problem]:
    """No letter goes to nobody."""
    if not number:
        yield Problem("letter_is_to_somebody", _("Choose to whom the letter goes."))


def addressees_are_below(outside: Collection[str]) -> Iterator[Problem]:
    """An office writes to organisations within its reach that exist, never to itself."""
    if outside:
        yield Problem(
            "addressees_are_below",
            _("Not below your office, or closed: %(names)s."),
            params={"names": _listed(outside)},
        )


def letter_is_numbered_and_dated(number: str, *, serial: int | None, dated_on: dt.date | None) -> Iterator[Problem]:
    """Before it is sent a letter has the number of the office's register, which ends in figures, and its day."""
    if not number.strip():
        yield Problem(
            "letter_is_numbered_and_dated", _("Give the number from the register of outgoing letters."), field="number"
        )
    elif not serial:
        yield Problem(
            "letter_is_numbered_and_dated",
            _("The number ends in the figures of the register, as in %(example)s."),
            params={"example": "นน 0023.3/ว 318"},
            field="number",
        )
    if dated_on is None:
        yield Problem("letter_is_numbered_and_dated", _("Give the day of the letter."), field="dated_on")


def letter_is_not_dated_ahead(dated_on: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """A letter that goes out today bears no later day."""
    if dated_on > today:
        yield Problem("letter_is_not_dated_ahead", _("The day may not be in the future."), field="dated_on")


def number_is_used_once(number: str, *, used_by: str, free: str) -> Iterator[Problem]:
    """Within a calendar year an office uses each number of its register once."""
    if used_by:
        yield Problem(
            "number_is_used_once",
            _("Number %(number)s is already that of “%(letter)s”. The next free one is %(free)s."),
            params={"number": number, "letter": used_by, "free": free},
            field="number",
        )


def letter_is_signed_by_somebody(kind: str, *, signer: str, post: str) -> Iterator[Problem]:
    """An external letter and a memorandum are signed; a stamped letter is not."""
    if kind != "stamped" and not (signer.strip() and post.strip()):
        yield Problem(
            "letter_is_signed_by_somebody", _("Give the name and the post of the one who signs it."), field="signer"
        )


def chase_letter_only_to_those_not_done(done: Collection[str]) -> Iterator[Problem]:
    """A letter that chases a step goes to nobody who has done it meanwhile."""
    if done:
        yield Problem(
            "chase_letter_only_to_those_not_done",
            _("Done meanwhile, take them off the list: %(names)s."),
            params={"names": _listed(done)},
        )


def letter_was_sent(*, sent: bool) -> Iterator[Problem]:
    """Only what was sent can be received."""
    if not sent:
        yield Problem("letter_was_sent", _("This letter has not been sent yet."))


def letter_is_received_by_its_addressee(*, own: bool) -> Iterator[Problem]:
    """The organisation a copy went to receives it; no office does so for it."""
    if not own:
        yield Problem("letter_is_received_by_its_addressee", _("This letter went to another organisation."))


def _listed(names: Collection[str]) -> str:
    found = sorted(names)
    more = len(found) - NAMED
    return ", ".join(found[:NAMED]) + (f" (+{more:,})" if more > 0 else "")
