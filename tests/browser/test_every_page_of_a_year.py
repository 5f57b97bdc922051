"""The pages of a year's duties on both screens, each for the person who works on it: axe finds nothing, nothing
overflows, no policy is broken, with every folded part open, in English and in the largest letters too."""

from __future__ import annotations

import pytest

from localplan.budgeting.tests import make as budgets
from localplan.calendar.actions import ask_more_time
from localplan.organisations.models import Post
from localplan.organisations.tests import make
from localplan.support.tests.make import YEAR, a_year_of
from localplan.web.tests.looking import faults_of_dialogs, sign_in, walk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    """A province with two LAOs; of one of them a year with something on every page."""
    province = make.a_province()
    lao = make.an_lao(name="ห้วยน้ำใส", phone="053-777123")
    make.an_lao(name="ดอนแก้ว")
    people = {
        "planner": make.a_post(Post.PLANNER, at=lao),
        "executive": make.a_post(Post.EXECUTIVE, at=lao),
        "officer": make.a_post(Post.OFFICER, at=province),
        "head": make.a_post(Post.HEAD, at=province),
        "district": make.a_post(Post.OFFICER, at=lao.parent),
        "dla": make.a_post(Post.OFFICER, at=make.the_department()),
    }
    year = a_year_of(lao, dla=people["dla"], head=people["head"], planner=people["planner"])
    ask_more_time(year.returned, until_on=make.days(20), reason="น้ำท่วมสำนักงาน", by=people["planner"])
    ordinance = budgets.an_ordinance(lao, stated_total=None)
    line = budgets.an_ordinance_line(ordinance)
    for _twin in range(3):
        budgets.an_ordinance_line(ordinance, name="ค่าวัสดุ", development=False, work=None)
    budgets.a_line(lao, source="surplus")
    return {"people": people, "lao": lao.pk, "province": province.pk, "year": year, "line": line}


def pages_of(kind: str, house: dict) -> list[str]:
    lao, province, year = house["lao"], house["province"], house["year"]
    read = [
        "/",
        "/calendar",
        "/calendars",
        "/circulars",
        f"/circular/{year.letter.pk}",
        f"/calendars/{year.national.pk}/table",
        f"/organisation/{lao}/strategy",
        f"/organisation/{province}/provincial-strategy",
        f"/organisation/{lao}/plans",
        *pages_of_the_plan(year),
        *pages_of_the_budget(house["line"]),
        f"/step/{year.waiting.pk}",
        f"/step/{year.returned.pk}",
        f"/step/{year.returned.pk}/why",
    ]
    chase = ["/plans", "/following", "/following?state=over", "/following?q=zz", f"/remind?lao={lao}", "/strategies"]
    return {
        "planner": [*read, *pages_to_enter(lao, year), *pages_to_budget(house["line"]), "/messages"],
        "executive": ["/", f"/plan/{year.plan.pk}/confirm", f"/edition/{year.confirmed.pk}/certificate", "/messages"],
        "officer": [
            *read,
            *chase,
            *pages_of_the_check(lao, province, year),
            "/reviews",
            f"/review/{year.waiting.pk}",
            f"/review/{year.returned.pk}",
        ],
        "head": ["/", *pages_of_the_province(province, year), *pages_of_the_check(lao, province, year)],
        "district": ["/", "/following", f"/step/{year.returned.pk}/why", f"/remind?lao={lao}"],
        "dla": ["/", *chase, f"/following?province={province}", "/reviews", *pages_of_dla(year)],
    }[kind]


def pages_of_the_check(lao: int, province: int, year) -> list[str]:
    """The province's check with its list, and the contacts that go before it."""
    check = year.check.deadline
    contacts = f"/organisation/{lao}/contacts"
    return [f"/organisation/{province}/checks", f"/check/{province}/{check.year_id}/{check.step}", contacts]


def pages_of_the_plan(year) -> list[str]:
    plan, written, confirmed = year.plan.pk, year.draft_edition.pk, year.confirmed
    return [
        f"/plan/{plan}",
        f"/plan/{plan}?lack=unit",
        f"/plan/{plan}/confirm",
        f"/plan/{confirmed.plan_id}/editions",
        f"/edition/{written}/changes",
        f"/edition/{written}/grid",
        f"/edition/{confirmed.pk}",
        f"/edition/{confirmed.pk}/certificate",
        f"/project/{year.project.pk}",
        f"/project/{year.project.pk}/history",
    ]


def pages_of_the_budget(line) -> list[str]:
    ordinance = f"/organisation/{line.organisation_id}/ordinance/{line.year_id}"
    return [
        f"/organisation/{line.organisation_id}/budget/{line.year_id}",
        f"/organisation/{line.organisation_id}/budget/{line.year_id}?link=1&q=zz",
        ordinance,
        f"{ordinance}/grid",
        f"{ordinance}/findings",
        f"/budget-line/{line.pk}",
        "/classification?ended=1",
    ]


def pages_to_budget(line) -> list[str]:
    ordinance = f"/organisation/{line.organisation_id}/ordinance/{line.year_id}"
    return [
        *(f"{ordinance}/{page}" for page in ("add", "draw", "link", "import", "grid?lack=any")),
        f"/budget-line/{line.pk}/remove",
    ]


def pages_to_enter(lao: int, year) -> list[str]:
    plan, written, here = year.plan, year.draft_edition.pk, f"/organisation/{lao}/strategy?span={year.plan.first_year}"
    strategy = plan.direction.strategies.all()[0]
    programme, tactic = plan.direction.programmes.all()[0], strategy.tactics.all()[0]
    opened = (f"strategy-{strategy.pk}", f"tactic-{tactic.pk}", f"programme-{programme.pk}")
    return [
        f"{here}&edit=direction",
        *(f"{here}&edit={one}" for one in opened),
        *(f"{here}&add={one}" for one in ("span", "strategy", f"tactic-{strategy.pk}", f"programme-{tactic.pk}")),
        f"/plan/{plan.pk}/add",
        f"/plan/{plan.pk}/promulgation",
        f"/plan/{plan.pk}/import",
        f"/edition/{written}/grid/paste",
    ]


def pages_of_the_province(province: int, year) -> list[str]:
    here = f"/organisation/{province}/provincial-strategy?span={YEAR}"
    return [
        *(f"{here}&{one}" for one in ("edit=vision", "edit=adoption", "add=issue", "add=span")),
        f"/calendars/{year.own.pk}",
        f"/calendars/{year.own.pk}/circulate",
        f"/circular/{year.letter.pk}",
        f"/circular/{year.letter.pk}/print",
        f"/deadline/{year.returned.deadline_id}/move",
    ]


def pages_of_dla(year) -> list[str]:
    draft, national = f"/calendars/{year.draft.pk}", f"/calendars/{year.national.pk}"
    return [
        "/calendar",
        "/calendars",
        "/calendars/import",
        "/calendars/begin",
        "/holidays",
        draft,
        *(f"{draft}/{one}" for one in ("words", "row", "row/1", "deadline", "deadline/plan_confirm/2560", "publish")),
        national,
        *(f"{national}/{one}" for one in ("published", "copy", "circulate", "table")),
        f"/circular/{year.kept.pk}",
        f"/deadline/{year.returned.deadline_id}/move",
    ]


@pytest.mark.parametrize("kind", ["planner", "executive", "officer", "head", "district", "dla"])
def test_nothing_on_a_page_of_the_year_keeps_anybody_out(page, house, kind):
    sign_in(page, house["people"][kind])
    assert walk(page, pages_of(kind, house), opened=True, seen=True) == []


@pytest.mark.parametrize("kind", ["planner", "dla"])
def test_english_and_the_largest_letters_fit_too(page, house, kind):
    post = house["people"][kind]
    type(post.user).objects.filter(pk=post.user_id).update(language="en", text_size=2)
    sign_in(page, post)
    assert walk(page, pages_of(kind, house), opened=False, seen=True) == []


def test_dialogs_are_as_open_as_the_pages(page, house):
    year = house["year"]
    sign_in(page, house["people"]["planner"])
    line = house["line"]
    budget = f"/organisation/{line.organisation_id}/ordinance/{line.year_id}/grid"
    pages = [f"/edition/{year.draft_edition.pk}/grid", f"/project/{year.project.pk}", budget]
    assert faults_of_dialogs(page, pages) == []
