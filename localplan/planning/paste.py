"""Rows copied from Excel: taken apart, read by their headings, and checked before anything is stored."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.strategy.models import Direction, Programme, Tactic
from localplan.toolkit.csv_files import MAX_CELL
from localplan.toolkit.money import format_baht, parse_money
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.thai_text import InputError, arabic_digits, norm

from .actions.saving import check_row
from .facts import FIELDS, ProjectRow, amount_field
from .grid import Malformed, lacking
from .models import Edition, ProjectRevision
from .reading import label_of

MAX_ROWS = 1000
TEXTS = ("name", "objective", "target", "indicator", "result", "unit", "place")
_HEADINGS = (
    ("programme_id", r"^(แผนงาน|programme)$"),
    ("tactic_id", r"^(กลยุทธ์|แนวทาง(การพัฒนา)?|tactic)$"),
    ("objective", r"^(วัตถุประสงค์|objective)"),
    ("target", r"^(เป้าหมาย|target)"),
    ("indicator", r"^(ตัวชี้วัด|kpi|indicator)"),
    ("result", r"^(ผลที่คาด|ผลลัพธ์|expectedresult)"),
    ("unit", r"^(หน่วยงาน|ผู้รับผิดชอบ|responsibleunit|unit)"),
    ("place", r"^(สถานที่|place)"),
    ("name", r"^ชื่อ|^(แผนงาน/)?((/|และ)?(โครงการ|กิจกรรม|รายการ))+$|^project(name)?$"),
)


@dataclass(frozen=True)
class PastedRow:
    """One row as it was copied: its number in the copied range (as Excel counts from its first row), texts by field."""

    line: int
    cells: Mapping[str, str]


@dataclass
class CheckedRow:
    """A pasted row, what is wrong with it (field → words), and what a person should look at but may leave."""

    line: int
    cells: Mapping[str, str]
    values: dict[str, Any]
    errors: dict[str, str]
    remarks: list[str] = field(default_factory=list)
    ticked: bool = True

    def shown(self, name: str) -> str:
        """A cell as it is read; as it was typed where it could not be read."""
        if name in self.errors or name[0] != "y" or name not in self.values:
            return self.cells.get(name, "")
        return format_baht(self.values[name])


def read_paste(text: str, years: Sequence[int]) -> list[PastedRow]:
    """Tab-separated cells as Excel copies them; quoted cells may hold line ends. Raises Refused.

    With a line of headings columns go by name; without one by position: [no.] name, and the years at the end of the
    line. Lines of sums (รวม…) are passed over.
    """
    csv.field_size_limit(max(MAX_CELL, 10_000))
    try:
        table = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    except csv.Error:
        raise _refused("paste_is_a_table", _("What was pasted cannot be taken apart into cells.")) from None
    numbered = [
        (number, cells)
        for number, row in enumerate(table, start=1)
        if any(cells := [norm(cell, newlines=True) for cell in row])
    ]
    if not numbered:
        raise _refused("paste_is_a_table", _("There is nothing to paste. Copy the rows in Excel first."))
    if len(numbered) > MAX_ROWS:
        message = _("At most %(limit)s rows can be pasted at once. Use the workbook for more.")
        raise Refused(Problem("paste_is_not_too_long", message, {"limit": f"{MAX_ROWS:,}"}))
    keys, used = _columns([cells for _number, cells in numbered], years)
    twice = [key for key, count in Counter(filter(None, keys)).items() if count > 1]
    if twice:
        message = _("Two columns have the heading “%(label)s”.")
        raise Refused([Problem("columns_are_there_once", message, {"label": label_of(key)}) for key in twice])
    rows = []
    for number, cells in numbered[used:]:
        if next(filter(None, cells)).startswith("รวม"):
            continue
        found = {key: cell for key, cell in zip(keys, cells, strict=False) if key}
        if any(found.values()):
            rows.append(PastedRow(number, found))
    if not rows:
        raise _refused("paste_is_a_table", _("There are headings but no rows."))
    return rows


def _refused(rule: str, message: Any) -> Refused:
    return Refused(Problem(rule, message))


def _heading(cell: str, years: Sequence[int]) -> str:
    """The field a heading speaks of, "" for one we do not keep."""
    text = arabic_digits(re.sub(r"\s", "", cell)).lower()
    year = re.fullmatch(r"(?:ปี|พ\.ศ\.|ปีพ\.ศ\.|ปีงบประมาณ|งบประมาณ|งบ|fy)*(\d{2}|\d{4})(?:\(บาท\)|บาท)?", text)
    if year:
        return next((amount_field(y) for y in years if year[1] in (str(y), str(y % 100), str(y - 543))), "")
    return next((name for name, words in _HEADINGS if len(text) < 60 and re.search(words, text)), "")


def _columns(table: list[list[str]], years: Sequence[int]) -> tuple[list[str], int]:
    """The field of each column, and how many lines the headings take: 0, 1, or 2 with the years under "budget"."""
    width = max(map(len, table))
    keys = [_heading(cell, years) for cell in table[0]]
    if "name" in keys:
        keys += [""] * (width - len(keys))
        below = [_heading(cell, years) for cell in table[1]] if len(table) > 1 else []
        if any(below) and all(not cell or key.startswith("y") for cell, key in zip(table[1], below, strict=True)):
            return [under or key for key, under in zip(keys, below + [""] * (width - len(below)), strict=True)], 2
        return keys, 1
    keys = [""] * width
    counted = all(re.fullmatch(r"[\d๐-๙]+\.?", row[0] or "0") for row in table) and width > 1
    first = int((counted and width > len(years) + 1) or (counted and len(table[0][0]) < 4))
    keys[first] = "name"
    for back, year in enumerate(reversed(years), start=1):
        if width - back > first:
            keys[width - back] = amount_field(year)
    return keys, 0


def pack(rows: Iterable[PastedRow | CheckedRow]) -> str:
    """The rows as the preview carries them from page to page."""
    return json.dumps([[row.line, dict(row.cells)] for row in rows], ensure_ascii=False, separators=(",", ":"))


def unpack(text: str, mended: Mapping[str, str], years: Sequence[int]) -> list[PastedRow]:
    """The rows of a preview with what was typed into it: `cell-<line>-<field>`. Raises Malformed."""
    known = {*TEXTS, "tactic_id", "programme_id", *map(amount_field, years)}
    try:
        packed = [(int(line), dict(cells)) for line, cells in json.loads(text)]
    except (ValueError, TypeError) as wrong:
        raise Malformed from wrong
    if len(packed) > MAX_ROWS or not all(
        name in known and isinstance(cell, str) for _line, cells in packed for name, cell in cells.items()
    ):
        raise Malformed
    by_line = dict(packed)
    for name, typed in mended.items():
        found = re.fullmatch(r"cell-(\d{1,6})-([a-z_0-9]+)", name)
        if found and int(found[1]) in by_line and found[2] in known:
            by_line[int(found[1])][found[2]] = norm(typed)
    return [PastedRow(line, cells) for line, cells in by_line.items()]


def check_rows(edition: Edition, rows: Sequence[PastedRow], *, tactic: int | None) -> list[CheckedRow]:
    """Read every row and ask it all that saving will; `tactic` is for rows that name none."""
    years, direction = edition.plan.years, edition.plan.direction
    programmes = {norm(p.name): p.pk for p in Programme.objects.filter(direction=direction)}
    tactics = _tactics(direction)
    ids = {"programme_id": programmes, "tactic_id": tactics}
    there = {norm(name) for name in ProjectRevision.objects.as_of_edition(edition).values_list("name", flat=True)}
    seen: dict[str, int] = {}
    checked = []
    for row in rows:
        values: dict[str, Any] = {"tactic_id": tactic} if tactic is not None else {}
        errors: dict[str, str] = {}
        for name, cell in row.cells.items():
            try:
                if name in ids:
                    if cell or name == "programme_id":
                        values[name] = _found(name, cell, ids[name])
                elif name in TEXTS:
                    values[name] = norm(cell, newlines=name in ("objective", "target", "indicator", "result"))
                else:
                    values[name] = parse_money(cell)
            except InputError as unreadable:
                errors[name] = unreadable.text
        whole = dict(FIELDS) | {amount_field(year): None for year in years} | values
        known = {"tactics": set(tactics.values()), "programmes": set(programmes.values())}
        for problem in check_row(whole, years=years, **known):
            errors.setdefault(problem.field, problem.text)
        remarks = [] if errors else [problem.text for problem in lacking(whole, years)]
        name = whole["name"]
        if name and (name in there or name in seen):
            remarks.insert(0, _repeated(seen.get(name)))
        seen.setdefault(name, row.line)
        checked.append(CheckedRow(row.line, row.cells, values, errors, remarks, ticked=not errors))
    return checked


def _repeated(line: int | None) -> str:
    if line is None:
        return str(_("This name is already in the plan."))
    return str(_("The same name as row %(row)s.") % {"row": line})


def _tactics(direction: Direction) -> dict[str, int]:
    """Tactics by name, by "1.2", and by "1.2 name"."""
    found: dict[str, int] = {}
    for tactic in Tactic.objects.filter(strategy__direction=direction).select_related("strategy"):
        found |= {norm(tactic.name): tactic.pk, tactic.code: tactic.pk, f"{tactic.code} {norm(tactic.name)}": tactic.pk}
    return found


def _found(name: str, cell: str, ids: Mapping[str, int]) -> int | None:
    text = norm(cell, newlines=False)
    if not text:
        return None
    bare = re.sub(r"^[\d.]+\s*", "", text)
    for words in (text, bare, f"แผนงาน{bare}", arabic_digits(text)):
        if words in ids:
            return ids[words]
    if name == "programme_id":
        raise InputError(_("The strategy has no programme of this name: %(typed)s"), {"typed": text[:60]})
    raise InputError(_("The strategy has no tactic of this name: %(typed)s"), {"typed": text[:60]})


def as_rows(checked: Iterable[CheckedRow]) -> list[ProjectRow]:
    """The rows as saving takes them, numbered as the person sees them."""
    return [ProjectRow(row.values, row=row.line) for row in checked]


def to_copy(rows: Iterable[CheckedRow], names: Sequence[str]) -> str:
    """Rows as Excel takes them back, headings first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow([str(label_of(name)) for name in names])
    writer.writerows([row.cells.get(name, "") for name in names] for row in rows)
    return text.getvalue()
