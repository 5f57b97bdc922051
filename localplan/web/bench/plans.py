"""A plan of 300 projects in list and grid, and 20,000 rows through the workbook."""

from __future__ import annotations

import io
import json
import time
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from python_calamine import CalamineWorkbook

from localplan.organisations.actions import appoint
from localplan.organisations.facts import Appointment, Person
from localplan.organisations.models import Membership, Organisation, Post
from localplan.planning.actions import begin_plan, save_projects
from localplan.planning.facts import FIELDS, ProjectRow, amount_field
from localplan.planning.models import Edition, Plan, ProjectRevision
from localplan.planning.workbooks import ProjectsDesk
from localplan.strategy.actions import take_over_list
from localplan.strategy.facts import PathFact, Span
from localplan.strategy.models import Direction, Programme
from localplan.toolkit import clock
from localplan.toolkit.testing import count_queries
from localplan.toolkit.thai_dates import fiscal_year
from localplan.toolkit.workbook import StoredRow, export

from .measuring import Section, medians_ms
from .pages import PageBench, client_of

#: Projects of the plan that is listed and typed into; rows of the largest workbook.
LISTED, LARGEST = 300, 20_000


def a_planner(place: int) -> Membership:
    """The planner of the LAO at this place of the register, with strategies and programmes for its plan."""
    lao = Organisation.objects.laos().filter(closed_on=None).order_by("id")[place]
    operator = Membership.objects.for_acting().get(post=Post.OPERATOR)
    given = (Person(f"bench.planner{place}", "ผู้วางแผน"), Appointment(Post.PLANNER, clock.today()))
    return appoint(lao, [given], by=operator)[0].membership


def a_plan(by: Membership) -> Plan:
    """Begun next year, with four strategies of two tactics and eleven programmes."""
    first = fiscal_year(clock.today()) + 5  # beside the plans that the section of duties has generated
    paths = [
        PathFact(1, strategy, f"ยุทธศาสตร์ที่ {strategy}", None, tactic, f"แนวทาง {strategy}.{tactic}", f"แผนงาน {which}")
        for which, (strategy, tactic) in enumerate([(s, t) for s in range(1, 5) for t in (1, 2)], start=1)
    ]
    span = Span(first, first + 4)
    take_over_list(by.organisation, span, paths, by=by)
    direction = Direction.objects.of(by.organisation_id).get(first_year=first)
    return begin_plan(direction, first_year=first, last_year=first + 4, by=by)


def contents(plan: Plan, number: int) -> list[dict[str, Any]]:
    """So many projects of a real one's length, each with money in three of five years."""
    programmes = list(Programme.objects.filter(direction=plan.direction).prefetch_related("tactics"))
    found = []
    for place in range(number):
        programme = programmes[place % len(programmes)]
        amounts = {amount_field(year): None for year in plan.years}
        for year in plan.years[:3]:
            amounts[amount_field(year)] = Decimal(100_000 + place)  # type: ignore[assignment]
        found.append(
            dict(FIELDS)
            | amounts
            | {
                "number": place + 1,
                "name": f"ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายบ้านนาโพธิ์ หมู่ที่ {place + 1} เชื่อมตำบลข้างเคียง",
                "objective": "เพื่อให้ประชาชนได้รับความสะดวกในการคมนาคมขนส่งผลผลิตทางการเกษตร",
                "target": "ถนนคอนกรีตเสริมเหล็ก กว้าง 4 เมตร ยาว 1,250 เมตร หนา 0.15 เมตร",
                "indicator": "ร้อยละของประชาชนที่พึงพอใจ",
                "result": "ประชาชนสัญจรไปมาสะดวกและปลอดภัย",
                "unit": "กองช่าง",
                "tactic_id": programme.tactics.all()[0].pk,
                "programme_id": programme.pk,
            }
        )
    return found


@override_settings(ROOT_URLCONF="localplan.web.bench.pages")
def measure(number: int) -> Section:
    """`number` LAOs; a nation smaller than the real one gets a workbook as much shorter."""
    section = Section(
        "Plans",
        f"A plan of {LISTED} projects in list and grid; workbooks from the file to the rows, every rule asked. "
        "Medians in-process; autosave beside an empty signed-in POST.",
    )
    largest = LARGEST if number >= 7849 else 10 * number
    by = a_planner(0)
    plan = a_plan(by)
    edition = Edition.objects.open().get(plan=plan)
    save_projects(edition, [ProjectRow(row) for row in contents(plan, LISTED)], by=by)
    client = client_of(by)
    pages = PageBench(section)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    why = "A hundred projects by ten columns are made objects and pass through the template."
    pages.add(f"list of {LISTED} projects, first 100", client, reverse("plan", args=[plan.pk]), "≤ 50 ms", why)
    pages.add("entry grid, 100 rows", client, reverse("plan-grid", args=[edition.pk]))
    _autosave(section, client, edition)
    _workbooks(section, largest)
    pages.weigh(f"list of {LISTED} projects, first 100", client, reverse("plan", args=[plan.pk]), "≤ 20 kB")
    pages.weigh("entry grid, 100 rows", client, reverse("plan-grid", args=[edition.pk]), "≤ 20 kB")
    return section


def _autosave(section: Section, client: Client, edition: Edition) -> None:
    address = reverse("plan-grid-save", args=[edition.pk])
    rows = list(ProjectRevision.objects.as_of_edition(edition).order_by("pk"))
    versions = {row.project_id: row.version for row in rows}
    counted, field = count(), amount_field(edition.plan.years[3])

    def save() -> None:
        turn = next(counted)
        row = rows[turn % len(rows)]
        sent = {
            "id": str(row.project_id),
            "v": versions[row.project_id],
            "key": f"benchkey{turn:06d}",
            "base": {},
            "set": {field: str(5000 + turn)},
        }
        answer = client.post(address, json.dumps({"rows": [sent]}), content_type="application/json").json()
        [result] = answer["results"]
        assert result["status"] == "saved", result
        versions[row.project_id] = result["v"]

    def post_nothing() -> None:
        assert client.post(reverse("extend-session"), headers={"Accept": "application/json"}).status_code < 400

    nothing, saved = medians_ms(post_nothing, save, times=60)
    with count_queries() as statements:
        save()
    section.add("empty signed-in POST", f"{nothing:.1f} ms")
    note = (
        f"{saved:.1f} ms, {statements.number} statements, each most of a millisecond with Django’s share: who asks, "
        "the key of the try, plan and edition under a lock, strategy, row, amounts, history, the plan’s sums anew"
    )
    section.add("grid autosave of one row", f"{saved / nothing:.1f} × empty POST", "≤ 3 ×", note)


def _workbooks(section: Section, largest: int) -> None:
    """1, 300 and the largest, each into an LAO's empty plan."""
    statements: dict[int, int] = {}
    for place, rows in enumerate((1, min(300, largest), largest), start=1):
        by = a_planner(place)
        plan = a_plan(by)
        edition = Edition.objects.open().select_related("plan", "organisation").get(plan=plan)
        desk = ProjectsDesk(edition, by)
        file = export(desk.sheet, desk.header, _as_new(desk, contents(plan, rows)))
        if rows < largest:
            with count_queries() as counted:
                ProjectsDesk(edition, by).carry_out(desk.preview(file).chosen())
            statements[rows] = counted.number
            continue
        read, saved, statements[rows] = _timed(edition, by, file)
        calamine, copied = _bare(file)
    bare = calamine + copied
    section.add(f"calamine reads {largest:,} rows, COPY writes them", f"{bare:.2f} s", "", f"{len(file) / 1e6:.1f} MB")
    section.add(
        "the same rows previewed and saved with every rule",
        f"{(read + saved) / bare:.1f} ×",
        "≤ 8 ×",
        f"preview {read:.2f} s, saving {saved:.2f} s; the file is searched for traps, every row asked every rule twice "
        "and told to the history; at the end the database checks thirteen foreign keys a row, a good second",
    )
    same = ", ".join(f"{rows:,} rows: {number}" for rows, number in statements.items())
    section.add("statements", same, "the same", "" if len(set(statements.values())) == 1 else "not the same")


def _as_new(desk: ProjectsDesk, rows: list[dict[str, Any]]) -> list[StoredRow]:
    """Rows that no edition has yet: without identity."""
    return [
        StoredRow(None, None, row | {"strategy": desk.strategy_of[row["tactic_id"]]})  # type: ignore[arg-type]
        for row in rows
    ]


def _timed(edition: Edition, by: Membership, file: bytes) -> tuple[float, float, int]:
    desk = ProjectsDesk(edition, by)
    begun = time.perf_counter()
    chosen = desk.preview(file).chosen()
    read = time.perf_counter()
    with count_queries() as counted:
        desk.carry_out(chosen)
    saved = time.perf_counter()
    with count_queries() as before:
        ProjectsDesk(edition, by).rows()
    return read - begun, saved - read, counted.number + before.number


def _bare(file: bytes) -> tuple[float, float]:
    """Seconds for reading all cells, and for COPY of the same cells into a table without rule, key or index."""
    begun = time.perf_counter()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    read = time.perf_counter()
    width = max(map(len, rows))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bare_rows ({', '.join(f'c{place} text' for place in range(width))})")
        with cursor.copy("COPY bare_rows FROM STDIN") as copy:
            for row in rows:
                copy.write_row([*map(str, row), *[""] * (width - len(row))])
        cursor.execute("DROP TABLE bare_rows")
    return read - begun, time.perf_counter() - read
