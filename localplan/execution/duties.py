"""What "full" is made of for a quarter's spending and the year's close: counted for many, told item by item for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext as _

from localplan.budgeting.models import Classification
from localplan.calendar.actions import governing_submission
from localplan.calendar.duties import Completeness, Difference, Duty, Item, one_by_one
from localplan.calendar.states import Life, Verb
from localplan.calendar.steps import quarter_end
from localplan.toolkit.money import format_baht

from .standing import (
    ZERO,
    Closing,
    Entered,
    QuarterStanding,
    closings,
    entered_by_part,
    standings,
)

STEP_OF_QUARTER = {quarter: f"spending_q{quarter}" for quarter in (1, 2, 3, 4)}


def completeness_of(standing: QuarterStanding, items: tuple[Item, ...] = ()) -> Completeness:
    """n of m of a quarter: totals stated, each งบ in agreement, open commitments answered, figures to its end."""
    counted = list(standing.counts())
    return Completeness(sum(n for n, _m in counted), sum(m for _n, m in counted), items, standing.agrees)


def count_quarter(quarter: int, ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """Of many LAOs, in the same number of statements."""
    return {lao: completeness_of(standing) for lao, standing in standings(ids, year, quarter).items()}


def items_of_quarter(quarter: int, lao: int, year: int) -> Completeness:
    """The same for one LAO, each item with figures and the page where it is mended."""
    standing = standings([lao], year, quarter)[lao]
    totals, page = (reverse(name, args=[lao, year, quarter]) for name in ("control-totals", "spending"))
    items = [*_of_the_accounts(standing, quarter, totals)]
    answered, number = sum(one.answered for one in standing.commitments), len(standing.commitments)
    words = _("%(there)s of %(number)s have an event or “no movement”") % {"there": answered, "number": number}
    label = _("Open commitments of quarter %(quarter)s") % {"quarter": quarter}
    none = _("No commitment is open.")
    items.append(Item("commitments", label, answered == number, words if number else none, f"{page}?state=still"))
    figures, number = sum(one.has_figure for one in standing.recurrent), len(standing.recurrent)
    words = _("%(there)s of %(number)s have a figure to the quarter's end") % {"there": figures, "number": number}
    recurrent = reverse("recurrent", args=[lao, year, quarter])
    none = _("There is no recurrent line.")
    items.append(Item("recurrent", _("Recurrent lines"), figures == number, words if number else none, recurrent))
    return completeness_of(standing, tuple(items))


def _of_the_accounts(standing: QuarterStanding, quarter: int, page: str) -> Iterator[Item]:
    """The totals, then each งบ: entered beside stated, in full figures, a difference with its reason."""
    label = _("Control totals of quarter %(quarter)s from the accounts") % {"quarter": quarter}
    if standing.statement is None:
        yield Item("stated", label, False, _("Not stated yet. Without them the quarter is not full."), page)
        return
    yield Item("stated", label, True, "", page)
    names = _names_of_parts(standing)
    for part in standing.parts:
        differs = standing.differs(part)
        entered = standing.entered.get(part, Entered()).totals()
        stated = standing.stated.get(part or 0, (ZERO, ZERO, ZERO))
        words = _differing(entered, stated) if differs else _("agrees: %(amount)s") % {"amount": _amount(stated[2])}
        if differs and standing.explained and standing.statement.reason:
            words = f"{words} · {standing.statement.reason}"
        yield Item(f"part-{part or 0}", names[part], not differs or standing.explained, words, page)


def _differing(entered: tuple[object, ...], stated: tuple[object, ...]) -> str:
    """Budget, outstanding, disbursed: only those that differ."""
    words = (_("budget in force"), _("outstanding"), _("disbursed"))
    one = _("%(what)s %(entered)s, by the accounts %(stated)s")
    return "; ".join(
        one % {"what": what, "entered": _amount(mine), "stated": _amount(theirs)}
        for what, mine, theirs in zip(words, entered, stated, strict=True)
        if mine != theirs
    )


def _amount(amount: object) -> str:
    return format_baht(amount, satang=True)  # type: ignore[arg-type]


def _names_of_parts(standing: QuarterStanding) -> dict[int | None, str]:
    thai = (get_language() or "th").startswith("th")
    rows = Classification.objects.filter(pk__in=[part for part in standing.parts if part])
    named: dict[int | None, str] = {row.pk: row.name if thai or not row.name_en else row.name_en for row in rows}
    return named | {None: gettext("not classified")}


def differences_of_quarter(quarter: int, lao: int, year: int) -> list[Difference]:
    """What changed since it was handed in before; and how far the figures moved since the quarter before."""
    end = quarter_end(year, quarter)
    now = entered_by_part([lao], year, end).get(lao, {})
    found: list[Difference] = []
    moment = handed_in_before(lao, STEP_OF_QUARTER[quarter], year)
    if moment is not None:
        then = entered_by_part([lao], year, end, recorded_by=moment).get(lao, {})
        found += _between(then, now, _("since it was handed in before"))
    if quarter > 1:
        before = entered_by_part([lao], year, quarter_end(year, quarter - 1)).get(lao, {})
        found += _between(before, now, _("since the quarter before"))
    return found


def _between(
    before: Mapping[int | None, Entered], now: Mapping[int | None, Entered], note: str
) -> Iterator[Difference]:
    parts = sorted({*before, *now}, key=lambda part: (part is None, part or 0))
    names = _names_of_parts(QuarterStanding(entered={part: Entered(*[ZERO + 1] * 4) for part in parts}))
    words = (_("budget in force"), _("outstanding"), _("disbursed"))
    for part in parts:
        pairs = zip(before.get(part, Entered()).totals(), now.get(part, Entered()).totals(), strict=True)
        for what, (was, became) in zip(words, pairs, strict=True):
            if was != became:
                yield Difference(f"{names[part]}: {what}", _amount(was), _amount(became), note)


def handed_in_before(lao: int, step: str, year: int) -> dt.datetime | None:
    """When the step was handed in before what is looked at now: while it waits for a verdict, the time before that."""
    submission = governing_submission(lao, step, [year])
    if submission is None:
        return None
    moves = submission.moves.filter(verb=Verb.SUBMIT).order_by("-at").values_list("at", flat=True)
    place = 1 if submission.life in (Life.SUBMITTED, Life.ACCEPTED) else 0
    found: dt.datetime | None = moves[place : place + 1].first()
    return found


def _close(closing: Closing, standing: QuarterStanding, items: tuple[Item, ...] = ()) -> Completeness:
    """n of m of a year: lines settled, statuses given, totals of quarter 4 stated and each งบ in agreement."""
    stated = [*standing.counts()][: 2 if standing.statement else 1]
    counted = [(closing.settled, closing.lines), (closing.ended, closing.developing), *stated]
    return Completeness(sum(n for n, _m in counted), sum(m for _n, m in counted), items, standing.agrees)


def count_close(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """Of many LAOs, in the same number of statements."""
    listed = list(ids)
    standing, closing = standings(listed, year, 4), closings(listed, year)
    return {lao: _close(closing[lao], standing[lao]) for lao in listed}


def items_of_close(lao: int, year: int) -> Completeness:
    """The same for one LAO."""
    standing, closing = standings([lao], year, 4)[lao], closings([lao], year)[lao]
    page = reverse("year-end", args=[lao, year])
    number = {"there": f"{closing.settled:,}", "number": f"{closing.lines:,}"}
    lines = Item(
        "lines",
        _("Every line paid, carried over or lapsed"),
        closing.settled == closing.lines,
        _("%(there)s of %(number)s lines; %(left)s baht left") % {**number, "left": _amount(closing.left)},
        page,
    )
    number = {"there": f"{closing.ended:,}", "number": f"{closing.developing:,}"}
    words = pgettext("final statuses", "%(there)s of %(number)s") % number
    done = closing.ended == closing.developing
    statuses = Item("statuses", _("Final status of every development line"), done, words, page)
    totals = reverse("control-totals", args=[lao, year, 4])
    return _close(closing, standing, (lines, statuses, *_of_the_accounts(standing, 4, totals)))


DUTIES = (
    *(
        Duty(
            step,
            "execution",
            partial(count_quarter, quarter),
            one_by_one(partial(items_of_quarter, quarter)),
            f"spending-q{quarter}",
            partial(differences_of_quarter, quarter),
        )
        for quarter, step in STEP_OF_QUARTER.items()
    ),
    Duty("year_close", "execution", count_close, one_by_one(items_of_close), "year-end"),
)
