"""How the register came about: taken over from DLA's list, then renamed, upgraded, merged and closed over the years."""

from __future__ import annotations

import datetime as dt
from functools import partial

from localplan.organisations import actions

from .desk import Desk
from .nation import Event, Nation
from .offices import ADMINISTRATOR
from .timeline import Timeline


def keep_the_register(time: Timeline, desk: Desk, nation: Nation) -> None:
    """The system administrator takes the first list over, ten days after sitting down, and keeps it since."""

    def take_over(day: dt.date) -> None:
        rows = [place.registered() for place in nation.first]
        actions.import_register(rows, effective_on=day, by=desk.holders[ADMINISTRATOR])

    time.on(time.ago(3_290), take_over)
    for event in nation.events:
        time.on(time.ago(event.days_ago), partial(_become, desk, event))


def _become(desk: Desk, event: Event, day: dt.date) -> None:
    organisation, by = desk.organisation(event.before.id), desk.holders[ADMINISTRATOR]
    if event.into is not None:
        into = desk.organisation(event.into.id)
        actions.merge([organisation], into=into, effective_on=day, by=by, reason=event.reason)
        desk.forget(into.pk)
    elif event.after is None:
        actions.close([organisation], effective_on=day, by=by, reason=event.reason)
    elif event.after.kind != event.before.kind:
        actions.upgrade(organisation, kind=event.after.kind, effective_on=day, by=by, reason=event.reason)
    else:
        name, name_en = event.after.name, event.after.name_en
        actions.rename(organisation, name=name, name_en=name_en, effective_on=day, by=by, reason=event.reason)
    desk.forget(organisation.pk)
