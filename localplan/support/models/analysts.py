"""Contracted analysts (จนท.วถ.): the LAOs each keeps, what they did, and the report they are paid by."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Membership, Organisation

from ..queries import AssignmentQuerySet, DeliveryReportQuerySet, WorkEntryQuerySet


class Assignment(models.Model):
    """One LAO in the care of one officer or analyst of its province, from a day until a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="keepers")
    keeper = models.ForeignKey(Membership, models.PROTECT, related_name="keeps")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True, help_text="included")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(until_on=None), name="lao_has_one_keeper"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="assignment_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.keeper_id}"


class WorkEntry(models.Model):
    """One line of an analyst's work log that the system cannot know by itself: a visit, a training, a meeting."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="work")
    on = models.DateField(_("day"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(_("what was done"), max_length=500)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1, null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = WorkEntryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]


class DeliveryReport(models.Model):
    """One analyst's report of a month (ใบส่งมอบงาน): what stood in the log when handed in, remarks, the sign-off."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="reports")
    month = models.DateField(help_text="its first day")
    content = models.JSONField(default=dict, help_text="as handed in: counts and lines")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(_("remarks of the supervisor"), blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = DeliveryReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "month"], name="delivery_report_is_one_a_month"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(handed_in_at__isnull=False), name="signed_report_was_handed_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.month}"
