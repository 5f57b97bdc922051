"""Saving that may be tried again: after a lost answer the same key gets the same answer, nothing is written twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from localplan.organisations.access import Do, require
from localplan.organisations.models import Membership
from localplan.toolkit import clock

from ..facts import ProjectRow
from ..models import Edition, SavedKey
from ..sent import as_sent
from .saving import save_projects

#: A browser that was offline over a long weekend still finds its answer.
KEPT_DAYS = 7


def save_once(edition: Edition, told: Sequence[ProjectRow], *, key: str, by: Membership) -> list[dict[str, Any]]:
    """Save rows, all or none; for each the project, its version and its values as they travel.

    Of two tries at once the second finds the key taken when it ends: its save is undone and it gets the first's answer.
    Raises what save_projects raises; only a save that succeeded is kept under its key.
    """
    require(by, Do.RECORD, edition.organisation)
    kept = SavedKey.objects.filter(organisation_id=edition.organisation_id, key=key).values_list("answer", flat=True)
    answer: list[dict[str, Any]] | None = kept.first()
    if answer is not None:
        return answer
    try:
        with transaction.atomic():
            saved = save_projects(edition, told, by=by)
            answer = [{"project": row.project, "version": row.version, "values": as_sent(row.values)} for row in saved]
            SavedKey.objects.create(organisation_id=edition.organisation_id, key=key, answer=answer, at=clock.now())
    except IntegrityError:
        answer = kept.first()
        if answer is None:
            raise
    return answer


def forget_old_keys() -> int:
    """Throw away keys nobody will try again; returns how many."""
    return SavedKey.objects.filter(at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS)).delete()[0]
