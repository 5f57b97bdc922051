"""Saving that may be tried again: after a lost answer the same key gets the same answer, nothing is paid twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from localplan.organisations.access import Do, require
from localplan.organisations.models import Membership, Organisation
from localplan.planning.models import SavedKey
from localplan.toolkit import clock


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
