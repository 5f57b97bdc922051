"""Real allotments of fiscal year 2565 by LAO code, through the workbook. Skipped where the data is not at hand."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from localplan.budgeting.tests import make as budgets
from localplan.grants.models import Grant
from localplan.grants.workbooks import GrantsDesk
from localplan.organisations.models import Kind, Post
from localplan.organisations.tests import make as people
from localplan.toolkit.workbook import Outcome

from .test_workbooks import HEADINGS, a_book

PAPERS = settings.BASE_DIR.parent / "shared" / "data" / "testonly" / "budget"
CITIES = PAPERS / "grants_2565_pao_city_town.csv"
SUBDISTRICTS = PAPERS / "grants_2565_subdistrict_specific_ocr.csv"
YEAR = 2565

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CITIES.exists(), reason="the real allotments lie beside the product, not in it"),
]
_KINDS = {"2": Kind.PAO, "3": Kind.CITY, "4": Kind.TOWN, "5": Kind.SUBM, "6": Kind.SAO}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def specific() -> list[dict[str, str]]:
    """Rows of both papers that are specific-purpose grants, by the same names."""
    found = []
    for row in rows_of(CITIES):
        if row["grant_kind_th"] == "เงินอุดหนุนเฉพาะกิจ":
            found.append(
                {
                    "code": row["lao_code"],
                    "year": row["fiscal_year_be"],
                    "letter": row["item_id"],
                    "purpose": row["item_th"],
                    "amount": row["amount_thb"],
                }
            )
    for number, row in enumerate(rows_of(SUBDISTRICTS)):
        letter = f"{row['ref_doc']} {row['bullet']} {number}"
        told = {"code": row["lao_code"], "year": row["fiscal_year_be"], "letter": letter}
        found.append(told | {"purpose": row["item_raw"], "amount": row["amount_thb"]})
    return found


def a_cell_row(row: dict[str, str]) -> list[Any]:
    told = {
        "code": row["code"] or None,
        "year": row["year"],
        "grantor": "สำนักงบประมาณ (โดยตรง)",
        "letter": row["letter"],
        "letter_on": "1/10/2564",
        "purpose": row["purpose"],
        "amount": row["amount"] or None,
    }
    return [told.get(key) for key in HEADINGS]


def the_laos(codes: set[str]) -> None:
    """LAOs with these codes: kind, province and district stand in the code."""
    serials: Counter[int] = Counter()
    for code in sorted(codes):
        province = people.a_province(int(code[1:3]))
        district = people.a_district(province, number=int(code[3:5]) or 1)
        serials[district.pk] += 1
        people.an_lao(district, serials[district.pk], kind=_KINDS[code[0]], name=f"ที่{code}", code=code)


def test_real_allotments_become_grants_and_the_unreadable_ones_are_named() -> None:
    rows = specific()
    assert len(rows) == 596 + 186
    the_laos({row["code"] for row in rows if row["code"]})
    budgets.a_year(YEAR)
    officer = people.a_post(Post.OFFICER, at=people.the_department())
    desk = GrantsDesk(officer.organisation, YEAR, officer)
    book = a_book(*(a_cell_row(row) for row in rows))
    preview = desk.preview(book)
    # What is wrong with a row stands in the row itself: nothing else may be refused.
    expected = {}
    for number, row in enumerate(rows, start=2):
        if not row["code"]:
            expected[number] = "code"
        elif row["year"] != str(YEAR):
            expected[number] = "year"
        elif Decimal(row["amount"] or 0) <= 0:
            expected[number] = "amount"
        elif len(row["purpose"]) > 300:
            expected[number] = "purpose"
    refused = {row.number: {str(p.column) for p in row.problems} for row in preview.rows if row.outcome == "refused"}
    assert set(refused) == set(expected)
    assert all(HEADINGS[expected[number]] in columns for number, columns in refused.items() if number is not None)
    desk.carry_out(preview.chosen())
    taken = [row for number, row in enumerate(rows, start=2) if number not in expected]
    assert Grant.objects.count() == len(taken) > 350
    assert sum(Grant.objects.values_list("amount", flat=True)) == sum(Decimal(row["amount"]) for row in taken)
    by_code = Counter(Grant.objects.values_list("organisation__code", flat=True))
    assert by_code == Counter(row["code"] for row in taken)
    again = desk.preview(book)
    assert again.counts[Outcome.UNCHANGED] == len(taken)
    assert again.counts[Outcome.NEW] == 0
