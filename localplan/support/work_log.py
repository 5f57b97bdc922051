"""What an analyst did in a month: the acts the system recorded, contacts, and what was noted by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any, Self

from django.db.models import Count, Q

from localplan.organisations.history import VERBS
from localplan.organisations.models import Change, Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import end_of_month, first_of_month

from .models import Assignment, Contact, WorkEntry

#: Acts that are told in another part of the log, or are about the log itself.
TOLD_ELSEWHERE = frozenset(
    {
        "contact_noted",
        "work_noted",
        "work_corrected",
        "work_removed",
        "report_handed_in",
        "report_signed",
        "report_sent_back",
        "password_set",
    }
)


@dataclass
class Acted:
    """One kind of act: how often, for how many LAOs, how often entered on behalf of an LAO."""

    verb: str
    times: int = 0
    laos: int = 0
    on_behalf: int = 0

    @property
    def words(self) -> str:
        return str(VERBS.get(self.verb, self.verb))


@dataclass
class Spoke:
    """One contact with an LAO."""

    on: str  # ISO, here and below: as JSON keeps it
    lao: str
    way: str
    outcome: str
    person: str = ""
    note: str = ""

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.on)

    @property
    def way_words(self) -> str:
        return str(dict(Contact.Way.choices).get(self.way, self.way))

    @property
    def outcome_words(self) -> str:
        return str(dict(Contact.Outcome.choices).get(self.outcome, self.outcome))


@dataclass
class Noted:
    """One line noted by hand. `pk` leads to it while it can be changed."""

    on: str
    text: str
    lao: str = ""
    hours: str = ""
    pk: int | None = None

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.on)


@dataclass
class Log:
    """One analyst's month: LAOs in care, acts by kind, for which LAOs how many, contacts, lines noted by hand."""

    month: dt.date
    laos: list[str] = field(default_factory=list)
    acts: list[Acted] = field(default_factory=list)
    helped: dict[str, int] = field(default_factory=dict)
    contacts: list[Spoke] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Plain values, as kept with the report."""
        data = asdict(self)
        del data["month"]
        return data

    @classmethod
    def kept(cls, month: dt.date, data: dict[str, Any]) -> Self:
        """As it was handed in. What a later version of the log does not know is left out."""

        def rows(kind: Any, name: str) -> list[Any]:
            known = {one.name for one in fields(kind)}
            return [kind(**{key: row[key] for key in row if key in known}) for row in data.get(name, [])]

        return cls(
            month,
            list(data.get("laos", [])),
            rows(Acted, "acts"),
            dict(data.get("helped", {})),
            rows(Spoke, "contacts"),
            rows(Noted, "noted"),
        )

    @property
    def times(self) -> int:
        """All acts the system recorded."""
        return sum(one.times for one in self.acts)

    @property
    def hours(self) -> Decimal:
        return sum((Decimal(one.hours) for one in self.noted if one.hours), Decimal(0))

    @property
    def is_empty(self) -> bool:
        return not (self.acts or self.contacts or self.noted)


def log_of(membership: Membership, month: dt.date) -> Log:
    """Five statements, however much was done."""
    first, last = first_of_month(month), end_of_month(month)
    kept = Assignment.objects.filter(keeper=membership, from_on__lte=last).exclude(until_on__lt=first)
    laos = {row.organisation_id: row.organisation for row in kept.select_related("organisation__parent")}
    log = Log(first, sorted(_names(laos.values()).values()))
    _tell_acts(log, membership, first, last)
    spoken = Contact.objects.filter(by=membership, on__range=(first, last)).select_related("organisation")
    log.contacts = [
        Spoke(one.on.isoformat(), one.organisation.short_name, one.way, one.outcome, one.person, one.note)
        for one in spoken.order_by("on", "pk")
    ]
    noted = WorkEntry.objects.filter(membership=membership, on__range=(first, last)).select_related("organisation")
    log.noted = [
        Noted(
            one.on.isoformat(),
            one.text,
            one.organisation.short_name if one.organisation else "",
            str(one.hours) if one.hours is not None else "",
            one.pk,
        )
        for one in noted.order_by("on", "pk")
    ]
    return log


def _tell_acts(log: Log, membership: Membership, first: dt.date, last: dt.date) -> None:
    """The acts by kind and by LAO, counted by the database."""
    begins = dt.datetime.combine(first, dt.time.min, tzinfo=clock.BANGKOK)
    ends = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, tzinfo=clock.BANGKOK)
    done = Change.objects.filter(by=membership, at__gte=begins, at__lt=ends).exclude(verb__in=TOLD_ELSEWHERE)
    counted = done.values("verb", "organisation_id").annotate(
        n=Count("pk"), lent=Count("pk", filter=Q(on_behalf_of__isnull=False))
    )
    kinds: dict[str, Acted] = {}
    helped: dict[int, int] = defaultdict(int)
    for group in counted.order_by():
        kind = kinds.setdefault(group["verb"], Acted(group["verb"]))
        kind.times += group["n"]
        kind.on_behalf += group["lent"]
        if group["organisation_id"] != membership.organisation_id:
            kind.laos += 1
            helped[group["organisation_id"]] += group["n"]
    log.acts = sorted(kinds.values(), key=lambda kind: (-kind.times, kind.verb))
    names = _names(Organisation.objects.filter(pk__in=helped).laos().select_related("parent"))
    log.helped = {names[lao]: n for lao, n in sorted(helped.items(), key=lambda pair: -pair[1]) if lao in names}


def _names(laos: Iterable[Organisation]) -> dict[int, str]:
    """What each is called; two of one name are told apart by their districts."""
    listed = list(laos)
    often = Counter(lao.short_name for lao in listed)
    return {
        lao.pk: f"{lao.short_name} ({lao.parent.name})" if often[lao.short_name] > 1 and lao.parent else lao.short_name
        for lao in listed
    }
