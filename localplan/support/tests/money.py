"""Makers for tests of pages about money: one LAO's year from the plan to payments and grants, through the verbs."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from localplan.budgeting.models import BudgetLine
from localplan.budgeting.tests import make as budgets
from localplan.execution import actions as execution
from localplan.execution.facts import Part
from localplan.execution.tests import make as spending
from localplan.grants import actions as grants
from localplan.grants.tests import make as granted
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.tests import make
from localplan.planning.models import Plan
from localplan.planning.tests import make as plans
from localplan.strategy.tests import make as strategies
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year, fiscal_year_dates

#: Project, its strategy, baht planned, baht of the ordinance (0: not in it), contract, paid.
PROJECTS = (
    ("ก่อสร้างถนน คสล. หมู่ที่ 7 บ้านดอนมูล", 0, 500_000, 498_000, 485_000, 485_000),
    ("ก่อสร้างฝายน้ำล้น ลำห้วยน้ำใส หมู่ที่ 3", 0, 1_200_000, 1_180_000, 1_150_000, 345_000),
    ("ก่อสร้างอาคารศูนย์พัฒนาเด็กเล็ก บ้านห้วยน้ำใส หมู่ที่ 7", 1, 2_700_000, 250_000, 0, 0),
    ("ส่งเสริมอาชีพกลุ่มแม่บ้าน", 1, 80_000, 80_000, 0, 0),
    ("ขยายเขตประปาหมู่บ้าน หมู่ที่ 2", 0, 720_000, 0, 0, 0),
)
NURSERY = 2


def a_year_of_money(lao: Organisation, *, dla: Membership, by: Membership) -> SimpleNamespace:
    """A confirmed plan with five projects, the ordinance for four, contracts and payments; a grant for the nursery with
    money received, a contract with the LAO's contribution and a payment; one grant silent, one to be confirmed, one
    disputed; lines that stand apart.
    """
    year = budgets.a_year(fiscal_year(clock.today()))
    first = fiscal_year_dates(year)[0]
    plan = _plan(lao, year, by)
    ordinance = budgets.an_ordinance(lao)
    lines = {}
    for name, _strategy, _planned, passed, contract, paid in PROJECTS:
        if not passed:
            continue
        project = plan.projects.get(revisions__name=name)
        line = budgets.an_ordinance_line(ordinance, name=name, amount=f"{passed}.00", project=project, by=by)
        lines[name] = line
        if contract:
            made = spending.a_commitment(line, by=by, amount=f"{contract}.00", title=name)
            execution.disburse(lao, [spending.a_payment(made, f"{paid}.00")], by=by)
    budgets.an_ordinance_line(ordinance, name="ค่าไฟฟ้าสำนักงาน", amount="360000.00", development=False)
    budgets.an_ordinance_line(ordinance, name="จัดซื้อเครื่องสูบน้ำ", amount="96000.00")
    nursery = plan.projects.get(revisions__name=PROJECTS[NURSERY][0])
    grant = _grant(lao, nursery.pk, lines[PROJECTS[NURSERY][0]], by)
    told = {"letter": "มท 0808.2/988", "letter_on": first}
    silent = granted.an_allotment(lao, purpose="ค่าอาหารกลางวันเด็ก ภาคเรียนที่ 1", amount=Decimal("412000.00"), **told)
    [quiet] = grants.register_grants([silent], by=by)
    bought = granted.an_allotment(lao, letter="มท 0808.2/3307", purpose="จัดซื้อรถบรรทุกน้ำ", amount=Decimal("1980000.00"))
    other = granted.an_allotment(lao, letter="มท 0808.2/3308", purpose="ซ่อมสะพาน บ้านเหนือ", amount=Decimal("95000.50"))
    waiting, disputed = grants.register_grants([bought, other], by=dla)
    grants.dispute_grant(disputed, reason="เป็นของ อบต.ดอนแก้ว", by=by)
    return SimpleNamespace(
        year=year, plan=plan, nursery=nursery, grant=grant, quiet=quiet, waiting=waiting, disputed=disputed
    )


def _plan(lao: Organisation, year: int, by: Membership) -> Plan:
    direction = strategies.a_full_direction(lao, first_year=year, last_year=year + 4)
    plan = plans.a_plan(direction=direction)
    programmes = [strategy.tactics.all()[0].programmes.all()[0] for strategy in direction.strategies.order_by("number")]
    for number, (name, strategy, planned, *_rest) in enumerate(PROJECTS, start=1):
        programme = programmes[strategy]
        tactic = programme.tactics.all()[0]
        amounts = {year: f"{planned}.00"}
        plans.a_project(plan, name, by=by, number=number, amounts=amounts, programme=programme, tactic=tactic)
    plans.confirmed(plans.draft_of(plan), by=by)
    return plan


def _grant(lao: Organisation, project: int, own: BudgetLine, by: Membership) -> object:
    told = granted.an_allotment(
        lao,
        purpose=PROJECTS[NURSERY][0],
        amount=Decimal("2450000.00"),
        contribution=Decimal("250000.00"),
        project=project,
        commit_by=make.days(40),
        lapses_on=make.days(200),
    )
    [grant] = grants.register_grants([told], by=by)
    received = granted.an_event(grant, "received", "1225000.00", on=grant.letter_on, paper="ฎว. 112/2570")
    grants.record_events(lao, [received], by=by)
    line = grant.lines.get().line
    parts = [Part(line.pk, Decimal(2_430_000)), Part(own.pk, Decimal(250_000))]
    contract = spending.a_commitment(line, by=by, parts=parts, title=grant.purpose)
    execution.disburse(lao, [spending.a_payment(contract, "804000.00")], by=by)
    return grant
