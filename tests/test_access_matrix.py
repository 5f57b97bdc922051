"""Every address × kind of person. An address without a line here fails.

A line says, for a GET by each kind of person, the status that is right:
200 seen, 302 led elsewhere (to sign-in when signed out), 404 not yours, 405 only posted to.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from access_lines import MATRIX, PEOPLE
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from localplan.budgeting.tests import access as budgeting
from localplan.budgeting.tests import make as budgets
from localplan.execution.tests import access as execution
from localplan.grants.tests import access as grants
from localplan.grants.tests import make as granted
from localplan.organisations.models import Change, Membership, Post
from localplan.organisations.tests import make
from localplan.support.tests import access as support
from localplan.support.tests import access_analysts as analysts
from localplan.support.tests import access_boards as boards
from localplan.support.tests import access_letters as letters
from localplan.support.tests.make import a_year_of
from localplan.toolkit import clock, files

pytestmark = pytest.mark.django_db


def addresses(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


NAMES = sorted({pattern.name or str(pattern.pattern) for pattern in addresses()})


@pytest.fixture
def world():
    """The people of PEOPLE in their places, and the records the addresses point at: those of the LAO."""
    province, elsewhere = make.a_province(), make.a_province(50)
    district = make.a_district(province)
    lao = make.an_lao(district)
    places = {
        "lao": lao,
        "neighbour": make.an_lao(district),
        "district": district,
        "province": province,
        "elsewhere": elsewhere,
        "dla": make.the_department(),
    }
    posts: dict[str, Membership | None] = {"nobody": None}
    for kind, seat in PEOPLE.items():
        if seat is not None and kind != "ended":
            posts[kind] = make.a_post(seat[0], at=places[seat[1]])
    posts["ended"] = make.a_post_that_ended_yesterday(Post.PLANNER, at=lao)
    scan = files.keep(make.a_scan())
    planner = posts["planner"]
    assert planner is not None
    assert posts["clerk"] is not None
    Membership.objects.filter(pk=planner.pk).update(order_file=scan, order_number="1/2569")
    letter = make.a_delegation(posts["clerk"], province, letter_file=scan)
    Change.objects.create(
        at=clock.now(), by=planner, organisation=lao, verb="corrected", object_type="organisation", object_id=lao.pk
    )
    assert posts["dla_officer"] is not None
    assert posts["head"] is not None
    year = a_year_of(lao, dla=posts["dla_officer"], head=posts["head"], planner=planner)
    line = budgets.an_ordinance_line(budgets.an_ordinance(lao, document=scan))
    transfer, statement = budgets.a_transfer(lao, document=scan), budgets.a_statement(lao, document=scan)
    money = {
        **budgeting.arguments(line, transfer, statement),
        **execution.arguments(line, planner, scan),
        **grants.arguments(granted.a_grant(lao, by=planner), year.project.pk),
    }
    assert posts["officer"] is not None
    assert posts["analyst"] is not None
    helped = support.arguments(planner, posts["officer"], scan) | analysts.arguments(posts["analyst"])
    helped |= letters.arguments(lao, posts["officer"]) | boards.arguments(province)
    return {
        "posts": posts,
        "lao": lao,
        "planner": planner,
        "letter": letter,
        "year": year,
        "rooms": money | helped,
    }


def path_to(name: str, world: dict) -> str:
    """The address of a record of the LAO."""
    post, lao, letter = world["planner"].pk, world["lao"].pk, world["letter"].pk
    arguments = {
        "set-password": ["no-such-token"],
        "history": ["organisation", lao],
        "hand-over": [post],
        "end-post": [post],
        "make-link": [post],
        "order-file": [post],
        "revoke": [letter],
        "letter-file": [letter],
        **_of_the_year(world["year"], world["posts"]["head"].organisation_id),
        **world["rooms"],
    }
    pattern = next(p for p in addresses() if p.name == name)
    needed = pattern.pattern.converters
    return reverse(name, args=arguments.get(name, [lao] * len(needed)))


def _of_the_year(year: SimpleNamespace, province: int) -> dict[str, list[Any]]:
    """The arguments of addresses that a year's duties brought. Of the calendars: DLA's own where DLA works, the
    province's where both keep theirs.
    """
    plan, written, confirmed = year.plan.pk, year.draft_edition.pk, year.confirmed.pk
    draft, own, national, letter = year.draft.pk, year.own.pk, year.national.pk, year.letter.pk
    shared = (
        (plan, PAGES_OF_A_PLAN),
        (written, PAGES_OF_AN_EDITION),
        (draft, PAGES_OF_A_DRAFT),
        (letter, PAGES_OF_A_LETTER),
        (year.project.pk, PAGES_OF_A_PROJECT),
    )
    return {
        **{name: [record] for record, names in shared for name in names},
        "provincial-strategy": [province],
        "calendar-row": [draft, 1],
        "draft-deadline": [draft, "plan_confirm", 2560],
        "calendar-published": [national],
        "copy-calendar": [national],
        "take-over-calendar": [national],
        "calendar-table": [national],
        "calendar-table-pdf": [national],
        "circulate": [own],
        "answer-question": [year.question.pk],
        "move-deadline": [year.returned.deadline_id],
        "review-plan": [plan, year.plan.first_year],
        "certificate": [confirmed],
        "undo-plan-confirm": [confirmed],
        "edition-file": [confirmed, "notice"],
        "plan-print": [written, "po01", "xlsx"],
        "step": [year.returned.pk],
        "cell": [year.returned.pk],
        "review": [year.waiting.pk],
        "read-message": [year.message.pk],
        "checks": [province],
        "check": [province, year.check.deadline.year_id, year.check.deadline.step],
        "check-print": [province, year.check.deadline.year_id, year.check.deadline.step, "xlsx"],
    }


def answers(name: str, world: dict) -> dict[str, int]:
    """What each kind of person gets for a GET."""
    found = {}
    for kind, post in world["posts"].items():
        client = Client()
        if post is not None:
            make.signed_in(client, post)
        found[kind] = client.get(path_to(name, world)).status_code
    return found


PAGES_OF_A_PLAN = (
    "plan",
    "carry-projects",
    "add-project",
    "promulgation",
    "plan-confirm",
    "editions",
    "plan-workbook",
    "import-projects",
    "preview-projects",
)
PAGES_OF_A_DRAFT = ("calendar-draft", "word-calendar", "add-row", "publish-calendar", "add-deadline")
PAGES_OF_A_LETTER = ("circular", "circular-print", "circular-pdf", "acknowledge", "ask")
PAGES_OF_A_PROJECT = ("project", "withdraw-project", "project-history")
PAGES_OF_AN_EDITION = (
    "edition",
    "edition-changes",
    "withdraw-edition",
    "plan-grid",
    "plan-grid-save",
    "plan-grid-paste",
    "plan-grid-paste-save",
)


@pytest.mark.parametrize("name", NAMES)
def test_every_address_answers_each_kind_of_person_as_its_line_says(name, world):
    assert name in MATRIX, f"{name} has no line in the access matrix"
    assert answers(name, world) == MATRIX[name]


def test_the_matrix_has_no_line_for_an_address_that_is_gone():
    assert set(MATRIX) - set(NAMES) == set()
