"""Every address × kind of person. An address without a line here fails.

A line says, for a GET by each kind of person, the status that is right:
200 seen, 302 led elsewhere (to sign-in when signed out), 404 not yours, 405 only posted to.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from localplan.budgeting.tests import make as budgets
from localplan.execution.tests import access as execution
from localplan.organisations.models import Change, Membership, Post
from localplan.organisations.tests import make
from localplan.support.tests import access_help as helping
from localplan.support.tests.make import a_year_of
from localplan.toolkit import clock, files

pytestmark = pytest.mark.django_db

PEOPLE = {
    "nobody": None,
    "ended": (Post.CLERK, "lao"),
    "executive": (Post.EXECUTIVE, "lao"),
    "clerk": (Post.CLERK, "lao"),
    "planner": (Post.PLANNER, "lao"),
    "finance": (Post.FINANCE, "lao"),
    "lao_viewer": (Post.VIEWER, "lao"),
    "lao_auditor": (Post.AUDITOR, "lao"),
    "neighbour": (Post.CLERK, "neighbour"),
    "district": (Post.OFFICER, "district"),
    "head": (Post.HEAD, "province"),
    "officer": (Post.OFFICER, "province"),
    "analyst": (Post.ANALYST, "province"),
    "province_viewer": (Post.VIEWER, "province"),
    "elsewhere": (Post.HEAD, "elsewhere"),
    "dla_officer": (Post.OFFICER, "dla"),
    "director": (Post.DIRECTOR, "dla"),
    "administrator": (Post.ADMINISTRATOR, "dla"),
    "dla_auditor": (Post.AUDITOR, "dla"),
}
LAO = ("executive", "clerk", "planner", "finance", "lao_viewer", "lao_auditor")
PROVINCE = ("head", "officer", "analyst", "province_viewer")
DLA = ("dla_officer", "director", "administrator", "dla_auditor")
ABOVE = ("district", *PROVINCE, *DLA)
SIGNED_IN = (*LAO, "neighbour", *ABOVE, "elsewhere")


def only(*kinds: str, others: int = 404, seen: int = 200) -> dict[str, int]:
    """These kinds see it, other signed-in kinds get `others`; those signed out are led to sign-in."""
    line = {kind: seen if kind in kinds else others for kind in SIGNED_IN}
    return line | {"nobody": 302, "ended": 302}


def everyone(status: int) -> dict[str, int]:
    """The same answer for all, signed in or not; a session whose post has ended is closed first."""
    return dict.fromkeys(PEOPLE, status) | {"ended": 302}


POSTED_TO = only(*SIGNED_IN, seen=405)
ALL = only(*SIGNED_IN)
WHO_FOLLOWS = only(*LAO, *ABOVE)  # the LAO itself and those above it; no neighbour, no other province
IN_THE_PROVINCE = only(*LAO, "neighbour", *ABOVE)  # what a province tells all below it
DLA_KEEPERS = ("dla_officer", "director", "administrator")
LAO_STAFF = ("clerk", "planner", "finance")
WHO_WRITE = only(*LAO_STAFF, "head", "officer", "analyst")  # the LAO's letter lets its province enter

READERS_OF_A_PLAN = ("executive", "lao_viewer", "lao_auditor", "district", "province_viewer", *DLA)


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
    money = SimpleNamespace(
        line=line,
        transfer=budgets.a_transfer(lao, document=scan), statement=budgets.a_statement(lao, document=scan)
    )
    spent = execution.arguments(line, planner, scan)
    helped = helping.arguments(planner, posts["officer"], scan)
    return {
        "posts": posts,
        "lao": lao,
        "planner": planner,
        "letter": letter,
        "year": year,
        "money": money,
        "spent": spent,
        "helped": helped,
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
        **_of_the_money(world["money"], lao),
        **world["spent"],
        **world["helped"],
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


def _of_the_money(money: SimpleNamespace, lao: int) -> dict[str, list[Any]]:
    """The arguments of addresses about budgets: of the fiscal year of today."""
    transfer, year = money.transfer.pk, money.transfer.year_id
    return {
        **{name: [lao, year] for name in ("transfers", "add-transfer", "open-line", *PAGES_OF_A_BUDGET)},
        **{name: [money.line.pk] for name in ("budget-line", "remove-line")},
        "control-totals": [lao, year, 1],
        "transfer": [transfer],
        "transfer-document": [transfer],
        "transfer-print": [transfer, "xlsx"],
        "control-document": [money.statement.pk],
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

PAGES_OF_A_BUDGET = (
    "budget",
    "ordinance",
    "ordinance-document",
    "ordinance-findings",
    "ordinance-grid",
    "ordinance-grid-save",
    "ordinance-print",
    "classified-before",
    "lines-workbook",
    "import-lines",
    "preview-lines",
    "add-line",
    "draw-from-plan",
    "copy-recurrent",
    "link-lines",
    "add-supplementary",
)

#: name of the address → who gets what.
MATRIX: dict[str, dict[str, int]] = {
    # the door
    "sign-in": everyone(302) | {"nobody": 200},
    "sign-in-again": everyone(405),
    "sign-out": everyone(405),
    "set-password": everyone(410),
    "healthz": everyone(200),
    "language": everyone(405),
    "text-size": everyone(405),
    # everybody's own
    "home": ALL,
    "me": ALL,
    "gallery": ALL,
    "organisations": ALL,
    "ending-posts": ALL,
    "change-password": POSTED_TO,
    "extend-session": POSTED_TO,
    "sign-out-elsewhere": POSTED_TO,
    "switch-post": POSTED_TO,
    # the LAO's record, seen by itself and those who follow it
    "organisation": WHO_FOLLOWS,
    "people": WHO_FOLLOWS,
    "history": WHO_FOLLOWS,
    "organisation-history": WHO_FOLLOWS,
    "order-file": WHO_FOLLOWS,
    "letter-file": WHO_FOLLOWS,
    "delegate": WHO_FOLLOWS,
    "organisation-accesses": only("clerk", "administrator"),
    # acts on it: the posts that may
    "correct-contact": only(
        "clerk", "planner", "finance", "district", "head", "officer", "dla_officer", "director", "administrator"
    ),
    "appoint": only("clerk", "district", "head", "officer", "director", "administrator"),
    "hand-over": only("clerk"),
    "end-post": only("clerk"),
    "make-link": only("clerk"),
    "revoke": only("executive", "clerk"),
    # the calendar: everybody reads what is published, DLA and the provinces keep their own
    "calendar": ALL,
    "calendars": ALL,
    "circulars": ALL,
    "calendar-table": ALL,
    "calendar-table-pdf": ALL,
    "circular": IN_THE_PROVINCE,
    "circular-print": IN_THE_PROVINCE,
    "circular-pdf": IN_THE_PROVINCE,
    "acknowledge": POSTED_TO,
    "ask": POSTED_TO,
    "answer-question": POSTED_TO,
    "take-over-calendar": POSTED_TO,
    "circulate": only("head", "officer"),
    "move-deadline": only("head", "officer", "elsewhere", *DLA_KEEPERS),
    "import-calendar": only(*DLA_KEEPERS),
    "begin-calendar": only(*DLA_KEEPERS),
    "calendar-draft": only(*DLA_KEEPERS),
    "word-calendar": only(*DLA_KEEPERS),
    "add-row": only(*DLA_KEEPERS),
    "calendar-row": only(*DLA_KEEPERS),
    "add-deadline": only(*DLA_KEEPERS),
    "draft-deadline": only(*DLA_KEEPERS),
    "publish-calendar": only(*DLA_KEEPERS),
    "calendar-published": only(*DLA_KEEPERS),
    "copy-calendar": only(*DLA_KEEPERS),
    "holidays": only(*DLA_KEEPERS),
    # strategy and plan of the LAO
    "directions": only(*ABOVE, "elsewhere"),
    "direction": WHO_FOLLOWS,
    "provincial-strategy": IN_THE_PROVINCE,
    "lao-plans": only(*ABOVE, "elsewhere"),
    "plans": WHO_FOLLOWS,
    "plan": WHO_FOLLOWS,
    "plan-confirm": WHO_FOLLOWS,
    "editions": WHO_FOLLOWS,
    "edition": WHO_FOLLOWS,
    "edition-changes": WHO_FOLLOWS,
    "edition-file": WHO_FOLLOWS,
    "certificate": WHO_FOLLOWS,
    "plan-print": WHO_FOLLOWS,
    "plan-grid": WHO_FOLLOWS,
    "plan-workbook": WHO_FOLLOWS,
    "project": WHO_FOLLOWS,
    "project-history": WHO_FOLLOWS,
    "add-project": WHO_WRITE,
    "promulgation": WHO_FOLLOWS | dict.fromkeys(READERS_OF_A_PLAN, 302),  # led to the page beside, where it is read
    "plan-grid-paste": WHO_WRITE,
    "import-projects": WHO_WRITE,
    "preview-projects": only(*LAO_STAFF, "head", "officer", "analyst", seen=302),
    "carry-projects": POSTED_TO,
    "withdraw-project": POSTED_TO,
    "withdraw-edition": POSTED_TO,
    "undo-plan-confirm": POSTED_TO,
    "review-plan": POSTED_TO,
    "plan-grid-save": POSTED_TO,
    "plan-grid-paste-save": POSTED_TO,
    # budget and ordinance of the LAO
    "classification": ALL,
    "budget": WHO_FOLLOWS,
    "budget-line": WHO_FOLLOWS,
    "ordinance": WHO_FOLLOWS,
    "ordinance-document": WHO_FOLLOWS,
    "ordinance-findings": WHO_FOLLOWS,
    "ordinance-grid": WHO_FOLLOWS,
    "ordinance-print": WHO_FOLLOWS,
    "classified-before": WHO_FOLLOWS,
    "lines-workbook": WHO_FOLLOWS,
    "add-line": WHO_WRITE,
    "remove-line": WHO_WRITE,
    "draw-from-plan": WHO_WRITE,
    "link-lines": WHO_WRITE,
    "import-lines": WHO_WRITE,
    "preview-lines": only(*LAO_STAFF, "head", "officer", "analyst", seen=302),
    "add-supplementary": POSTED_TO,
    "copy-recurrent": POSTED_TO,
    "ordinance-grid-save": POSTED_TO,
    # transfers, money without an ordinance, control totals
    "transfers": WHO_FOLLOWS,
    "transfer": WHO_FOLLOWS,
    "transfer-document": WHO_FOLLOWS,
    "transfer-print": WHO_FOLLOWS,
    "open-line": WHO_FOLLOWS,
    "control-totals": WHO_FOLLOWS,
    "control-document": WHO_FOLLOWS,
    "add-transfer": WHO_WRITE,
    # contracts and payments
    **dict.fromkeys(execution.READ, WHO_FOLLOWS),
    **dict.fromkeys(execution.LEAD, only(*LAO, *ABOVE, seen=302)),
    **dict.fromkeys(execution.WRITE, WHO_WRITE),
    **dict.fromkeys(execution.LEAD_WRITERS, only(*LAO_STAFF, "head", "officer", "analyst", seen=302)),
    **dict.fromkeys(execution.NOBODY, only()),
    **dict.fromkeys(execution.POSTED, POSTED_TO),
    # who is late at what
    "step": WHO_FOLLOWS,
    "cell": WHO_FOLLOWS,
    "review": only("head", "officer", *DLA_KEEPERS),
    "reviews": only("head", "officer", "elsewhere", *DLA_KEEPERS),
    "checks": only(*PROVINCE, *DLA),
    "check": only(*PROVINCE, *DLA),
    "check-print": only(*PROVINCE, *DLA),
    "contacts": only(*ABOVE),
    "save-view": POSTED_TO,
    "forget-view": POSTED_TO,
    "matrix": only(*ABOVE, "elsewhere"),
    "remind": only("district", "head", "officer", "analyst", "elsewhere", *DLA_KEEPERS),
    "messages": ALL,
    "read-message": POSTED_TO,
    "digests": ALL,
    "read-digests": POSTED_TO,
    "by-mail": POSTED_TO,
    "mail": only("administrator"),
    "mailbox": only(),  # development only
    **dict.fromkeys(helping.READ, WHO_FOLLOWS),
    **dict.fromkeys(helping.EVERYBODY, ALL),
    **dict.fromkeys(helping.ASK, only(*helping.ASKERS)),
    **dict.fromkeys(helping.POSTED, POSTED_TO),
    # DLA's own
    "provinces": only(*DLA),
    "failed-sign-ins": only("administrator"),
    "import-register": only("administrator"),
    "import-register-preview": only("administrator", seen=302),
}


@pytest.mark.parametrize("name", NAMES)
def test_every_address_answers_each_kind_of_person_as_its_line_says(name, world):
    assert name in MATRIX, f"{name} has no line in the access matrix"
    assert answers(name, world) == MATRIX[name]


def test_the_matrix_has_no_line_for_an_address_that_is_gone():
    assert set(MATRIX) - set(NAMES) == set()
