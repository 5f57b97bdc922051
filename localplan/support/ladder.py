"""The ladder of reminders: who is told, how many days from the date a step is due. One table; code and docs read it."""

from __future__ import annotations

from dataclasses import dataclass

from localplan.organisations.posts import Level, Post

from .models import Nudge

Why, Rung = Nudge.Why, Nudge.Rung

#: Who stands on a rung, and at which office of the LAO.
STANDS: dict[str, tuple[Level, tuple[Post, ...]]] = {
    Rung.PLANNER: (Level.LAO, (Post.PLANNER, Post.FINANCE)),
    Rung.HEADS: (Level.LAO, (Post.CLERK, Post.EXECUTIVE)),
    Rung.DISTRICT: (Level.DISTRICT, (Post.OFFICER,)),
    Rung.PROVINCE: (Level.PROVINCE, (Post.HEAD, Post.OFFICER)),
}
#: All these posts, wherever they are.
CLIMBED = frozenset(post for _level, posts in STANDS.values() for post in posts)


@dataclass(frozen=True)
class Stage:
    """So many days after the date (negative: before it) these rungs are told, once."""

    days: int
    why: str
    rungs: tuple[str, ...]


#: Few enough not to be muted: seven over two months, each reaching higher.
LADDER = (
    Stage(-7, Why.BEFORE, (Rung.PLANNER,)),
    Stage(-1, Why.BEFORE, (Rung.PLANNER,)),
    Stage(0, Why.DUE, (Rung.PLANNER,)),
    Stage(3, Why.AFTER, (Rung.PLANNER, Rung.HEADS)),
    Stage(7, Why.AFTER, (Rung.PLANNER, Rung.HEADS, Rung.DISTRICT)),
    Stage(14, Why.AFTER, (Rung.PLANNER, Rung.HEADS, Rung.DISTRICT, Rung.PROVINCE)),
    Stage(30, Why.AFTER, (Rung.HEADS, Rung.PROVINCE)),
)
#: What was returned: told at once to these, whatever the day; from then on the ladder counts from the correction date.
AT_ONCE = Stage(-100, Why.RETURNED, (Rung.PLANNER, Rung.HEADS))
#: A province's own duty climbs nowhere here: each stage tells the office itself, and DLA sees it on its board.
OF_AN_OFFICE = (Rung.PROVINCE,)

#: Days without a word after which a grant is urged, by itself; and again after so many more, until a word comes.
STALE_DAYS, URGED_AGAIN_DAYS = 45, 30
#: Who is told at the first, the second and every later urging.
STALE_RUNGS = ((Rung.PLANNER,), (Rung.PLANNER, Rung.HEADS), (Rung.PLANNER, Rung.HEADS, Rung.PROVINCE))

#: A stage is told at most so many days late, and what nobody could be told waits as long for somebody to come.
LATE_DAYS = 7
FIRST_DAYS, LAST_DAYS = LADDER[0].days, LADDER[-1].days + LATE_DAYS


def stage_of(days: int, *, off: int = 0, returned: bool = False) -> Stage | None:
    """The stage reached so many days after the date: the last one passed, so that a day the worker slept is no loss.

    A stage is told at most a week late; nobody is told in March that something was due in January. `off`: days off
    that follow; what would be told before the date on one of them is told today instead. What was returned has been
    told already: its first stage is the day before.
    """
    ladder = LADDER[1:] if returned else LADDER
    passed = [stage for stage in ladder if stage.days <= days + (off if stage.why == Why.BEFORE else 0)]
    if not passed or days - passed[-1].days > LATE_DAYS:
        return None
    return passed[-1]


def stage_of_grant(days: int) -> Stage | None:
    """The urging that a grant has come to, so many days since it went stale."""
    if days < 0:
        return None
    times = days // URGED_AGAIN_DAYS
    return Stage(times * URGED_AGAIN_DAYS, Why.STALE, STALE_RUNGS[min(times, len(STALE_RUNGS) - 1)])
