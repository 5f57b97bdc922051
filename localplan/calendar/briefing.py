"""Letters and who has them: the provincial calendar's completeness, and who has not acknowledged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Organisation
from localplan.organisations.posts import ids_below, province_of
from localplan.organisations.queries import OrganisationQuerySet, within

from .duties import Completeness, Duty, Item
from .models import Calendar, Circular


def addressees(circular: Circular, day: dt.date) -> OrganisationQuerySet:
    """DLA's letter goes to the provincial offices, a province's to its LAOs: those that exist on the day."""
    everyone: OrganisationQuerySet = Organisation.objects.open_on(day)
    issuer = circular.organisation
    if issuer.level == "dla":
        return everyone.offices()
    return everyone.laos().filter(within("pk", [ids_below(issuer.level, issuer.pk)]))


def count_briefed(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """For each province: LAOs that its circulated calendar of the year has reached, of those there are."""
    wanted = list(ids)
    sent = set(
        Circular.objects.filter(
            calendar__year_id=year, calendar__organisation_id__in=wanted, sent_at__isnull=False
        ).values_list("organisation_id", flat=True)
    )
    numbers: dict[int, int] = dict.fromkeys(wanted, 0)
    below = within("pk", [ids_below("province", office) for office in wanted])
    for lao in Organisation.objects.laos().filter(below, closed_on=None).values_list("pk", flat=True):
        numbers[province_of(lao)] += 1
    return {office: Completeness(number if office in sent else 0, max(number, 1)) for office, number in numbers.items()}


def items_of_briefing(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """The same in words."""
    counted = count_briefed(ids, year)
    written = set(
        Calendar.objects.filter(organisation_id__in=counted, year_id=year).values_list("organisation_id", flat=True)
    )

    def told(office: int, of: Completeness) -> Completeness:
        calendar = Item("calendar", _("The province's calendar in DLA's form"), office in written)
        return Completeness(
            of.there, of.expected, (calendar, Item("circulated", _("Circulated to every LAO"), of.is_full))
        )

    return {office: told(office, of) for office, of in counted.items()}


BRIEFING = Duty("provincial_calendar", "calendar", count_briefed, items_of_briefing, "calendar")
