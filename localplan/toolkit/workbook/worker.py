"""Reads sheets in a process of its own: `python worker.py` with the workbook on stdin, JSON on stdout.

Imports nothing of ours: it starts in a moment, and a parser that aborts or runs wild takes only this process along.
Arguments: bytes of memory, seconds of processor, characters of text at most, then the sheets' names.
A date comes out as {"d": "2026-10-01"}; rows are [number, cells…] without the empty ones.
"""

import datetime as dt
import io
import json
import resource
import sys
from typing import Any

TOO_MUCH_TEXT = 3
UNREADABLE = 4
TOO_MUCH_MEMORY = 5


class TooMuchText(Exception):
    """One shared text, named a million times, would fill the memory of whoever reads on."""


def plain(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return {"d": cell.date().isoformat()}
    if isinstance(cell, dt.date):
        return {"d": cell.isoformat()}
    if isinstance(cell, dt.time | dt.timedelta):
        return str(cell)
    return cell


def rows_of(sheet: Any, limit: int) -> list[list[Any]]:
    found, characters = [], 0
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        row = [None if cell == "" else cell if type(cell) in (str, float, bool) else plain(cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if row:
            characters += sum(len(cell) for cell in row if type(cell) is str)
            if characters > limit:
                raise TooMuchText
            found.append([number, *row])
    return found


def main() -> None:
    memory, seconds, characters = (int(given) for given in sys.argv[1:4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        answer = {name: rows_of(book.get_sheet_by_name(name), characters) for name in sys.argv[4:]}
        # As UTF-8 and in one go: json.dump writes piece by piece, and Thai as \uXXXX is twice as long.
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())
        sys.stdout.flush()
    except TooMuchText:
        sys.exit(TOO_MUCH_TEXT)
    except MemoryError:
        sys.exit(TOO_MUCH_MEMORY)
    except BaseException as error:
        # calamine's panics are no Exceptions; whatever it is, the asker hears "unreadable".
        sys.stderr.write(f"{type(error).__name__}: {error}"[:500])
        sys.exit(UNREADABLE)


if __name__ == "__main__":
    main()
