"""What was done to a project, in words: fields by their names, choices by theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from localplan.organisations.history import Act, Difference
from localplan.organisations.history import tell as tell_acts
from localplan.organisations.models import Change
from localplan.strategy.models import Programme, Tactic

from .facts import FIELDS
from .models import Edition, Plan, ProjectRevision
from .reading import label_of


def tell(changes: Iterable[Change], plan: Plan) -> list[Act]:
    """The acts on one project; three statements more, however many there are."""
    names = {
        "tactic_id": {t.pk: str(t) for t in Tactic.objects.filter(strategy__direction=plan.direction_id)},
        "programme_id": {p.pk: str(p) for p in Programme.objects.filter(direction=plan.direction_id)},
        "edition": {e.pk: str(e) for e in Edition.objects.filter(plan=plan)},
        "kind": {str(kind): str(label) for kind, label in ProjectRevision.Kind.choices},
    }
    return [replace(act, differences=[_put(d, names) for d in act.differences]) for act in tell_acts(changes)]


def _put(told: Difference, names: dict[str, dict[Any, str]]) -> Difference:
    """A field of the row under its own name; money as money."""
    field = told.label
    if field == "edition":
        return Difference(_("Edition"), None, names["edition"].get(told.after, told.after))
    if field in FIELDS:
        shown = names.get(field, {})
        return Difference(label_of(field), shown.get(told.before, told.before), shown.get(told.after, told.after))
    if field[:1] == "y" and field[1:].isdigit():
        return Difference(label_of(field), _money(told.before), _money(told.after))
    return told


def _money(kept: Any) -> Decimal | None:
    return Decimal(kept) if isinstance(kept, str) else None
