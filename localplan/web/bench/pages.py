"""Pages of signed-in people beside an empty signed-in page."""

from __future__ import annotations

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

from .measuring import Section, median_ms


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
    found = {}
    for name, given in made.items():
        client = found[name] = Client(SERVER_NAME="localhost")
        client.force_login(given.membership.user)
        session = client.session
        session[ACTING] = given.membership.pk
        session["renewed"] = clock.now().timestamp()
        session.save()
    return found


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
