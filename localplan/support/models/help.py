"""Requests for help, from any page: who asks, who answers by when; and seeing as the LAO, by its consent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from localplan.calendar.steps import STEPS
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit.models import StoredFile

from ..queries import HelpFileQuerySet, HelpMessageQuerySet, HelpRequestQuerySet, SeeingAsQuerySet

STEP_CHOICES = [(code, step.label) for code, step in STEPS.items()]


class HelpRequest(models.Model):
    """One problem of one organisation, with where it arose. Its clock runs in office hours until somebody answers."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("solved")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="help_requests")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="help_asked_of", help_text="whose turn it is")
    step = models.CharField(max_length=24, choices=STEP_CHOICES, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    page = models.CharField(max_length=300, blank=True, help_text="the address it was asked from")
    trouble = models.CharField(max_length=500, blank=True, help_text="the last error the person saw")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    owner = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="help_owned")
    answer_by = models.DateTimeField(help_text="by then, in office hours; later it climbs to the office above")
    climbed_at = models.DateTimeField(null=True, blank=True)
    offered = models.BooleanField(default=False, help_text="question and solution are offered to whoever asks next")
    question = models.TextField(blank=True, help_text="as it is offered: without names")
    solution = models.TextField(blank=True)
    helped = models.PositiveIntegerField(default=0, help_text="how many said that this solved it")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="when the answer was opened by those who asked")
    version = models.PositiveIntegerField(default=1)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "answer_by"], name="help_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return self.subject

    @property
    def step_name(self) -> str:
        """The step in words, with its month or quarter; empty when it is about none."""
        return STEPS[self.step].name if self.step in STEPS else ""


class HelpMessage(models.Model):
    """One thing said in a conversation about a problem, never changed."""

    request = models.ForeignKey(HelpRequest, models.PROTECT, related_name="messages")
    text = models.TextField()
    from_office = models.BooleanField(default=False)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HelpMessageQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]


class HelpFile(models.Model):
    """One file handed in with what was said."""

    message = models.ForeignKey(HelpMessage, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    objects = HelpFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.message_id} {self.file_id}"


class SeeingAs(models.Model):
    """An LAO's consent that one officer of an office sees its pages as it does: read-only, until a moment, recorded."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="consents")
    officer = models.ForeignKey(Membership, models.PROTECT, related_name="consents_to_see")
    given_by = models.ForeignKey(Membership, models.PROTECT, related_name="consents_given")
    request = models.ForeignKey(HelpRequest, models.PROTECT, null=True, blank=True, related_name="consents")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeeingAsQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="consent_lasts_a_while")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.officer_id}"
