"""Organisations and what they were called when."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.fields.ranges import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from ..posts import DLA_ID, LAO_KINDS, PREFIXES, Kind, Level, province_of
from ..queries import IdentityQuerySet, OrganisationQuerySet


class Named(models.Model):
    """What an organisation is and is called: shared by its present state and its dated identities."""

    kind = models.CharField(_("type"), max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=10, blank=True, help_text=_("DLA's seven digits; empty for offices"))
    name = models.CharField(_("name"), max_length=200, help_text=_("without the words for its type"))
    full_name = models.CharField(_("full name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def short_name(self) -> str:
        """อบต.ห้วยน้ำใส: the abbreviation before the name, as officers say it."""
        if self.kind == Kind.DLA:
            return self.full_name
        if self.kind == Kind.SPECIAL:
            return self.full_name
        return f"{PREFIXES[Kind(self.kind)][0]}{self.name}"


class Organisation(Named):
    """One body that keeps its identity for ever, however it is renamed, upgraded or merged.

    The id is province × 100,000 + district × 1,000 + serial (a province p × 100,000; DLA 1); it never changes, and
    nothing but `visible_to` reads meaning from it. The name columns are the identity in force today, a cache of
    `Identity`; a report about a past day reads `Identity.objects.on(day)`.
    """

    id = models.IntegerField(primary_key=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    name_key = models.GeneratedField(
        expression=Func(F("name"), function="thai_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    subdistrict_code = models.CharField(_("subdistrict code"), max_length=6, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=10, decimal_places=7, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=10, decimal_places=7, null=True, blank=True)
    area_km2 = models.DecimalField(_("area (km²)"), max_digits=10, decimal_places=2, null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=400, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("merged into")
    )
    absorbed = ArrayField(models.IntegerField(), default=list, blank=True, help_text=_("ids of LAOs merged into it"))
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(closed_on=None) & ~Q(code=""), name="organisation_code_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.LAO, kind__in=LAO_KINDS)
                | Q(level=Level.DLA, kind=Kind.DLA)
                | Q(level=Level.PROVINCE, kind=Kind.PROVINCE)
                | Q(level=Level.DISTRICT, kind=Kind.DISTRICT),
                name="organisation_kind_fits_level",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.DLA, parent=None) | ~Q(level=Level.DLA) & ~Q(parent=None),
                name="organisation_has_a_parent",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(closed_on=None), name="organisation_merged_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=("5", "21"), longitude__range=("97", "106")),
                name="organisation_lies_in_thailand",
            ),
        ]
        indexes = [models.Index(fields=["level", "name_key"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.short_name

    @property
    def province_id(self) -> int:
        """The id of the provincial office above (its own for an office; DLA's for DLA)."""
        return province_of(self.id) or DLA_ID

    def is_open(self, day: dt.date) -> bool:
        """Whether the organisation exists on `day`."""
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or day < self.closed_on)


class Identity(Named):
    """What an organisation was called, of which type and below which office, from one day to another.

    `from_on` empty: since before the register began; `until_on` is the last day, empty while it lasts.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="identities")
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey("organisations.Membership", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = IdentityQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="identity_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="identity_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class Supervision(models.Model):
    """Who supervises a kind of LAO from one day on, and whether its papers go through the district. Dated data."""

    class Authority(models.TextChoices):
        GOVERNOR = "governor", _("governor")
        GOVERNOR_AND_DISTRICT = "both", _("governor with the district chief")
        DISTRICT = "district", _("district chief")

    kind = models.CharField(max_length=10, choices=Kind)
    authority = models.CharField(max_length=10, choices=Authority)
    through_district = models.BooleanField(help_text=_("letters go through the district"))
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "from_on"], name="supervision_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_on}"
