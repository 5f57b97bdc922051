"""Keeping the dated lists of classification: the department loads them from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from localplan.organisations.access import Do, require
from localplan.organisations.history import Did, record
from localplan.organisations.models import Membership
from localplan.toolkit.problems import Findings

from .. import rules
from ..facts import CodeFact
from ..models import Classification

_KEPT = ("depth", "name", "name_en", "develops", "capital", "last_year")


@dataclass(frozen=True)
class Loaded:
    """How many codes were new, changed, as they were."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def load_classification(told: Sequence[CodeFact], *, by: Membership) -> Loaded:
    """Take a list over: codes are added, renamed or ended, all or none; none is removed. The same file changes nothing.

    A code is known by tree, code and first year. Raises Refused with every row that does not fit.
    """
    require(by, Do.CALENDAR, by.organisation)
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{Classification._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
    known = {(row.tree, row.code, row.first_year): row for row in Classification.objects.select_related("parent")}
    findings = Findings()
    findings.add(rules.dla_keeps_the_lists(level=by.organisation.level))
    _judge(told, known, findings)
    findings.settle()
    created = changed = 0
    done = []
    for fact in sorted(told, key=lambda fact: fact.depth):
        row = known.get((fact.tree, fact.code, fact.first_year))
        parent = _parent_of(fact, known)
        wanted = {name: getattr(fact, name) for name in _KEPT} | {"parent": parent}
        if row is None:
            key = {"tree": fact.tree, "code": fact.code, "first_year": fact.first_year}
            known[fact.tree, fact.code, fact.first_year] = made = Classification.objects.create(**key, **wanted)
            done.append(Did(made, by.organisation_id, after={"name": fact.name, "first_year": fact.first_year}))
            created += 1
            continue
        before = {name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value}
        if before:
            for name in before:
                setattr(row, name, wanted[name])
            row.save(update_fields=list(before))
            done.append(Did(row, by.organisation_id, before=before, after={name: wanted[name] for name in before}))
            changed += 1
    record(by, "classification_loaded", done)
    return Loaded(created, changed, len(told) - created - changed)


_Known = dict[tuple[str, str, int], Classification]


def _judge(told: Sequence[CodeFact], known: _Known, findings: Findings) -> None:
    """Every row beside what will be in force once all rows are: those of the file, and those it does not name."""
    named = {(fact.tree, fact.code, fact.first_year) for fact in told}
    periods: dict[tuple[str, str], list[rules.Years]] = {}
    depths: dict[tuple[str, str], int] = {}
    for (tree, code, first), row in known.items():
        if (tree, code, first) not in named:
            periods.setdefault((tree, code), []).append((first, row.last_year))
        depths[tree, code] = row.depth
    for fact in told:
        periods.setdefault((fact.tree, fact.code), []).append((fact.first_year, fact.last_year))
        depths[fact.tree, fact.code] = fact.depth
    for fact in told:
        years = fact.first_year, fact.last_year
        others = list(periods[fact.tree, fact.code])
        others.remove(years)
        above = fact.tree, fact.parent
        findings.add(rules.years_of_a_code_are_in_order(years), row=fact.row)
        findings.add(rules.code_stands_once_in_a_year(years, others=others), row=fact.row)
        findings.add(
            rules.code_has_its_parent(
                fact.depth,
                parent=fact.parent,
                parent_depth=depths.get(above),
                years=years,
                parent_years=periods.get(above, []),
            ),
            row=fact.row,
        )


def _parent_of(fact: CodeFact, known: _Known) -> Classification | None:
    if not fact.parent:
        return None
    return next(
        row
        for (tree, code, first), row in known.items()
        if (tree, code) == (fact.tree, fact.parent)
        and first <= fact.first_year
        and (row.last_year is None or fact.first_year <= row.last_year)
    )
