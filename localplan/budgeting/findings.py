"""What the rules find in ordinances: all at once, judged by the plan in force on the day the council passed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, Sum

from localplan.planning.models import Edition
from localplan.toolkit.problems import Problem

from . import rules
from .models import BudgetLimit, BudgetLine, Classification, LineEntry, Ordinance, RevenueEstimate
from .plans import judging_editions, planned_by

ZERO = Decimal("0.00")
#: The dates that must be there when the ordinance is handed in; a deemed approval has no day of its own.
DATES = ("passed_on", "approved_on", "promulgated_on", "effective_on")
#: งบ of the classification by object whose share of the budget is limited.
PERSONNEL, SUBSIDIES = "52", "56"


class Line(NamedTuple):
    """A line as it is judged; `amount` is the budget before transfers."""

    pk: int
    ordinance: int
    number: int
    name: str
    development: bool
    project: int | None
    work: int | None
    category: int | None
    amount: Decimal


@dataclass(frozen=True)
class Finding:
    """One thing found: of a line, or of the ordinance itself (number 0). `reason` is the written excuse, or ""."""

    problem: Problem
    line: int | None = None
    number: int = 0
    name: str = ""
    reason: str = ""

    @property
    def rule(self) -> str:
        return self.problem.rule

    @property
    def text(self) -> str:
        return self.problem.text

    @property
    def key(self) -> str:
        """The name of its reason in a form: "37.line_is_not_repeated"."""
        return f"{self.number}.{self.rule}"

    @property
    def excusable(self) -> bool:
        return self.problem.excusable

    @property
    def stands(self) -> bool:
        """It may stand, for a reason was written."""
        return self.excusable and bool(self.reason)


@dataclass(frozen=True)
class Judgement:
    """An ordinance with everything that is asked of it, in figures, and all findings: what blocks first, then by line.

    `edition` is the one it is judged by. `planned`: by project, what that plans for the year; a project that is not in
    it, or has no money that year, is not a key.
    """

    ordinance: Ordinance
    edition: Edition | None
    lines: int = 0
    total: Decimal = ZERO
    developing: int = 0
    linked: int = 0
    classified: int = 0
    revenue: Decimal | None = None
    planned: Mapping[int, Decimal] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def recurrent(self) -> int:
        return self.lines - self.developing

    @property
    def missing(self) -> Decimal | None:
        """What the lines still lack of the total on paper; negative: they are above it. None: no total is typed."""
        stated = self.ordinance.stated_total
        return None if stated is None else stated - self.total

    @property
    def blocking(self) -> list[Finding]:
        return [one for one in self.findings if not one.excusable]

    @property
    def excusable(self) -> list[Finding]:
        return [one for one in self.findings if one.excusable]

    @property
    def without_reason(self) -> list[Finding]:
        return [one for one in self.excusable if not one.stands]

    def of_line(self, pk: int) -> list[Finding]:
        return [one for one in self.findings if one.line == pk]


def judge(ordinance: Ordinance) -> Judgement:
    """All findings of one ordinance."""
    return judge_many([ordinance])[ordinance.pk]


def judge_many(ordinances: Iterable[Ordinance]) -> dict[int, Judgement]:
    """The same for many, by id, in the same number of statements. They need their organisation."""
    listed = list(ordinances)
    ids = [one.pk for one in listed]
    lines = lines_of(ids)
    editions = judging_editions(listed)
    projects = {line.project for rows in lines.values() for line in rows if line.project is not None}
    planned = planned_by(editions.values(), {one.year_id for one in listed}, projects)
    elsewhere = _drawn_elsewhere(listed)
    revenues = _revenues(ids)
    law = _Law.read()
    found = {}
    for one in listed:
        edition = editions.get(one.pk)
        amounts = planned.get((edition.pk, one.year_id), {}) if edition is not None else {}
        rows = lines[one.pk]
        facts = _Facts(one, rows, amounts, elsewhere[one.pk], revenues.get(one.pk), law)
        found[one.pk] = Judgement(
            one,
            edition,
            lines=len(rows),
            total=facts.total,
            developing=sum(line.development for line in rows),
            linked=sum(line.development and line.project is not None for line in rows),
            classified=sum(line.work is not None and line.category is not None for line in rows),
            revenue=facts.revenue,
            planned=amounts,
            findings=tuple(sorted(facts.findings(), key=lambda x: (x.excusable, x.number))),
        )
    return found


def lines_of(ordinances: Collection[int]) -> dict[int, list[Line]]:
    """The standing lines of ordinances in the order of their numbers, amounts before transfers. Two statements."""
    found: dict[int, list[Line]] = {pk: [] for pk in ordinances}
    of_them = BudgetLine.objects.standing().filter(ordinance__in=ordinances)
    moved = transfers_of(of_them)
    columns = ("pk", "ordinance_id", "number", "name", "development", "project_id", "work_id", "category_id", "budget")
    for row in of_them.in_order().values_list(*columns):
        line = Line(*row)
        found[line.ordinance].append(line._replace(amount=line.amount - moved.get(line.pk, ZERO)))
    return found


def transfers_of(lines: Any) -> dict[int, Decimal]:
    """By line of a queryset, what transfers and absorbing moved, signed: its budget less this is what was passed."""
    moving = (LineEntry.Kind.TRANSFER, LineEntry.Kind.ABSORBED)
    rows = LineEntry.objects.filter(line__in=lines.order_by().values("pk"), kind__in=moving)
    return dict(rows.values_list("line").annotate(sum=Sum("amount")).order_by())


def _drawn_elsewhere(ordinances: Iterable[Ordinance]) -> dict[int, dict[int, Decimal]]:
    """By ordinance, what earlier ordinances of its year gave each project already (annual before supplementary)."""
    found: dict[int, dict[int, Decimal]] = {one.pk: {} for one in ordinances}
    later = [one for one in ordinances if one.number]
    if not later:
        return found
    wanted = Q(pk__in=[])
    for one in later:
        wanted |= Q(organisation_id=one.organisation_id, year_id=one.year_id, ordinance__number__lt=one.number)
    rows = BudgetLine.objects.standing().filter(wanted).exclude(project=None)
    named = ("organisation_id", "year_id", "ordinance__number", "project_id", "budget")
    for organisation, year, number, project, budget in rows.values_list(*named):
        for one in later:
            if (one.organisation_id, one.year_id) == (organisation, year) and number < one.number:
                found[one.pk][project] = found[one.pk].get(project, ZERO) + budget
    return found


def _revenues(ordinances: Collection[int]) -> dict[int, Decimal]:
    rows = RevenueEstimate.objects.filter(ordinance__in=ordinances).values_list("ordinance")
    return dict(rows.annotate(sum=Sum("amount")).order_by())


@dataclass(frozen=True)
class _Law:
    """Which งบ each category belongs to, and the limits with their years."""

    part_of: Mapping[int, str]
    limits: list[BudgetLimit]

    @classmethod
    def read(cls) -> _Law:
        tree = Classification.objects.filter(tree=Classification.Tree.OBJECT).order_by("depth")
        part_of: dict[int, str] = {}
        for pk, parent, code in tree.values_list("pk", "parent_id", "code"):
            part_of[pk] = part_of.get(parent, code)
        return cls(part_of, list(BudgetLimit.objects.order_by("kind", "first_year")))

    def percent(self, share: str, kind: str, year: int) -> Decimal | None:
        """The limit of a share in a year; one for the type of LAO goes before one for all."""
        found = None
        for limit in self.limits:
            within = limit.first_year <= year and (limit.last_year is None or year <= limit.last_year)
            if limit.share == share and within and limit.kind in ("", kind):
                found = limit.percent
        return found


@dataclass(frozen=True)
class _Facts:
    """What the rules are told of one ordinance."""

    ordinance: Ordinance
    lines: list[Line]
    planned: Mapping[int, Decimal]
    elsewhere: Mapping[int, Decimal]
    revenue: Decimal | None
    law: _Law

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    def findings(self) -> Iterator[Finding]:
        reasons = {(one["line"], one["rule"]): one["reason"] for one in self.ordinance.excuses}
        for problem in self._of_the_ordinance():
            yield Finding(problem, reason=reasons.get((0, problem.rule), ""))
        for line, problem in self._of_the_lines():
            reason = reasons.get((line.number, problem.rule), "")
            yield Finding(problem, line.pk, line.number, line.name, reason)

    def _of_the_ordinance(self) -> Iterator[Problem]:
        one, total = self.ordinance, self.total
        missing = [name for name in DATES if getattr(one, name) is None]
        yield from rules.ordinance_is_dated([n for n in missing if n != "approved_on" or not one.deemed_approved])
        yield from rules.ordinance_has_its_paper(document=one.document_id)
        yield from rules.ordinance_has_lines(len(self.lines))
        yield from rules.lines_add_up_to_the_paper(one.stated_total, lines=total)
        stated = total if one.stated_total is None else one.stated_total
        yield from rules.expenditure_within_revenue(stated, revenue=self.revenue)
        kind, year = one.organisation.kind, one.year_id
        percent = self.law.percent("personnel", kind, year)
        yield from rules.share_of_personnel_within_limit(self._part(PERSONNEL), total=total, percent=percent)
        percent = self.law.percent("subsidies", kind, year)
        yield from rules.subsidies_within_limit(self._part(SUBSIDIES), revenue=self.revenue or ZERO, percent=percent)

    def _part(self, code: str) -> Decimal:
        return sum((x.amount for x in self.lines if self.law.part_of.get(x.category or 0) == code), ZERO)

    def _of_the_lines(self) -> Iterator[tuple[Line, Problem]]:
        drawn: dict[int, Decimal] = defaultdict(lambda: ZERO, self.elsewhere)
        last: dict[int, int] = {}
        for line in self.lines:
            if line.project is not None:
                drawn[line.project] += line.amount
                last[line.project] = line.pk
        first: dict[tuple[str, int | None, int | None], int] = {}
        for line in self.lines:
            same = first.setdefault((line.name, line.work, line.category), line.number)
            found = [
                *rules.line_is_classified(work=line.work, category=line.category),
                *rules.line_comes_from_the_plan(development=line.development, project=line.project),
                *rules.line_is_not_repeated(same_lines=[same] if same != line.number else []),
            ]
            if line.project is not None:
                planned = self.planned.get(line.project)
                found += rules.line_is_planned_for_the_year(line.amount, project=line.project, planned=planned)
                if last[line.project] == line.pk:  # lines of one project are judged together, at the last of them
                    found += rules.line_within_plan(drawn[line.project], planned=planned)
            yield from ((line, problem) for problem in found)
