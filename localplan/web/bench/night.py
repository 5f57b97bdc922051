"""The night a quarter is due, scaled: everybody signs in, saves a payment and hands the quarter in, half of them in
the last sixth of the time; then as many at once as the machine takes, which tells how far its limit is away."""

from __future__ import annotations

import itertools
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from http.client import HTTPException
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from localplan.budgeting.actions import state_accounts
from localplan.budgeting.facts import PartTotal, Statement
from localplan.budgeting.models import BudgetLine
from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.execution.models import Share
from localplan.execution.standing import standings
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

from .browsers import Browser, percentile, the_server
from .generated import carry_out
from .generated_money import fill_with_money, open_the_books
from .measuring import NATION, Processors, Section, processor_ms
from .officers import Officer
from .pages import client_of

#: The hour is cut to a twentieth, and a quarter of the nation's rate is kept: one LAO of eighty takes part.
FACTOR, QUARTER = 20, 4
HOUR, LAST = 3600, 600
#: LAOs of the nation that come in a second of the last ten minutes.
NEEDED = NATION / 2 / LAST
#: Afterwards: so many browsers that begin the next LAO's work as soon as they are done with one, for so long.
AT_ONCE, SECONDS = 8, 20
PASSWORD = "deadline-night"
#: The quarter is due today; what comes before it in the year has been handed in. All of the bench's own LAOs.
_DUE = """
UPDATE calendar_submission s SET life = 'accepted', submitted_at = %(now)s, first_full_at = %(now)s, correct_by = NULL
FROM calendar_deadline d WHERE d.id = s.deadline_id AND d.year_id = %(year)s
    AND d.step = ANY(%(before)s) AND s.organisation_id = ANY(%(laos)s);

UPDATE calendar_submission s SET life = 'draft', correct_by = NULL, submitted_at = NULL, first_full_at = NULL,
    opens_on = %(today)s::date - 40, due_on = %(today)s, check_due_on = %(today)s::date + 20
FROM calendar_deadline d WHERE d.id = s.deadline_id AND d.year_id = %(year)s
    AND d.step = %(step)s AND s.organisation_id = ANY(%(laos)s);

UPDATE organisations_user SET password = %(password)s WHERE username = ANY(%(names)s);
"""


@dataclass
class Trips:
    """What each errand took, from when its officer came; and what went wrong, by the request it went wrong at."""

    whole: list[float] = field(default_factory=list)
    by_request: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, taken: dict[str, float], whole: float) -> None:
        with self.lock:
            self.whole.append(whole)
            for what, seconds in taken.items():
                self.by_request.setdefault(what, []).append(seconds)

    def fail(self, what: str) -> None:
        with self.lock:
            self.wrong[what] += 1


@dataclass
class Errand:
    """One LAO's officer and what is to be done: sign in, look, save a payment, look at the step, hand it in."""

    officer: Officer
    quarter: int
    step: int
    #: Of somebody who is signed in already; None for somebody who comes in now.
    cookies: dict[str, str] | None = None

    def run(self, port: int, trips: Trips, came: float) -> None:
        """Every request in its order; one that is not answered as it should be ends the errand."""
        browser = Browser(port, dict(self.cookies or {}))
        taken: dict[str, float] = {}
        try:
            for what, act, expected in self._requests(browser):
                begun = time.perf_counter()
                status, body = act()
                taken[what] = time.perf_counter() - begun
                if status != expected or (what == "save" and json.loads(body)["results"][0]["status"] != "saved"):
                    trips.fail(f"{what} {status}")
                    return
        except (OSError, HTTPException) as wrong:
            trips.fail(type(wrong).__name__)
            return
        finally:
            browser.close()
        trips.add(taken, time.perf_counter() - came)

    def signed_in(self) -> Errand:
        """The same of somebody who has a session."""
        client = client_of(Membership.objects.for_acting().get(user__username=f"bench.{self.officer.lao}"))
        return replace(self, cookies={name: morsel.value for name, morsel in client.cookies.items()})

    def _requests(self, browser: Browser) -> list[tuple[str, Callable[[], tuple[int, bytes]], int]]:
        officer = self.officer
        name = f"bench.{officer.lao}"
        register = f"/organisation/{officer.lao}/spending/{officer.year}/{self.quarter}"
        coming: list[tuple[str, Callable[[], tuple[int, bytes]], int]] = [
            ("sign-in page", lambda: browser.get("/sign-in"), 200),
            ("sign in", lambda: browser.send("/sign-in", username=name, password=PASSWORD), 302),
        ]
        return [
            *([] if self.cookies else coming),
            ("home", lambda: browser.get("/"), 200),
            ("register", lambda: browser.get(register), 200),
            ("save", lambda: browser.send_json(f"{register}/save", officer.payment()), 200),
            ("step", lambda: browser.get(f"/step/{self.step}"), 200),
            ("hand in", lambda: browser.send(f"/step/{self.step}", verb="submit"), 302),
        ]


def measure(number: int) -> Section:
    """After the duties: make the LAOs ready, then the night, then the limit with and without signing in."""
    coming = max(2, number // (FACTOR * QUARTER))
    seconds = HOUR * QUARTER * coming / NATION
    section = Section(
        "Deadline night",
        f"{NATION:,} LAOs each save and submit within an hour, half of them in its last ten minutes: 6.5 a second. "
        f"Here a quarter of that rate for 1/{FACTOR} of the time: {coming} LAOs in {seconds:.0f} s, half of them in "
        "the last sixth, so the nation is four times this. Each signs in with a password, opens home, register and "
        "step, saves a payment and hands the quarter in: seven requests without a pause, each page made anew. "
        f"{settings.WEB_WORKERS} workers of the product's server; server, database and officers share the cores. "
        f"Load of the machine before it began: {os.getloadavg()[0]:.1f}.",
    )
    errands = _errands(coming + 2 * AT_ONCE * SECONDS + 3)
    firsts, night, rest = errands[:3], errands[3 : coming + 3], errands[coming + 3 :]
    half = len(rest) // 2
    with _warm_server(firsts[0]) as (port, process):
        _the_night(section, night, seconds, port, process)
    with _warm_server(firsts[1]) as (port, process):
        _the_limit(section, "signing in first", rest[:half], port, process)
    with _warm_server(firsts[2]) as (port, process):
        _the_limit(section, "signed in before", [errand.signed_in() for errand in rest[half:]], port, process)
    kept = _hashed()
    once = processor_ms(lambda: PBKDF2PasswordHasher().verify(PASSWORD, kept), times=3)
    note = "by design; a session lasts eight hours, so whoever signed in during the day does not pay it at night"
    section.add("of that, one password checked", f"{once:.0f} ms of a processor", "", note)
    return section


@contextmanager
def _warm_server(first: Errand) -> Iterator[tuple[int, int]]:
    """A server of its own for each part, so that nobody waits behind the part before; one errand loads it."""
    with the_server() as (port, process):
        first.run(port, Trips(), 0.0)
        yield port, process


def _the_night(section: Section, errands: Sequence[Errand], seconds: float, port: int, process: int) -> None:
    """Each comes at a moment of its own, whether those before are done or not: a queue shows as waiting."""
    chance = Random(7849)
    early, turn = len(errands) // 2, seconds * (1 - LAST / HOUR)
    moments = sorted(chance.uniform(0, turn) for _early in range(early))
    moments += sorted(chance.uniform(turn, seconds) for _late in range(len(errands) - early))
    trips = {False: Trips(), True: Trips()}
    threads, used = [], Processors(process)
    begun = time.perf_counter()
    for moment, errand in zip(moments, errands, strict=True):
        time.sleep(max(0.0, begun + moment - time.perf_counter()))
        if moment >= turn and len(threads) == early:
            used = Processors(process)
        thread = threading.Thread(target=errand.run, args=(port, trips[moment >= turn], begun + moment))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    late = time.perf_counter() - begun - seconds
    shares = used.shares()
    wrong = trips[False].wrong + trips[True].wrong
    handed_in = Submission.objects.filter(pk__in=[errand.step for errand in errands], life=Life.SUBMITTED).count()
    told = ", ".join(f"{number} × {what}" for what, number in wrong.items())
    section.add("handed in, as the database has it", f"{handed_in} of {len(errands)}", "all", told)
    section.add("errors", str(sum(wrong.values())), "0")
    for is_late, words in ((False, "first fifty minutes"), (True, "last ten minutes")):
        whole = trips[is_late].whole
        note = f"{len(whole)} LAOs, all seven requests; half within {percentile(whole, 50):.1f} s"
        section.add(f"{words}: 95 of 100 done within", f"{percentile(whole, 95):.1f} s", "", note)
    for what, taken in trips[True].by_request.items():
        note = f"half within {percentile(taken, 50) * 1000:.0f} ms"
        section.add(f"{what}, last ten minutes: 95 of 100 within", f"{percentile(taken, 95) * 1000:.0f} ms", "", note)
    rate = len(trips[True].whole) / (seconds * LAST / HOUR + late)
    needed = len(errands) / 2 / (seconds * LAST / HOUR)
    note = f"{needed:.1f} a second came; the last was done {late:.1f} s after the night had ended. {shares}"
    section.add("handed in, last ten minutes", f"{rate:.1f} a second", f"≥ {needed:.1f} a second", note)


def _the_limit(section: Section, words: str, errands: Sequence[Errand], port: int, process: int) -> None:
    """So many browsers, each beginning the next LAO's work at once: what the machine does in a second."""
    trips, work, lock = Trips(), iter(errands), threading.Lock()
    until = time.perf_counter() + SECONDS

    def one_after_the_other() -> None:
        while (came := time.perf_counter()) < until:
            with lock:
                errand = next(work, None)
            if errand is None:
                return
            errand.run(port, trips, came)

    used, begun = Processors(process), time.perf_counter()
    threads = [threading.Thread(target=one_after_the_other) for _browser in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done, spent = len(trips.whole), used.used()
    rate = done / (time.perf_counter() - begun)
    note = f"{AT_ONCE} at once, {done} LAOs, {trips.wrong.total()} errors: {rate * HOUR:,.0f} an hour. {used.shares()}"
    section.add(f"the limit, {words}", f"{rate:.1f} LAOs a second", "", note)
    if spent and done:
        server, database = (spent[who] / done for who in ("the web server", "PostgreSQL"))
        note = f"an LAO takes {server:.2f} s of the web server’s processor and {database:.2f} s of PostgreSQL’s"
        cores = f"{NEEDED * (server + database):.1f} cores"
        section.add(f"what the nation’s last ten minutes need, {words}", cores, "", note)


def _errands(wanted: int) -> list[Errand]:
    """LAOs with open contracts, their quarter due today and full but for one baht that their officer will pay."""
    today, year = clock.today(), fiscal_year(clock.today())
    quarter = (today.month - 10) % 12 // 3 + 1
    if not BudgetLine.objects.filter(year_id=year, committed__gt=0).exists():
        open_the_books(year)
        fill_with_money(year, clock.now())
    listed = BudgetLine.objects.filter(year_id=year, committed__gt=0, name__startswith="ก่อสร้าง")
    laos = sorted(set(listed.values_list("organisation_id", flat=True)))
    laos = laos[:: max(1, len(laos) // wanted)][:wanted]
    steps = ["lao_strategy", "plan_confirm", "ordinance", *(f"spending_q{before}" for before in range(1, quarter))]
    due: dict[str, object] = {"now": clock.now(), "today": today, "year": year, "laos": laos, "before": steps}
    due |= {"step": f"spending_q{quarter}", "names": [f"bench.{lao}" for lao in laos]}
    carry_out(_DUE, due | {"password": _hashed()})
    for lao, standing in standings(laos, year, quarter).items():
        _state(lao, year, quarter, [(part, *entered.totals()) for part, entered in standing.entered.items() if part])
    return list(_of(laos, year, quarter))


def _hashed() -> str:
    """As the product keeps it: a salt that is too short would be made anew, at the price of a second round."""
    hasher = PBKDF2PasswordHasher()
    return str(hasher.encode(PASSWORD, hasher.salt()))


def _state(lao: int, year: int, quarter: int, entered: list[tuple[int, Decimal, Decimal, Decimal]]) -> None:
    """What the accounts say: the one baht that is still to be entered is paid there."""
    totals = [PartTotal(part, budget, left - 1, paid + 1) for part, budget, left, paid in entered]
    planner = Membership.objects.for_acting().get(user__username=f"bench.{lao}")
    state_accounts(Organisation.objects.get(pk=lao), year, Statement(quarter, totals), by=planner)


def _of(laos: Sequence[int], year: int, quarter: int) -> Iterator[Errand]:
    steps = Submission.objects.filter(deadline__step=f"spending_q{quarter}", deadline__year_id=year)
    step_of = dict(steps.filter(organisation__in=laos).values_list("organisation_id", "pk"))
    unpaid = Share.objects.filter(organisation__in=laos, line__year_id=year, paid=0).order_by("organisation_id")
    pairs = unpaid.values_list("organisation_id", "commitment_id")
    for lao, group in itertools.groupby(pairs, key=lambda pair: pair[0]):
        yield Errand(
            Officer(lao, year, {}, [commitment for _lao, commitment in group], Random(lao)), quarter, step_of[lao]
        )
