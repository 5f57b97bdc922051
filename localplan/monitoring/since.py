"""What changed in the content of a step since it was last accepted, or sent: read from the history of its room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from localplan.calendar.duties import Difference, Duty
from localplan.calendar.models import Submission
from localplan.calendar.states import Life, Verb
from localplan.organisations.history import Act, tell
from localplan.organisations.models import Change, Membership
from localplan.toolkit.columns import as_plain_text

#: Changed records that are named; the rest is counted.
MOST_NAMED = 30
#: Acts that are read to find them: enough for a year's work on one step.
MOST_READ = 2_000


def differences_of(by: Membership, row: Submission, duty: Duty | None) -> list[Difference] | None:
    """What the room itself compares, else record by record from the history; None when it was sent only once."""
    if duty is None:
        return None
    own = list(duty.differences(row.organisation_id, row.deadline.year_id)) if duty.differences else []
    if own:
        return own
    since = last_time(row)
    return list(_since(by, row, duty, since)) if since is not None else None


def last_time(row: Submission) -> dt.datetime | None:
    """When it was last accepted; when it never was, when it was sent the time before; None the first time."""
    handed_in = (Verb.SUBMIT, Verb.DECLARE_NOTHING, Verb.ACCEPT)
    moves = list(row.moves.filter(verb__in=handed_in).order_by("-at", "-id").values_list("verb", "at"))
    if row.life in (Life.SUBMITTED, Life.ACCEPTED):
        moves = moves[1:]  # the move that brought it here
    accepted = [at for verb, at in moves if verb == Verb.ACCEPT]
    sent = [at for verb, at in moves if verb != Verb.ACCEPT]
    return next(iter(accepted or sent), None)


def _since(by: Membership, row: Submission, duty: Duty, moment: dt.datetime) -> Iterator[Difference]:
    kept = apps.all_models.get(duty.owner, {})
    changes = Change.objects.visible_to(by).filter(organisation_id=row.organisation_id, object_type__in=kept)
    acts = tell(changes.filter(at__gt=moment).for_listing().order_by("at", "id")[:MOST_READ])
    records: dict[tuple[str, int], list[Act]] = {}
    for act in acts:
        records.setdefault((act.change.object_type, act.change.object_id), []).append(act)
    for kind, model in kept.items():
        other = _of_other_years(model, [pk for name, pk in records if name == kind], row.deadline.year_id)
        for pk in other:
            del records[kind, pk]
    for told in list(records.values())[:MOST_NAMED]:
        yield _in_one(told)
    if len(records) > MOST_NAMED:
        yield Difference(_("Other changed records"), "", f"{len(records) - MOST_NAMED:,}")


def _of_other_years(model: type[models.Model], ids: list[int], year: int) -> set[int]:
    """Those of the records that say a year which is not this one."""
    try:
        model._meta.get_field("year")
    except FieldDoesNotExist:
        return set()
    rows = model._default_manager.filter(pk__in=ids).exclude(year=year)
    return set(rows.values_list("pk", flat=True))


def _in_one(told: list[Act]) -> Difference:
    """Several acts on one record: as it was before the first, as it is after the last."""
    before: dict[str, str] = {}
    now: dict[str, str] = {}
    for act in told:
        for field in act.differences:
            before.setdefault(field.label, _words(field.before))
            now[field.label] = _words(field.after)
    differing = [label for label in now if before[label] != now[label]]
    verbs = list(dict.fromkeys(str(act.verb) for act in told))
    return Difference(
        told[-1].change.label,
        " · ".join(f"{label}: {before[label]}" for label in differing),
        " · ".join(f"{label}: {now[label]}" for label in differing),
        ", ".join(verbs),
    )


def _words(value: object) -> str:
    return as_plain_text(value) or "–"
