"""Load the sample: the whole nation in one transaction, every act at its own past moment."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import DLA_ID, Kind, Post
from localplan.toolkit import clock
from localplan.toolkit.problems import Problem, Refused

from . import register
from .accounts import passwords_in_a_moment
from .analysts import look_after_the_laos
from .contacts import ring_the_late
from .desk import Desk
from .duties import work_through_the_years
from .help import ask_and_answer
from .letters import write_letters
from .mornings import hold_the_last_mornings
from .names import NAN, RAYONG, SATUN, People
from .nation import Nation, Place, make_nation
from .offices import staff_the_department, staff_the_district_office, staff_the_provincial_office
from .people import Fate, Staffing, delegate, draw_fate, look_on
from .timeline import Timeline
from .why_late import tell_why

SEED = 2570
Tell = Callable[[int, int], None]


def load(
    *, seed: int = SEED, today: dt.date | None = None, scale: float = 1.0, tell: Tell = lambda done, of: None
) -> None:
    """Fill an empty register. `scale` below 1 lets fewer LAOs work on smaller plans, for tests.

    Raises Refused when there are organisations beyond DLA already."""
    nation = make_nation(seed)
    time = Timeline(today or clock.today(), Random(f"days {seed}"))
    desk = Desk(People(Random(f"people {seed}")))
    with transaction.atomic(), all_or_nothing(), passwords_in_a_moment(), translation.override("th"):
        if Organisation.objects.exclude(pk=DLA_ID).exists():
            raise Refused(
                Problem(
                    "register_is_empty", _("The register is not empty. Sample data is loaded only into an empty one.")
                )
            )
        desk.sit(Membership.objects.for_acting().get(organisation_id=DLA_ID, post=Post.OPERATOR))
        plan(time, desk, nation, seed=seed, scale=scale)
        time.run(tell, _look_around)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Thousands of acts in one transaction: none of them is undone alone, and none leaves circles of garbage behind.

    So there is no need of a savepoint around each, a third of all statements, nor to look for garbage often, nor to
    write down every statement for debugging, as Django does in development.
    """
    before = gc.get_threshold()
    gc.freeze()  # the program itself is no garbage
    gc.set_threshold(1_000_000, before[1], before[2])
    connection.features.uses_savepoints = False  # of this connection alone
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        del connection.make_debug_cursor
        del connection.features.uses_savepoints
        gc.set_threshold(*before)
        gc.unfreeze()


def _look_around() -> None:
    """Let PostgreSQL count the rows so far: it plans as if there were none while one long transaction writes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(time: Timeline, desk: Desk, nation: Nation, *, seed: int, scale: float) -> None:
    """Put on the timeline all that happened in the nation. Later issues add their own years of work here."""
    shown = shown_place(nation)
    staff_the_department(time, desk)
    register.keep_the_register(time, desk, nation)
    districts = {place.district.code: place for place in nation.today}
    for province in (NAN, RAYONG, SATUN):
        staff_the_provincial_office(time, desk, province)
    for _code, place in sorted(districts.items()):
        username = "sample.district" if place.district == shown.district else ""
        staff_the_district_office(time, desk, place.province, place.district, username)
    delegating = [shown, *_steady(nation, shown)]
    for place in nation.today:
        plain = place in delegating
        fate = Fate() if plain else draw_fate(time, place)
        Staffing(time, desk, place, fate, shown=place == shown).plan()
    for event in nation.events:
        if event.after is None:
            Staffing(time, desk, event.before, Fate(closed=True)).plan()
    look_on(time, desk, shown)
    first, second, third, fourth, fifth = delegating
    delegate(time, desk, first, days=(150, 200))
    delegate(time, desk, second, days=(420, -60))
    delegate(time, desk, third, days=(300, 45), revoked=33)
    delegate(time, desk, fourth, days=(90, 270), to=fourth.district.id)
    delegate(time, desk, fifth, days=(21, 340))
    work_through_the_years(time, desk, nation, shown, seed=seed, scale=scale)
    look_after_the_laos(time, desk)
    ring_the_late(time, desk)
    write_letters(time, desk, shown)
    ask_and_answer(time, desk, nation, shown)
    hold_the_last_mornings(time)
    tell_why(time, desk)


def shown_place(nation: Nation) -> Place:
    """The LAO whose staff stand on the sign-in page: a municipality of Nan that was an SAO once."""
    return next(
        event.after
        for event in nation.events
        if event.after is not None and event.after.kind == Kind.SUBM and event.after.province == NAN
    )


def _steady(nation: Nation, shown: Place) -> list[Place]:
    """Four LAOs, one of them in Rayong, that have delegated at one time or another."""
    small = [place for place in nation.of(NAN) if place.kind == Kind.SAO and place.district != shown.district]
    return [*small[3:24:7], next(place for place in nation.of(RAYONG) if place.kind == Kind.SAO)]
