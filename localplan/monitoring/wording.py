"""The one wording of every look: in a tag, in a narrow cell, and as a sentence that says why."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from localplan.calendar.states import Life, Look, Turn
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import format_medium, short_month

from .standing import Cell

#: What each look means, for the legend under a matrix.
MEANINGS: dict[Look, str | Promise] = {
    Look.OVER: gettext_lazy("overdue: mend this step first"),
    Look.OVERQ: gettext_lazy("overdue because a step before it is"),
    Look.BACK: gettext_lazy("returned; the LAO mends it by that day"),
    Look.SENT: gettext_lazy("sent, the checker has not decided yet"),
    Look.SOON: gettext_lazy("seven days or less"),
    Look.PROG: gettext_lazy("in progress"),
    Look.EXT: gettext_lazy("extended to that day"),
    Look.NONE: gettext_lazy("open, nothing entered yet"),
    Look.WAIT: gettext_lazy("may be entered; sent after the step before"),
    Look.DONE: gettext_lazy("finished on time"),
    Look.LATE: gettext_lazy("finished, but late"),
    Look.NIL: gettext_lazy("nothing to report, or unchanged"),
    Look.SHUT: gettext_lazy("not open yet"),
}


def day_and_month(day: dt.date) -> str:
    """22 มี.ค., for cells."""
    return f"{day.day} {short_month(day.month)}"


def _over(days: int) -> str:
    return ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}


def _left(days: int) -> str:
    if days == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def tag(cell: Cell) -> str:
    """As a tag: Finished 4 days early · Returned, mend by 22 Mar."""
    days = cell.days_over
    match cell.look:
        case Look.DONE if days < 0:
            return ngettext("Finished %(days)s day early", "Finished %(days)s days early", -days) % {"days": -days}
        case Look.DONE:
            return _("Finished on time")
        case Look.LATE:
            return ngettext("Finished %(days)s day late", "Finished %(days)s days late", days) % {"days": days}
        case Look.PROG if cell.is_full:
            return _("Full, not sent yet")
        case Look.PROG:
            return _("In progress, %(percent)s%%") % {"percent": cell.percent}
        case Look.SENT:
            return _("Sent, waiting for the check")
        case Look.BACK:
            return _("Returned, mend by %(day)s") % {"day": day_and_month(cell.deadline)}
        case Look.WAIT:
            return _("Can be sent after step %(number)s") % {"number": cell.waits_for}
        case Look.EXT:
            return _("Extended to %(day)s") % {"day": day_and_month(cell.line.due_on)}
        case Look.SHUT if not cell.known:
            return _("Not yet taken in this system")
        case Look.SHUT:
            return _("Opens %(day)s") % {"day": day_and_month(cell.line.opens_on)}
    return short(cell)


def short(cell: Cell) -> str:
    """In a narrow cell: on time · 3 days late · after step 3."""
    days = cell.days_over
    match cell.look:
        case Look.DONE:
            return _("on time")
        case Look.LATE:
            return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
        case Look.PROG:
            return f"{cell.percent}%"
        case Look.SOON:
            return _left(-days)
        case Look.OVER | Look.OVERQ:
            return _over(days)
        case Look.NONE:
            return _("not started")
        case Look.WAIT:
            return _("after step %(number)s") % {"number": cell.waits_for}
        case Look.SENT:
            return pgettext("cell", "to be checked")
        case Look.BACK:
            return pgettext("cell", "mend %(day)s") % {"day": day_and_month(cell.deadline)}
        case Look.NIL:
            return _("nothing to report")
        case Look.EXT:
            return _("to %(day)s") % {"day": day_and_month(cell.line.due_on)}
    return _("not open")


def days(cell: Cell) -> str:
    """The large figure of the next card: 17 days overdue · 5 days left."""
    over = (cell.today - cell.deadline).days
    return _over(over) if over > 0 else _left(-over)


def whose(cell: Cell) -> str:
    """Whose turn it is."""
    by_province = cell.step.actor == "province"
    actor = _("the provincial office") if by_province else _("the LAO")
    checker = _("DLA") if by_province else _("the provincial office")
    words = {
        Turn.ACTOR: _("%(who)s's turn") % {"who": actor},
        Turn.CHECKER: _("%(who)s's turn") % {"who": checker},
        Turn.TIME: _("nobody's turn before it opens"),
        Turn.DONE: _("finished; nobody needs to act"),
    }
    return words[cell.turn]


def n_of_m(cell: Cell) -> str:
    """3 of 7; empty where no room counts yet, or nothing is counted any more."""
    if not cell.standing.expected:
        return ""
    return _("%(there)s of %(expected)s") % {"there": cell.standing.there, "expected": cell.standing.expected}


def why(cell: Cell) -> str:
    """Why the cell looks as it does, in one sentence."""
    line, today = cell.line, cell.today
    values = {
        "opens": format_medium(line.opens_on),
        "due": format_medium(line.due_on),
        "percent": cell.percent,
        "number": cell.waits_for,
        "mend": format_medium(cell.deadline),
        "sent": format_medium(clock.day_of(line.submitted_at)) if line.submitted_at else "",
        "first": format_medium(cell.standing.first_full_on) if cell.standing.first_full_on else "",
        "over": _over(abs(cell.days_over)),
        "left": _left(max(0, (line.due_on - today).days)),
    }
    match cell.look:
        case Look.DONE:
            words = _("Accepted. The first full submission was on %(first)s, and it was due on %(due)s.")
        case Look.LATE:
            words = _("Accepted. The first full submission was on %(first)s (%(over)s).")
        case Look.NIL:
            words = _("Accepted: the LAO declared that nothing changed or nothing is to be reported.")
        case Look.SENT:
            words = _("Sent on %(sent)s. The checker has not decided yet; that does not hold up later steps.")
        case Look.BACK:
            words = _("Returned with reasons. Until %(mend)s it does not count as overdue.")
        case Look.OVER if line.life == Life.RETURNED:
            words = _("Returned with reasons; the correction was due on %(mend)s (%(over)s).")
        case Look.OVER:
            words = _("It was due on %(due)s (%(over)s) and has not been sent. It can still be sent.")
        case Look.OVERQ:
            words = _("It was due on %(due)s and waits for an earlier step that is overdue: step %(number)s.")
        case Look.SOON:
            words = _("It is due on %(due)s (%(left)s) and has not been sent.")
        case Look.EXT:
            words = _("The due date was extended to %(due)s.")
        case Look.PROG if cell.is_full:
            words = _("Everything is there, but it has not been sent. Due %(due)s.")
        case Look.PROG:
            words = _("%(percent)s%% of what is asked for is there. Due %(due)s.")
        case Look.WAIT:
            words = _("It may be entered now; it can be sent when step %(number)s has been sent. Due %(due)s.")
        case Look.NONE:
            words = _("It is open, and nothing has been entered yet. Due %(due)s.")
        case Look.SHUT if not cell.known:
            words = _("Its content is not taken in this system yet, so it cannot be sent. Due %(due)s.")
        case _:
            words = _("It opens on %(opens)s and is due on %(due)s.")
    return words % values
