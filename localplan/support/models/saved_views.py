"""Ways of looking at the table of LAOs that a person has named."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import User

from ..queries import SavedViewQuerySet


class SavedView(models.Model):
    """One filter of the matrix under a name of a person's own; kept with the person, whatever the post."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name of the view"), max_length=60)
    query = models.CharField(max_length=500, help_text="what stands after ? in the address")
    made_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="view_name_is_one"),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
