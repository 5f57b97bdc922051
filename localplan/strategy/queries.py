"""Words for asking about strategies."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext, gettext_noop

from localplan.organisations.access import offices_above, scope_of
from localplan.organisations.queries import Scoped, within

if TYPE_CHECKING:
    from localplan.organisations.models import Membership, Organisation

    from .facts import Span

#: Names of tables of later rooms that may hang on ours and have no name field of their own.
gettext_noop("plan")


class Spanned(Scoped):
    """Rows that hold for a span of fiscal years (พ.ศ.)."""

    def covering(self, year: int) -> Self:
        """Those whose span holds the fiscal year, the one that starts last first."""
        return self.filter(first_year__lte=year, last_year__gte=year).order_by("-first_year")

    def overlapping(self, span: Span) -> Self:
        return self.filter(first_year__lte=span.last_year, last_year__gte=span.first_year).order_by("-first_year")

    def of(self, organisation_id: int) -> Self:
        """One organisation's, the newest span first."""
        return self.filter(organisation_id=organisation_id).order_by("-first_year")

    def locked(self, pk: int) -> Any:
        """The row, locked until the transaction ends: every writer into the span waits."""
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)


class ProvincialStrategyQuerySet(Spanned):
    def published_to(self, by: Membership) -> Self:
        """Those of one's scope, and the adopted ones of the province above."""
        return self.filter(
            within("organisation_id", scope_of(by)) | Q(organisation_id__in=offices_above(by), adopted_on__isnull=False)
        )

    def adopted(self) -> Self:
        return self.filter(adopted_on__isnull=False)

    def with_issues(self) -> Self:
        return self.select_related("organisation").prefetch_related("issues__goals")

    def with_counts(self) -> Self:
        """With `with_goal`: issues that have a goal."""
        return self.annotate(with_goal=Count("issues", filter=Q(issues__goals__isnull=False), distinct=True))


class DirectionQuerySet(Spanned):
    def with_rows(self) -> Self:
        """The whole list below."""
        return self.select_related("organisation").prefetch_related(*parts())

    def with_strategies(self) -> Self:
        """With their tactics and the issue each serves."""
        from .models import Strategy

        return self.prefetch_related(
            Prefetch("strategies", Strategy.objects.select_related("serves").prefetch_related("tactics"))
        )

    def with_counts(self) -> Self:
        """With `number`, `with_tactic` and `serving`: strategies, those with a tactic, those that serve an issue."""
        return self.annotate(
            number=Count("strategies", distinct=True),
            with_tactic=Count("strategies", filter=Q(strategies__tactics__isnull=False), distinct=True),
            serving=Count("strategies", filter=Q(strategies__serves__isnull=False), distinct=True),
        )


class StrategyQuerySet(Scoped):
    pass


class TacticQuerySet(Scoped):
    pass


class ProgrammeQuerySet(Scoped):
    pass


def parts() -> list[Any]:
    """What is read with a direction: its whole list, in five statements however long it is."""
    from .models import Strategy, Tactic

    strategies = Strategy.objects.select_related("serves").prefetch_related("tactics__programmes")
    tactics = Tactic.objects.select_related("strategy").order_by("strategy__number", "number")
    return [Prefetch("strategies", strategies), Prefetch("programmes__tactics", tactics)]


def offered_issues(organisation: Organisation, span: Span) -> list[Any]:
    """The issues an LAO may serve: of its province's adopted strategies for these years, the newest span first."""
    from .models import ProvincialIssue, ProvincialStrategy

    adopted = ProvincialStrategy.objects.of(organisation.province_id).adopted().overlapping(span)
    rows = ProvincialIssue.objects.filter(strategy__in=adopted).select_related("strategy")
    return list(rows.order_by("-strategy__first_year", "number", "id"))


def uses_of(model: type[models.Model], ids: Collection[int], *, besides: Collection[type] = ()) -> dict[str, int]:
    """What stands on these rows, in words → how many: whatever foreign key protects them, in this room or a later one.

    `besides` are tables that go together with the rows. One statement for each foreign key.
    """
    found: dict[str, int] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many and not relation.concrete):
            continue
        if relation.on_delete is not models.PROTECT or relation.related_model in besides:  # type: ignore[union-attr]
            continue
        user: type[models.Model] = relation.related_model  # type: ignore[assignment]
        number = user._base_manager.filter(**{f"{relation.field.name}__in": list(ids)}).count()  # type: ignore[union-attr]
        if number:
            words = _words_for(user)
            found[words] = found.get(words, 0) + number
    return found


def _words_for(model: type[models.Model]) -> str:
    """A table is called as its rows' names are labelled: project, tactic."""
    named = next((field for field in model._meta.fields if field.name == "name"), None)
    return str(named.verbose_name) if named is not None else gettext(str(model._meta.verbose_name))
