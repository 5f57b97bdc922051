"""Saving that may be tried again: after a lost answer the same key gets the same answer, nothing is written twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from localplan.organisations.access import Do, require
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock

from ..facts import ProjectRow
from ..models import Edition, SavedKey
from ..sent import as_sent
from .saving import save_projects

#: A browser that was offline over a long weekend still finds its answer.
KEPT_DAYS = 7


def once(owner: Organisation, key: str, act: Callable[[], Any], *, by: Membership) -> Any:
    """Do `act` and keep its answer (plain JSON) under the key; a key that is known gets its first answer.

    Of two tries at once the second finds the key taken when it ends: what it did is undone and it gets the first's
    answer. What `act` raises is raised, and nothing is kept.
    """
    require(by, Do.RECORD, owner)
    kept = SavedKey.objects.filter(organisation=owner, key=key).values_list("answer", flat=True)
    answer = kept.first()
    if answer is not None:
        return answer
    try:
        with transaction.atomic():
            answer = act()
            SavedKey.objects.create(organisation=owner, key=key, answer=answer, at=clock.now())
    except IntegrityError:
        answer = kept.first()
        if answer is None:
            raise
    return answer


def save_once(edition: Edition, told: Sequence[ProjectRow], *, key: str, by: Membership) -> list[dict[str, Any]]:
    """Save rows, all or none; for each the project, its version and its values as they travel.

    Raises what save_projects raises; only a save that succeeded is kept under its key.
    """

    def save() -> list[dict[str, Any]]:
        saved = save_projects(edition, told, by=by)
        return [{"project": row.project, "version": row.version, "values": as_sent(row.values)} for row in saved]

    answer: list[dict[str, Any]] = once(edition.organisation, key, save, by=by)
    return answer


def forget_old_keys() -> int:
    """Throw away keys nobody will try again; returns how many."""
    return SavedKey.objects.filter(at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS)).delete()[0]
