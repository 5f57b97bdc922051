"""From a sentence and its row to steps with dates; what the sentence leaves open is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.thai_dates import BE, fiscal_year_dates, month_after

from ..steps import STEPS, Actor
from .asking import Asking, Place, day_words, long_day_words, say
from .days import Mention, Span, is_working_day, last_working_day, mentions, next_working_day
from .lines import Passage, read
from .parsed import Choice, Link, ParsedQuestion
from .sentences import Reads, Sentence, YearsNamed, check_of, quarters_in, sentences_in, verifies, years_in

CHECK_DAYS = 30  # proposed to the level above for its check, where no row gives it
GRANTS_DUE_DAY, GRANTS_CHECK_DAY = 10, 25  # of the month that follows; proposals
YEAR_CLOSE = (10, 31)  # month and day after the year; proposal: payments of 30 September cannot be in by then


@dataclass(frozen=True)
class Context:
    """What a sentence is read in: the year its document serves, the months of its row (None: note or letter)."""

    serves: int
    place: Place
    asking: Asking
    holidays: Collection[dt.date]
    span: Span | None = None
    row: Place | None = None
    months: str = ""

    @property
    def running(self) -> tuple[int, ...]:
        """The fiscal years that the row's months belong to."""
        return self.span.fiscal_years if self.span else (self.serves,)


@dataclass(frozen=True)
class Said:
    """The dates a sentence names itself, once its questions are settled as far as they are."""

    opens_on: dt.date | None = None
    due_on: dt.date | None = None
    due_words: str = ""
    due_line: int = 0
    questions: tuple[str, ...] = ()


def links_of(passage: Passage, context: Context) -> list[Link]:
    """The steps the passage speaks of. Check dates follow in `settle_checks`, which needs the other rows."""
    found: list[Link] = []
    years, said = years_in(read(passage.text)), said_dates(passage, context)
    for sentence in sentences_in(passage.text):
        year, asked = which_year(sentence, years, context)
        base = Link("", year, span=years.span if sentence.reads == Reads.PLAN else None)
        base = replace(base, questions=tuple(filter(None, (asked, *said.questions))))
        for step in sentence.steps:
            if "{month}" in step:
                found += _every_month(base, context, verify=verifies(passage.text))
            elif "{n}" in step:
                for quarter in quarters_in(passage.text):
                    found += _one(step.format(n=quarter), passage, base, said, context)
            elif sentence.opens_only:
                found.append(_opening(step, base, said, context))
            else:
                found += _one(step, passage, base, said, context)
    return found


def _as_step(base: Link, step: str) -> Link:
    return replace(base, step=step, period=STEPS[step].period)


def _one(step: str, passage: Passage, base: Link, said: Said, context: Context) -> list[Link]:
    base = _as_step(base, step)
    if context.span is None:  # a letter: only what it says
        return [_dated(base, said, None, context)]
    if step == "year_close":
        return _year_end(base, said, context, verify=verifies(passage.text))
    if STEPS[step].actor == Actor.PROVINCE or not verifies(passage.text):
        return [_dated(base, said, context.span, context)]
    check = check_of(step)
    day_before = context.span.first - dt.timedelta(days=1)
    entry = replace(
        base,
        opens_on=day_before.replace(day=1),
        due_on=last_working_day(day_before, context.holidays),
        proposed=("opens_on", "due_on"),
    )
    if check:
        return [_dated(_as_step(base, check), said, context.span, context), entry]
    return [replace(entry, check_due_on=said.due_on or context.span.last)]


def _dated(base: Link, said: Said, span: Span | None, context: Context) -> Link:
    """Dates said to the day outweigh the months of the row."""
    exact = tuple(name for name in ("opens_on", "due_on") if getattr(said, name))
    opens = said.opens_on or (span.first if span else None)
    written = said.due_on or (span.last if span else None)
    due = written
    if written:
        due = _on_a_working_day(written, said, context)
    if opens and due and opens > due:
        opens = due
    return replace(base, opens_on=opens, due_on=due, due_written=written, exact=exact)


def _opening(step: str, base: Link, said: Said, context: Context) -> Link:
    """Only when entering begins; if the sentence can also mean "done by", the answer may say so."""
    base = _as_step(base, step)
    if said.due_on:
        return _dated(base, said, context.span, context)
    opens = said.opens_on or (context.span.first if context.span else None)
    return replace(base, opens_on=opens, exact=("opens_on",) if said.opens_on else ())


def _year_end(base: Link, said: Said, context: Context, *, verify: bool) -> list[Link]:
    """The check is as of the row's months; the close is a step of its own, after the year's last payments."""
    assert context.span
    default = dt.date(base.fiscal_year - BE, *YEAR_CLOSE)
    if said.due_on and not verify:
        close = _dated(base, said, context.span, context)
    elif context.span.last >= default:
        close = _dated(base, Said(said.opens_on), context.span, context)
    else:
        due = next_working_day(default, context.holidays)
        close = replace(base, opens_on=context.span.first, due_on=due, due_written=default, proposed=("due_on",))
    check = check_of("year_close")
    return [_dated(_as_step(base, check), said, context.span, context), close] if verify else [close]


def _every_month(base: Link, context: Context, *, verify: bool) -> list[Link]:
    """Twelve months from the note; those of its row from an item. All dates are proposals."""
    first, last = fiscal_year_dates(base.fiscal_year)
    if context.span:
        first, last = max(first, context.span.first), min(last, context.span.last)
    found, month = [], first.replace(day=1)
    while month <= last:
        number, after = (month.month - 10) % 12 + 1, month_after(month)
        written, check = after.replace(day=GRANTS_DUE_DAY), after.replace(day=GRANTS_CHECK_DAY)
        due, check_due = next_working_day(written, context.holidays), next_working_day(check, context.holidays)
        proposed = ("opens_on", "due_on", "check_due_on")
        entry = replace(base, period=number, opens_on=month, due_on=due, due_written=written)
        entry = replace(entry, step=f"grants_m{number:02d}", check_due_on=check_due, proposed=proposed)
        found.append(entry)
        if verify:
            verified = replace(entry, step=check_of(entry.step), opens_on=after, check_due_on=None)
            found.append(replace(verified, due_on=check_due, due_written=check))
        month = after
    return found


def which_year(sentence: Sentence, years: YearsNamed, context: Context) -> tuple[int, str]:
    """The fiscal year, and the code of the open question on which it still depends ("" when certain)."""
    serves, running = context.serves, context.running
    likely = serves if sentence.reads != Reads.RUNNING or serves in running else running[-1]
    if years.fiscal:
        if years.fiscal[0] == serves or years.fiscal[0] in running:
            return years.fiscal[0], ""
        written = years.fiscal[0]
    elif sentence.reads == Reads.PLAN and years.span:
        if years.span[0] <= serves <= years.span[1]:
            return serves, ""
        written = years.span[0]
    elif years.bare:
        if years.bare[0] == serves or (sentence.reads == Reads.RUNNING and years.bare[0] in running):
            return years.bare[0], ""
        written = years.bare[0]
    else:
        return likely, ""
    if written == likely:
        return written, ""
    question = context.asking.ask(
        context.place,
        "year",
        years.words,
        say(_("Which fiscal year is meant by “%(words)s”?"), words=years.words),
        [
            Choice(str(written), say(_("Fiscal year %(year)s, as written"), year=written)),
            Choice(str(likely), say(_("Fiscal year %(year)s, the year this work is for"), year=likely)),
        ],
    )
    return int(question.answer or written), question.code if question.is_open else ""


def said_dates(passage: Passage, context: Context) -> Said:
    """The opening and due dates that the passage names; the latest of several due dates."""
    said = Said()
    for number, mention in enumerate(mentions(passage.text), start=1):
        kind, day, asked = settle(mention, number, passage, context)
        said = replace(said, questions=(*said.questions, *asked))
        if kind == "opens" and (said.opens_on is None or day < said.opens_on):
            said = replace(said, opens_on=day)
        elif kind == "due" and (said.due_on is None or day > said.due_on):
            line = passage.line_at(mention.start)
            said = replace(said, due_on=day, due_words=mention.words, due_line=line)
    return said


def settle(mention: Mention, number: int, passage: Passage, context: Context) -> tuple[str, dt.date, list[str]]:
    """Kind and day of a mention as they stand with the answers so far, and the codes of what is still open.

    `number` is which of the dates of the passage it is, from 1.
    """
    code = context.place.code if number == 1 else f"{context.place.code}.{number}"
    place = Place(code, context.place.label, passage.line_at(mention.start))
    asked: list[ParsedQuestion] = []
    day = mention.last if mention.kind == "due" else mention.first
    if mention.wrong:
        asked.append(_no_such_day(mention, place, context.asking))
    elif mention.weekday_is_wrong:
        asked.append(_wrong_weekday(mention, place, context.asking))
    if asked and asked[0].answer:
        day = dt.date.fromisoformat(asked[0].answer)
    kind = mention.kind
    if kind == "both":
        last = mention.last if mention.first != mention.last else day
        question = _contradiction(mention, day, last, place, context.asking)
        asked.append(question)
        kind, chosen = (question.answer or f"opens:{day}").split(":")
        day = dt.date.fromisoformat(chosen)
    return kind, day, [question.code for question in asked if question.is_open]


def _no_such_day(mention: Mention, place: Place, asking: Asking) -> ParsedQuestion:
    text = say(_("“%(words)s”: there is no such day."), words=mention.words)
    after = mention.first + dt.timedelta(days=1)
    return asking.ask(
        place, "date", mention.words, text, [Choice(str(day), long_day_words(day)) for day in (mention.first, after)]
    )


def _wrong_weekday(mention: Mention, place: Place, asking: Asking) -> ParsedQuestion:
    text = say(_("“%(words)s”, but that day is %(day)s."), words=mention.words, day=long_day_words(mention.first))
    days = (mention.first, mention.day_of_that_weekday)
    return asking.ask(place, "weekday", mention.words, text, [Choice(str(day), long_day_words(day)) for day in days])


def _contradiction(mention: Mention, first: dt.date, last: dt.date, place: Place, asking: Asking) -> ParsedQuestion:
    return asking.ask(
        place,
        "contradiction",
        mention.words,
        say(_("“%(words)s” says both “by” and “from … on”."), words=mention.words),
        [
            Choice(f"opens:{first}", say(_("Opens on %(day)s"), day=day_words(first))),
            Choice(f"due:{last}", say(_("Due on %(day)s"), day=day_words(last))),
        ],
    )


def _on_a_working_day(written: dt.date, said: Said, context: Context) -> dt.date:
    """A due date on a holiday moves to the next working day, unless the officer chooses the one before."""
    if is_working_day(written, context.holidays):
        return written
    after, before = next_working_day(written, context.holidays), last_working_day(written, context.holidays)
    if said.due_on:
        place, words = replace(context.place, line=said.due_line), said.due_words
    else:
        place, words = context.row or context.place, context.months
    question = context.asking.ask(
        place,
        "holiday",
        words,
        say(_("The due date, %(day)s, is a holiday."), day=long_day_words(written)),
        [
            Choice(str(after), say(_("Moves to %(day)s; both days are shown"), day=long_day_words(after))),
            Choice(str(before), long_day_words(before)),
        ],
        by_rule=str(after),
    )
    return dt.date.fromisoformat(question.answer)


def settle_checks(groups: Mapping[str, Sequence[Link]], holidays: Collection[dt.date]) -> dict[str, tuple[Link, ...]]:
    """Give every link its check date: the end of the row that verifies it, else 30 days after it is due.

    A due date guessed from a verifying row is dropped where another sentence gives the step one.
    """
    everything = [link for group in groups.values() for link in group]

    def is_needed(link: Link) -> bool:
        return "opens_on" not in link.proposed or not any(_gives_due(other, link) for other in everything)

    def checked(link: Link) -> Link:
        if link.due_on is None or link.check_due_on:
            return link
        due = link.due_on
        ends = [
            end
            for other in everything
            if other.fiscal_year == link.fiscal_year and (end := _end_of_check(other, link.step)) and end >= due
        ]
        if ends:
            return replace(link, check_due_on=min(ends))
        late = next_working_day(due + dt.timedelta(days=CHECK_DAYS), holidays)
        return replace(link, check_due_on=late, proposed=(*link.proposed, "check_due_on"))

    return {
        name: tuple(
            checked(link)
            if is_needed(link)
            else replace(link, opens_on=None, due_on=None, due_written=None, proposed=())
            for link in group
            if is_needed(link) or link.check_due_on
        )
        for name, group in groups.items()
    }


def _gives_due(other: Link, link: Link) -> bool:
    same = (other.step, other.fiscal_year) == (link.step, link.fiscal_year)
    return same and other.due_on is not None and "opens_on" not in other.proposed


def _end_of_check(other: Link, step: str) -> dt.date | None:
    if other.step == step:
        return other.check_due_on
    return other.due_on if STEPS[other.step].checks == step else None


def merged(links: Iterable[Link], holidays: Collection[dt.date]) -> tuple[Link, ...]:
    """One link per step and fiscal year: what is exact outweighs a row's months, and these a proposal."""
    groups: dict[tuple[int, int], list[Link]] = {}
    for link in links:
        groups.setdefault((link.fiscal_year, STEPS[link.step].order), []).append(link)
    return tuple(_one_of(groups[key], holidays) for key in sorted(groups))


def _one_of(links: list[Link], holidays: Collection[dt.date]) -> Link:
    opens, opens_rank = _strongest(links, "opens_on", min)
    due, due_rank = _strongest(links, "due_on", max)
    check, check_rank = _strongest(links, "check_due_on", max)
    if opens and due and opens > due:
        opens = due
    if due and (check is None or check < due):
        check, check_rank = next_working_day(due + dt.timedelta(days=CHECK_DAYS), holidays), 2
    ranks = {"opens_on": opens_rank, "due_on": due_rank, "check_due_on": check_rank}
    return replace(
        links[0],
        opens_on=opens,
        due_on=due,
        check_due_on=check,
        due_written=next((link.due_written for link in links if due and link.due_on == due), None),
        proposed=tuple(name for name, rank in ranks.items() if rank == 2),
        exact=tuple(name for name, rank in ranks.items() if rank == 0),
        span=next((link.span for link in links if link.span), None),
        questions=tuple(dict.fromkeys(code for link in links for code in link.questions)),
    )


def _strongest(
    links: list[Link], name: str, choose: Callable[[list[dt.date]], dt.date]
) -> tuple[dt.date | None, int | None]:
    """The date of the strongest rank (0 exact, 1 of the row, 2 proposed) and that rank."""
    ranked: dict[int, list[dt.date]] = {}
    for link in links:
        if day := getattr(link, name):
            rank = 0 if name in link.exact else 2 if name in link.proposed else 1
            ranked.setdefault(rank, []).append(day)
    if not ranked:
        return None, None
    best = min(ranked)
    return choose(ranked[best]), best
