"""Every verb of money as a random choice: whether the plain model allows it, how it is done, what it then means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from localplan.budgeting import actions as budgeting
from localplan.budgeting.facts import LineRow, OpenedLine, Shift, TransferRound
from localplan.budgeting.models import BudgetLine
from localplan.budgeting.tests import make as budgets
from localplan.calendar.tests.make import a_submission
from localplan.execution import actions
from localplan.execution.facts import Amendment, Cancellation, Contract, Figure, Part, Payment, YearEnd
from localplan.execution.models import CarryOver, Commitment, Disbursement
from localplan.organisations.tests import make as offices
from localplan.toolkit import clock

from .plain_money import JUNE, LAST, LAWFUL, NEW, OCTOBER, OLD, ZERO, Act, Book, Deal, Line, Paid, year_of

DECIDED = LAST[OLD]
MONTHS = [DECIDED.replace(2025, 12, 31), DECIDED.replace(month=3, day=31), DECIDED.replace(month=6), DECIDED]
SATANG = Decimal("0.01")


@dataclass
class Office:
    """The model beside the real thing: an LAO with lines of several kinds, and who enters for it."""

    book: Book = field(default_factory=Book)
    counted: int = 0

    def __post_init__(self) -> None:
        with clock.at(self.book.today):
            self.lao = offices.an_lao()
            self.by = budgets.a_finance_officer(self.lao)
            ordinances = {year: budgets.an_ordinance(self.lao, year=year) for year in (OLD, NEW)}
            self.line(Line("road", OLD, Decimal("1000.00")), ordinances[OLD])
            self.line(Line("subsidy", OLD, Decimal("500.00"), capital=False), ordinances[OLD], category="561000")
            self.line(Line("pay", OLD, Decimal("300.00"), False, False), ordinances[OLD], category="522000")
            self.line(Line("next", NEW, Decimal("800.00")), ordinances[NEW])
            self.line(Line("meanwhile", OLD, Decimal("200.00"), source="previous"))

    def line(self, told: Line, ordinance: Any = None, category: str = "542000") -> None:
        values = {"amount": str(told.budget), "development": told.development, "category": budgets.the_code(category)}
        if ordinance is not None:
            made = budgets.an_ordinance_line(ordinance, **values)
        else:
            made = budgets.a_line(self.lao, year=told.year, source=told.source, **values)
        told.pk = made.pk
        self.book.lines.append(told)

    def next(self) -> str:
        self.counted += 1
        return str(self.counted)

    def contract(self, parts: dict[Line, Decimal], day: Any) -> Contract:
        told = [Part(line.pk, amount) for line, amount in parts.items()]
        return Contract("contract", "ก่อสร้าง", "หจก.", day, told, number=self.next())


@dataclass
class Choice:
    """What Hypothesis drew: places in the lists (taken round), an amount, and a day."""

    verb: str
    i: int
    j: int
    cents: int | None  # None: at the edge
    edge: int  # satang beyond what is left
    late: bool
    flag: int

    @property
    def day(self) -> Any:
        return OCTOBER if self.late else JUNE

    def amount(self, left: Decimal) -> Decimal:
        return left + self.edge * SATANG if self.cents is None else Decimal(self.cents) / 100

    def of(self, rows: list[Any], place: int | None = None) -> Any:
        return rows[(self.i if place is None else place) % len(rows)] if rows else None


_OFTEN = ["bind", "bind", "bind_two", "pay", "pay", "pay_two", "end", "end", "end_deal", "end_deal", "year"]
_SELDOM = ["amend", "cancel", "again", "pay_back", "shift", "shift_back", "tell", "end_back", "budget", "open"]
CHOICES = st.builds(
    Choice,
    st.sampled_from([*_OFTEN, *_SELDOM, "absorb", "hand_in"]),
    st.integers(0, 7),
    st.integers(0, 7),
    st.none() | st.integers(-5, 60_000),
    st.integers(-1, 1),
    st.booleans(),
    st.integers(0, 3),
)
#: Whether it may happen, how it is done, and what it means to the model (with the answer of the verb).
Told = tuple[bool, Callable[[], Any], Callable[[Any], None]]


def bind(o: Office, c: Choice) -> Told:
    line = c.of(o.book.lines)
    return _bind(o, {line: c.amount(o.book.free(line))}, c.day)


def bind_two(o: Office, c: Choice) -> Told | None:
    one, two = c.of(o.book.lines), c.of(o.book.lines, c.j)
    if one is two:
        return None
    return _bind(o, {one: c.amount(o.book.free(one)), two: c.amount(ZERO) + SATANG}, c.day)


def _bind(o: Office, parts: dict[Line, Decimal], day: Any) -> Told:
    def mean(made: list[Commitment]) -> None:
        o.book.deals.append(Deal(day, dict(parts), pk=made[0].pk))

    return o.book.may_bind(parts, day), lambda: actions.commit(o.lao, [o.contract(parts, day)], by=o.by), mean


def amend(o: Office, c: Choice) -> Told | None:
    deal, line = c.of(o.book.deals), c.of(o.book.lines, c.j)
    if deal is None or line.removed:
        return None
    has = deal.amount.get(line, ZERO)
    amount = c.amount(has + o.book.free(line) if c.flag % 2 else has - o.book.left_of(deal, line))
    told = Amendment(c.day, "แก้ไขสัญญา", [Part(line.pk, amount)])

    def mean(_made: Any) -> None:
        if amount != has:
            deal.amount[line] = amount

    real = Commitment.objects.get(pk=deal.pk)
    return o.book.may_amend(deal, line, amount, c.day), lambda: actions.amend(real, told, by=o.by), mean


def cancel(o: Office, c: Choice) -> Told | None:
    deal = c.of(o.book.deals)
    if deal is None:
        return None

    def mean(_made: Any) -> None:
        for line in deal.amount:
            deal.amount[line] -= o.book.left_of(deal, line)
        deal.cancelled = c.day

    told, real = Cancellation(c.day, "ทิ้งงาน", again=bool(c.flag % 2)), Commitment.objects.get(pk=deal.pk)
    return o.book.may_cancel(deal, c.day), lambda: actions.cancel(real, told, by=o.by), mean


def again(o: Office, c: Choice) -> Told | None:
    deal, line = c.of(sorted(o.book.deals, key=lambda deal: deal.cancelled is None)), c.of(o.book.lines, c.j)
    if deal is None or line.removed:
        return None
    parts = {line: c.amount(o.book.free(line))}

    def mean(_made: Any) -> None:
        deal.amount[line] = deal.amount.get(line, ZERO) + parts[line]
        deal.signed, deal.cancelled = c.day, None

    real, contract = Commitment.objects.get(pk=deal.pk), o.contract(parts, c.day)
    may = o.book.may_sign_again(deal, parts, c.day)
    return may, lambda: actions.reannounce(real, contract, by=o.by), mean


def pay(o: Office, c: Choice) -> Told | None:
    deal = c.of(o.book.deals)
    if deal is None:
        return None
    line = c.of(list(deal.amount), c.j) if c.flag else c.of(o.book.lines, c.j)
    return _pay(o, deal, {line: c.amount(o.book.left_of(deal, line))}, c.day)


def pay_two(o: Office, c: Choice) -> Told | None:
    deal = c.of([deal for deal in o.book.deals if len(deal.amount) > 1])
    if deal is None:
        return None
    one, two = list(deal.amount)[:2]
    return _pay(o, deal, {one: c.amount(o.book.left_of(deal, one)), two: SATANG * (c.flag + 1)}, c.day)


def _pay(o: Office, deal: Deal, parts: dict[Line, Decimal], day: Any) -> Told:
    told = [Part(line.pk, amount) for line, amount in parts.items()]
    payment = Payment(deal.pk, o.next(), day, sum(parts.values(), ZERO), parts=told)

    def mean(made: list[int]) -> None:
        o.book.payments.append(Paid(deal, parts, day, pk=made[0]))

    return o.book.may_pay(deal, parts, day), lambda: actions.disburse(o.lao, [payment], by=o.by), mean


def pay_back(o: Office, c: Choice) -> Told | None:
    paid = c.of(o.book.payments)
    if paid is None:
        return None

    def mean(_made: Any) -> None:
        paid.back = True
        if paid.deal.cancelled:
            for line, part in paid.parts.items():
                paid.deal.amount[line] -= part

    real = Disbursement.objects.get(pk=paid.pk)
    may = o.book.may_pay_back(paid, c.day)
    return may, lambda: actions.reverse(real, on=c.day, reason="จ่ายผิด", by=o.by), mean


def shift(o: Office, c: Choice) -> Told | None:
    giver, gainer = c.of(o.book.lines), c.of(o.book.lines, c.j)
    if giver.removed or gainer.removed or "carried" in (giver.source, gainer.source):
        return None
    amount = c.amount(o.book.free(giver))

    def mean(made: Any) -> None:
        _shift(giver, gainer, amount)
        o.book.rounds.append((giver, gainer, amount, c.day, made))

    sides = [Shift(giver.pk, -amount), Shift(gainer.pk, amount)]
    may, told = o.book.may_shift(giver, gainer, amount, c.day), TransferRound("executive", c.day, sides)
    return may, lambda: budgeting.transfer(o.lao, giver.year, told, by=o.by), mean


def _shift(giver: Line, gainer: Line, amount: Decimal) -> None:
    giver.budget, gainer.budget = giver.budget - amount, gainer.budget + amount
    giver.moved, gainer.moved = giver.moved - amount, gainer.moved + amount


def shift_back(o: Office, c: Choice) -> Told | None:
    if not o.book.rounds:
        return None
    one = c.of(o.book.rounds)
    giver, gainer, amount, day, real = one

    def mean(_made: Any) -> None:
        _shift(gainer, giver, amount)
        o.book.rounds.remove(one)  # a round is taken back once; the test of its room says so

    may = o.book.may_shift(gainer, giver, amount, c.day) and c.day >= day
    values = {"authority": "executive", "decided_on": c.day, "reason": "โอนผิด", "by": o.by}
    return may, lambda: budgeting.reverse_transfer(real, **values), mean


def tell(o: Office, c: Choice) -> Told:
    line = c.of(o.book.lines, c.j if c.flag == 3 else 2)
    month, amount = MONTHS[c.i % 4], c.amount(o.book.free(line) + o.book.paid(line))

    def mean(_made: Any) -> None:
        line.figures[month] = amount

    may, told = o.book.may_tell(line, month, amount), Figure(line.pk, month, amount)
    return may, lambda: actions.enter_figures(o.lao, [told], by=o.by), mean


def end(o: Office, c: Choice) -> Told | None:
    line = c.of(o.book.lines)
    return None if line.removed else _end(o, c, line, None)


def end_deal(o: Office, c: Choice) -> Told | None:
    deal = c.of(o.book.deals)
    line = c.of(list(deal.amount), c.j) if deal else None
    return None if line is None or line.removed else _end(o, c, line, deal)


def _end(o: Office, c: Choice, line: Line, deal: Deal | None) -> Told:
    book = o.book
    act = ["set_aside", "extended", "accrued", "lapsed"][c.flag]
    authority = LAWFUL[book.kind(line, deal)].get(act, "executive")
    amount = c.amount(book.free(line) if deal is None else book.left_of(deal, line))
    told = YearEnd(line.pk, act, amount, DECIDED, commitment=deal.pk if deal else None, authority=authority)

    def mean(made: list[CarryOver]) -> None:
        done = Act(line, deal, act, amount, authority, pk=made[0].pk)
        book.acts.append(done)
        if act == "lapsed":
            if deal is not None:
                deal.amount[line] -= amount
            return
        same = [one.into for one in book.acts if (one.line, one.authority) == (line, authority) and one.into]
        done.into = next((into for into in same if not into.removed), None)
        if done.into is None:
            done.into = Line("carried", line.year + 1, ZERO, line.development, line.capital, "carried")
            done.into.pk = made[0].into_id
            book.lines.append(done.into)
        done.into.budget += amount
        if deal is not None:
            deal.amount[done.into] = deal.amount.get(done.into, ZERO) + amount

    return book.may_end(line, deal, act, amount), lambda: actions.carry_over(o.lao, [told], by=o.by), mean


def end_back(o: Office, c: Choice) -> Told | None:
    act = c.of(o.book.acts)
    if act is None:
        return None

    def mean(_made: Any) -> None:
        act.back = True
        if act.act == "lapsed" and act.deal is not None:
            act.deal.amount[act.line] += act.amount
        if act.into is not None:
            act.into.budget -= act.amount
            act.into.removed = act.into.budget == 0
            if act.deal is not None:
                act.deal.amount[act.into] -= act.amount

    real = CarryOver.objects.get(pk=act.pk)
    return o.book.may_end_back(act), lambda: actions.reverse_carry_over(real, reason="ผิด", by=o.by), mean


def budget(o: Office, c: Choice) -> Told | None:
    line = c.of([line for line in o.book.lines if line.source == "ordinance"])
    amount = c.amount(o.book.used(line)) - line.moved
    real = BudgetLine.objects.get(pk=line.pk)

    def mean(_made: Any) -> None:
        line.budget = amount + line.moved

    told = [LineRow({"amount": amount}, line=line.pk)]
    may = amount >= 0 and amount + line.moved >= o.book.used(line)
    return may, lambda: budgeting.save_lines(real.ordinance, told, by=o.by), mean


def open_surplus(o: Office, c: Choice) -> Told | None:
    amount, day = c.amount(ZERO), c.day
    capital = budgets.the_code("542000").pk
    told = OpenedLine("surplus", "ศาลา", amount, day, category=capital, authority="council", paper="สภา 1")

    def mean(made: list[BudgetLine]) -> None:
        o.book.lines.append(Line("surplus", year_of(day), amount, source="surplus", pk=made[0].pk))

    may = amount > 0 and day <= o.book.today and o.book.is_open(day, year_of(day))
    return may, lambda: budgeting.open_line(o.lao, year_of(day), [told], by=o.by), mean


def absorb(o: Office, c: Choice) -> Told | None:
    old = next(line for line in o.book.lines if line.source == "previous")
    new = c.of(o.book.lines)
    if new.removed or new is old:
        return None

    def mean(_made: Any) -> None:
        for deal in o.book.deals:
            if old in deal.amount:
                deal.amount[new] = deal.amount.get(new, ZERO) + deal.amount[old]
                deal.amount[old] = ZERO
        for paid in o.book.payments:
            if not paid.back and old in paid.parts:
                paid.parts[new] = paid.parts.get(new, ZERO) + paid.parts.pop(old)
        old.budget = ZERO

    return o.book.may_absorb(old, new), lambda: actions.absorb(o.lao, [(old.pk, new.pk)], by=o.by), mean


def turn(o: Office, c: Choice) -> None:
    """The year ends, or its figures are handed in: no verb of money, but it closes some."""
    if c.verb == "year":
        o.book.today = max(o.book.today, DECIDED.replace(month=10, day=20) if c.late else o.book.today)
    elif o.book.today > LAST[OLD] and c.flag == 0:
        step = "year_close" if o.book.closed else "spending_q4"
        if not o.book.shut:
            a_submission(o.lao, step, year=OLD, life="submitted")
        o.book.closed, o.book.shut = True, o.book.closed


VERBS: dict[str, Callable[[Office, Choice], Told | None]] = {
    "bind": bind,
    "bind_two": bind_two,
    "amend": amend,
    "cancel": cancel,
    "again": again,
    "pay": pay,
    "pay_two": pay_two,
    "pay_back": pay_back,
    "shift": shift,
    "shift_back": shift_back,
    "tell": tell,
    "end": end,
    "end_deal": end_deal,
    "end_back": end_back,
    "budget": budget,
    "open": open_surplus,
    "absorb": absorb,
}
