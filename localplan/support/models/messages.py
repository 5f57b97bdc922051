"""Messages from an office to an organisation below it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from localplan.calendar.models import FiscalYear
from localplan.organisations.models import Membership, Organisation

from ..queries import MessageQuerySet


class Message(models.Model):
    """One message from a person in an office to one organisation below it, about what it has to do in a year."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="messages", verbose_name=_("to"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("from"))
    text = models.TextField(_("message"))
    year = models.ForeignKey(FiscalYear, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=24, blank=True, help_text="column; empty: whatever was not done")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="message_says_something"),
            models.CheckConstraint(
                condition=models.Q(read_at=None, read_by=None) | ~models.Q(read_at=None) & ~models.Q(read_by=None),
                name="message_is_read_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-sent_at"], name="message_to")]

    def __str__(self) -> str:
        return self.text[:60]
