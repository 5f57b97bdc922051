"""The register import beside COPY of the same rows."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from localplan.organisations.actions import import_register
from localplan.organisations.models import Membership, Post
from localplan.organisations.provinces import PROVINCES
from localplan.organisations.register import read_register
from localplan.toolkit import clock

from .measuring import Section

COLUMNS = [
    *("lao_code", "lao_type", "name_th", "full_name_th", "name_en"),
    *("province_code", "province_th", "district_code", "district_th"),
]
REAL = Path(settings.BASE_DIR).parent / "shared" / "data" / "open" / "lao" / "lao.csv"


def an_invented_register(number: int) -> bytes:
    """So many อบต., a hundred to a province and ten to a district, in the form of DLA's file."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    codes = sorted(PROVINCES)
    for place in range(number):
        province = codes[place // 104 % len(codes)]
        district, serial = place % 104 // 10 + 1, place % 10 + 1
        name = f"ทดสอบ{place:05d}"
        code = f"6{int(province):02d}{district:02d}{serial:02d}"
        name_of_body = f"องค์การบริหารส่วนตำบล{name}"
        seat = [province, PROVINCES[province], f"{int(province):02d}{district:02d}", f"อำเภอ{district}"]
        rows.writerow([code, "SAO", name, name_of_body, "", *seat])
    return text.getvalue().encode()


def measure(number: int) -> Section:
    """Read, import, import again; then COPY the same rows into a bare table."""
    real = REAL.exists() and number >= 7849
    source = REAL.read_bytes() if real else an_invented_register(number)
    section = Section("Register", f"{number:,} LAOs, {'the real file' if real else 'an invented file'}, cold.")
    by = Membership.objects.for_acting().get(post=Post.OPERATOR)
    begun = time.perf_counter()
    file = read_register(source)
    read = time.perf_counter()
    import_register(file.rows, effective_on=clock.today(), by=by)
    imported = time.perf_counter()
    import_register(file.rows, effective_on=clock.today(), by=by)
    again = time.perf_counter()
    copied = _copy(source)
    whole = imported - begun
    section.add("reading and checking the file", f"{read - begun:.2f} s")
    section.add("import with every rule, name and history", f"{whole:.2f} s", "≤ 3 s", f"{whole / copied:.0f} × COPY")
    section.add("the same file again: nothing changes", f"{again - imported:.2f} s")
    section.add("COPY of the bare rows", f"{copied:.2f} s", "", "no rule, no name history, no index")
    return section


def _copy(source: bytes) -> float:
    rows = list(csv.reader(io.StringIO(source.decode("utf-8-sig"))))
    columns = ", ".join(f"c{place} text" for place in range(len(rows[0])))
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bare ({columns})")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows[1:]:
                copy.write_row(row)
    return time.perf_counter() - begun
