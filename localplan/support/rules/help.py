"""The law of help: what is asked, answered, taken, closed and offered to all."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem


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
