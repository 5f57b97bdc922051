"""An edition as it reads: its rows in order, totals by year, repeated rows, the data of its prints and hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from localplan.strategy.models import Programme

from .facts import FIELDS, amount_field
from .models import Edition, ProjectRevision
from .queries import OWN_KINDS

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
        return [row for row in self.rows if row.revision.kind in OWN_KINDS]

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


def values_of(revision: ProjectRevision, years: Sequence[int]) -> dict[str, Any]:
    """A revision as rows speak of it: FIELDS and y<year>, a blank amount as None. Needs amounts prefetched."""
    amounts = {amount.year: amount.amount for amount in revision.amounts.all()}
    return {name: getattr(revision, name) for name in FIELDS} | {amount_field(y): amounts.get(y) for y in years}


def _likeness(revision: ProjectRevision) -> tuple[Any, ...]:
    """What makes two rows the same to a reader: name, programme, tactic and place."""
    name = " ".join(revision.name.split())
    return (revision.kind, name, revision.programme_id, revision.tactic_id, " ".join(revision.place.split()))


@dataclass(frozen=True)
class Comparison:
    """One project an amendment touched: what it was (None: new) and what it is (None: withdrawn), field by field."""

    now: ProjectRevision
    kind: str  # new, changed, withdrawn, restored
    cells: list[tuple[str, Any, Any]]


def compare_with_before(edition: Edition) -> list[Comparison]:
    """What an edition changed against the one before it in the chain, in the order of the plan."""
    years = edition.plan.years
    touched = list(edition.revisions.for_listing())
    earlier = Edition.objects.standing().filter(plan_id=edition.plan_id, sequence__lt=edition.sequence)
    before_it = earlier.order_by("-sequence").first()
    was: dict[int, ProjectRevision] = {}
    if before_it is not None:
        ids = [row.project_id for row in touched]
        was = {row.project_id: row for row in ProjectRevision.objects.latest_of(before_it, ids).for_listing()}
    found = []
    for now in touched:
        then = was.get(now.project_id)
        old = shown_values(then, years) if then else {}
        new = shown_values(now, years)
        cells = [(name, old.get(name), new.get(name)) for name in {**old, **new} if old.get(name) != new.get(name)]
        if now.withdrawn:
            if then is not None and not then.withdrawn:
                found.append(Comparison(now, "withdrawn", []))
        elif then is None:
            found.append(Comparison(now, "new", cells))
        elif then.withdrawn:
            found.append(Comparison(now, "restored", cells))
        elif cells:
            found.append(Comparison(now, "changed", cells))
    return found


def shown_values(revision: ProjectRevision, years: Sequence[int]) -> dict[str, Any]:
    """A revision by the words of its fields, choices in words, blanks left out."""
    values = values_of(revision, years)
    values |= {
        "tactic_id": str(revision.tactic or ""),
        "programme_id": str(revision.programme or ""),
        "kind": str(revision.get_kind_display()),
    }
    return {label_of(name): value for name, value in values.items() if value not in (None, "")}


def label_of(name: str) -> str:
    """The words of a field of a row, y<year> too."""
    if name in FIELDS:
        return str(ProjectRevision._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]
    return _("Budget %(year)s") % {"year": name[1:]}
