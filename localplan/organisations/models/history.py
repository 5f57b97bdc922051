"""What was done, by whom, in which post, on whose behalf."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..queries import AccessQuerySet, ChangeQuerySet
from .organisations import Organisation
from .people import Membership

#: What the register's import leaves in the history; of it the department's home shows the latest.
OF_THE_REGISTER = ("registered", "renamed", "upgraded", "moved", "merged", "closed")


class Change(models.Model):
    """One act on one record: written in the same transaction as the record itself, never changed."""

    at = models.DateTimeField()
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="changes", verbose_name=_("by"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"), db_index=False
    )  # change_by_organisation serves
    on_behalf_of = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="change_by_record"),
            models.Index(fields=["organisation", "-at"], name="change_by_organisation"),
            # Asked on every home of DLA and for every row of a matrix; few of millions.
            models.Index(fields=["-at", "-id"], name="change_of_the_register", condition=Q(verb__in=OF_THE_REGISTER)),
            models.Index(fields=["organisation"], name="change_reminded", condition=Q(verb="reminded")),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class Access(models.Model):
    """One page an auditor opened: reading by authorisation letter is itself recorded."""

    by = models.ForeignKey(Membership, models.PROTECT, related_name="accesses")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    at = models.DateTimeField()

    objects = AccessQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="access_by_post")]

    def __str__(self) -> str:
        return self.path
