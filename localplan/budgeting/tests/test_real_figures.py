"""Real ordinances: a city's lines beside its plan, and the expenditure of provincial organisations."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest
from django.conf import settings

from localplan.budgeting import actions
from localplan.budgeting.facts import LineRow
from localplan.budgeting.findings import judge
from localplan.budgeting.models import Classification, Ordinance
from localplan.budgeting.plans import not_drawn
from localplan.budgeting.tests import make
from localplan.organisations.models import Kind
from localplan.organisations.tests import make as people
from localplan.planning import actions as planning
from localplan.planning.facts import ProjectRow, amount_field
from localplan.planning.tests import make as plans
from localplan.strategy.tests import make as strategies

pytestmark = pytest.mark.django_db
SHARED = settings.BASE_DIR.parent / "shared"
CITY = SHARED / "real" / "nakhonsawan_city_projects_2566_2570.csv"
PAOS = SHARED / "data" / "testonly" / "budget"
ZERO = Decimal(0)
#: What the file of the provincial organisations calls a work, where the list has another name for it.
OTHER_NAMES = {
    "บริหารทั่วไปเกี่ยวกับศาสนา วัฒนธรม และนันทนาการ": "บริหารทั่วไปเกี่ยวกับศาสนา วัฒนธรรม และนันทนาการ",
    "งานโรงพยาบาล": "โรงพยาบาล",
}


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def city():
    """The plan of the 404 rows whose sheets have ordinance columns, with each row's project."""
    rows = [row for row in rows_of(CITY) if row["layout"] == "17-col"]
    lao = people.an_lao(kind=Kind.CITY, name="นครสวรรค์")
    plan = plans.a_plan(direction=strategies.a_full_direction(lao))
    by, draft = plans.a_planner(plan), plans.draft_of(plan)
    told = [
        ProjectRow(
            {"name": row["project"].replace(" | ", " ")[:300]}
            | {amount_field(year): Decimal(row[f"plan_{year}"]) if row[f"plan_{year}"] else None for year in plan.years}
        )
        for row in rows
    ]
    saved = planning.save_projects(draft, told, by=by)
    return lao, [(row, one.project) for row, one in zip(rows, saved, strict=True)]


def passed(lao, year, rows):
    """The ordinance of a year with a line for each row that has money in it; total and document as on paper."""
    lines = [(row, project) for row, project in rows if row[f"ordinance_{year}"]]
    total = sum(Decimal(row[f"ordinance_{year}"]) for row, _project in lines)
    ordinance = make.an_ordinance(lao, year=year, document=plans.a_notice(), stated_total=total)
    work, category = make.the_code("00312").pk, make.the_code("542000").pk
    told = [
        LineRow(
            {
                "name": row["project"].replace(" | ", " ")[:300],
                "development": True,
                "project_id": project,
                "amount": Decimal(row[f"ordinance_{year}"]),
                "work_id": work,
                "category_id": category,
            }
        )
        for row, project in lines
    ]
    actions.save_lines(ordinance, told, by=make.a_finance_officer(lao))
    return judge(Ordinance.objects.get(pk=ordinance.pk))


@pytest.mark.skipif(not CITY.is_file(), reason="the real plan is not at hand")
def test_the_ordinance_of_a_real_city_beside_its_plan(city):
    lao, rows = city
    offered = not_drawn(make.an_ordinance(lao, year=2570))
    assert offered.edition is not None
    found = {year: passed(lao, year, rows) for year in (2566, 2567, 2568)}
    first = found[2566]
    waiting = not_drawn(first.ordinance).waiting
    drawn = [row for row, _project in rows if row["ordinance_2566"] and row["plan_2566"]]
    planned = [row for row, _project in rows if row["plan_2566"] and Decimal(row["plan_2566"])]
    assert (len(waiting) + len(drawn), len(planned)) == (193, 193)
    left = sum(one.amount for one in waiting) + sum(Decimal(row["plan_2566"]) for row in drawn)
    assert left == 369_837_820
    assert (first.lines, first.linked, first.total) == (102, 102, 95_533_500)
    assert sum(one.lines for one in found.values()) == 132

    counted = defaultdict(int)
    for one in found.values():
        assert one.blocking == []
        for finding in one.excusable:
            counted[finding.rule] += 1
    # Of 132 lines 8 are above what the plan has for their year: 7 of them because it has nothing at all.
    assert counted["line_is_planned_for_the_year"] == 7
    assert counted["line_within_plan"] + counted["line_is_planned_for_the_year"] == 8
    (above,) = [one for one in first.excusable if one.rule == "line_within_plan"]
    assert above.problem.params == {"over": Decimal("443300"), "planned": Decimal("16035700")}
    assert set(counted) <= {"line_within_plan", "line_is_planned_for_the_year", "line_is_not_repeated"}


@pytest.fixture
def codes():
    """Works by name, and of each งบ its first category: the file says no more of the object than its งบ."""
    works = {x.name: x.pk for x in Classification.objects.filter(tree="function", depth=2)}
    parts = Classification.objects.filter(tree="object", depth=1).select_related("parent").order_by("-code")
    revenues = {"".join(x.name.split()): x.pk for x in Classification.objects.filter(tree="revenue", depth=1)}
    return works, {x.parent.name: x.pk for x in parts}, revenues


def as_line(row, codes):
    works, categories, _revenues = codes
    name = OTHER_NAMES.get(row["task_th"], row["task_th"])
    return LineRow(
        {
            "name": f"{row['task_th']} {row['budget_type_th']}",
            "work_id": works[name],
            "category_id": categories[row["budget_type_th"]],
            "amount": Decimal(row["amount_thb"]),
        }
    )


def as_revenues(rows, codes):
    """Kinds of revenue the list does not have are of the general subsidy, or of commerce."""
    found = defaultdict(lambda: ZERO)
    for row in rows:
        name = "".join(row["category_th"].removeprefix("หมวด").split())
        other = "เงินอุดหนุนทั่วไป" if "อุดหนุน" in name else "รายได้จากสาธารณูปโภคและกิจการพาณิชย์"
        found[codes[2].get(name, codes[2][other])] += Decimal(row["amount_thb"])
    return dict(found)


@pytest.mark.skipif(not PAOS.is_dir(), reason="the real expenditure is not at hand")
def test_the_ordinances_of_50_provincial_organisations_add_up_and_two_spend_more_than_they_receive(codes):
    lines, incomes = defaultdict(list), defaultdict(list)
    for row in rows_of(PAOS / "pao_expenditure_2565_2566.csv"):
        lines[row["lao_code"], row["fiscal_year_be"]].append(row)
    for row in rows_of(PAOS / "pao_income_2565_2566.csv"):
        incomes[row["lao_code"], row["fiscal_year_be"]].append(row)
    totals = rows_of(PAOS / "pao_totals_2565_2566.csv")
    assert len(totals) == 100
    laos, above = {}, []
    for stated in totals:
        code, year = stated["lao_code"], int(stated["fiscal_year_be"])
        key = code, stated["fiscal_year_be"]
        if code not in laos:
            laos[code] = people.an_lao(kind=Kind.PAO, name=stated["pao_th"], code=code)
        ordinance = make.an_ordinance(
            laos[code], year=year, document=plans.a_notice(), stated_total=Decimal(stated["expenditure_total_thb"])
        )
        by = make.a_finance_officer(laos[code])
        revenues = as_revenues(incomes[key], codes)
        head = {
            name: getattr(ordinance, name) for name in ("passed_on", "approved_on", "promulgated_on", "effective_on")
        }
        told = make.a_head(**head, document=ordinance.document, stated_total=ordinance.stated_total, revenues=revenues)
        actions.adopt_ordinance(laos[code], year, told, by=by)
        actions.save_lines(ordinance, [as_line(row, codes) for row in lines[key]], by=by)
        found = judge(Ordinance.objects.select_related("organisation").get(pk=ordinance.pk))
        assert found.total == Decimal(stated["sum_of_lines_thb"]) == ordinance.stated_total
        assert found.revenue == Decimal(stated["income_total_thb"])
        assert found.classified == found.lines == len(lines[key])
        for finding in found.blocking:
            above.append((year, stated["pao_th"], finding.rule, finding.problem.params["over"]))
    assert sorted(above) == [
        (2565, "ชลบุรี", "expenditure_within_revenue", 10_000),
        (2565, "ร้อยเอ็ด", "expenditure_within_revenue", 776_000),
    ]


@pytest.mark.skipif(not PAOS.is_dir(), reason="the real classification is not at hand")
def test_every_work_that_real_ordinances_use_is_in_the_list(codes):
    for row in rows_of(PAOS / "pao_classification_observed.csv"):
        assert OTHER_NAMES.get(row["task_th"], row["task_th"]) in codes[0], row
