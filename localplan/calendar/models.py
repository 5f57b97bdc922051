"""When: fiscal years, calendars and their rows, deadlines, submissions and what moved them."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Membership, Organisation

from .facts import DraftDeadline
from .queries import (
    AcknowledgementQuerySet,
    CalendarQuerySet,
    CircularQuerySet,
    DeadlineDateQuerySet,
    DeadlineQuerySet,
    HolidayQuerySet,
    MoveQuerySet,
    QuestionQuerySet,
    SubmissionQuerySet,
    VerdictQuerySet,
    YearBookQuerySet,
)
from .states import Life, Verb
from .steps import STEPS

#: A job is begun within a second where a worker runs; one deadline takes a second for all LAOs on a slow machine.
UNHEARD, SILENT = dt.timedelta(seconds=10), dt.timedelta(seconds=90)
STEP_CHOICES = [(code, step.label) for code, step in STEPS.items()]


class Holiday(models.Model):
    """One public holiday: a due date on it moves to the next working day. Dated data, from the cabinet's list."""

    on = models.DateField(primary_key=True)
    name = models.CharField(max_length=120)

    objects = HolidayQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class FiscalYear(models.Model):
    """One fiscal year n (พ.ศ.): 1 October n−1 to 30 September n. Made when its calendar is begun."""

    number = models.PositiveSmallIntegerField(primary_key=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__range=(2540, 2640)), name="fiscal_year_is_be")]

    def __str__(self) -> str:
        return str(self.number)


class YearBook(models.Model):
    """One organisation's book of one fiscal year: the row that whoever writes into the year locks first."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="year_books")
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="year_books")

    objects = YearBookQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="year_book_is_one")]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.year_id}"


class Calendar(models.Model):
    """The operating calendar of one issuer (DLA, or a province within DLA's bounds) for one fiscal year."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calendars")
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="calendars")
    title = models.CharField(_("title of the calendar"), max_length=400)
    note = models.TextField(_("note"), blank=True)
    note_steps = models.JSONField(default=list, help_text="what the note speaks of: [{step, year}]")
    deadlines = models.JSONField(default=list, help_text="until published: one for each step and fiscal year")
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    source_text = models.TextField(blank=True, help_text="the imported document, word for word")
    questions = models.JSONField(default=list, help_text="open and answered questions of the import")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="calendar_is_one_a_year")]

    def __str__(self) -> str:
        return self.title

    @property
    def draft_deadlines(self) -> list[DraftDeadline]:
        """The deadlines as drafted; once published their dates live on in DeadlineDate."""
        return [DraftDeadline.from_json(kept) for kept in self.deadlines]

    @property
    def open_questions(self) -> list[str]:
        """Codes of the questions of the import that nobody has answered."""
        return [str(question["code"]) for question in self.questions if not question.get("answer")]


class Publication(models.Model):
    """One draft left to the worker to publish: the version that was looked at, and how far it is."""

    calendar = models.OneToOneField(Calendar, models.CASCADE, related_name="publication")
    seen = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, help_text="when it was last heard of; none: nobody has begun")
    stopped_at = models.DateTimeField(null=True, help_text="refused or failed: nothing was published")

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.done}/{self.of}"

    def stands(self, moment: dt.datetime) -> str:
        """waiting, unheard (nobody has begun for long), running, or stopped (also when nothing is heard any more)."""
        if self.stopped_at is not None:
            return "stopped"
        if self.told_at is None:
            return "unheard" if moment - self.asked_at > UNHEARD else "waiting"
        return "stopped" if moment - self.told_at > SILENT else "running"


class CalendarRow(models.Model):
    """One numbered row of a calendar: the months, and the remark beside it."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="rows")
    number = models.PositiveSmallIntegerField(_("number of the row"))
    months = models.CharField(_("months"), max_length=120, help_text="as written")
    from_on = models.DateField()
    until_on = models.DateField()
    remark = models.TextField(_("remark"), blank=True)
    remark_links = models.JSONField(default=list, help_text="what the remark speaks of: [{step, year}]")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendar_row_number_is_one"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="calendar_row_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.months}"


class GuidanceItem(models.Model):
    """One item of guidance in a row, word for word, tied to the deadlines it speaks of (none is allowed)."""

    row = models.ForeignKey(CalendarRow, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(help_text="0: the row has a single, unnumbered item")
    text = models.TextField(_("guidance"))
    links = models.JSONField(default=list, help_text="what it speaks of: [{step, year}]")

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.text[:60]


class Circular(models.Model):
    """One letter of an office to those below: a calendar sent out, or a memo with dates of its own."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="circulars")
    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="circulars")
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="circulars")
    number = models.CharField(_("number"), max_length=60, blank=True, help_text=_("typed from the office's register"))
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    cites = models.JSONField(default=list, help_text="letters it refers to: [{number, dated_on}]")
    dates = models.JSONField(default=list, help_text="dates the letter names: [{step, kind, on, words}]")
    sent_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = CircularQuerySet.as_manager()

    def __str__(self) -> str:
        return self.subject

    @property
    def cited_letters(self) -> list[tuple[str, dt.date | None]]:
        """Number and day of each letter it refers to."""
        return [(one.get("number", ""), _day(one.get("dated_on"))) for one in self.cites]

    @property
    def named_dates(self) -> list[tuple[dt.date | None, str, str]]:
        """Each date the letter names: the day, the words, and the first step it is about ("" for none)."""
        return [(_day(one.get("on")), one.get("words", ""), one.get("steps", "").split(",")[0]) for one in self.dates]


def _day(kept: str | None) -> dt.date | None:
    return dt.date.fromisoformat(kept) if kept else None


class Acknowledgement(models.Model):
    """One organisation's receipt of a circular, with its own receipt number if it keeps one."""

    circular = models.ForeignKey(Circular, models.PROTECT, related_name="acknowledgements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="acknowledgements")
    receipt_number = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circular", "organisation"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.organisation_id}"


class Question(models.Model):
    """One question an organisation asks about a circular, and its answer."""

    circular = models.ForeignKey(Circular, models.PROTECT, related_name="questions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="questions")
    text = models.TextField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]


class Deadline(models.Model):
    """One step of one fiscal year: published by DLA, with a submission for every organisation of the expected set."""

    year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="deadlines")
    step = models.CharField(max_length=24, choices=STEP_CHOICES)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "step"], name="deadline_is_one")]

    def __str__(self) -> str:
        return f"{self.step} {self.year_id}"


class DeadlineDate(models.Model):
    """The dates of a deadline as one organisation sets or gets them. Append-only: the narrowest, latest row wins."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="dates")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="deadline_dates", help_text="DLA: all; a province: its LAOs; an LAO"
    )
    opens_on = models.DateField()
    due_on = models.DateField()
    check_due_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    due_written = models.DateField(null=True, blank=True, help_text="the due date before a holiday moved it")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = DeadlineDateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on"), check_due_on__gte=F("due_on"))
                & (Q(closes_on=None) | Q(closes_on__gte=F("due_on"))),
                name="deadline_dates_are_in_order",
            )
        ]
        indexes = [models.Index(fields=["deadline", "organisation", "-id"], name="deadline_date_latest")]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.organisation_id} {self.due_on}"


class Submission(models.Model):
    """One organisation's duty under one deadline: the dates that hold for it, and where it stands.

    The rows are made when the deadline is published (the expected set), so no rate can pass 100 %.
    """

    # Without indexes of their own: submission_is_one and submission_by_organisation serve; posts are never deleted.
    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="submissions", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="submissions", db_index=False)
    opens_on = models.DateField()
    due_on = models.DateField()
    check_due_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    extended = models.BooleanField(default=False)
    life = models.CharField(max_length=10, choices=[(life.value, life.value) for life in Life], default=Life.DRAFT)
    nothing = models.BooleanField(default=False)
    first_full_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    opened_by_checker_at = models.DateTimeField(null=True, blank=True)
    correct_by = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="accepted")
    time_asked_at = models.DateTimeField(null=True, blank=True, help_text="more time was asked for and not answered")
    version = models.PositiveIntegerField(default=1)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "organisation"], name="submission_is_one"),
            models.CheckConstraint(
                condition=Q(life__in=[life.value for life in Life]), name="submission_life_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(life="returned") | ~Q(correct_by=None), name="returned_has_a_correction_date"
            ),
            models.CheckConstraint(
                condition=Q(life__in=["draft", "returned"]) | ~Q(submitted_at=None), name="submitted_has_a_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "deadline"], name="submission_by_organisation"),
            models.Index(fields=["organisation"], name="submission_waiting", condition=Q(life="submitted")),
            models.Index(fields=["organisation"], name="submission_asks_time", condition=~Q(time_asked_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.organisation_id} {self.life}"


class SubmissionMove(models.Model):
    """One move in the life of a submission, never changed: who, when, why, and per item when returned."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=20, choices=[(verb.value, verb.value) for verb in Verb])
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    nothing = models.BooleanField(default=False)
    there = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    items = models.JSONField(default=list, help_text="[{item, verdict, reason}] of a review")
    reason = models.TextField(blank=True)
    correct_by = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True, help_text="the day that more time was asked for")
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = MoveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["submission", "-at"], name="move_by_submission")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.verb}"


class Verdict(models.Model):
    """What a province found at one LAO in a check step. Append-only: the latest one of an LAO counts."""

    class Kind(models.TextChoices):
        COMPLETE = "complete", _("complete")
        RETURNED = "returned", _("returned for correction")
        CHASED = "chased", _("not handed in; chased")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="verdicts", help_text="the check step's")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="the LAO")
    kind = models.CharField(_("verdict"), max_length=8, choices=Kind)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="complete") | ~Q(reason=""), name="verdict_has_a_reason")
        ]
        indexes = [models.Index(fields=["submission", "organisation", "-id"], name="verdict_latest")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind}"
