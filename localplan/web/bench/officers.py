"""Many officers at once over the loopback: the product's own web server, a mix of looking and typing, for seconds."""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from django.conf import settings
from django.test import Client

from localplan.budgeting.models import BudgetLine
from localplan.execution.models import Share
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

from .browsers import Browser, percentile, the_server
from .measuring import Section
from .pages import client_of

#: Officers who ask again as soon as they are answered, and for how long.
OFFICERS, SECONDS, WARM_UP = 16, 20, 4
#: What they do, in a hundred: look at the home, the register of payments, the budget; pay.
MIX = (("home", 35), ("spending", 30), ("budget", 20), ("payment", 15))


@dataclass
class Answers:
    """How long each request took, by what it was, and what else than a page or a saved payment came back."""

    taken: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name, _share in MIX})
    wrong: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, seconds: float) -> None:
        with self.lock:
            self.taken[what].append(seconds)


@dataclass
class Officer:
    """One LAO's officer with a session, and contracts that are not paid yet."""

    lao: int
    year: int
    cookies: dict[str, str]
    commitments: list[int]
    chance: Random

    def address(self, what: str) -> str:
        here = f"/organisation/{self.lao}"
        pages = {"home": "/", "spending": f"{here}/spending/{self.year}/1", "budget": f"{here}/budget/{self.year}"}
        return pages.get(what, f"{pages['spending']}/save")

    def payment(self) -> str:
        """One baht of one contract, under a voucher of its own."""
        today = clock.today()
        key = secrets.token_hex(8)
        cells = {"date": f"{today.day}/{today.month}/{today.year + 543}", "voucher": f"ฎ {key}", "amount": "1"}
        row = {"id": str(self.chance.choice(self.commitments)), "key": key, "set": cells}
        return json.dumps({"rows": [row]})

    def ask(self, browser: Browser, what: str) -> str:
        """ "" when it was answered as it should be, else what came."""
        if what == "payment":
            status, body = browser.send_json(self.address(what), self.payment())
        else:
            status, body = browser.get(self.address(what))
        if what == "payment" and status == 200:
            saved: str = json.loads(body)["results"][0]["status"]
            return "" if saved == "saved" else saved
        return "" if status == 200 else str(status)


def measure(number: int) -> Section:
    """After the generated money: sign the officers in, start the server on this database, let them work."""
    section = Section(
        "Officers",
        f"{OFFICERS} officers of as many LAOs, each asking again at once, for {SECONDS} s over the loopback: "
        + ", ".join(f"{share} % {name}" for name, share in MIX)
        + f". {settings.WEB_WORKERS} workers of the product's server; server, database and officers share the cores.",
    )
    year = fiscal_year(clock.today())
    officers = list(_officers(year))
    answers = Answers()
    with the_server() as (port, _process):
        taken = _work(officers, port, answers)
    times = sorted(second for listed in answers.taken.values() for second in listed)
    cores = os.cpu_count() or 1
    rate = len(times) / taken
    assert not answers.wrong, answers.wrong
    section.add(
        "requests answered", f"{rate:.0f} a second", "", f"{len(times):,} in {taken:.0f} s, all as they should be"
    )
    whole = "The nation's LAOs, each asking for a page every two minutes all day, are 65 a second."
    section.add("per core", f"{rate / cores:.1f} a second", "≥ 10 a second", whole)
    waits = f"{OFFICERS} officers who never stop to read are some hundreds who do; half within {_at(times, 50):.0f} ms"
    section.add("95 of 100 within", f"{_at(times, 95):.0f} ms", "≤ 1,500 ms", waits)
    for name, _share in MIX:
        mine = sorted(answers.taken[name])
        note = f"{len(mine):,} times, half within {_at(mine, 50):.0f} ms"
        section.add(f"{name}: 95 of 100 within", f"{_at(mine, 95):.0f} ms", "", note)
    return section


def _at(seconds: list[float], percent: int) -> float:
    """The percentile in milliseconds."""
    return percentile(seconds, percent) * 1000


def _officers(year: int) -> Iterator[Officer]:
    """From the LAOs with generated money, one here and one there."""
    with_money = BudgetLine.objects.filter(year_id=year, committed__gt=0).values("organisation_id").distinct()
    laos = list(Organisation.objects.filter(pk__in=with_money, closed_on=None).order_by("id"))
    for place in range(OFFICERS):
        lao = laos[place * len(laos) // OFFICERS]
        planner = Membership.objects.for_acting().get(user__username=f"bench.{lao.pk}")
        client: Client = client_of(planner)
        shares = Share.objects.filter(organisation=lao, line__year_id=year, paid=0)
        open_ones = list(shares.values_list("commitment_id", flat=True))
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        yield Officer(lao.pk, year, cookies, open_ones, Random(place))


def _work(officers: list[Officer], port: int, answers: Answers) -> float:
    """Let all of them work at once; for how many seconds their requests were counted."""
    begun = time.perf_counter() + WARM_UP
    until = begun + SECONDS
    work = [threading.Thread(target=_one, args=(officer, port, begun, until, answers)) for officer in officers]
    for each in work:
        each.start()
    for each in work:
        each.join()
    return SECONDS


def _one(officer: Officer, port: int, begun: float, until: float, answers: Answers) -> None:
    names, shares = zip(*MIX, strict=True)
    browser = Browser(port, officer.cookies)
    officer.ask(browser, "spending")  # for the token that payments are sent with
    while (now := time.perf_counter()) < until:
        what: str = officer.chance.choices(names, shares)[0]
        wrong = officer.ask(browser, what)
        if wrong:
            with answers.lock:
                answers.wrong[f"{what} {wrong}"] += 1
        elif now >= begun:
            answers.add(what, time.perf_counter() - now)
    browser.close()
