"""The steps: kinds of duty with an actor. What "full" means is said here once and stands beside every percentage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.thai_dates import short_month


class Actor(StrEnum):
    """Whose duty a step is; the level above verifies it."""

    PROVINCE = "province"
    LAO = "lao"


class Nothing(StrEnum):
    """Whether "nothing to report" is an answer, and how it is given."""

    NO = "no"
    UNCHANGED = "unchanged"  # last year's content stands
    REVIEW = "review"  # the plan in force is confirmed for the year
    ITEM = "item"  # item by item: "no movement"
    AUTOMATIC = "automatic"  # set on the last day, without a click


@dataclass(frozen=True)
class Step:
    """One kind of duty. `after`: the steps that must be submitted before this one may be (entering is never gated)."""

    code: str
    order: int
    actor: Actor
    label: str | Promise
    short: str | Promise
    full_when: str | Promise
    nothing: Nothing = Nothing.NO
    after: tuple[str, ...] = ()
    #: The column of the matrix the step folds into: the twelve months of grants stand in one.
    column: str = ""
    period: int = 0
    checks: str = ""

    @property
    def name(self) -> str:
        """The label in the reader's language, with its month or quarter: "… month ต.ค.", "… quarter 2"."""
        if not self.period:
            return str(self.label)
        by_month = self.column in ("grants", "check_grants")
        month = short_month(MONTHS[self.period - 1]) if by_month else ""
        return str(self.label) % {"month": month, "quarter": self.period}


_GRANTS_FULL = _('every open grant has an event or "unchanged" this month')
_SPENDING_FULL = _(
    "figures entered equal the control totals stated from the accounts, and every open commitment has an event or "
    '"no movement" in the period'
)
_CHECK_FULL = _("every LAO of the expected set has a verdict; the head of office has signed")
#: Calendar month of each month of the fiscal year, October first.
MONTHS = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)


def _grants(month: int) -> Step:
    return Step(
        f"grants_m{month:02d}",
        60 + month,
        Actor.LAO,
        _("Specific-purpose grants, month %(month)s"),
        _("Grants"),
        _GRANTS_FULL,
        Nothing.AUTOMATIC,
        column="grants",
        period=month,
    )


def _spending(quarter: int) -> Step:
    earlier = (f"spending_q{quarter - 1}",) if quarter > 1 else ()
    return Step(
        f"spending_q{quarter}",
        40 + quarter,
        Actor.LAO,
        _("Commitments and disbursements to the end of quarter %(quarter)s"),
        _("Spending Q%(quarter)s"),
        _SPENDING_FULL,
        Nothing.ITEM,
        after=("ordinance", *earlier),
        column=f"spending_q{quarter}",
        period=quarter,
    )


def _check_grants(month: int) -> Step:
    return Step(
        f"check_grants_m{month:02d}",
        160 + month,
        Actor.PROVINCE,
        _("Follow up specific-purpose grants, month %(month)s"),
        _("Grants check"),
        _CHECK_FULL,
        column="check_grants",
        period=month,
        checks=f"grants_m{month:02d}",
    )


_ALL = (
    Step(
        "provincial_calendar",
        1,
        Actor.PROVINCE,
        _("Provincial calendar, briefed to every LAO"),
        _("Calendar"),
        _("circulated to every LAO in the expected set"),
        column="provincial_calendar",
    ),
    Step(
        "provincial_strategy",
        2,
        Actor.PROVINCE,
        _("Provincial strategy"),
        _("Prov. strategy"),
        _("at least one issue with a goal, and the date of adoption"),
        Nothing.UNCHANGED,
        column="provincial_strategy",
    ),
    Step(
        "lao_strategy",
        10,
        Actor.LAO,
        _("Vision and strategy"),
        _("Strategy"),
        _("a vision; every strategy has a tactic and serves a provincial strategy"),
        Nothing.UNCHANGED,
        column="lao_strategy",
    ),
    Step(
        "plan_confirm",
        20,
        Actor.LAO,
        _("Confirm the development plan"),
        _("Plan"),
        _("a confirmed edition covers the year, or the plan in force is confirmed for it"),
        Nothing.REVIEW,
        after=("lao_strategy",),
        column="plan_confirm",
    ),
    Step(
        "ordinance",
        30,
        Actor.LAO,
        _("Budget ordinance"),
        _("Ordinance"),
        _("dates; sum of lines equals the total typed from the paper; every development line linked to its project"),
        after=("plan_confirm",),
        column="ordinance",
    ),
    *(_spending(quarter) for quarter in (1, 2, 3, 4)),
    *(_grants(month) for month in range(1, 13)),
    Step(
        "year_close",
        90,
        Actor.LAO,
        _("Close the fiscal year"),
        _("Year close"),
        _("every line paid, carried over or lapsed; every project has a final status; control totals agree"),
        after=("ordinance", "spending_q4"),
        column="year_close",
    ),
    Step(
        "check_q2",
        120,
        Actor.PROVINCE,
        _("Verify quarter 2"),
        _("Check Q2"),
        _CHECK_FULL,
        column="check_q2",
        checks="spending_q2",
    ),
    Step(
        "check_year",
        130,
        Actor.PROVINCE,
        _("Verify the year"),
        _("Check year"),
        _CHECK_FULL,
        column="check_year",
        checks="year_close",
    ),
    *(_check_grants(month) for month in range(1, 13)),
)

STEPS: dict[str, Step] = {step.code: step for step in _ALL}
LAO_STEPS = tuple(step for step in _ALL if step.actor == Actor.LAO)


def quarter_end(year: int, quarter: int) -> dt.date:
    """The last day of a quarter of a fiscal year (พ.ศ.)."""
    month, day = ((12, 31), (3, 31), (6, 30), (9, 30))[quarter - 1]
    return dt.date(year - (544 if quarter == 1 else 543), month, day)


#: The steps whose handing in closes money facts, and the quarter to whose end each speaks.
QUARTER_OF: dict[str, int] = {**{f"spending_q{quarter}": quarter for quarter in (1, 2, 3, 4)}, "year_close": 4}


@cache
def earlier_steps(code: str) -> tuple[str, ...]:
    """All the steps that must be submitted before this one, nearest first."""
    found: list[str] = []
    for name in STEPS[code].after:
        found += [name, *earlier_steps(name)]
    return tuple(dict.fromkeys(found))
