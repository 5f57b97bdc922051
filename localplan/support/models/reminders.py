"""Reminders that the system gives by itself, each once; a person's digest of a day; and the mail that carries it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import Submission, SubmissionMove
from localplan.grants.models import Grant
from localplan.organisations.models import Membership, Organisation, User

from ..queries import DigestQuerySet, MailQuerySet, NudgeQuerySet, RoundQuerySet
from .contacts import Contact


class Nudge(models.Model):
    """One reminder about one step, grant or promise, for one rung of the ladder. Written once, whoever runs."""

    class Why(models.TextChoices):
        BEFORE = "before", _("before it is due")
        DUE = "due", _("due today")
        AFTER = "after", _("overdue")
        RETURNED = "returned", _("returned for correction")
        STALE = "stale", _("no word about a grant")
        PROMISE = "promise", _("a promise that came due")

    class Rung(models.TextChoices):
        PLANNER = "planner", _("planner and finance officer")
        HEADS = "heads", _("clerk and executive")
        DISTRICT = "district", _("district office")
        PROVINCE = "province", _("provincial office")
        NOTER = "noter", _("the officer who noted it")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="nudges", db_index=False)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="nudges", db_index=False)
    move = models.ForeignKey(SubmissionMove, models.PROTECT, null=True, related_name="+", help_text="the return")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="nudges", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="nudges", db_index=False)
    to = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", help_text="who noted a promise")
    why = models.CharField(max_length=8, choices=Why)
    rung = models.CharField(max_length=8, choices=Rung)
    due_on = models.DateField(help_text="the date it is about: moved, the ladder begins anew")
    stage = models.SmallIntegerField(help_text="days from that date at which the rung is told")
    on = models.DateField(help_text="the day it was composed")
    text = models.TextField(help_text="the gap in words, in Thai, as it was")
    recorded_at = models.DateTimeField()

    objects = NudgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "rung", "due_on", "stage"],
                condition=Q(move=None, contact=None),
                name="nudge_is_told_once",
            ),
            models.UniqueConstraint(
                fields=["move", "rung"], condition=~Q(move=None), name="return_is_told_once_to_a_rung"
            ),
            models.UniqueConstraint(
                fields=["grant", "rung", "due_on", "stage"], condition=~Q(grant=None), name="grant_is_urged_once"
            ),
            models.UniqueConstraint(fields=["contact"], condition=~Q(contact=None), name="promise_comes_back_once"),
            models.CheckConstraint(
                condition=~Q(submission=None) | ~Q(grant=None) | ~Q(contact=None), name="nudge_is_about_something"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-on"], name="nudge_latest"),
            models.Index(fields=["on"], name="nudge_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.rung} {self.on}"

    @property
    def subject(self) -> tuple[str, int | None]:
        """What it is about: of several about the same thing only the last is shown."""
        if self.grant_id:
            return "grant", self.grant_id
        return ("submission", self.submission_id) if self.submission_id else ("contact", self.contact_id)


class Digest(models.Model):
    """What one person is told on one day, in all posts: the morning's once, and returned items as they come."""

    user = models.ForeignKey(User, models.PROTECT, related_name="digests", db_index=False)
    on = models.DateField()
    nudges = models.ManyToManyField(Nudge, related_name="digests")
    urgent = models.BooleanField(default=False, help_text="returned items: told at once, not on the next morning")
    number = models.PositiveSmallIntegerField(default=0, help_text="0 the morning's; urgent ones follow")
    recorded_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on", "number"], name="digest_is_one_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"


class Mail(models.Model):
    """One letter by e-mail: composed, then sent by the worker; tried again until it goes or is given up, and shown."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        SENT = "sent", _("has been sent")
        FAILED = "failed", _("could not be sent")
        BOUNCED = "bounced", _("the address does not exist")

    digest = models.OneToOneField(Digest, models.PROTECT, null=True, blank=True, related_name="mail")
    user = models.ForeignKey(User, models.PROTECT, related_name="mails")
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, help_text="what the mail server said last")
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], name="mail_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-recorded_at"], name="mail_in_trouble", condition=Q(state__in=["failed", "bounced"])),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.state}"


class Round(models.Model):
    """The reminders of one working morning, over the whole nation: begun, and finished once."""

    on = models.DateField(unique=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(default=0, help_text="reminders composed by the run that finished it")
    people = models.PositiveIntegerField(default=0, help_text="digests of that run")

    objects = RoundQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.on)
