"""What the people of one LAO do with the money of one fiscal year, each verb once, for any story."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from localplan.budgeting import actions as budgeting
from localplan.budgeting.facts import LineRow, OpenedLine, OrdinanceFacts, PartTotal, Shift, Statement, TransferRound
from localplan.budgeting.models import BudgetLine, Ordinance
from localplan.budgeting.sources import Source
from localplan.calendar import actions as calendar
from localplan.calendar.facts import Review, Verdict
from localplan.calendar.states import Life
from localplan.calendar.steps import QUARTER_OF, quarter_end
from localplan.execution import actions as execution
from localplan.execution.facts import Contract, Ending, Figure, Part, Payment, ProgressReport, YearEnd
from localplan.execution.standing import entered_by_part
from localplan.execution.year_end import propose
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.posts import Kind
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year, fiscal_year_dates

from .budgets import DEVELOPMENT, Codes, Planned, development_of, income_of, recurrent_of
from .contracts import TAX, Signing, Voucher, due, sign
from .desk import scan
from .lao_work import LaoWork
from .years import Season

ZERO = Decimal("0.00")
#: What of a hundred a recurrent line has paid to the end of each quarter.
SPENT = {1: (20, 25), 2: (44, 50), 3: (68, 75), 4: (91, 99)}
DIFFERS = "ฎีกาที่จ่ายวันสุดท้ายของไตรมาส บัญชีลงรับวันทำการถัดไป"
STILL_DONE = "ส่งมอบงานแล้ว อยู่ระหว่างตรวจรับงวดสุดท้าย"
FOUND = "ยอดเบิกจ่ายงบดำเนินงานไม่ตรงกับรายงานในระบบ e-LAAS ขอให้ตรวจสอบ"


@dataclass
class Held:
    """A line as it was entered; `project`: linked."""

    pk: int
    planned: Planned
    project: int | None = None


@dataclass
class Book:
    """One LAO's money of one year, as far as it is entered."""

    work: LaoWork
    season: Season
    codes: Codes
    chance: Random
    next: Book | None = None
    ordinance: Ordinance | None = None
    lines: list[Held] = field(default_factory=list)
    annual: list[Held] = field(default_factory=list)  # those of the annual ordinance
    waiting: list[Planned] = field(default_factory=list)
    granted: Planned | None = None  # a project that a grant is to pay most of
    signings: list[Signing] = field(default_factory=list)
    spent: dict[int, Decimal] = field(default_factory=dict)  # what of recurrent lines is paid
    closed: dt.date | None = None
    sent: set[str] = field(default_factory=set)
    has_grant: bool = False

    @property
    def year(self) -> int:
        return self.season.year

    @property
    def first(self) -> dt.date:
        return fiscal_year_dates(self.year)[0]

    @property
    def last(self) -> dt.date:
        return fiscal_year_dates(self.year)[1]

    @property
    def lao(self) -> Organisation:
        return self.work.desk.organisation(self.work.place.id)

    def by(self) -> Membership:
        return self.work.by("finance", "planner")

    # the budget

    def adopt(self) -> None:
        """The annual ordinance as on paper, with all its lines; those of projects are linked where these are there."""
        place = self.work.place
        lines = recurrent_of(place, self.year, self.chance)
        within = sum((line.amount for line in lines), ZERO) * DEVELOPMENT
        drawn = self.work.draw(self.work.spans[self.year])
        taken, self.waiting = development_of(drawn, self.year, within=within, chance=self.chance)
        built = [one for one in self.waiting if one.category == "542000" and one.amount >= 300_000]
        if built:
            whole = built[0]
            self.waiting.remove(whole)
            self.granted = whole
            taken.append(Planned(whole.name, whole.work, whole.category, whole.amount / 10, True))
        lines += taken
        self.ordinance = self._ordain("annual", 0, (-41, -22, self.chance.randint(-8, 5)), lines)
        self.annual = self._enter(self.ordinance, lines)
        self.lines = list(self.annual)
        for held in self.annual:
            if held.planned.development and not (self.granted and held.planned.name == self.granted.name):
                self._plan_contract(held)

    def _ordain(self, kind: str, number: int, days: tuple[int, int, int], lines: list[Planned]) -> Ordinance:
        """`days`: passed, approved, promulgated, counted from the first of the fiscal year."""
        passed, approved, promulgated = (self.first + dt.timedelta(days=day) for day in days)
        total = sum((line.amount for line in lines), ZERO)
        of_governor = self.work.place.kind not in (Kind.SAO, Kind.SUBM)
        district = self.work.place.district.name
        told = OrdinanceFacts(
            kind=kind,
            number=number,
            passed_on=passed,
            approved_on=approved,
            promulgated_on=promulgated,
            effective_on=max(self.first, promulgated) if number else self.first,
            approver=f"ผู้ว่าราชการจังหวัด{self.work.place.province.name}" if of_governor else f"นายอำเภอ{district}",
            stated_total=total,
            document=scan(f"Ordinance of {self.work.place.code} {self.year}-{number}"),
            revenues={self.codes.id("revenue", code): amount for code, amount in income_of(total).items()},
        )
        return budgeting.adopt_ordinance(self.lao, self.year, told, by=self.by())

    def _enter(self, ordinance: Ordinance, lines: list[Planned]) -> list[Held]:
        rows = [
            LineRow(
                {
                    "name": line.name,
                    "development": line.development,
                    "project_id": self.project_of(line),
                    "work_id": self.codes.id("function", line.work),
                    "category_id": self.codes.id("object", line.category),
                    "amount": line.amount,
                }
            )
            for line in lines
        ]
        saved = budgeting.save_lines(ordinance, rows, by=self.by())
        return [Held(row.line, line, self.project_of(line)) for row, line in zip(saved, lines, strict=True)]

    def project_of(self, line: Planned) -> int | None:
        """The project behind a line, once its plan is typed."""
        return self.work.projects.get((self.work.spans[self.year].first_year, line.name)) if line.development else None

    def _plan_contract(self, held: Held, *, at: int = 0) -> None:
        """Most lines become a contract within the year; some are never carried out."""
        if self.chance.random() < 0.9:
            amount = (held.planned.amount * self.chance.randint(88, 100) / 100).quantize(Decimal(100))
            self._sign(held.planned, [(held.pk, amount)], at=at)

    def _sign(self, what: Planned, parts: list[tuple[int, Decimal]], *, at: int) -> None:
        builds = what.category == "542000"
        signing = sign(self.work.place, what.name, parts, builds=builds, first=self.first, chance=self.chance, at=at)
        if signing.method == "bidding":
            signing.egp = f"{self.year % 100:02}{self.work.place.id % 100_000:05}{len(self.signings) + 1:04}"
        self.signings.append(signing)

    def link(self) -> None:
        """Say which project of the plan stands behind lines that were entered before it."""
        links: dict[int, int | None] = {}
        for held in self.lines:
            if held.project is None and (project := self.project_of(held.planned)) is not None:
                held.project = links[held.pk] = project
        if links and "ordinance" not in self.sent:
            budgeting.link_lines(self.lao, self.year, links, by=self.by())

    def supplement(self, day: dt.date) -> None:
        """A supplementary ordinance for two projects that had to wait."""
        lines = [line for line in self.waiting if self.project_of(line)][:2]
        if lines and self.is_open(day - dt.timedelta(days=4)):
            begins = (day - self.first).days
            made = self._ordain("supplementary", 1, (begins - 21, begins - 9, begins - 4), lines)
            self.waiting = [line for line in self.waiting if line not in lines]
            for held in self._enter(made, lines):
                self.lines.append(held)
                self._plan_contract(held, at=4)

    def draw_on_the_surplus(self, day: dt.date) -> None:
        """The council lets something urgent be paid from the accumulated surplus."""
        decided = day - dt.timedelta(days=6)
        if self.is_open(decided):
            what = Planned("ซ่อมแซมถนนและท่อระบายน้ำที่ถูกน้ำกัดเซาะ", "00312", "542000", Decimal(480_000), True)
            told = OpenedLine(
                "surplus",
                what.name,
                what.amount,
                decided,
                authority="council",
                paper=f"มติสภา สมัยสามัญ {decided.day}/{decided.month}/{decided.year + 543}",
                work=self.codes.id("function", what.work),
                category=self.codes.id("object", what.category),
            )
            [line] = budgeting.open_line(self.lao, self.year, [told], by=self.by())
            held = Held(line.pk, what)
            self.lines.append(held)
            self._plan_contract(held, at=4)

    def transfer(self, day: dt.date) -> None:
        """From office materials to fuel and services, as every year."""
        decided = day - dt.timedelta(days=9)
        recurrent = [held for held in self.lines if not held.planned.development]
        if self.is_open(decided):
            amount = Decimal(self.chance.randint(2, 9) * 10_000)
            shifts = [Shift(recurrent[9].pk, -amount), Shift(recurrent[7].pk, amount)]
            told = TransferRound(
                "executive",
                decided,
                shifts,
                notice_on=decided + dt.timedelta(days=2),
                reported_on=decided + dt.timedelta(days=7),
                reason="งบประมาณค่าจ้างเหมาบริการไม่เพียงพอ",
            )
            budgeting.transfer(self.lao, self.year, told, by=self.by())

    def is_open(self, day: dt.date) -> bool:
        return self.closed is None or day > self.closed

    # what is done with it

    def take_the_grant(self, line: int, amount: Decimal, day: dt.date) -> None:
        """The contract that the grant pays most of, and the ordinance the rest."""
        mine = next((held for held in self.lines if self.granted and held.planned.name == self.granted.name), None)
        if self.granted is not None and mine is not None:
            at = 3 if (day - self.first).days < 140 else 4
            self._sign(self.granted, [(mine.pk, mine.planned.amount), (line, amount)], at=at)

    def commit(self, day: dt.date) -> None:
        """Enter what was signed until the day before."""
        new = [one for one in self.signings if not one.commitment and one.signed_on < day]
        new = [one for one in new if self.is_open(one.signed_on)]
        before = sum(bool(one.commitment) for one in self.signings)
        told = [
            Contract(
                one.kind,
                one.title,
                one.counterparty,
                one.signed_on,
                [Part(line, amount) for line, amount in one.parts],
                number=f"{number}/{self.year}",
                method=one.method,
                egp=one.egp,
                amount=one.amount,
                ends_on=one.ends_on,
                instalments=[(v.gross, v.on) for v in one.vouchers] if len(one.vouchers) > 1 else (),
            )
            for number, one in enumerate(new, start=before + 1)
        ]
        if told:
            for one, made in zip(new, execution.commit(self.lao, told, by=self.by()), strict=True):
                one.commitment, one.open_vouchers = made.pk, list(one.vouchers)

    def pay(self, day: dt.date) -> None:
        """Enter what was paid until the day before, within the fiscal year."""
        self._pay(due(self.signings, min(day - dt.timedelta(days=1), self.last), self.closed))

    def pay_what_was_carried(self, day: dt.date) -> None:
        """The year after, from the lines that the money was carried to."""
        closed = self.next.closed if self.next else None
        if "year_close" in self.sent:
            self._pay(due(self.signings, day - dt.timedelta(days=1), max(filter(None, (closed, self.last)))))

    def _pay(self, vouchers: list[tuple[Signing, Voucher]]) -> None:
        desk = self.work.desk
        told = []
        for one, voucher in vouchers:
            desk.orders += 1
            told.append(
                Payment(
                    one.commitment,
                    f"ฎ {desk.orders}/{fiscal_year(voucher.on)}",
                    voucher.on,
                    voucher.gross,
                    tax=(voucher.gross * TAX).quantize(Decimal("0.01")),
                    instalment=voucher.instalment,
                )
            )
            one.open_vouchers.remove(voucher)
            one.paid += voucher.gross
        if told:
            execution.disburse(self.lao, told, by=self.by())

    def tell_figures(self, quarters: tuple[int, ...]) -> None:
        """What recurrent lines have paid to the end of the quarters."""
        told = []
        for held in (held for held in self.lines if not held.planned.development):
            for quarter in quarters:
                share = Decimal(self.chance.randint(*SPENT[quarter])) / 100
                paid = (held.planned.amount * share).quantize(Decimal("0.01")) - Decimal(
                    self.chance.randint(0, 99)
                ) / 100
                if held is self.lines[9]:
                    paid = (paid * 9 // 10).quantize(Decimal("0.01"))  # some of it is transferred away
                self.spent[held.pk] = max(self.spent.get(held.pk, ZERO), paid)
                told.append(Figure(held.pk, quarter_end(self.year, quarter), self.spent[held.pk]))
        execution.enter_figures(self.lao, told, by=self.by())

    def tell_progress(self, day: dt.date) -> None:
        """How far the works are that something was paid of since it was told."""
        reports, reasons = [], {}
        on = min(day - dt.timedelta(days=1), self.last)
        for one in (one for one in self.signings if one.commitment and one.paid):
            percent = (one.paid * 100 / one.amount).quantize(Decimal(1))
            if percent != one.done and on >= one.signed_on and self.is_open(on):
                one.done = percent
                reports.append(ProgressReport(one.commitment, on, percent))
                reasons[len(reports), "finished_work_is_paid"] = STILL_DONE
        if reports:
            execution.report_progress(self.lao, reports, by=self.by(), reasons=reasons)

    def end_quarter(self, quarter: int) -> None:
        """ "No movement" of the rest, the accounts beside it, and the quarter is handed in."""
        end = quarter_end(self.year, quarter)
        execution.say_no_movement(self.lao, self.year, quarter, by=self.by())
        parts = entered_by_part([self.lao.pk], self.year, end)[self.lao.pk]
        totals = [PartTotal(part, *entered.totals()) for part, entered in sorted(parts.items()) if part is not None]
        reason = ""
        if quarter < 4 and self.chance.random() < 0.15:
            reason, one = DIFFERS, totals[-1]
            totals[-1] = PartTotal(one.part, one.budget, one.outstanding, one.disbursed * 99 // 100)
        told = Statement(quarter, totals, document=scan(f"Accounts {self.work.place.code} {quarter}-{self.year}"))
        told = Statement(quarter, totals, document=told.document, reason=reason)
        budgeting.state_accounts(self.lao, self.year, told, by=self.by())
        self.submit(f"spending_q{quarter}", is_full=True)

    def close(self, day: dt.date) -> None:
        """Every line is carried over or lapses, every project has its status, and the year is handed in."""
        acts, going_on = [], set()
        for left in propose(self.lao, self.year):
            act = left.proposed
            bound = left.share is not None
            going_on |= {left.line.pk} if bound else set()
            acts.append(
                YearEnd(
                    left.line.pk,
                    act.act,
                    left.amount,
                    self.last - dt.timedelta(days=3),
                    commitment=left.share.commitment_id if left.share is not None else None,
                    authority=act.authority,
                    until_on=self.last + dt.timedelta(days=182) if bound else None,
                    paper=f"บันทึกอนุมัติกันเงิน {self.year}" if bound else "",
                )
            )
        if acts:
            execution.carry_over(self.lao, acts, by=self.by())
        taken = {line for one in self.signings if one.commitment for line, _amount in one.parts}
        developing = BudgetLine.objects.of(self.lao, self.year).developing().filter(budget__gt=0)
        endings = []
        for pk, source in developing.values_list("pk", "source").order_by("pk"):
            done = pk in taken or source == Source.CARRIED
            status = "continuing" if pk in going_on else "completed" if done else "cancelled"
            endings.append(Ending(pk, status, "" if done else "งบประมาณไม่พร้อมดำเนินการในปีนี้"))
        execution.give_status(self.lao, endings, by=self.by())
        self.submit("year_close")

    # the steps

    def submit_ordinance(self) -> None:
        """Once every line of a project is linked to it."""
        if self.annual and all(held.project for held in self.annual if held.planned.development):
            self.submit("ordinance", is_full=True)

    def submit(self, step: str, *, is_full: bool = False) -> None:
        """Hand the step in, if it is open, full, and what comes before is handed in. `is_full`: needs no look."""
        duty = self.work.duty(step, self.season)
        duty.refresh_from_db(fields=["life", "version"])
        ready = duty.life in (Life.DRAFT, Life.RETURNED) and duty.opens_on <= clock.today()
        if ready and not calendar.missing_before(duty) and (is_full or calendar.how_full(duty).is_full):
            calendar.submit(duty, by=self.by())
            self.sent.add(step)
            if step in QUARTER_OF:
                self.closed = quarter_end(self.year, QUARTER_OF[step])

    def accept(self, *steps: str) -> None:
        duties = [self.work.duty(step, self.season) for step in steps if step in self.sent]
        if duties:
            calendar.accept(duties, by=self.work.checker())

    def return_quarter(self, quarter: int, day: dt.date) -> None:
        """The province found a figure that is not the accounts'."""
        step = f"spending_q{quarter}"
        if step in self.sent:
            verdict = Verdict("stated", "ยอดควบคุม", False, FOUND)
            review = Review((verdict,), correct_by=day + dt.timedelta(days=7), content_missing=False)
            calendar.return_(self.work.duty(step, self.season), review, by=self.work.checker())
            self.sent.discard(step)
            self.closed = quarter_end(self.year, quarter - 1) if quarter > 1 else None
