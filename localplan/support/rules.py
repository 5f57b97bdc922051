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


def problem_is_told(subject: str, text: str) -> Iterator[Problem]:
    """A request for help says in a line what it is about, and then what happened."""
    if len(subject.strip()) < 3:
        yield Problem("problem_is_told", _("Say in one line what it is about."), field="subject")
    if len(text.strip()) < 3:
        yield Problem("problem_is_told", _("Say what happened, and what you wanted to do."), field="text")


def something_is_said(text: str) -> Iterator[Problem]:
    """An answer or a further word has words."""
    if not text.strip():
        yield Problem("something_is_said", _("Write something first."), field="text")


def files_are_few(number: int, *, most: int) -> Iterator[Problem]:
    """A handful of files goes with one thing said."""
    if number > most:
        yield Problem("files_are_few", _("At most %(most)s files at a time."), params={"most": most}, field="files")


def nobody_spoke_meanwhile(seen: int | None, *, version: int, who: str, said: str) -> Iterator[Problem]:
    """Whoever answers has read what was said last: the second of two is told what the first one said."""
    if seen is not None and seen != version:
        yield Problem(
            "nobody_spoke_meanwhile",
            _("While you were writing, %(who)s said: “%(said)s”. Nothing you typed is lost: read it, then send again."),
            params={"who": who, "said": said},
        )


def nobody_took_it_meanwhile(owner: str, *, seen_by_taker: bool) -> Iterator[Problem]:
    """A request that a colleague has taken is not taken away unseen."""
    if owner and not seen_by_taker:
        yield Problem("nobody_took_it_meanwhile", _("%(owner)s has just taken this request."), params={"owner": owner})


def request_is_not_solved(state: str) -> Iterator[Problem]:
    """What is closed as solved is neither taken nor closed again; a further word of the asker opens it."""
    if state == "closed":
        yield Problem("request_is_not_solved", _("This request is closed already."))


def offer_follows_an_answer(state: str) -> Iterator[Problem]:
    """A solution is offered to all only after it was given to the one who asked."""
    if state == "waiting":
        yield Problem("offer_follows_an_answer", _("Answer the one who asked first."))


def offer_says_both(question: str, solution: str) -> Iterator[Problem]:
    """An offered solution has the question and the way out."""
    for field, words in (("question", question), ("solution", solution)):
        if len(words.strip()) < 3:
            yield Problem("offer_says_both", _("Write both the question and the solution."), field=field)


def offer_names_nobody(text: str, *, names: Collection[str], field: str) -> Iterator[Problem]:
    """What is offered to all names no person, no organisation and no telephone number of the one who asked."""
    bare = text.replace("-", "").replace(" ", "")
    for name in names:
        if len(name) >= 3 and name.replace("-", "").replace(" ", "") in bare:
            yield Problem(
                "offer_names_nobody",
                _("Everybody will read this: take “%(name)s” out."),
                params={"name": name},
                field=field,
            )


def consent_is_short(until: dt.datetime, *, now: dt.datetime, most: dt.timedelta) -> Iterator[Problem]:
    """An officer sees as the organisation for some hours only, a day at most."""
    if until <= now or until - now > most:
        yield Problem(
            "consent_is_short",
            _("Allow it for some time from now, at most %(hours)s hours."),
            params={"hours": int(most.total_seconds() // 3600)},
            field="lasts",
        )


def consent_is_to_who_helps(helps: bool, *, above: bool, in_force: bool) -> Iterator[Problem]:
    """Only an officer in post who answers requests for help, of the own province or of DLA, may see as the LAO."""
    if not (helps and above and in_force):
        yield Problem(
            "consent_is_to_who_helps", _("Choose an officer of your province or of the department."), field="officer"
        )


def consent_is_used_by_its_officer(own: bool, *, in_force: bool) -> Iterator[Problem]:
    """A consent is for one officer, until it ends or is taken back."""
    if not own:
        yield Problem("consent_is_used_by_its_officer", _("This consent was given to another officer."))
    elif not in_force:
        yield Problem("consent_is_used_by_its_officer", _("The consent has ended. Ask the LAO for a new one."))


def promise_names_its_step(*, outcome: str, has_step: bool) -> Iterator[Problem]:
    """A promise is about a step, so that handing the step in keeps it."""
    if outcome == "promised" and not has_step:
        yield Problem("promise_names_its_step", _("Choose the step that was promised."), field="submission")


def view_has_a_name(name: str) -> Iterator[Problem]:
    """A kept view has a name."""
    if not name.strip():
        yield Problem("view_has_a_name", _("Give the view a name."), field="name")


def views_are_few(others: int, *, most: int) -> Iterator[Problem]:
    """A person keeps a handful of views, so that each is still found."""
    if others >= most:
        yield Problem("views_are_few", _("%(most)s views are kept already. Delete one first."), params={"most": most})
