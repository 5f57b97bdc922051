"""Money beside what the database alone takes: one commitment, 20,000 payments by workbook, funnels."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from localplan.budgeting.actions import adopt_ordinance, save_lines
from localplan.budgeting.facts import LineRow, OrdinanceFacts
from localplan.execution.actions import commit
from localplan.execution.facts import Contract, Part
from localplan.execution.models import Disbursement
from localplan.execution.workbooks import PaymentsDesk
from localplan.monitoring.funnel import By, funnel
from localplan.monitoring.money import Ranges
from localplan.organisations.models import Membership, Organisation
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year
from localplan.toolkit.workbook import StoredRow, export

from .duties import a_province
from .generated_money import fill_with_money, open_the_books
from .measuring import Section, medians_ms
from .plans import a_planner

#: Payments of the workbook, and the contracts they are of.
PAYMENTS, CONTRACTS = 20_000, 200
#: What a commitment writes, as anybody would write it who knew that it is right.
_BARE = (
    """INSERT INTO execution_commitment (organisation_id, year_id, kind, number, title, counterparty, method, egp,
       signed_on, instalments, ceilings, by_id, recorded_at, version)
       VALUES (%(owner)s, %(year)s, 'contract', %(number)s, 'ถนน', 'หจก. ทดสอบ', 'none', '', %(today)s, '[]', '{}',
       %(by)s, %(now)s, 1) RETURNING id""",
    """INSERT INTO execution_commitmentevent (organisation_id, commitment_id, kind, "on", paper, reason, by_id,
       recorded_at) VALUES (%(owner)s, %(made)s, 'signed', %(today)s, '', '', %(by)s, %(now)s) RETURNING id""",
    """INSERT INTO execution_share (organisation_id, commitment_id, line_id, amount, paid, carried)
       VALUES (%(owner)s, %(made)s, %(line)s, 100, 0, 0) RETURNING id""",
    """INSERT INTO execution_shareentry (organisation_id, share_id, event_id, amount, "on", recorded_at)
       VALUES (%(owner)s, %(share)s, %(event)s, 100, %(today)s, %(now)s)""",
    "UPDATE budgeting_budgetline SET committed = committed + 100 WHERE id = %(line)s",
    """INSERT INTO organisations_change (at, by_id, organisation_id, verb, object_type, object_id, label, before,
       after, reason) VALUES (%(now)s, %(by)s, %(owner)s, 'committed', 'commitment', %(made)s, 'ถนน', '{}', %(told)s,
       '')""",
)
#: The same sums over the same tables, as somebody would ask who knows that every plan has one edition.
_PLAIN = (
    """
SELECT count(*), sum(a.amount) FROM planning_plannedamount a
JOIN planning_projectrevision r ON r.id = a.revision_id JOIN planning_edition e ON e.id = r.edition_id
WHERE r.organisation_id BETWEEN %s AND %s AND a.year = %s AND a.amount > 0 AND e.confirmed_at IS NOT NULL
""",
    """
SELECT count(DISTINCT project_id), sum(budget), sum(budget) FILTER (WHERE source = 'ordinance'),
       sum(committed), sum(paid), count(*) FILTER (WHERE committed > 0 AND paid = committed)
FROM budgeting_budgetline
WHERE organisation_id BETWEEN %s AND %s AND year_id = %s AND development AND removed_at IS NULL
""",
)


def measure(number: int) -> Section:
    """After plans and duties: a budget of one LAO by the verbs, then everybody's by volume."""
    section = Section(
        "Money",
        "Every rule asked, every row told to the history, all of it one transaction. Medians; a commitment and its "
        "bare statements by turns, both to the disk.",
    )
    by = a_planner(4)  # beside those of the section of plans
    year = fiscal_year(clock.today())
    open_the_books(year)
    line = _a_line(by, year)
    _one_commitment(section, by, year, line)
    _by_workbook(section, by, year, line, PAYMENTS if number >= 7849 else 2 * number)
    fill_with_money(year, clock.now())
    _funnels(section, year)
    return section


def _a_line(by: Membership, year: int) -> int:
    """A development line of ten thousand million baht."""
    ordinance = adopt_ordinance(by.organisation, year, OrdinanceFacts(), by=by)
    told = {"name": "ถนนทุกสาย", "development": True, "amount": Decimal(10_000_000_000)}
    return save_lines(ordinance, [LineRow(told)], by=by)[0].line


def _a_contract(number: str, line: int, amount: int) -> Contract:
    return Contract("contract", "ถนน", "หจก. ทดสอบ", clock.today(), [Part(line, Decimal(amount))], number=number)


def _one_commitment(section: Section, by: Membership, year: int, line: int) -> None:
    numbers = count(1)
    given: dict[str, Any] = {"owner": by.organisation_id, "year": year, "by": by.pk, "line": line}

    def verb() -> None:
        commit(by.organisation, [_a_contract(f"ก{next(numbers)}", line, 100)], by=by)

    def bare() -> None:
        values = given | {"number": f"ข{next(numbers)}", "today": clock.today(), "now": clock.now()}
        values["told"] = Jsonb({"counterparty": "หจก. ทดสอบ"})
        connection.ensure_connection()
        plain = connection.connection
        with plain.transaction(), plain.cursor() as cursor:
            for statement, name in zip(_BARE, ("made", "event", "share", "", "", ""), strict=True):
                cursor.execute(statement, values)
                if name:
                    values[name] = cursor.fetchone()[0]

    alone, whole = medians_ms(bare, verb, times=60)
    with count_queries() as statements:
        verb()
    section.add("a bare transaction: five INSERTs and the UPDATE", f"{alone:.1f} ms")
    note = (
        f"{whole:.1f} ms, {statements.number} statements: right, year book and line locked, numbers taken, "
        "what the calendar has closed, each most of a millisecond with Django’s share"
    )
    section.add("saving a commitment with every rule", f"{whole / alone:.1f} ×", "≤ 6 ×", note)


def _by_workbook(section: Section, by: Membership, year: int, line: int, rows: int) -> None:
    each = max(1, rows // CONTRACTS)
    told = [_a_contract(f"ค{place}", line, each * 1_000) for place in range(CONTRACTS)]
    made = [one.pk for one in commit(by.organisation, told, by=by)]
    desk = PaymentsDesk(by.organisation, year, by)
    contents = [_a_payment(made[place // each], place) for place in range(min(rows, each * CONTRACTS))]
    file = export(desk.sheet, desk.header, [StoredRow(None, None, row) for row in contents])  # type: ignore[arg-type]
    begun = time.perf_counter()
    preview = PaymentsDesk(by.organisation, year, by).preview(file)
    read = time.perf_counter()
    PaymentsDesk(by.organisation, year, by).carry_out(preview.chosen())
    saved = time.perf_counter()
    assert Disbursement.objects.filter(organisation=by.organisation).count() == len(contents)
    note = f"looked at in {read - begun:.1f} s, saved in {saved - read:.1f} s; {len(file) / 1e6:.1f} MB"
    section.add(f"{len(contents):,} payments by workbook", f"{saved - begun:.1f} s", "≤ 15 s", note)


def _a_payment(commitment: int, place: int) -> dict[str, Any]:
    return {
        "commitment": commitment,
        "voucher": f"ฎ {place + 1}",
        "paid_on": clock.today(),
        "gross": Decimal(1_000),
        "tax": Decimal(10),
        "penalty": Decimal(0),
        "retention": Decimal(0),
        "net": Decimal(990),
        "approved_on": None,
        "instalment": None,
        "note": "",
    }


def _funnels(section: Section, year: int) -> None:
    office, size = a_province()
    below = Organisation.objects.laos().filter(closed_on=None, pk__gt=office.pk, pk__lt=office.pk + 100_000)
    lao = below.order_by("id")[size // 2].pk
    places: list[tuple[str, Ranges, By, str]] = [
        ("funnel of an LAO, by strategy", [(lao, lao)], By.STRATEGY, "≤ 20 ms"),
        (f"funnel of a province of {size} LAOs", [(office.pk, office.pk + 99_999)], By.WHOLE, "≤ 50 ms"),
        ("funnel of the nation", [(0, 9_999_999)], By.WHOLE, "≤ 2 s"),
    ]
    for name, ranges, by, aim in places:
        whole, plain = medians_ms(_funnel(ranges, year, by), _plainly(ranges, year), times=9, warm_up=1)
        projects = funnel(ranges, year, by=by).whole.approved.projects
        note = f"{projects:,} projects; plain SQL {plain:.1f} ms, {whole / plain:.1f} ×"
        section.add(name, f"{whole:.1f} ms", aim, note)


def _funnel(ranges: Ranges, year: int, by: By) -> Callable[[], Any]:
    return lambda: funnel(ranges, year, by=by)


def _plainly(ranges: Ranges, year: int) -> Callable[[], None]:
    def ask() -> None:
        with connection.cursor() as cursor:
            for first, last in ranges:
                for statement in _PLAIN:
                    cursor.execute(statement, [first, last, year])
                    cursor.fetchall()

    return ask
