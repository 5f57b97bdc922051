"""The delivery reports (ใบส่งมอบงาน) of an office: for each analyst and month where it stands, and by when it is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from localplan.organisations.models import Membership, Post
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import end_of_month, first_of_month, month_and_year, month_before

from .models import DeliveryReport
from .work_log import Log, log_of

#: Day of the following month by which contracts ask for it. Contracts differ; this only says whom to remind.
DUE_DAY = 5
#: Months that one looks back.
MONTHS_BACK = 12


class Stage(StrEnum):
    """Where a report stands."""

    RUNNING = "running"
    MISSING = "missing"
    RETURNED = "returned"
    WAITING = "waiting"
    SIGNED = "signed"


@dataclass
class Delivery:
    """One analyst's report of one month, written or not."""

    post: Membership
    month: dt.date
    report: DeliveryReport | None
    day: dt.date

    @property
    def stage(self) -> Stage:
        report = self.report
        if report is not None and report.signed_at is not None:
            return Stage.SIGNED
        if report is not None and report.handed_in_at is not None:
            return Stage.WAITING
        if report is not None and report.remarks:
            return Stage.RETURNED
        return Stage.RUNNING if self.day <= end_of_month(self.month) else Stage.MISSING

    @property
    def is_handed_in(self) -> bool:
        return self.stage in (Stage.WAITING, Stage.SIGNED)

    @property
    def due_on(self) -> dt.date:
        """A day of the following month, or the contract's last day where that comes before."""
        due = end_of_month(self.month) + dt.timedelta(days=DUE_DAY)
        return due if self.post.until_on is None else min(due, self.post.until_on)

    @property
    def is_overdue(self) -> bool:
        return not self.is_handed_in and self.day > self.due_on

    @property
    def may_be_handed_in(self) -> bool:
        """Whether the month has ended, or the contract ends within a week: as the rule has it."""
        last, until = end_of_month(self.month), self.post.until_on
        near = until is not None and until - dt.timedelta(days=6) <= self.day
        return not self.is_handed_in and (self.day > last or near)

    @property
    def name(self) -> str:
        """ตุลาคม พ.ศ. 2569."""
        return month_and_year(self.month.year, self.month.month)

    @property
    def key(self) -> str:
        """2026-10, as in the address."""
        return f"{self.month:%Y-%m}"

    @property
    def log(self) -> Log:
        """As it was handed in; before that as the log stands now."""
        if self.report is not None and self.is_handed_in:
            return Log.kept(self.month, self.report.content)
        return log_of(self.post, self.month)


def read_month(text: str) -> dt.date | None:
    """2026-10 → its first day; None when it is no month."""
    try:
        year, month = text.split("-")
        return dt.date(int(year), int(month), 1) if len(year) == 4 and len(month) == 2 else None
    except ValueError:
        return None


def delivery_of(post: Membership, month: dt.date) -> Delivery:
    """One statement."""
    rows = DeliveryReport.objects.filter(membership=post, month=month).select_related("signed_by__user")
    return Delivery(post, month, rows.first(), clock.today())


def deliveries_of(by: Membership, month: dt.date) -> list[Delivery]:
    """Every analyst of the office whose contract ran in the month; what is to be done first. Two statements."""
    analysts = Membership.objects.visible_to(by).filter(organisation=by.organisation, post=Post.ANALYST)
    ran = analysts.filter(from_on__lte=end_of_month(month)).ending_on_or_after(month)
    posts = list(ran.select_related("user", "organisation", "supervisor__user").order_by("user__full_name", "id"))
    rows = DeliveryReport.objects.filter(membership__in=posts, month=month).select_related("signed_by__user")
    found = {row.membership_id: row for row in rows}
    order = [Stage.WAITING, Stage.MISSING, Stage.RETURNED, Stage.RUNNING, Stage.SIGNED]
    listed = [Delivery(post, month, found.get(post.pk), clock.today()) for post in posts]
    return sorted(listed, key=lambda one: order.index(one.stage))


def waiting_for(by: Membership) -> list[Delivery]:
    """The reports of the office that wait for a signature, the oldest first; one statement."""
    rows = DeliveryReport.objects.visible_to(by).filter(membership__organisation=by.organisation).waiting()
    rows = rows.select_related("membership__user", "membership__organisation").order_by("month", "handed_in_at")
    return [Delivery(row.membership, row.month, row, clock.today()) for row in rows]


def months_of(post: Membership) -> list[Delivery]:
    """The months of one contract up to today, the latest first; one statement."""
    day = clock.today()
    last = first_of_month(min(day, post.until_on) if post.until_on else day)
    months: list[dt.date] = []
    while last >= first_of_month(post.from_on) and len(months) < MONTHS_BACK:
        months.append(last)
        last = month_before(last)
    rows = DeliveryReport.objects.filter(membership=post, month__in=months).select_related("signed_by__user")
    found = {row.month: row for row in rows}
    return [Delivery(post, month, found.get(month), day) for month in months]
