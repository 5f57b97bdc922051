"""How the lines of a register plan are written: a fixed number of statements, however many lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from localplan.toolkit import clock
from localplan.toolkit.bulk import copy_in, set_each

from ..facts import Registered
from ..history import Did, record
from ..models import Delegation, Identity, Membership, Organisation
from ..posts import DLA_ID, Kind, Level
from ..register import Known, Line, Outcome
from ..register.planning import DETAILS

_NAMES = ("kind", "code", "name", "full_name", "name_en")
_OF_A_NEW_ONE = (
    "id",
    "level",
    *_NAMES,
    "parent",
    *DETAILS,
    "opened_on",
    "phone",
    "email",
    "address",
    "absorbed",
    "version",
)
VERB = {
    Outcome.NEW: "registered",
    Outcome.REOPENED: "reopened",
    Outcome.UPGRADED: "upgraded",
    Outcome.MOVED: "moved",
    Outcome.RENAMED: "renamed",
    Outcome.CORRECTED: "corrected",
    Outcome.CLOSED: "closed",
}
CHANGED = (Outcome.REOPENED, Outcome.UPGRADED, Outcome.MOVED, Outcome.RENAMED, Outcome.CORRECTED)


def known_organisations(ids: Iterable[int] | None = None) -> list[Known]:
    """The register by its latest word (two statements): all of it but DLA, or some. `name_en` goes with the name."""
    bodies = Organisation.objects.exclude(pk=DLA_ID)
    latest = Identity.objects.filter(until_on=None).exclude(organisation=DLA_ID)
    if ids is not None:
        wanted = list(ids)
        bodies, latest = bodies.filter(pk__in=wanted), latest.filter(organisation__in=wanted)
    names = {row[0]: row[1:] for row in latest.values_list("organisation_id", "id", "from_on", *_NAMES, "parent_id")}
    known = []
    for id, level, closed_on, merged_into, cached_parent, *rest in bodies.values_list(
        "id", "level", "closed_on", "merged_into_id", "parent_id", *_NAMES, *DETAILS
    ):
        identity, from_on, *called, parent = names.get(id, (None, None, *rest[: len(_NAMES)], cached_parent))
        kind, code, name, full_name, name_en = called
        subdistrict_code, latitude, longitude, area_km2 = rest[len(_NAMES) :]
        known.append(
            Known(
                id=id,
                level=Level(level),
                kind=Kind(kind),
                code=code,
                name=name,
                full_name=full_name,
                name_en=name_en,
                parent=parent,
                subdistrict_code=subdistrict_code,
                latitude=latitude,
                longitude=longitude,
                area_km2=area_km2,
                from_on=from_on,
                identity_id=identity,
                closed_on=closed_on,
                merged=merged_into is not None,
            )
        )
    return known


def write_lines(
    lines: Sequence[Line],
    *,
    effective_on: dt.date,
    by: Membership,
    reason: str = "",
    merged_into: Organisation | None = None,
) -> None:
    """Write what the lines say and record it. Called inside an action that holds the locks and has asked the rules."""
    new = [line for line in lines if line.outcome == Outcome.NEW]
    closed = [line for line in lines if line.outcome == Outcome.CLOSED]
    changed = [line for line in lines if line.outcome in CHANGED]
    if closed:
        _close(closed, effective_on, by, merged_into)
    if changed:
        _change(changed, effective_on, by)
    if new:
        _make(new, effective_on, by)
    for outcome, verb in VERB.items():
        acts = [_did(line, effective_on, merged_into) for line in lines if line.outcome == outcome]
        if acts:
            record(by, "merged" if merged_into and outcome == Outcome.CLOSED else verb, acts, reason=reason)


def _close(lines: Sequence[Line], effective_on: dt.date, by: Membership, merged_into: Organisation | None) -> None:
    """The last day is the one before; posts end with it, and so do delegations. The rows stay for ever."""
    ids, last_day = [line.id for line in lines], effective_on - dt.timedelta(days=1)
    Organisation.objects.filter(pk__in=ids).update(closed_on=effective_on, merged_into=merged_into)
    Identity.objects.filter(organisation__in=ids, until_on=None).update(until_on=last_day)
    posts = list(Membership.objects.filter(organisation__in=ids).ending_on_or_after(effective_on).for_listing())
    if posts:
        why = _("the organisation was closed")
        Membership.objects.filter(pk__in=[post.pk for post in posts]).update(
            until_on=Greatest(F("from_on"), Value(last_day)), ended_reason=why, version=F("version") + 1
        )
        before_after = [({"until_on": post.until_on}, {"until_on": max(post.from_on, last_day)}) for post in posts]
        acts = [
            Did(post, post.organisation_id, before=before, after=after)
            for post, (before, after) in zip(posts, before_after, strict=True)
        ]
        record(by, "ended", acts, reason=why)
    letters = Delegation.objects.filter(Q(giver__in=ids) | Q(taker__in=ids), until_on__gte=effective_on)
    letters.filter(Q(revoked_on=None) | Q(revoked_on__gt=effective_on)).update(
        revoked_on=effective_on, version=F("version") + 1
    )


def _change(lines: Sequence[Line], effective_on: dt.date, by: Membership) -> None:
    reopened = [line.id for line in lines if line.outcome == Outcome.REOPENED]
    if reopened:  # the code comes with the name; until then the old one may be another's
        Organisation.objects.filter(pk__in=reopened).update(closed_on=None, code="")
    set_each(
        Organisation,
        DETAILS,
        [(line.id, *_values(line, DETAILS)) for line in lines if any(name in line.after for name in DETAILS)],
    )
    anew = [line for line in lines if _begins_a_period(line, effective_on)]
    mended = [line for line in lines if not _begins_a_period(line, effective_on) and _mends_its_period(line)]
    Identity.objects.filter(
        pk__in=[line.known.identity_id for line in anew if line.known and line.known.identity_id]
    ).update(until_on=effective_on - dt.timedelta(days=1))
    set_each(
        Identity,
        (*_NAMES, "parent"),
        [(line.known.identity_id, *_values(line, (*_NAMES, "parent"))) for line in mended if line.known],
    )
    if anew:
        _begin([(line, effective_on) for line in anew], by)
    if anew or mended:
        apply_names(clock.today(), [line.id for line in (*anew, *mended)])


def _begins_a_period(line: Line, effective_on: dt.date) -> bool:
    """A change on the very day of the one before sets that one right; any later one begins a period of its own."""
    if line.outcome == Outcome.REOPENED:
        return True
    return line.is_dated and line.known is not None and line.known.from_on != effective_on


def _mends_its_period(line: Line) -> bool:
    return line.is_dated or "name_en" in line.after


def _make(lines: Sequence[Line], effective_on: dt.date, by: Membership) -> None:
    held = set()
    if effective_on > clock.today():  # a code may still be another's until the day comes
        codes = [line.wanted.code for line in lines if line.wanted and line.wanted.code]
        held = set(Organisation.objects.filter(closed_on=None, code__in=codes).values_list("code", flat=True))
    copy_in(Organisation, _OF_A_NEW_ONE, (_new_one(line, effective_on, held) for line in lines))
    _begin([(line, None if line.first else effective_on) for line in lines], by)


def _new_one(line: Line, effective_on: dt.date, held: set[str]) -> tuple[Any, ...]:
    body = _wanted(line)
    code = "" if body.code in held else body.code
    called = (body.kind.value, code, body.name, body.full_name, body.name_en, line.parent)
    details = (body.subdistrict_code, body.latitude, body.longitude, body.area_km2)
    opened_on = None if line.first else effective_on
    return (line.id, body.level.value, *called, *details, opened_on, "", "", "", [], 1)


def _begin(lines: Iterable[tuple[Line, dt.date | None]], by: Membership) -> None:
    """Begin a period of each body, on its day."""
    names, moment = (*_NAMES, "parent"), clock.now()
    copy_in(
        Identity,
        ("organisation", *names, "from_on", "by", "recorded_at"),
        ((line.id, *_values(line, names), from_on, by.pk, moment) for line, from_on in lines),
    )


def _wanted(line: Line) -> Registered:
    assert line.wanted is not None
    return line.wanted


def _values(line: Line, names: Iterable[str]) -> tuple[Any, ...]:
    """What the fields of a body become."""
    if line.known is None:
        body = _wanted(line)
        return tuple(line.parent if name == "parent" else getattr(body, name) for name in names)
    return tuple(line.after.get(name, getattr(line.known, name)) for name in names)


def _did(line: Line, effective_on: dt.date, merged_into: Organisation | None) -> Did:
    before, after = dict(line.before), dict(line.after)
    if line.outcome == Outcome.CLOSED:
        before, after = {"closed_on": None}, {"closed_on": effective_on}
        if merged_into is not None:
            after["merged_into"] = merged_into.pk
    elif line.outcome == Outcome.NEW:
        body = _wanted(line)
        after = {"kind": body.kind, "code": body.code, "full_name": body.full_name, "parent": line.parent}
        if not line.first:
            after["opened_on"] = effective_on
    elif line.is_dated:
        after["from_on"] = effective_on
    return Did(Organisation(id=line.id), line.id, before=before, after=after, label=line.short_name)


def apply_names(day: dt.date, ids: Iterable[int] | None = None) -> int:
    """Make the cached names those of the identities in force on `day`. Returns how many changed."""
    due = Identity.objects.on(day).exclude(organisation=DLA_ID)
    if ids is not None:
        due = due.filter(organisation__in=list(ids))
    differing = ~Q(parent=F("organisation__parent"))
    for name in _NAMES:
        differing |= ~Q(**{name: F(f"organisation__{name}")})
    rows = list(
        due.filter(differing).values_list("organisation_id", *_NAMES, "parent_id", "organisation__code", named=True)
    )
    recoded = [row.organisation_id for row in rows if row.code != row.organisation__code]
    if recoded:  # two that exchange their codes would otherwise meet halfway
        Organisation.objects.filter(pk__in=recoded).update(code="")
    set_each(Organisation, (*_NAMES, "parent"), [tuple(row)[:-1] for row in rows])
    return len(rows)


def absorb(day: dt.date) -> None:
    """Let successors read the rows of those merged into them, once the day of the merger has come."""
    mergers = Organisation.objects.exclude(merged_into=None).filter(closed_on__lte=day).order_by("closed_on", "id")
    pairs = list(mergers.values_list("id", "merged_into_id"))
    bodies = {row.pk: row for row in Organisation.objects.filter(pk__in={id for pair in pairs for id in pair})}
    touched = set()
    for former, successor in pairs:
        ids = {former, *bodies[former].absorbed} - set(bodies[successor].absorbed)
        if ids:
            bodies[successor].absorbed = sorted({*bodies[successor].absorbed, *ids})
            touched.add(successor)
    Organisation.objects.bulk_update([bodies[id] for id in sorted(touched)], ["absorbed"])
