"""Words for asking about plans, editions and projects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Self

from django.db.models import Count, F, OuterRef, Q, Subquery

from localplan.organisations.queries import Scoped

#: Kinds of projects whose money is the LAO's own.
OWN_KINDS = ("own", "subsidy")


class PlanQuerySet(Scoped):
    def covering(self, year: int) -> Self:
        """Plans whose span holds the fiscal year, the one that starts last first."""
        return self.filter(first_year__lte=year, last_year__gte=year).order_by("-first_year")

    def lock(self, pk: int) -> Any:
        """The plan's row, locked until the transaction ends: every writer of the plan waits."""
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)


class EditionQuerySet(Scoped):
    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def confirmed(self) -> Self:
        return self.standing().filter(confirmed_at__isnull=False)

    def open(self) -> Self:
        return self.standing().filter(confirmed_at=None)

    def latest_of(self, plan: Any) -> Any:
        """The last of the plan's chain: the draft, or the amendment that is open, or the last confirmed."""
        return self.standing().select_related("plan", "organisation").filter(plan=plan).latest("sequence")

    def with_counts(self) -> Self:
        """With `rows`: how many projects the edition wrote; and who confirmed it, what is stored."""
        return self.select_related("confirmed_by__user", "official_pdf", "canonical", "notice").annotate(
            rows=Count("revisions")
        )

    def in_force(self, year: int, day: dt.date) -> Self:
        """Of the plans covering the year the one that starts last; of it the latest edition promulgated by `day`."""
        return (
            self.confirmed()
            .filter(plan__first_year__lte=year, plan__last_year__gte=year, promulgated_on__lte=day)
            .order_by("-plan__first_year", "-sequence")
        )


class ProjectQuerySet(Scoped):
    pass


class RevisionQuerySet(Scoped):
    def latest_up_to(self, edition: Any) -> Self:
        """Each project's latest revision up to the edition's place in the chain, withdrawn ones too."""
        if edition.sequence == 0:
            return self.filter(edition_id=edition.pk)  # nothing came before it
        latest = (
            self.model._default_manager.filter(project_id=OuterRef("project_id"), edition__plan_id=edition.plan_id)
            .filter(Q(edition_id=edition.pk) | Q(edition__withdrawn_at=None, edition__sequence__lt=edition.sequence))
            .order_by("-edition__sequence")
            .values("pk")[:1]
        )
        return self.filter(project__plan_id=edition.plan_id, pk=Subquery(latest))

    def as_of_edition(self, edition: Any) -> Self:
        """Every project as the edition has it, the withdrawn left out."""
        return self.latest_up_to(edition).filter(withdrawn=False)

    def latest_of(self, edition: Any, projects: Sequence[int]) -> Self:
        """These projects as the edition has them, withdrawn ones too."""
        return self.latest_up_to(edition).filter(project_id__in=projects)

    def own(self) -> Self:
        """The rows of ผ.02: community and beyond-capacity rows never enter the LAO's own totals."""
        return self.filter(kind__in=OWN_KINDS)

    def in_order(self) -> Self:
        """As the printed form has them: strategy, tactic, programme, number."""
        return self.order_by(
            F("tactic__strategy__number").asc(nulls_last=True),
            F("tactic__number").asc(nulls_last=True),
            F("programme__number").asc(nulls_last=True),
            F("number").asc(nulls_last=True),
            "project_id",
        )

    def for_listing(self) -> Self:
        related = self.select_related("tactic__strategy__serves", "programme", "edition")
        return related.prefetch_related("amounts").in_order()
