"""Reminders that the system sends by itself, each once; a person's digest of a day; and the mail that carries it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import Submission
from localplan.organisations.models import Membership, Organisation

from ..queries import MailQuerySet, NudgeQuerySet


class Nudge(models.Model):
    """One reminder about one step, told on a day to one rung of the ladder. Written once, whoever runs."""

    class Why(models.TextChoices):
        BEFORE = "before", _("before it is due")
        DUE = "due", _("due today")
        AFTER = "after", _("overdue")
        RETURNED = "returned", _("returned for correction")
        STALE = "stale", _("a grant nobody has said a word about")
        PROMISE = "promise", _("a promise that came due")

    class Rung(models.TextChoices):
        PLANNER = "planner", _("planner and finance officer")
        HEADS = "heads", _("clerk and executive")
        DISTRICT = "district", _("district office")
        PROVINCE = "province", _("provincial office")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="nudges", db_index=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="nudges", db_index=False)
    why = models.CharField(max_length=8, choices=Why)
    rung = models.CharField(max_length=8, choices=Rung)
    due_on = models.DateField(help_text="the date it is about: moved, the ladder begins anew")
    stage = models.SmallIntegerField(help_text="days from that date at which the rung is told")
    on = models.DateField(help_text="the day it was told")
    text = models.TextField(help_text="the gap in words, as it was")
    recorded_at = models.DateTimeField()

    objects = NudgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "rung", "due_on", "stage"], name="nudge_is_told_once")
        ]
        indexes = [models.Index(fields=["organisation", "-on"], name="nudge_latest")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.rung} {self.on}"


class Digest(models.Model):
    """What one person in one post is told on one day: at most one, with everything in it. Read in the system."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="digests", db_index=False)
    on = models.DateField()
    nudges = models.ManyToManyField(Nudge, related_name="digests")
    urgent = models.BooleanField(default=False, help_text="a returned item: told at once, not on the next morning")
    number = models.PositiveSmallIntegerField(default=0, help_text="0 the morning's; urgent ones follow")
    recorded_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "on", "number"], name="digest_is_one_a_day")]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.on}"


class Mail(models.Model):
    """One letter by e-mail: composed, then sent by the worker; tried again until it goes or is given up, and shown."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        BOUNCED = "bounced", _("the address does not exist")

    digest = models.OneToOneField(Digest, models.PROTECT, null=True, blank=True, related_name="mail")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="mails")
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
        indexes = [models.Index(fields=["next_try_at"], name="mail_waiting", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.address} {self.state}"
