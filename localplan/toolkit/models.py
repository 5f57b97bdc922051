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


class StoredFile(models.Model):
    """One file kept under DATA_DIR by the hash of its content; the record that points at it says who may see it."""

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200, help_text="as the person's computer called it")
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class DataCheck(models.Model):
    """One run of all checks of kept figures against their rows: when, how long, what differed."""

    at = models.DateTimeField()
    seconds = models.FloatField()
    number = models.PositiveIntegerField(help_text="differences found")
    differences = models.JSONField(default=list, help_text="the first of them, as check_data prints them")

    def __str__(self) -> str:
        return f"{self.at} {self.number}"
