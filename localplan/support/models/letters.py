"""Letters of an office: drafted, numbered from its own register, sent to many, received in the system."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import FiscalYear
from localplan.organisations.models import Membership, Organisation

from ..queries import LetterCopyQuerySet, LetterQuerySet


class Letter(models.Model):
    """One letter of an office. A draft until it is numbered and sent; then it is never changed."""

    class Kind(models.TextChoices):
        STAMPED = "stamped", _("stamped letter")  # หนังสือประทับตรา
        EXTERNAL = "external", _("external letter")  # หนังสือภายนอก
        MEMO = "memo", _("memorandum")  # บันทึกข้อความ

    class Urgency(models.TextChoices):
        PLAIN = "", _("not urgent")
        URGENT = "ด่วน", _("urgent")
        VERY = "ด่วนมาก", _("very urgent")
        MOST = "ด่วนที่สุด", _("most urgent")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    number = models.CharField(_("number"), max_length=60, blank=True, help_text=_("typed from the office's register"))
    serial = models.PositiveIntegerField(null=True, blank=True, help_text="the running number in it, for the register")
    series = models.CharField(max_length=2, blank=True, help_text="ว where circulars are counted by themselves")
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    addressed_to = models.CharField(_("to"), max_length=300, help_text="with ‹อปท.› where each one's name stands")
    body = models.TextField(_("text"), help_text="with merge fields; a blank line parts paragraphs")
    cites = models.JSONField(default=list, help_text="letters it refers to: [{number, dated_on}]")
    encloses = models.TextField(_("enclosures"), blank=True, help_text="one a line; external letters")
    year = models.ForeignKey(FiscalYear, models.PROTECT, null=True, blank=True, related_name="+")
    step = models.CharField(max_length=24, blank=True, help_text="column of the matrix that it chases; its fiscal year")
    through_district = models.BooleanField(_("through the district"), default=False)
    signer = models.CharField(_("signed by"), max_length=200, blank=True, help_text="external letters and memos")
    signer_post = models.CharField(_("post of the signer"), max_length=200, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    initials = models.JSONField(default=list, help_text="of officer, head of section, director: on the file copy")
    sent_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | ~models.Q(number="") & models.Q(dated_on__isnull=False),
                name="sent_letter_is_numbered_and_dated",
            ),
            models.UniqueConstraint(
                "organisation",
                models.F("dated_on__year"),
                "series",
                "serial",
                condition=models.Q(serial__isnull=False),
                name="letter_number_is_one_a_year",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def cited_letters(self) -> list[tuple[str, dt.date | None]]:
        """Number and day of each letter it refers to."""
        return [(one.get("number", ""), _day(one.get("dated_on"))) for one in self.cites]


def _day(kept: str | None) -> dt.date | None:
    return dt.date.fromisoformat(kept) if kept else None


class LetterCopy(models.Model):
    """The copy of a letter that goes to one organisation: its merge fields filled, and its receipt."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="copies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="letters_received")
    fields = models.JSONField(default=dict, help_text="merge field → words, as they were when it was sent")
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    receipt_number = models.CharField(max_length=60, blank=True)

    objects = LetterCopyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "organisation"], name="letter_copy_is_one")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.organisation_id}"
