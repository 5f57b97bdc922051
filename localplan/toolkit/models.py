"""Tables of the mechanics."""

from django.db import models
from django.db.models import Q


class MovedDay(models.Model):
    """How far the product's day is moved from the real one, in days: at most one row, in development only."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    days = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="moved_day_is_one_row")]

    def __str__(self) -> str:
        return f"{self.days:+d} days"
