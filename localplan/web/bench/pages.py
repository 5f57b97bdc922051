"""Pages of signed-in people beside an empty signed-in page."""

from __future__ import annotations

import gzip

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import override_settings
from django.urls import include, path

from localplan.organisations.actions import appoint
from localplan.organisations.facts import Appointment, Person
from localplan.organisations.middleware import ACTING
from localplan.organisations.models import Membership, Organisation, Post
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries

from .measuring import Section, median_ms, processor_ms


def empty(request: HttpRequest) -> HttpResponse:
    """The frame alone: session, person, post, menu."""
    return render(request, "web/base.html")


urlpatterns = [path("", include("localplan.urls")), path("bench/empty", empty)]


def clients() -> dict[str, Client]:
    """An administrator at DLA and an officer of the first province, signed in."""
    operator = Membership.objects.for_acting().get(post=Post.OPERATOR)
    province = Organisation.objects.offices().order_by("id")[0]
    head = Appointment(Post.HEAD, clock.today())
    administrator = Appointment(Post.ADMINISTRATOR, clock.today())
    made = {
        "DLA": appoint(operator.organisation, [(Person("bench.dla", "กรม"), administrator)], by=operator)[0],
        "province": appoint(province, [(Person("bench.head", "จังหวัด"), head)], by=operator)[0],
    }
    return {name: client_of(given.membership) for name, given in made.items()}


def client_of(membership: Membership) -> Client:
    """Signed in and acting in this post."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(membership.user)
    session = client.session
    session[ACTING] = membership.pk
    session["renewed"] = clock.now().timestamp()
    session.save()
    return client


def administrator() -> Client:
    """DLA's, whom an earlier section appointed, or a new one."""
    there = Membership.objects.filter(user__username="bench.dla").first()
    return client_of(there) if there else clients()["DLA"]


class PageBench:
    """Adds pages to a section: milliseconds beside an empty page and beside the bare SQL they ask, and weight."""

    def __init__(self, section: Section) -> None:
        self.section = section
        someone = administrator()
        self.empty = median_ms(lambda: someone.get("/bench/empty"))

    def add(self, what: str, client: Client, address: str, aim: str = "", why: str = "") -> None:
        """`why` explains a figure that is known to miss its aim."""
        taken = median_ms(lambda: client.get(address))
        with count_queries() as counted:
            assert client.get(address).status_code == 200, address
        bare = median_ms(lambda: _ask_again(counted.statements))
        own = processor_ms(lambda: client.get(address))
        words = f"{taken / self.empty:.1f} × empty, {taken / bare:.1f} × its bare SQL ({bare:.1f} ms)"
        words += f", {own:.0f} ms of Python’s processor time, {counted.number} statements"
        self.section.add(what, f"{taken:.1f} ms", aim, f"{words}. {why}".strip())

    def weigh(self, what: str, client: Client, address: str, aim: str = "") -> None:
        page = client.get(address).content
        packed = len(gzip.compress(page))
        note = f"{len(page) / 1000:.0f} kB before compression"
        self.section.add(f"weight: {what}", f"{packed / 1000:.1f} kB", aim, note)


def _ask_again(statements: list[str]) -> None:
    """The SELECTs of a page alone, fetched and thrown away."""
    with connection.cursor() as cursor:
        for statement in statements:
            if statement.lstrip().startswith(("SELECT", "WITH")):
                cursor.execute(statement)
                cursor.fetchall()


@override_settings(ROOT_URLCONF="localplan.web.bench.pages")
def measure(number: int) -> Section:
    """Medians in-process, through every middleware; statements counted."""
    section = Section("Pages", "In-process, every middleware, medians of 15; beside an empty signed-in page.")
    people = clients()
    dla, province = people["DLA"], people["province"]
    base = median_ms(lambda: dla.get("/bench/empty"))
    section.add("empty signed-in page", f"{base:.1f} ms", "", f"{_statements(dla, '/bench/empty')} statements")
    lines = [
        ("home of DLA", dla, "/", "≤ 50 ms"),
        ("home of a province", province, "/", "≤ 50 ms"),
        (f"list of {number:,} LAOs, first page", dla, "/organisations", "≤ 50 ms"),
        ("the same, page 100", dla, "/organisations?page=100", "≤ 50 ms"),
        ("the same, part of a name", dla, "/organisations?q=หนอง", "≤ 50 ms"),
        ("list of the provinces", dla, "/provinces", "≤ 50 ms"),
        ("one LAO", province, f"/organisation/{Organisation.objects.laos().order_by('id')[0].pk}", ""),
    ]
    for what, client, address, aim in lines:
        taken = median_ms(lambda client=client, address=address: client.get(address))  # type: ignore[misc]
        note = f"{taken / base:.1f} × empty, {_statements(client, address)} statements"
        section.add(what, f"{taken:.1f} ms", aim, note)
    return section


def _statements(client: Client, address: str) -> int:
    with count_queries() as counted:
        assert client.get(address).status_code == 200, address
    return counted.number
