"""A list of strategies as a file holds it."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.csv_files import CsvFile, CsvRow, read_csv
from localplan.toolkit.problems import Findings, Problem
from localplan.toolkit.thai_text import arabic_digits

from .facts import PathFact

COLUMNS = ("strategy_no", "strategy", "serves_no", "tactic_no", "tactic", "programme")


def read_paths(source: bytes | Path | IO[bytes]) -> tuple[CsvFile, list[PathFact]]:
    """The file and its paths. `tactic_no` may repeat the strategy's number: 1.2 below strategy 1 is 2.

    Raises Refused with every number that cannot be read.
    """
    file = read_csv(source, required=("strategy_no", "strategy", "tactic_no", "tactic", "programme"), optional=COLUMNS)
    findings = Findings()
    paths = [_path(row, findings) for row in file]
    findings.settle()
    return file, [path for path in paths if path is not None]


def _path(row: CsvRow, findings: Findings) -> PathFact | None:
    cells = {name: row.cells.get(name, "") for name in COLUMNS}
    strategy_no = _number(cells, "strategy_no", row.number, findings)
    written = arabic_digits(cells["tactic_no"]).rstrip(".")
    if strategy_no is not None:
        cells["tactic_no"] = written.removeprefix(f"{strategy_no}.")
    tactic_no = _number(cells, "tactic_no", row.number, findings)
    serves_no = _number(cells, "serves_no", row.number, findings)
    if strategy_no is None:
        if not cells["strategy_no"]:
            findings.add([Problem("number_is_read", _("The strategy has no number."))], row=row.number)
        return None
    return PathFact(
        row=row.number,
        strategy_no=strategy_no,
        strategy=cells["strategy"].replace("\n", " "),
        serves_no=serves_no,
        tactic_no=tactic_no,
        tactic=cells["tactic"].replace("\n", " "),
        programme=cells["programme"].replace("\n", " "),
    )


def _number(cells: dict[str, str], name: str, row: int, findings: Findings) -> int | None:
    text = arabic_digits(cells[name]).rstrip(".")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text)
    problem = Problem("number_is_read", _("“%(text)s” is no whole number."), params={"text": cells[name]})
    findings.add([problem], row=row, column=name)
    return None
