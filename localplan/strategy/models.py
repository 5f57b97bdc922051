"""Why: the strategies a plan serves, from the province's issues down to the LAO's programmes."""

from __future__ import annotations

from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Organisation

from .queries import DirectionQuerySet, ProgrammeQuerySet, ProvincialStrategyQuerySet, StrategyQuerySet, TacticQuerySet


class ProvincialStrategy(models.Model):
    """A province's strategy over a span of fiscal years (พ.ศ., both included), adopted on a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="provincial_strategies")
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year of the span"))
    vision = models.TextField(_("vision"), blank=True, max_length=2000)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProvincialStrategyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "first_year"], name="provincial_strategy_is_one"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="provincial_span_is_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year}"


class ProvincialIssue(models.Model):
    """One issue (ประเด็นการพัฒนา) of a provincial strategy. Numbers are deferred: two issues may change places."""

    strategy = models.ForeignKey(ProvincialStrategy, models.CASCADE, related_name="issues")
    number = models.PositiveSmallIntegerField(_("no."))
    name = models.CharField(_("issue"), max_length=300)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "number"], name="issue_number_is_one", deferrable=Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def goals_as_lines(self) -> str:
        """The goals as a form shows them, one a line."""
        return "\n".join(goal.text for goal in self.goals.all())


class ProvincialGoal(models.Model):
    """One goal of an issue."""

    issue = models.ForeignKey(ProvincialIssue, models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField(_("no."))
    text = models.CharField(_("goal"), max_length=500)

    class Meta:
        ordering = ("number", "id")

    def __str__(self) -> str:
        return self.text


class Direction(models.Model):
    """An LAO's vision and mission over a plan span (พ.ศ., both included); its strategies and programmes hang on it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="directions")
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year of the span"))
    vision = models.TextField(_("vision"), blank=True, max_length=2000)
    missions = models.TextField(_("missions"), blank=True, max_length=4000, help_text=_("one a line"))
    version = models.PositiveIntegerField(default=1)

    objects = DirectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "first_year"], name="direction_is_one"),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="direction_span_is_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year}"

    @property
    def mission_lines(self) -> list[str]:
        """The missions one by one."""
        return [line.strip() for line in self.missions.splitlines() if line.strip()]


class Strategy(models.Model):
    """One strategy (ยุทธศาสตร์) of an LAO; it serves a provincial issue."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="strategies")
    number = models.PositiveSmallIntegerField(_("no."))
    name = models.CharField(_("strategy"), max_length=300)
    serves = models.ForeignKey(
        ProvincialIssue, models.PROTECT, null=True, blank=True, related_name="served_by", verbose_name=_("serves")
    )
    together = models.CharField(_("strategy of the LAOs of the province"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "number"], name="strategy_number_is_one", deferrable=Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Tactic(models.Model):
    """One tactic (กลยุทธ์ / แนวทาง) of a strategy."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="tactics")
    number = models.PositiveSmallIntegerField(_("no."))
    name = models.CharField(_("tactic"), max_length=300)
    version = models.PositiveIntegerField(default=1)

    objects = TacticQuerySet.as_manager()

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "number"], name="tactic_number_is_one", deferrable=Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def code(self) -> str:
        """1.2: the strategy's number and its own, as plans print it. Reads the strategy."""
        return f"{self.strategy.number}.{self.number}"


class Programme(models.Model):
    """One programme (แผนงาน) of an LAO's span; many tactics may use it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="programmes")
    number = models.PositiveSmallIntegerField(_("no."))
    name = models.CharField(_("programme"), max_length=300)
    tactics = models.ManyToManyField(Tactic, blank=True, related_name="programmes")
    version = models.PositiveIntegerField(default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ("number", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["direction", "name"], name="programme_name_is_one", deferrable=Deferrable.DEFERRED
            ),
            models.UniqueConstraint(
                fields=["direction", "number"], name="programme_number_is_one", deferrable=Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.name
