"""An edition as it reads: its rows in order, totals by year, repeated rows, the data of its prints and hash."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from localplan.strategy.models import Programme

from .facts import FIELDS
from .models import Edition, ProjectRevision

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Row:
    """One project of the edition: its revision, amounts of the years that have one, and the rows it repeats."""

    place: int  # 1, 2, 3 … as printed
    revision: ProjectRevision
    amounts: dict[int, Decimal]
    same_as: tuple[int, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)


@dataclass(frozen=True)
class EditionReading:
    """All of one edition, read in a fixed number of statements."""

    edition: Edition
    rows: list[Row]
    programmes_of: dict[int, set[int]] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        return self.edition.plan.years

    @property
    def own_rows(self) -> list[Row]:
        """Community and beyond-capacity rows never enter the LAO's own totals."""
        return [row for row in self.rows if row.revision.kind in ("own", "subsidy")]

    def totals(self, rows: list[Row] | None = None) -> dict[int, tuple[int, Decimal]]:
        """Project-years and baht per fiscal year: a project counts in each year that has an amount above zero."""
        found: dict[int, tuple[int, Decimal]] = dict.fromkeys(self.years, (0, ZERO))
        for row in self.own_rows if rows is None else rows:
            for year, amount in row.amounts.items():
                count, baht = found[year]
                found[year] = (count + (amount > 0), baht + amount)
        return found

    def as_data(self) -> dict[str, Any]:
        """Plain data for the canonical JSON: names in words, amounts as text with two decimals."""
        edition, plan = self.edition, self.edition.plan
        return {
            "form": "po02",
            "organisation": {
                "id": plan.organisation_id,
                "code": edition.organisation.code,
                "name": edition.organisation.full_name,
            },
            "plan": [plan.first_year, plan.last_year],
            "edition": {
                "kind": edition.kind,
                "number": edition.number,
                "year": edition.year,
                "sequence": edition.sequence,
            },
            "promulgated_on": str(edition.promulgated_on or ""),
            "projects": [
                {
                    "project": row.revision.project_id,
                    "strategy": str(row.revision.tactic.strategy) if row.revision.tactic else "",
                    "tactic": str(row.revision.tactic or ""),
                    "programme": str(row.revision.programme or ""),
                    "amounts": {str(year): f"{amount:.2f}" for year, amount in sorted(row.amounts.items())},
                }
                | {name: str(getattr(row.revision, name) or "") for name in FIELDS if not name.endswith("_id")}
                for row in self.rows
            ],
        }


def read_edition(edition: Edition) -> EditionReading:
    """Read an edition whole, in the order of its printed form."""
    revisions = list(ProjectRevision.objects.as_of_edition(edition).for_listing())
    places = {revision.pk: place for place, revision in enumerate(revisions, start=1)}
    repeated: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for revision in revisions:
        repeated[_likeness(revision)].append(places[revision.pk])
    rows = [
        Row(
            places[revision.pk],
            revision,
            {amount.year: amount.amount for amount in revision.amounts.all()},
            tuple(place for place in repeated[_likeness(revision)] if place != places[revision.pk]),
        )
        for revision in revisions
    ]
    programmes_of: dict[int, set[int]] = defaultdict(set)
    uses = Programme.tactics.through.objects.filter(programme__direction_id=edition.plan.direction_id)
    for tactic, programme in uses.values_list("tactic_id", "programme_id"):
        programmes_of[tactic].add(programme)
    return EditionReading(edition, rows, dict(programmes_of))


def _likeness(revision: ProjectRevision) -> tuple[Any, ...]:
    """What makes two rows the same to a reader: name, programme, tactic and place."""
    name = " ".join(revision.name.split())
    return (revision.kind, name, revision.programme_id, revision.tactic_id, " ".join(revision.place.split()))
