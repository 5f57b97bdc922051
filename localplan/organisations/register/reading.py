"""From DLA's list as CSV to rows of the register, with every fault of every row told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localplan.toolkit.csv_files import CsvRow, read_csv
from localplan.toolkit.problems import Findings, Problem, Refused
from localplan.toolkit.thai_text import arabic_digits

from .. import rules
from ..facts import Registered
from ..posts import Kind, Level

REQUIRED = (
    "lao_code",
    "lao_type",
    "name_th",
    "full_name_th",
    "province_code",
    "province_th",
    "district_code",
    "district_th",
)
OPTIONAL = ("name_en", "subdistrict_code", "lat", "lon", "area_km2")
#: Columns of DLA's file that say nothing the others do not.
_SPARE = ("abbr_th", "area_source")
COLUMNS: dict[str, Promise] = {
    "lao_code": _("code (lao_code)"),
    "lao_type": _("type (lao_type)"),
    "name_th": _("name (name_th)"),
    "full_name_th": _("full name (full_name_th)"),
    "name_en": _("English name (name_en)"),
    "province_code": _("province code (province_code)"),
    "province_th": _("province (province_th)"),
    "district_code": _("district code (district_code)"),
    "district_th": _("district (district_th)"),
    "subdistrict_code": _("subdistrict code (subdistrict_code)"),
    "lat": _("latitude (lat)"),
    "lon": _("longitude (lon)"),
    "area_km2": _("area in km² (area_km2)"),
}
_DEGREES, _AREA = Decimal("0.0000001"), Decimal("0.01")


@dataclass(frozen=True)
class RegisterFile:
    """What was read: the rows, and notes on how (encoding, columns left unread)."""

    rows: list[Registered]
    notes: list[Problem] = field(default_factory=list)


def read_register(source: bytes | Path | IO[bytes]) -> RegisterFile:
    """Read the list. Raises Refused with every fault of every row; row numbers as Excel shows them."""
    file = read_csv(source, required=REQUIRED, optional=(*OPTIONAL, *_SPARE), ignore_unknown=True)
    findings = Findings()
    untyped = set()
    rows = []
    for cells in file:
        kind, faults = cells["lao_type"].upper(), findings.problems
        if any(True for _fault in rules.kind_is_known(kind)):
            untyped.add(cells.number)
            findings.add(rules.kind_is_known(cells["lao_type"]), row=cells.number, column=COLUMNS["lao_type"])
        rows.append(_read(cells, Kind.SAO if cells.number in untyped else Kind(kind), faults))
    faults = [*findings.problems, *check_rows(rows, untyped=untyped)]
    if faults:
        raise Refused(sorted(faults, key=lambda problem: problem.row or 0))
    return RegisterFile(rows, file.notes)


def _read(cells: CsvRow, kind: Kind, faults: list[Problem]) -> Registered:
    """The row as it stands; figures that cannot be read are told in `faults` and left empty."""
    given = cells.cells

    def figure(column: str, step: Decimal, most: int) -> Decimal | None:
        text = arabic_digits(given.get(column, "")).replace(",", "")
        if not text:
            return None
        try:
            value = Decimal(text)
            if not value.is_finite() or abs(value) >= most:
                raise InvalidOperation
            return value.quantize(step)
        except InvalidOperation:
            faults.append(
                Problem(
                    "figure_is_readable",
                    _("“%(text)s” is not a figure that can stand here."),
                    params={"text": text[:40]},
                    row=cells.number,
                    column=COLUMNS[column],
                )
            )
            return None

    def words(column: str) -> str:
        text = given.get(column, "")
        return text.replace("\n", " ") if "\n" in text else text

    return Registered(
        level=Level.LAO,
        kind=kind,
        code=arabic_digits(given["lao_code"]),
        name=words("name_th"),
        full_name=words("full_name_th"),
        name_en=words("name_en"),
        province_code=arabic_digits(given["province_code"]),
        province_name=words("province_th"),
        district_code=arabic_digits(given["district_code"]),
        district_name=words("district_th"),
        subdistrict_code=arabic_digits(given.get("subdistrict_code", "")),
        latitude=figure("lat", _DEGREES, 1000),
        longitude=figure("lon", _DEGREES, 1000),
        area_km2=figure("area_km2", _AREA, 10**8),
        row=cells.number,
    )


def check_rows(rows: Sequence[Registered], *, untyped: Collection[int] = ()) -> list[Problem]:
    """Every fault of every row, however they came. `untyped` rows have a type that could not be read."""
    findings = Findings()
    codes: dict[str, int | None] = {}
    districts: dict[str, tuple[str, int | None]] = {}
    for place, lao in enumerate(rows, start=2):
        number = lao.row or place
        for column, found in _faults(lao, codes, districts, typed=number not in untyped):
            findings.add(found, row=number, column=COLUMNS[column])
        codes.setdefault(lao.code, number)
        districts.setdefault(lao.district_code, (lao.district_name, number))
    return findings.problems


def _faults(
    lao: Registered, codes: dict[str, int | None], districts: dict[str, tuple[str, int | None]], *, typed: bool
) -> Iterator[tuple[str, Iterator[Problem]]]:
    first_name, first_row = districts.get(lao.district_code, (lao.district_name, None))
    yield "lao_code", rules.code_has_seven_digits(lao.code)
    yield "lao_code", rules.code_stands_once(lao.code, first_row=codes.get(lao.code))
    yield "lao_code", rules.code_lies_in_its_province(lao.code, province_code=lao.province_code)
    yield "province_code", rules.province_is_known(lao.province_code, lao.province_name)
    yield "district_code", rules.district_lies_in_its_province(lao.district_code, province_code=lao.province_code)
    yield "district_th", rules.name_is_given(lao.district_name, longest=150)
    yield "district_th", rules.district_has_one_name(lao.district_name, first_name=first_name, first_row=first_row)
    yield "name_th", rules.name_is_given(lao.name, longest=200)
    yield "full_name_th", rules.name_is_given(lao.full_name, longest=250)
    if lao.name_en:
        yield "name_en", rules.name_is_given(lao.name_en, longest=200)
    if lao.subdistrict_code:
        yield "subdistrict_code", rules.subdistrict_lies_in_its_province(lao.subdistrict_code, lao.province_code)
    if typed:
        yield "full_name_th", rules.name_fits_the_type(lao.kind, name=lao.name, full_name=lao.full_name)
    yield "lat", rules.position_lies_in_thailand(lao.latitude, lao.longitude)
