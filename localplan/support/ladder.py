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
#: Days without a word after which a grant is urged, by itself.
STALE_DAYS = 45


def stage_of(days: int) -> Stage | None:
    """The stage reached so many days after the date: the last one passed, so that a day the worker slept is no loss.

    A stage is told at most a week late; nobody is told in March that something was due in January.
    """
    passed = [stage for stage in LADDER if stage.days <= days]
    if not passed or days - passed[-1].days > 7:
        return None
    return passed[-1]
