"""The runs of check_data, as the administrator's page asks for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from . import clock
from .models import DataCheck
from .tasks import check_every_figure

#: The nightly run is missing when the last one is older.
OVERDUE = dt.timedelta(days=2)


@dataclass(frozen=True)
class State:
    """The last run (None: never), whether another is under way, and whether somebody should look."""

    last: DataCheck | None
    is_under_way: bool
    is_overdue: bool

    @property
    def needs_a_look(self) -> bool:
        return self.is_overdue or bool(self.last and self.last.number)


def state_of_checks() -> State:
    """Two statements."""
    last = DataCheck.objects.order_by("-at").first()
    return State(last, is_under_way(), last is None or clock.now() - last.at > OVERDUE)


def last_runs(number: int) -> list[DataCheck]:
    """The latest first, without their differences."""
    return list(DataCheck.objects.defer("differences").order_by("-at")[:number])


def is_under_way() -> bool:
    """Whether a check waits for the worker, or runs."""
    jobs = ProcrastinateJob.objects.filter(task_name=check_every_figure.name)
    return jobs.filter(status__in=("todo", "doing")).exists()


def ask_for_check() -> bool:
    """Let the worker check now; False when a check waits already."""
    try:
        with transaction.atomic():  # a refused insert spoils the transaction it stands in
            check_every_figure.defer(timestamp=int(clock.now().timestamp()))  # type: ignore[call-arg]
    except AlreadyEnqueued:
        return False
    return True
