"""What the people of one LAO do for its plans, and the province with them: each verb once, for any story."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from localplan.calendar import actions as calendar
from localplan.calendar.facts import Review, Verdict
from localplan.calendar.models import Submission
from localplan.organisations.models import Membership
from localplan.organisations.posts import Kind
from localplan.planning import actions as planning
from localplan.planning.facts import Amendment, ProjectRow, Promulgation
from localplan.planning.models import Edition, Plan, ProjectRevision
from localplan.planning.queries import RevisionQuerySet
from localplan.strategy import actions as strategy
from localplan.strategy.facts import DirectionFact, ProgrammeFact, Span, StrategyFact, TacticFact
from localplan.strategy.models import Direction, Programme
from localplan.strategy.queries import offered_issues

from .aims import STRATEGIES, chosen_strategies, missions_of, serves, vision_of
from .desk import Desk, scan
from .nation import Place
from .offices import office_of
from .works import draw_works, values_of
from .years import PUBLISHED, Season

#: Projects in a plan, from and to, by the kind of LAO.
SIZES = {
    Kind.PAO: (220, 300),
    Kind.CITY: (160, 220),
    Kind.SPECIAL: (120, 180),
    Kind.TOWN: (80, 150),
    Kind.SUBM: (30, 90),
    Kind.SAO: (20, 60),
}
SMALLEST = 20
#: The first plan an LAO has entered here was half as large.
FIRST_PLAN = 0.5
UNCHANGED = "ทบทวนแล้ว วิสัยทัศน์และยุทธศาสตร์คงเดิม"
MONEY_LATER = "รอยืนยันเงินสนับสนุนจากจังหวัด จะเพิ่มวงเงินเมื่อแก้ไขแผน"
ASK_REOPEN, REOPEN = "พบว่าวงเงินโครงการถนนคลาดเคลื่อน ขอเปิดแก้ไข", "เปิดให้แก้ไขตามที่ขอ และยืนยันใหม่"
#: What provinces find: the item and the reason.
FINDINGS = (
    ("notice", "ประกาศที่แนบยังไม่มีลายมือชื่อผู้บริหาร"),
    ("programme", "โครงการก่อสร้างถนนอยู่ผิดแผนงาน ขอให้ตรวจสอบอีกครั้ง"),
    ("promulgated", "วันที่ประกาศใช้ไม่ตรงกับเล่มแผน"),
    ("projects", "จำนวนโครงการไม่ครบตามเล่มแผนที่ประกาศใช้"),
)


@dataclass
class LaoWork:
    """One LAO's directions, plans and rows still to be typed, by the first year of their span."""

    desk: Desk
    place: Place
    chance: Random
    scale: float
    spans: dict[int, Span]  # the span that covers each year's work
    directions: dict[int, Direction] = field(default_factory=dict)
    plans: dict[int, Plan] = field(default_factory=dict)
    untyped: dict[int, list[ProjectRow]] = field(default_factory=dict)
    bare: dict[int, list[int]] = field(default_factory=dict)  # projects that still lack their programme
    handed_in: dict[int, int] = field(default_factory=dict)  # the year for which a span's strategies were handed in
    taken_back: set[int] = field(default_factory=set)  # plans whose confirmation was taken back
    editions: dict[int, Edition] = field(default_factory=dict)  # the newest of each plan, as an action has left it

    def __post_init__(self) -> None:
        self.chosen = chosen_strategies(self.chance)

    def by(self, *first: str) -> Membership:
        return self.desk.clerk_of(self.place.id, *first)

    def duty(self, step: str, season: Season) -> Submission:
        return self.desk.duty(step, season.year, self.place.id)

    # vision and strategies

    def write_direction(self, season: Season) -> None:
        """All of it: carried over from the earlier span, or typed."""
        span, by = self.spans[season.year], self.by()
        if span.first_year in self.directions:
            return
        told = DirectionFact(vision_of(self.place.name, self.chance), missions_of(self.chance))
        earlier = next(iter(self.directions.values()), None)
        if earlier is not None:
            made = strategy.save_direction(strategy.copy_forward(earlier, span, by=by), told, by=by)
        else:
            made = strategy.begin_direction(self.desk.organisation(self.place.id), span, told, by=by)
            self._fill(made)
        self.directions[span.first_year] = made

    def _fill(self, direction: Direction) -> None:
        """The chosen strategies with the issues they serve, their tactics, and the programmes these use."""
        by, issues = self.by(), offered_issues(direction.organisation, strategy.span_of(direction))
        wanted = [StrategyFact(STRATEGIES[at][0], serves=issues[serves(at)].pk) for at in self.chosen]
        rows = strategy.save_strategies(direction, wanted, by=by).rows
        below = [(row.pk, aim) for at, row in zip(self.chosen, rows, strict=True) for aim in STRATEGIES[at][1]]
        tactics = strategy.save_tactics(direction, [TacticFact(aim.name, pk) for pk, aim in below], by=by).rows
        users: dict[str, list[int]] = {}
        for row, (_, aim) in zip(tactics, below, strict=True):
            for programme in aim.programmes:
                users.setdefault(programme, []).append(row.pk)
        strategy.save_programmes(direction, [ProgrammeFact(name, tuple(ids)) for name, ids in users.items()], by=by)

    def begin_direction(self, season: Season) -> None:
        """A vision and two strategies, one of them serving nothing yet, and no tactic."""
        span, by, lao = self.spans[season.year], self.by(), self.desk.organisation(self.place.id)
        made = strategy.begin_direction(lao, span, DirectionFact(vision_of(self.place.name, self.chance)), by=by)
        issue = offered_issues(lao, span)[0]
        facts = [StrategyFact(STRATEGIES[0][0], serves=issue.pk), StrategyFact(STRATEGIES[1][0])]
        strategy.save_strategies(made, facts, by=by)

    def submit_strategy(self, season: Season) -> None:
        """In full the first time; later years of the span are unchanged."""
        span, duty = self.spans[season.year], self.duty("lao_strategy", season)
        if span.first_year in self.handed_in:
            calendar.declare_nothing(duty, reason=UNCHANGED, by=self.by())
        else:
            calendar.submit(duty, by=self.by())
            self.handed_in[span.first_year] = season.year

    def take_strategy_back(self, season: Season) -> None:
        """Handed in too early: it is with the LAO again."""
        first_year = self.spans[season.year].first_year
        calendar.undo(self.duty("lao_strategy", season), by=self.by())
        if self.handed_in.get(first_year) == season.year:
            del self.handed_in[first_year]

    # the plan

    def write_plan(self, season: Season, *, share: float = 1.0, bare: int = 0) -> None:
        """That share of the rows still to be typed; `bare` of them lack their programme."""
        first_year = self.spans[season.year].first_year
        plan = self.plans.get(first_year) or self._begin_plan(self.spans[season.year])
        rows = self.untyped[first_year]
        number = round(len(rows) * share)
        now, self.untyped[first_year] = rows[:number], rows[number:]
        if not now:
            return
        told = [_without_programme(row) for row in now[:bare]] + now[bare:]
        saved = planning.save_projects(self.edition_of(plan), told, by=self.by())
        self.bare.setdefault(first_year, []).extend(row.project for row in saved[:bare])

    def _begin_plan(self, span: Span) -> Plan:
        direction = self.directions[span.first_year]
        plan = planning.begin_plan(direction, first_year=span.first_year, last_year=span.last_year, by=self.by())
        number = self.chance.randint(*SIZES[self.place.kind])
        if not self.plans:
            number = max(SMALLEST, round(number * FIRST_PLAN))
        self.plans[span.first_year] = plan
        drawn = draw_works(self.place, self.chosen, max(6, round(number * self.scale)), self.chance)
        drawn.sort(key=lambda pair: (pair[0].strategy, pair[0].tactic, pair[0].programme))
        places = _places(direction)
        rows = self.untyped[span.first_year] = []
        for work, blanks in drawn:
            tactic, programme = places[STRATEGIES[work.strategy][1][work.tactic].name, work.programme]
            values = values_of(work, blanks, self.place, plan.years, self.chance)
            rows.append(ProjectRow(values | {"tactic_id": tactic, "programme_id": programme}))
        return plan

    def edition_of(self, plan: Plan) -> Edition:
        """The plan's newest edition; the verbs read and lock it as it is now."""
        if plan.pk not in self.editions:
            rows = Edition.objects.standing().select_related("plan", "organisation")
            self.editions[plan.pk] = rows.filter(plan=plan).latest("sequence")
        return self.editions[plan.pk]

    def keep(self, edition: Edition) -> None:
        self.editions[edition.plan_id] = edition

    def promulgation(self, day: dt.date, *, notice: bool = True) -> Promulgation:
        """As on paper: the forum two months ago, promulgated days ago, posted for a month."""

        def ago(days: int) -> dt.date:
            return day - dt.timedelta(days=days)

        return Promulgation(
            forum_on=ago(62),
            support_committee_on=ago(41),
            committee_on=ago(27),
            council_on=ago(16) if self.place.kind in (Kind.SAO, Kind.PAO) else None,
            approved_on=ago(9),
            promulgated_on=ago(6),
            posted_from=ago(5),
            posted_until=ago(-25),
            notice=scan(f"Plan of {self.place.code}") if notice else None,
        )

    def keep_dates(self, season: Season, day: dt.date, *, notice: bool = True) -> None:
        """Dates, and the notice if it is there already, before confirming."""
        edition = self.edition_of(self.plans[self.spans[season.year].first_year])
        self.keep(planning.keep_promulgation(edition, self.promulgation(day, notice=notice), by=self.by()))

    def confirm(self, season: Season, day: dt.date) -> None:
        """Confirm the draft, or the plan in force for one more year."""
        first_year = self.spans[season.year].first_year
        self.write_plan(season)
        plan, signer = self.plans[first_year], self._signer()
        edition = self.edition_of(plan)
        if not edition.is_open:
            planning.review_plan(plan, season.year, by=signer)
            return
        reasons = self._leave_one_without_money(edition) if self.chance.random() < 0.08 else {}
        if plan.pk in self.taken_back:
            reasons = _reasons_of(edition)
        told = self.promulgation(day)
        self.keep(planning.confirm_plan(edition, told, by=signer, reasons=reasons, year=season.year))

    def take_plan_back(self, season: Season) -> None:
        """What this season's confirmation was, undone on the spot; of a plan confirmed earlier the step alone."""
        plan, signer = self.plans[self.spans[season.year].first_year], self._signer()
        edition = self.edition_of(plan)
        if self._is_of(season, edition):
            self.keep(planning.undo_confirmation(edition, by=signer))
            self.taken_back.add(plan.pk)
        else:
            calendar.undo(self.duty("plan_confirm", season), by=signer)

    @staticmethod
    def _is_of(season: Season, edition: Edition) -> bool:
        """Whether the plan was confirmed for the first time in that season."""
        assert edition.confirmed_at is not None
        return edition.sequence == 0 and edition.confirmed_at.date() > season.day(PUBLISHED)

    def _signer(self) -> Membership:
        return self.by("executive") if self.chance.random() < 0.5 else self.by()

    def _leave_one_without_money(self, edition: Edition) -> dict[tuple[int | None, str], str]:
        project = edition.revisions.order_by("id").values_list("project_id", flat=True)[0]
        blank = {f"y{year}": None for year in edition.plan.years}
        planning.save_projects(edition, [ProjectRow(blank, project=project)], by=self.by())
        return {(project, "project_has_money"): MONEY_LATER}

    def correct(self, season: Season, day: dt.date) -> None:
        """After a return: this season's confirmation is taken back and mended, an earlier plan is amended."""
        plan, signer = self.plans[self.spans[season.year].first_year], self._signer()
        edition = self.edition_of(plan)
        if self._is_of(season, edition):
            edition = planning.undo_confirmation(edition, by=signer)
            self._better(edition)
            reasons = _reasons_of(edition)
            told = self.promulgation(day)
            self.keep(planning.confirm_plan(edition, told, by=signer, reasons=reasons, year=season.year))
            return
        kind = Amendment(self.chance.choice(planning.AMENDMENTS[:3]), day.year + 543)
        amendment = planning.open_edition(plan, kind, by=self.by())
        self._better(amendment)
        told, reasons = self.promulgation(day), _reasons_of(amendment)
        self.keep(planning.confirm_plan(amendment, told, by=signer, reasons=reasons))
        planning.review_plan(plan, season.year, by=signer)

    def _better(self, edition: Edition) -> None:
        """One project gets a better text."""
        project = _original_rows(edition).order_by("-id").values_list("project_id", flat=True)[0]
        told = ProjectRow({"result": "ประชาชนในพื้นที่ได้รับประโยชน์ตามเป้าหมาย"}, project=project)
        planning.save_projects(edition, [told], by=self.by())

    # what the province does

    def checker(self) -> Membership:
        office = office_of(self.place.province)
        words = self.chance.choice(("officer", "officer 3"))
        return self.desk.holders.get((office, words)) or self.desk.holders[office, "officer"]

    def accept(self, step: str, season: Season) -> None:
        calendar.accept([self.duty(step, season)], by=self.checker())

    def return_plan(self, season: Season, day: dt.date) -> None:
        """One or two findings, a week to correct them."""
        duty = self.duty("plan_confirm", season)
        labels = {item.code: str(item.label) for item in calendar.completeness_of(duty).items}
        found = self.chance.sample(FINDINGS, self.chance.choice((1, 1, 2)))
        verdicts = tuple(Verdict(code, labels[code], False, reason) for code, reason in found)
        review = Review(verdicts, correct_by=day + dt.timedelta(days=7), content_missing=self.chance.random() < 0.5)
        calendar.return_(duty, review, by=self.checker())

    def extend(self, season: Season, due_on: dt.date, reason: str) -> None:
        calendar.extend(self.duty("plan_confirm", season), due_on=due_on, reason=reason, by=self.checker())

    def ask_reopen(self, season: Season) -> None:
        calendar.ask_reopen(self.duty("plan_confirm", season), reason=ASK_REOPEN, by=self.by())

    def reopen(self, season: Season) -> None:
        calendar.reopen(self.duty("plan_confirm", season), reason=REOPEN, by=self.checker())


def _places(direction: Direction) -> dict[tuple[str, str], tuple[int, int]]:
    """Ids of tactic and programme by their names: one statement."""
    rows = Programme.objects.filter(direction=direction).exclude(tactics=None)
    listed = rows.values_list("tactics__name", "name", "tactics__id", "id")
    return {(tactic, name): (tactic_id, pk) for tactic, name, tactic_id, pk in listed}


def _without_programme(row: ProjectRow) -> ProjectRow:
    return ProjectRow({name: value for name, value in row.set.items() if name != "programme_id"})


def _original_rows(edition: Edition) -> RevisionQuerySet:
    original = Edition.objects.filter(plan_id=edition.plan_id).earliest("sequence")
    return ProjectRevision.objects.filter(edition=original)


def _reasons_of(edition: Edition) -> dict[tuple[int | None, str], str]:
    """For the projects without money; reasons nobody asks for are passed over."""
    bare = _original_rows(edition).filter(amounts=None).values_list("project_id", flat=True)
    return {(project, "project_has_money"): MONEY_LATER for project in bare}
