"""What the verbs share: told rows laid beside the rows that are there, checked together, written in one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from localplan.organisations.history import Did, record
from localplan.organisations.models import Delegation, Membership
from localplan.toolkit.bulk import set_each
from localplan.toolkit.problems import Findings
from localplan.toolkit.versions import merge

from .. import rules


@dataclass
class Planned:
    """One told row: the row it is about (None: a new one) and the values it will have."""

    fact: Any
    row: Any
    before: dict[str, Any]
    values: dict[str, Any]

    @property
    def differs(self) -> dict[str, Any]:
        return {name: value for name, value in self.values.items() if self.before.get(name) != value}


@dataclass
class Counts:
    """What came of a batch."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass
class Saved:
    """The rows in the order told, and how many were new, changed or left alone."""

    rows: list[Any] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


def plan_rows(
    told: Sequence[Any],
    there: Iterable[Any],
    *,
    values_of: Callable[[Any], dict[str, Any]],
    group_of: Callable[[Any], int],
    group_told: Callable[[Any], int],
    findings: Findings,
) -> list[Planned]:
    """Lay what was told beside what is there. Numbers and names are checked as they will be in the end.

    Raises Stale when somebody else changed the same field of the one row told.
    """
    by_id = {row.pk: row for row in there}
    planned = []
    for fact in told:
        row = by_id.get(fact.id) if fact.id is not None else None
        if fact.id is not None and row is None:
            findings.add(rules.row_is_of_this_span([fact.id], there=by_id, field="name"), row=fact.row)
            continue
        wanted = {name: value for name, value in fact.wanted().items() if name != "number" or value is not None}
        before = values_of(row) if row is not None else {}
        if row is None:
            values = {"number": None, **wanted}
        elif fact.seen is None:
            values = {**before, **wanted}
        else:
            labels = {f.name: f.verbose_name for f in row._meta.fields}  # type: ignore[union-attr]
            values = merge(fact.seen, wanted, before, labels)
        planned.append(Planned(fact, row, before, values))
    _check_family(planned, by_id, group_of, group_told, findings)
    return planned


def _check_family(
    planned: list[Planned],
    by_id: Mapping[int, Any],
    group_of: Callable[[Any], int],
    group_told: Callable[[Any], int],
    findings: Findings,
) -> None:
    touched = {plan.row.pk for plan in planned if plan.row is not None}
    numbers: dict[int, dict[int, str]] = {}
    names: dict[int, set[str]] = {}
    for row in by_id.values():
        if row.pk not in touched:
            numbers.setdefault(group_of(row), {})[row.number] = row.name
            names.setdefault(group_of(row), set()).add(row.name)
    for numbered in (True, False):  # those with a number first, so that the others get what is left
        for plan in planned:
            if (plan.values["number"] is not None) != numbered:
                continue
            group = group_of(plan.row) if plan.row is not None else group_told(plan.fact)
            taken = numbers.setdefault(group, {})
            if not numbered:
                plan.values["number"] = max(taken, default=0) + 1
            number, name = plan.values["number"], plan.values["name"]
            findings.add(rules.number_is_free(number, name, taken=taken), row=plan.fact.row)
            findings.add(rules.name_is_given_once(name, taken=names.get(group, set())), row=plan.fact.row)
            taken[number] = name
            names.setdefault(group, set()).add(name)


def write_rows(
    model: type[models.Model],
    planned: Sequence[Planned],
    *,
    columns: Mapping[str, str],
    make: Callable[[Planned], models.Model],
) -> Saved:
    """Make the new rows and change the others, two statements in all. `columns`: value → attribute of the row."""
    new = [plan for plan in planned if plan.row is None]
    for plan, row in zip(new, model._default_manager.bulk_create([make(plan) for plan in new]), strict=True):
        plan.row = row
    changed = [plan for plan in planned if plan.before and plan.differs]
    for plan in changed:
        for name, attribute in columns.items():
            setattr(plan.row, attribute, plan.values[name])
        plan.row.version += 1
    rows = [(plan.row.pk, *(plan.values[name] for name in columns), plan.row.version) for plan in changed]
    set_each(model, [*columns, "version"], rows)
    counts = Counts(len(new), len(changed), len(planned) - len(new) - len(changed))
    return Saved([plan.row for plan in planned], counts)


def record_rows(
    by: Membership,
    verb: str,
    planned: Sequence[Planned],
    organisation_id: int,
    *,
    under: Delegation | None = None,
    reason: str = "",
    words: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> None:
    """Tell the history what is different now. `words` puts ids into words."""
    done = []
    for plan in planned:
        if plan.differs:
            before = {name: plan.before[name] for name in plan.differs if name in plan.before}
            done.append(Did(plan.row, organisation_id, before=words(before), after=words(plan.differs)))
    if done:
        record(by, verb, done, under=under, reason=reason)


def renumbered(there: Sequence[Any], numbers: Mapping[int, int], findings: Findings) -> list[Planned]:
    """The rows that get another number; `numbers`: id → number. All brothers and sisters are given in `there`."""
    findings.add(rules.row_is_of_this_span(numbers, there={row.pk for row in there}, field="number"))
    taken: dict[int, str] = {}
    planned = []
    for row in there:
        number = numbers.get(row.pk, row.number)
        findings.add(rules.number_is_free(number, row.name, taken=taken))
        taken[number] = row.name
        if number != row.number:
            planned.append(Planned(None, row, {"number": row.number}, {"number": number}))
    return planned
