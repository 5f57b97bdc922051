"""The law of the room: when a step is open, how far a date may move, what a move needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

from .states import MOVES, UNDO_DAYS, Life, Verb


def dates_are_in_order(
    *, opens_on: dt.date, due_on: dt.date, check_due_on: dt.date, closes_on: dt.date | None
) -> Iterator[Problem]:
    """Opens ≤ due ≤ check due, and closes, if at all, not before due."""
    if due_on < opens_on:
        yield Problem("dates_are_in_order", _("The due date may not be before the opening date."), field="due_on")
    if check_due_on < due_on:
        yield Problem(
            "dates_are_in_order", _("The province checks after the due date, not before it."), field="check_due_on"
        )
    if closes_on is not None and closes_on < due_on:
        yield Problem("dates_are_in_order", _("A step may not close before it is due."), field="closes_on")


def provincial_due_within_national(
    due_on: dt.date, *, opens_on: dt.date, national_due_on: dt.date
) -> Iterator[Problem]:
    """A province may set an earlier due date for its LAOs, never a later one, and not before the step opens."""
    if due_on > national_due_on or due_on < opens_on:
        yield Problem(
            "provincial_due_within_national",
            _("Choose a date from %(first)s to %(last)s: a province may set it earlier than DLA, never later."),
            params={"first": opens_on, "last": national_due_on},
            field="due_on",
        )


def extension_is_ahead(due_on: dt.date, *, present: dt.date, today: dt.date) -> Iterator[Problem]:
    """An extension gives more time than there is, and not in the past."""
    if due_on < today:
        yield Problem("extension_is_ahead", _("An extension may not end in the past."), field="due_on")
    elif due_on <= present:
        yield Problem(
            "extension_is_ahead",
            _("The date must be after the present due date, %(present)s."),
            params={"present": present},
            field="due_on",
        )


def extension_within_check_due(due_on: dt.date, *, check_due_on: dt.date, is_dla: bool) -> Iterator[Problem]:
    """A province extends up to its own check due date; beyond that DLA does."""
    if not is_dla and due_on > check_due_on:
        yield Problem(
            "extension_within_check_due",
            _("The province may extend until %(last)s; beyond that ask DLA."),
            params={"last": check_due_on},
            field="due_on",
        )


def reason_is_given(reason: str, *, field: str = "reason") -> Iterator[Problem]:
    """What bends a date or goes back on a step is explained in writing."""
    if len(reason.strip()) < 3:
        yield Problem("reason_is_given", _("Give the reason in a few words."), field=field)


def move_is_in_the_table(verb: Verb, life: Life) -> Iterator[Problem]:
    """A submission moves only along the lines of the life table."""
    if life not in MOVES[verb].before:
        yield Problem(
            "move_is_in_the_table",
            _("Somebody was quicker: the step has moved on meanwhile. Look at it again."),
        )


def step_is_open(*, today: dt.date, opens_on: dt.date, closes_on: dt.date | None) -> Iterator[Problem]:
    """A step is submitted from its opening date on; late never blocks, unless the calendar closes it."""
    if today < opens_on:
        yield Problem("step_is_open", _("The step opens on %(day)s."), params={"day": opens_on})
    elif closes_on is not None and today > closes_on:
        yield Problem(
            "step_is_open", _("The step closed on %(day)s. Ask the province to extend it."), params={"day": closes_on}
        )


def earlier_steps_are_submitted(missing: Collection[str]) -> Iterator[Problem]:
    """An earlier step never gates entering a later one, only submitting it."""
    if missing:
        yield Problem(
            "earlier_steps_are_submitted",
            _("Submit first: %(steps)s. What you entered is kept."),
            params={"steps": ", ".join(missing)},
        )


def content_is_full(missing: Collection[str]) -> Iterator[Problem]:
    """Only a full step is submitted; what is missing is named, item by item."""
    for item in missing:
        yield Problem("content_is_full", "%(item)s", params={"item": item})


def undo_is_still_possible(
    *, submitted_at: dt.datetime, now: dt.datetime, opened_by_checker: bool, built_on: bool
) -> Iterator[Problem]:
    """Whoever submitted undoes it within 7 days while the province has not opened it and nothing was built on it."""
    if opened_by_checker:
        yield Problem(
            "undo_is_still_possible", _("The province has opened it. Ask for it to be reopened, with a reason.")
        )
    elif built_on:
        yield Problem(
            "undo_is_still_possible", _("A later step was built on it. Ask for it to be reopened, with a reason.")
        )
    elif now - submitted_at > dt.timedelta(days=UNDO_DAYS):
        yield Problem(
            "undo_is_still_possible", _("More than 7 days have passed. Ask for it to be reopened, with a reason.")
        )


def returned_items_have_reasons(
    items: Collection[tuple[str, str]], *, correct_by: dt.date, today: dt.date
) -> Iterator[Problem]:
    """A return names at least one item, each with its reason, and a correction date ahead."""
    if not items:
        yield Problem("returned_items_have_reasons", _("Mark at least one item to be corrected."))
    for name, reason in items:
        if len(reason.strip()) < 3:
            yield Problem(
                "returned_items_have_reasons",
                _("Give the reason for returning “%(item)s”."),
                params={"item": name},
                field=f"reason_{name}",
            )
    if correct_by <= today:
        yield Problem("returned_items_have_reasons", _("The correction date must be after today."), field="correct_by")


def calendar_has_rows(rows: int) -> Iterator[Problem]:
    """A calendar without rows is not published."""
    if rows == 0:
        yield Problem("calendar_has_rows", _("The calendar has no rows. Import a document or copy another year."))


def questions_are_answered(open_questions: Collection[str]) -> Iterator[Problem]:
    """Every question of the import is answered before publishing: the import never guesses."""
    if open_questions:
        yield Problem(
            "questions_are_answered",
            _("%(count)s questions of the import are not answered yet."),
            params={"count": len(open_questions)},
        )


def calendar_is_published_once(*, already: bool) -> Iterator[Problem]:
    """A calendar is published once; later its dates are moved one by one, with reasons."""
    if already:
        yield Problem("calendar_is_published_once", _("This calendar has been published already."))


def nothing_is_an_answer(*, allowed: bool) -> Iterator[Problem]:
    """ "Nothing to report" is an answer only where the table of steps allows it."""
    if not allowed:
        yield Problem("nothing_is_an_answer", _("This step cannot be answered with nothing to report."))


def review_is_of_what_was_seen(*, seen: int | None, present: int) -> Iterator[Problem]:
    """A verdict is on what the checker saw: if it changed a second ago, the page is shown anew."""
    if seen is not None and seen != present:
        yield Problem(
            "review_is_of_what_was_seen", _("It was changed while you were looking at it. Look again, then decide.")
        )


def more_time_is_asked_once(*, waits: bool) -> Iterator[Problem]:
    """A request for more time waits for its answer before another is made."""
    if waits:
        yield Problem("more_time_is_asked_once", _("You have asked for more time already. It waits for the answer."))


def request_waits_for_its_answer(*, waits: bool) -> Iterator[Problem]:
    """Only a request for more time that waits can be declined."""
    if not waits:
        yield Problem("request_waits_for_its_answer", _("No request for more time waits here."))


def choice_is_offered(choice: str, *, offered: Collection[str]) -> Iterator[Problem]:
    """A question of the import is answered with one of its choices."""
    if choice not in offered:
        yield Problem("choice_is_offered", _("Choose one of the answers."), field="choice")


def step_takes_changes(life: Life | None, *, step: str, year: int) -> Iterator[Problem]:
    """What was handed in stays as it was handed in, until it is taken back, returned or reopened."""
    if life in (Life.SUBMITTED, Life.ACCEPTED):
        submitted = _("%(step)s of %(year)s has been submitted. Take it back, or ask for it to be reopened, first.")
        accepted = _("%(step)s of %(year)s has been accepted. Ask for it to be reopened, with a reason, first.")
        yield Problem(
            "step_takes_changes",
            submitted if life == Life.SUBMITTED else accepted,
            params={"step": step, "year": year},
        )


def deadline_has_its_dates(missing: Collection[str]) -> Iterator[Problem]:
    """A deadline is published with its opening, due and check date; what the text does not say is typed first."""
    for name in missing:
        yield Problem("deadline_has_its_dates", _("Give the date, or leave the step out."), field=name)


def calendar_has_deadlines(deadlines: int) -> Iterator[Problem]:
    """A calendar without a single deadline asks nothing of anybody and is not published."""
    if deadlines == 0:
        yield Problem("calendar_has_deadlines", _("The calendar names no deadline. Add one first."))


def step_is_known(step: str, *, known: Collection[str]) -> Iterator[Problem]:
    """A deadline is of one of the steps that are counted."""
    if step not in known:
        yield Problem("step_is_known", _("Choose a step."), field="step")


def province_moves_due_dates_of_laos_only(*, is_lao_step: bool, others_changed: bool) -> Iterator[Problem]:
    """A province's calendar keeps DLA's steps and dates but for earlier due dates of its LAOs."""
    if not is_lao_step or others_changed:
        yield Problem(
            "province_moves_due_dates_of_laos_only",
            _("A province changes only the due dates of its LAOs. The rest is DLA's."),
        )


def row_number_is_free(number: int, *, taken: Collection[int]) -> Iterator[Problem]:
    """Rows of a calendar are numbered, each number once."""
    if number in taken:
        yield Problem(
            "row_number_is_free", _("Row %(number)s is there already."), params={"number": number}, field="number"
        )


def draft_is_as_it_was_seen(*, seen: int | None, present: int) -> Iterator[Problem]:
    """A calendar is published as it was looked at: a colleague's change in between is shown first."""
    if seen is not None and seen != present:
        yield Problem(
            "draft_is_as_it_was_seen",
            _("The draft was changed while you were looking at it. Look again, then publish."),
        )


def calendar_is_published(*, already: bool) -> Iterator[Problem]:
    """Only a calendar DLA has published is taken over or circulated by it."""
    if not already:
        yield Problem("calendar_is_published", _("DLA has not published this calendar yet."))


def letter_is_for_the_reader(*, is_addressed: bool) -> Iterator[Problem]:
    """Those a letter was sent to acknowledge it and ask about it; the sender does neither."""
    if not is_addressed:
        yield Problem("letter_is_for_the_reader", _("This letter was not sent to your office."))


def calendar_year_is_free(year: int, *, taken: bool) -> Iterator[Problem]:
    """An office has one calendar for a fiscal year; copying does not overwrite it."""
    if taken:
        yield Problem(
            "calendar_year_is_free",
            _("There is a calendar of fiscal year %(year)s already."),
            params={"year": year},
            field="year",
        )


def row_ends_after_it_begins(from_on: dt.date, *, until_on: dt.date) -> Iterator[Problem]:
    """The months of a row end after they begin."""
    if until_on < from_on:
        yield Problem("row_ends_after_it_begins", _("The row ends before it begins."), field="until_on")


def dla_publishes(*, level: str) -> Iterator[Problem]:
    """DLA publishes the national calendar; a province circulates its own."""
    if level != "dla":
        yield Problem("dla_publishes", _("A province circulates its calendar; DLA alone publishes one."))


def dla_keeps_the_holidays(*, level: str) -> Iterator[Problem]:
    """The list of public holidays is one for the whole country; DLA keeps it."""
    if level != "dla":
        yield Problem("dla_keeps_the_holidays", _("DLA keeps the list of holidays."))


def holiday_is_named_once(on: dt.date, *, seen: Collection[dt.date]) -> Iterator[Problem]:
    """A list names a day once."""
    if on in seen:
        yield Problem("holiday_is_named_once", _("%(day)s stands there twice."), params={"day": on})


def accepted_review_returns_nothing(returned: Collection[str]) -> Iterator[Problem]:
    """A submission is accepted as a whole: with an item marked to be returned it is returned."""
    if returned:
        yield Problem(
            "accepted_review_returns_nothing",
            _("Items are marked to be returned: %(items)s. Return it, or take the marks away."),
            params={"items": ", ".join(returned)},
        )


def year_is_begun(year: int, *, begun: bool) -> Iterator[Problem]:
    """Money is entered into fiscal years whose calendar DLA has begun."""
    if not begun:
        yield Problem("year_is_begun", _("Fiscal year %(year)s has not been opened yet."), params={"year": year})


def fact_date_is_open(on: dt.date, *, closed_until: dt.date | None, field: str = "on") -> Iterator[Problem]:
    """A fact dated in a quarter that was handed in is refused: reopen it, or enter a correction in the open one."""
    if closed_until is not None and on <= closed_until:
        yield Problem(
            "fact_date_is_open",
            _(
                "The figures to %(until)s were handed in. Take the step back or ask to reopen it, "
                "or enter a correction dated after it."
            ),
            params={"until": closed_until},
            field=field,
        )


def check_is_not_signed(*, life: Life) -> Iterator[Problem]:
    """A check the head has signed is not changed; it is taken back or reopened first."""
    if life in (Life.SUBMITTED, Life.ACCEPTED):
        yield Problem("check_is_not_signed", _("The check is signed. Take it back first, to change it."))


def chased_is_of_the_undone(others: int) -> Iterator[Problem]:
    """Only an LAO that has not handed in is noted as chased; the others' submissions say enough."""
    if others:
        yield Problem(
            "chased_is_of_the_undone",
            _("%(number)s of them have handed in meanwhile. Look again."),
            params={"number": others},
        )


def head_signs_the_check(*, is_head: bool, by_signing: bool = True) -> Iterator[Problem]:
    """A check is signed by the head of the provincial office, and handed in by no other way."""
    if not is_head:
        yield Problem("head_signs_the_check", _("The head of the provincial office signs the check."))
    elif not by_signing:
        yield Problem("head_signs_the_check", _("A check is handed in by signing it, on its own page."))


def every_lao_has_a_verdict(without: Sequence[str]) -> Iterator[Problem]:
    """A check is signed when every LAO of the expected set has a verdict: complete, returned or chased."""
    if without:
        yield Problem(
            "every_lao_has_a_verdict",
            _("%(number)s have no verdict yet: %(names)s."),
            params={"number": len(without), "names": ", ".join(without[:5]) + (" …" if len(without) > 5 else "")},
        )


def somebody_is_chosen(number: int) -> Iterator[Problem]:
    """A verdict is given on at least one LAO."""
    if not number:
        yield Problem("somebody_is_chosen", _("Choose at least one LAO."))
