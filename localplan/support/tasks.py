"""What the worker does for the room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .actions import climb_overdue, hold_morning, send_waiting, tell_returned


@app.periodic(cron="0 0-10 * * *")  # 07:00 in Bangkok; again each hour till 17:00, should the machine have been off
@app.task(queueing_lock="hold_morning")
def hold_the_morning(timestamp: int) -> None:
    """The reminders of a working day, each once, a digest a person."""
    hold_morning()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="tell_returned")
def tell_what_was_returned(timestamp: int) -> None:
    """Returned items do not wait for the morning."""
    tell_returned()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_mail")
def send_mail(timestamp: int) -> None:
    """What waits in the mail."""
    send_waiting()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="climb_overdue")
def pass_up(timestamp: int) -> None:
    """Requests for help that the province did not answer in time go to DLA, each once."""
    climb_overdue()
