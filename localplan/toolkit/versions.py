"""Two people, one record: changes to different fields merge, the same field is shown side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .problems import Conflict, Problem, Stale

_NOTHING = object()


def conflicts_between(
    before: Mapping[str, Any],
    yours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    labels: Mapping[str, str | Promise] | None = None,
) -> list[Conflict]:
    """The fields of `yours` that both changed since `before`, to different values."""
    named = labels or {}
    found = []
    for name, mine in yours.items():
        if name not in theirs:
            continue
        base, other = before.get(name, _NOTHING), theirs[name]
        # A field that `before` does not know counts as changed by both: nothing is overwritten unseen.
        if mine != other and mine != base and other != base:
            found.append(Conflict(name, named.get(name, name), None if base is _NOTHING else base, mine, other))
    return found


def merge(
    before: Mapping[str, Any],
    yours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    labels: Mapping[str, str | Promise] | None = None,
) -> dict[str, Any]:
    """The values to store: `theirs` with your changes. Raises Stale where both changed one field differently.

    `before` is what the form showed when it was opened, `yours` what came back, `theirs` the row as it is now
    (read under its lock). Fields of `yours` alone are taken as they are.
    """
    conflicts = conflicts_between(before, yours, theirs, labels)
    if conflicts:
        raise Stale(
            [
                Problem(
                    rule="nobody_changed_it_meanwhile",
                    message=_("Somebody else changed “%(label)s” while you were typing. Choose which value is right."),
                    params={"label": conflict.label},
                    field=conflict.field,
                )
                for conflict in conflicts
            ],
            conflicts,
        )
    merged = dict(theirs)
    for name, mine in yours.items():
        if name not in theirs or mine != before.get(name, _NOTHING):
            merged[name] = mine
    return merged
