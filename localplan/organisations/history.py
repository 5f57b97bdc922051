"""Who did: every action ends here, in its own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from localplan.toolkit import clock
from localplan.toolkit.problems import Problem

from .models import Access, Change, Delegation, Membership, Organisation

#: The words of the history for each verb.
VERBS = {
    "registered": _("registered"),
    "renamed": _("renamed"),
    "upgraded": _("upgraded"),
    "moved": _("moved to another office"),
    "corrected": _("corrected"),
    "merged": _("merged"),
    "closed": _("closed"),
    "appointed": _("appointed"),
    "handed_over": _("handed over"),
    "ended": _("ended"),
    "delegated": _("delegated entry"),
    "revoked": _("revoked"),
    "link_made": _("made a link to set a password"),
    "password_set": _("set the password"),
    "day_moved": _("moved the day"),
}


@dataclass(frozen=True)
class Did:
    """One record as it was touched: `before` and `after` hold only the fields that differ."""

    record: models.Model
    organisation_id: int
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


def plain(value: Any) -> Any:
    """A value as JSON keeps it: money and dates as text, a record by its id."""
    if isinstance(value, Decimal | dt.date | dt.datetime):
        return str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value


def record(
    by: Membership | None,
    verb: str,
    done: Iterable[Did],
    *,
    under: Delegation | None = None,
    reason: str = "",
    excuses: Sequence[tuple[Problem, str]] = (),
) -> None:
    """Write one Change for each record touched, in two statements at most however many there are."""
    assert verb in VERBS, verb
    moment = clock.now()
    why = "\n".join([reason, *(f"{problem.rule}: {excuse}" for problem, excuse in excuses)]).strip()
    Change.objects.bulk_create(
        (
            Change(
                at=moment,
                by=by,
                organisation_id=act.organisation_id,
                on_behalf_of_id=under.giver_id if under else None,
                verb=verb,
                object_type=act.record._meta.model_name or "",
                object_id=act.record.pk,
                label=(act.label or str(act.record))[:300],
                before={name: plain(value) for name, value in act.before.items()},
                after={name: plain(value) for name, value in act.after.items()},
                reason=why,
            )
            for act in done
        ),
        batch_size=2000,
    )


def record_access(by: Membership, organisation: Organisation, path: str) -> None:
    """Note a page an auditor opened."""
    Access.objects.create(by=by, organisation=organisation, path=path[:300], at=clock.now())


def difference(record_: models.Model, wanted: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of the fields that would change."""
    before = {name: getattr(record_, name) for name, value in wanted.items() if getattr(record_, name) != value}
    return before, {name: wanted[name] for name in before}
