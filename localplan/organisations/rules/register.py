"""The law of the register: what a file and a dated change must be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem

from ..posts import LAO_KINDS, PREFIXES, Kind
from ..provinces import BANGKOK, PROVINCES

#: A file that would close more than this share of a province's LAOs, and at least so many, is a part of the register.
MOST_CLOSED_PERCENT = 10
FEW_ARE_NO_SIGN = 3


def code_has_seven_digits(code: str) -> Iterator[Problem]:
    """An LAO's code has seven digits: type, province (2), district (2), serial (2)."""
    if len(code) != 7 or not (code.isascii() and code.isdigit()):
        yield Problem(
            "code_has_seven_digits", _("The code “%(code)s” does not have seven digits."), params={"code": code}
        )


def code_stands_once(code: str, *, first_row: int | None) -> Iterator[Problem]:
    """A code stands in the file once."""
    if first_row is not None:
        yield Problem(
            "code_stands_once",
            _("The code %(code)s already stands in row %(row)s."),
            params={"code": code, "row": first_row},
        )


def code_lies_in_its_province(code: str, *, province_code: str) -> Iterator[Problem]:
    """The second and third digit of a code are those of the province."""
    if len(code) == 7 and code[1:3] != province_code:
        yield Problem(
            "code_lies_in_its_province",
            _("The code %(code)s belongs to province %(its)s, not %(given)s."),
            params={"code": code, "its": code[1:3], "given": province_code},
        )


def code_is_free(code: str, *, holder: str) -> Iterator[Problem]:
    """A code is given to one open LAO at a time."""
    if holder:
        yield Problem(
            "code_is_free",
            _("The code %(code)s is still held by %(holder)s."),
            params={"code": code, "holder": holder},
        )


def kind_is_known(kind: str) -> Iterator[Problem]:
    """An LAO is of one of the six types of DLA's register."""
    if kind not in LAO_KINDS:
        yield Problem(
            "kind_is_known",
            _("The type “%(kind)s” is not known. Use one of %(kinds)s."),
            params={"kind": kind, "kinds": ", ".join(LAO_KINDS)},
        )


def province_is_known(code: str, name: str) -> Iterator[Problem]:
    """A province is one of the seventy-six under DLA, and is called what its code says."""
    if code == BANGKOK:
        yield Problem("province_is_known", _("Bangkok is not under DLA."))
    elif code not in PROVINCES:
        yield Problem("province_is_known", _("There is no province %(code)s."), params={"code": code})
    elif name != PROVINCES[code]:
        yield Problem(
            "province_is_known",
            _("Province %(code)s is %(its)s, not %(given)s."),
            params={"code": code, "its": PROVINCES[code], "given": name},
        )


def district_lies_in_its_province(code: str, *, province_code: str) -> Iterator[Problem]:
    """A district's code has four digits, of which the first two are the province's."""
    if len(code) != 4 or not (code.isascii() and code.isdigit()) or code.endswith("00"):
        yield Problem(
            "district_lies_in_its_province",
            _("The district code “%(code)s” does not have four digits."),
            params={"code": code},
        )
    elif code[:2] != province_code:
        yield Problem(
            "district_lies_in_its_province",
            _("District %(code)s does not lie in province %(province)s."),
            params={"code": code, "province": province_code},
        )


def subdistrict_lies_in_its_province(code: str, province_code: str) -> Iterator[Problem]:
    """A subdistrict's code has six digits, of which the first two are the province's."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()) or code[:2] != province_code:
        yield Problem(
            "subdistrict_lies_in_its_province",
            _("The subdistrict code “%(code)s” does not have six digits that begin with the province's."),
            params={"code": code},
        )


def district_has_one_name(name: str, *, first_name: str, first_row: int | None) -> Iterator[Problem]:
    """A district is called the same on every row of the file."""
    if name != first_name:
        yield Problem(
            "district_has_one_name",
            _("The same district is called %(other)s in row %(row)s."),
            params={"other": first_name, "row": first_row},
        )


def name_is_given(name: str, *, longest: int) -> Iterator[Problem]:
    """A name is there and fits the register."""
    if not name:
        yield Problem("name_is_given", _("The name is missing."))
    elif len(name) > longest:
        yield Problem(
            "name_is_given",
            _("The name has %(length)s letters; at most %(longest)s fit."),
            params={"length": len(name), "longest": longest},
        )


def name_fits_the_type(kind: Kind, *, name: str, full_name: str) -> Iterator[Problem]:
    """The full name is the words for the type and the name; Pattaya's is its name."""
    whole = name if kind == Kind.SPECIAL else f"{PREFIXES[kind][1]}{name}"
    if name and full_name and full_name != whole:
        yield Problem(
            "name_fits_the_type",
            _("By its type and name it would be %(whole)s, not %(given)s."),
            params={"whole": whole, "given": full_name},
        )


def position_lies_in_thailand(latitude: Decimal | None, longitude: Decimal | None) -> Iterator[Problem]:
    """A position is latitude and longitude in degrees, both or neither, within Thailand."""
    if (latitude is None) != (longitude is None):
        yield Problem("position_lies_in_thailand", _("Give both latitude and longitude, or neither."))
    elif latitude is not None and longitude is not None and not (5 <= latitude <= 21 and 97 <= longitude <= 106):
        yield Problem("position_lies_in_thailand", _("This position does not lie in Thailand."))


def register_file_is_whole(province: str, *, closing: int, open_now: int) -> Iterator[Problem]:
    """A file leaves out at most a tenth of a province's LAOs (two at least may go): otherwise it is only a part."""
    if closing >= FEW_ARE_NO_SIGN and closing * 100 > open_now * MOST_CLOSED_PERCENT:
        yield Problem(
            "register_file_is_whole",
            _(
                "%(province)s: %(closing)s of %(open)s LAOs are not in the file. It looks like a part of the register; "
                "hand in the whole, or leave these open."
            ),
            params={"province": province, "closing": f"{closing:,}", "open": f"{open_now:,}"},
        )


def row_is_answered(name: str, *, is_answered: bool, is_choice: bool) -> Iterator[Problem]:
    """Which LAO a row is, when it cannot be told for certain, is said by a person: one of those offered, or new."""
    if not is_answered:
        yield Problem(
            "row_is_answered",
            _("Which LAO is %(name)s? Say which of the register's, or that it is new."),
            params={"name": name},
        )
    elif not is_choice:
        yield Problem("row_is_answered", _("The answer is none of those offered for this row."))


def one_row_for_each_lao(name: str, *, other_row: int | None) -> Iterator[Problem]:
    """Two rows are never the same LAO."""
    if other_row is not None:
        yield Problem(
            "one_row_for_each_lao",
            _("Row %(row)s was said to be %(name)s too."),
            params={"row": other_row, "name": name},
        )


def change_is_dated_after_the_last(effective_on: dt.date, *, last_on: dt.date | None, name: str) -> Iterator[Problem]:
    """A change takes effect on or after the day of the change before it; on the same day it corrects it."""
    if last_on is not None and effective_on < last_on:
        yield Problem(
            "change_is_dated_after_the_last",
            _("%(name)s last changed on %(day)s; this change may not be dated before it."),
            params={"name": name, "day": last_on},
            field="effective_on",
        )


def closing_follows_the_last_change(effective_on: dt.date, *, last_on: dt.date | None, name: str) -> Iterator[Problem]:
    """An LAO is closed after the day of its last change, not on it or before."""
    if last_on is not None and effective_on <= last_on:
        yield Problem(
            "closing_follows_the_last_change",
            _("%(name)s last changed on %(day)s; it can be closed only after that day."),
            params={"name": name, "day": last_on},
            field="effective_on",
        )


def change_is_not_far_ahead(effective_on: dt.date, *, today: dt.date) -> Iterator[Problem]:
    """A change takes effect within two years from today, and not more than forty years ago."""
    if effective_on > today + dt.timedelta(days=731) or effective_on < today - dt.timedelta(days=40 * 366):
        yield Problem(
            "change_is_not_far_ahead",
            _("Check the year of the effective day: it is far from today."),
            field="effective_on",
        )


def organisation_is_open(name: str, *, closed_on: dt.date | None) -> Iterator[Problem]:
    """Only an organisation that has not been closed is changed."""
    if closed_on is not None:
        yield Problem(
            "organisation_is_open",
            _("%(name)s was closed on %(day)s."),
            params={"name": name, "day": closed_on},
        )


def merger_joins_others(*, into: int, merged: Collection[int], provinces: Collection[int]) -> Iterator[Problem]:
    """LAOs of one province merge into another LAO of it, never into themselves."""
    if not merged or into in merged:
        yield Problem("merger_joins_others", _("Choose the LAOs that merge, and another one as their successor."))
    elif len(set(provinces)) > 1:
        yield Problem("merger_joins_others", _("Only LAOs of the same province merge."))
