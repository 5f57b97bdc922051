"""What "full" is made of for the ordinance: counted for many organisations, told item by item for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from localplan.calendar.actions import governing_submission
from localplan.calendar.duties import Completeness, Difference, Duty, Item, one_by_one
from localplan.calendar.states import Life, Verb
from localplan.planning.models import ProjectRevision
from localplan.toolkit.money import format_baht

from .findings import DATES, ZERO, judge_many, lines_of
from .models import BudgetLine, LineEntry, Ordinance, RevenueEstimate
from .plans import OWN, edition_for, judging_day, planned_for

#: What is asked for, in the order of the work. The reasons are asked for once all the rest is there.
ASKED = ("entered", "dates", "document", "lines", "classified", "total", "revenue", "linked", "reasons")
#: Lines named one by one among the differences; the rest are in the sums.
MOST_NAMED = 20
_MOVING = (LineEntry.Kind.TRANSFER, LineEntry.Kind.ABSORBED)


@dataclass
class State:
    """What one LAO's annual ordinance has, in figures."""

    ordinance: Ordinance
    lines: int = 0
    total: Decimal = ZERO
    unclassified: int = 0
    developing: int = 0
    unlinked: int = 0
    revenue: Decimal | None = None
    without_reason: int | None = None

    @property
    def missing_dates(self) -> list[str]:
        one = self.ordinance
        found = [name for name in DATES if getattr(one, name) is None]
        return [name for name in found if name != "approved_on" or not one.deemed_approved]

    def has(self) -> dict[str, bool]:
        """Each thing asked for, there or missing. Without lines nothing that is said of lines is there."""
        one, some = self.ordinance, self.lines > 0
        stated = self.total if one.stated_total is None else one.stated_total
        found = {
            "entered": True,
            "dates": not self.missing_dates,
            "document": one.document_id is not None,
            "lines": some,
            "classified": some and not self.unclassified,
            "total": one.stated_total == self.total,
            "revenue": self.revenue is None or stated <= self.revenue,
            "linked": some and not self.unlinked,
        }
        return found | {"reasons": all(found.values()) and self.without_reason == 0}


def states_of(ids: Iterable[int], year: int) -> dict[int, State]:
    """By organisation, the state of its annual ordinance: the same number of statements however many there are."""
    rows = Ordinance.objects.filter(organisation_id__in=list(ids), year_id=year, kind=Ordinance.Kind.ANNUAL)
    by_pk = {one.pk: State(one) for one in rows.select_related("organisation")}
    lines = BudgetLine.objects.standing().filter(ordinance__in=by_pk).order_by()
    counted = lines.values("ordinance_id").annotate(
        number=Count("pk"),
        sum=Sum("budget"),
        unclassified=Count("pk", filter=Q(work=None) | Q(category=None)),
        developing=Count("pk", filter=Q(development=True)),
        unlinked=Count("pk", filter=Q(development=True, project=None)),
    )
    for row in counted:
        state = by_pk[row["ordinance_id"]]
        state.lines, state.total, state.unclassified = row["number"], row["sum"], row["unclassified"]
        state.developing, state.unlinked = row["developing"], row["unlinked"]
    moved = LineEntry.objects.filter(line__ordinance__in=by_pk, kind__in=_MOVING).values_list("line__ordinance")
    for ordinance, amount in moved.annotate(sum=Sum("amount")).order_by():
        by_pk[ordinance].total -= amount
    estimates = RevenueEstimate.objects.filter(ordinance__in=by_pk).values_list("ordinance")
    for ordinance, amount in estimates.annotate(sum=Sum("amount")).order_by():
        by_pk[ordinance].revenue = amount
    nearly = [state.ordinance for state in by_pk.values() if list(state.has().values()).count(False) == 1]
    for pk, judged in judge_many(nearly).items() if nearly else ():
        by_pk[pk].without_reason = len(judged.without_reason)
    return {state.ordinance.organisation_id: state for state in by_pk.values()}


def count(ids: Iterable[int], year: int) -> Mapping[int, Completeness]:
    """n of m of many LAOs; those without an ordinance for the year are left out."""
    return {lao: Completeness(sum(state.has().values()), len(ASKED)) for lao, state in states_of(ids, year).items()}


def items(lao: int, year: int) -> Completeness:
    """The same for one LAO, each item with figures and the page where it is mended."""
    state = states_of([lao], year).get(lao)
    if state is None:
        label = _("Annual ordinance %(year)s") % {"year": year}
        detail = _("The ordinance is not entered yet.")
        return Completeness(
            0, len(ASKED), (Item("entered", label, False, detail, reverse("ordinance", args=[lao, year])),)
        )
    has = state.has()
    listed = tuple(_item(code, has[code], state) for code in ASKED)
    return Completeness(sum(has.values()), len(ASKED), listed)


def _item(code: str, there: bool, state: State) -> Item:
    args = [state.ordinance.organisation_id, state.ordinance.year_id]
    head, grid, findings = (reverse(name, args=args) for name in ("ordinance", "ordinance-grid", "ordinance-findings"))
    pages = {"lines": grid, "classified": f"{grid}?lack=work", "linked": f"{grid}?lack=project", "reasons": findings}
    labels = {
        "entered": _("Annual ordinance %(year)s") % {"year": state.ordinance.year_id},
        "dates": _("Dates of the ordinance"),
        "document": _("Signed ordinance"),
        "lines": _("Budget lines"),
        "classified": _("Work and category of every line"),
        "total": _("Lines equal the total on paper"),
        "revenue": _("Expenditure within the revenue estimate"),
        "linked": _("Project of every development line"),
        "reasons": _("Reasons for what stands out"),
    }
    return Item(code, labels[code], there, _detail(code, there, state), pages.get(code, head))


def _detail(code: str, there: bool, state: State) -> str:
    """Figures where there are some, whether there or missing."""
    one = state.ordinance
    if code == "lines" and there:
        return ngettext("%(number)s budget line", "%(number)s budget lines", state.lines) % {
            "number": f"{state.lines:,}"
        }
    if code == "total":
        stated = _("not typed") if one.stated_total is None else format_baht(one.stated_total)
        return _("paper %(stated)s, lines %(total)s") % {"stated": stated, "total": format_baht(state.total)}
    if code == "linked" and state.lines:
        linked = state.developing - state.unlinked
        return _("%(linked)s of %(lines)s linked") % {"linked": f"{linked:,}", "lines": f"{state.developing:,}"}
    if there:
        return ""
    if code == "dates":
        names = [str(Ordinance._meta.get_field(name).verbose_name) for name in state.missing_dates]  # type: ignore[union-attr]
        return _("Missing: %(names)s") % {"names": ", ".join(names)}
    if code == "document":
        return _("The signed ordinance is not attached yet.")
    if code == "classified" and state.lines:
        number = state.unclassified
        words = ngettext("%(number)s line without classification", "%(number)s lines without classification", number)
        return words % {"number": f"{number:,}"}
    if code == "revenue":
        return _("The revenue estimate is %(revenue)s.") % {"revenue": format_baht(state.revenue)}
    if code == "reasons":
        if state.without_reason is None:
            return _("Looked at once the rest is there.")
        number = state.without_reason
        words = ngettext("%(number)s finding without a reason", "%(number)s findings without a reason", number)
        return words % {"number": f"{number:,}"}
    return _("There is no line yet.")


def differences(lao: int, year: int) -> list[Difference]:
    """What changed since it was handed in before; and, by programme, where it is not what the plan has for the year."""
    ordinance = Ordinance.objects.filter(organisation_id=lao, year_id=year, kind=Ordinance.Kind.ANNUAL).first()
    if ordinance is None:
        return []
    moment = _handed_in_before(lao, year)
    since = list(_since(ordinance, moment)) if moment is not None else []
    return [*since, *_beside_the_plan(ordinance)]


def _handed_in_before(lao: int, year: int) -> dt.datetime | None:
    """When the step was handed in before what is looked at now: while it waits for a verdict, the time before that."""
    submission = governing_submission(lao, "ordinance", [year])
    if submission is None:
        return None
    moves = submission.moves.filter(verb=Verb.SUBMIT).order_by("-at").values_list("at", flat=True)
    place = 1 if submission.life in (Life.SUBMITTED, Life.ACCEPTED) else 0
    found: dt.datetime | None = moves[place : place + 1].first()
    return found


def _since(ordinance: Ordinance, moment: dt.datetime) -> Iterable[Difference]:
    entries = LineEntry.objects.filter(line__ordinance=ordinance).exclude(kind__in=_MOVING).order_by()
    then = Q(recorded_at__lte=moment)
    gone = Q(kind=LineEntry.Kind.REMOVED)
    rows = entries.values("line_id", "line__number", "line__name").annotate(
        before=Sum("amount", filter=then, default=ZERO),
        now=Sum("amount", default=ZERO),
        was=Count("pk", filter=then),
        was_gone=Count("pk", filter=then & gone),
        is_gone=Count("pk", filter=gone),
    )
    listed = list(rows.order_by("line__number"))
    before = [row for row in listed if row["was"] and not row["was_gone"]]
    now = [row for row in listed if not row["is_gone"]]
    if len(before) != len(now):
        yield Difference(_("Budget lines"), f"{len(before):,}", f"{len(now):,}")
    sums = sum((row["before"] for row in before), ZERO), sum((row["now"] for row in now), ZERO)
    if sums[0] != sums[1]:
        yield Difference(_("Sum of the lines"), format_baht(sums[0]), format_baht(sums[1]))
    changed = [row for row in listed if row["before"] != row["now"]]
    for row in changed[:MOST_NAMED]:
        note = _("line %(number)s") % {"number": row["line__number"]}
        yield Difference(row["line__name"], format_baht(row["before"]), format_baht(row["now"]), note)
    if len(changed) > MOST_NAMED:
        yield Difference(_("Other lines"), "", f"{len(changed) - MOST_NAMED:,}")


def _beside_the_plan(ordinance: Ordinance) -> Iterable[Difference]:
    """Per programme of the plan: what it plans for the year, beside the lines linked to its projects."""
    edition = edition_for(ordinance.organisation_id, ordinance.year_id, judging_day(ordinance))
    if edition is None:
        return
    planned = planned_for(edition, ordinance.year_id)
    rows = ProjectRevision.objects.as_of_edition(edition).filter(kind__in=OWN).in_order()
    programmes = dict(rows.values_list("project_id", "programme__name"))
    drawn: dict[int, Decimal] = {}
    for line in lines_of([ordinance.pk])[ordinance.pk]:
        if line.project is not None:
            drawn[line.project] = drawn.get(line.project, ZERO) + line.amount
    sums: dict[str, tuple[list[Decimal], list[Decimal]]] = {}
    for project, one in planned.items():
        plan, passed = sums.setdefault(programmes.get(project) or _("No programme"), ([], []))
        if one.amount:
            plan.append(one.amount)
        if project in drawn:
            passed.append(drawn[project])
    for name, (plan, passed) in sums.items():
        if (len(plan), sum(plan)) != (len(passed), sum(passed)):
            yield Difference(name, _put(plan), _put(passed), pgettext("difference", "plan → ordinance"))


def _put(amounts: Sequence[Decimal]) -> str:
    words = ngettext("%(number)s project, %(baht)s baht", "%(number)s projects, %(baht)s baht", len(amounts))
    return words % {"number": f"{len(amounts):,}", "baht": format_baht(sum(amounts, ZERO))}


DUTIES = (Duty("ordinance", "budgeting", count, one_by_one(items), "ordinance", differences),)
