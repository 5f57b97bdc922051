"""One print: a template of Typst and plain data in, the bytes of a PDF/A (tagged, copyable) out.

What people typed reaches Typst only as data, never as source: no template builds markup from it.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..problems import Problem, Refused
from ..thai_dates import format_medium, format_moment
from ..thai_text import NBSP, nb, norm

log = logging.getLogger(__name__)

PACKAGE = Path(__file__).resolve().parents[2]
STANDARDS = ("a-2a", "ua-1")
ROWS_LIMIT = 2_000
SECONDS = 60
MEMORY = 2 * 1024**3
MEDIA_TYPE = "application/pdf"
_CALL = "import sys; sys.path.insert(0, sys.argv[1]); from localplan.toolkit.pdf.worker import main; main()"
#: No threads or memory pools by the number of processors: either would eat the memory allowed before any work.
_SURROUNDINGS = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"}
_BEFORE_REPEAT = re.compile(" (?=[ๆฯ])")


class PrintFailed(Refused):
    """A print that could not be made, told in words. What happened inside is in the log."""


def render(
    template: Path,
    data: Mapping[str, Any],
    *,
    standards: Sequence[str] = STANDARDS,
    rows_limit: int = ROWS_LIMIT,
    made_at: dt.datetime | None = None,
    seconds: int = SECONDS,
    memory: int = MEMORY,
) -> bytes:
    """The print as PDF. Same template, data and `made_at` (now, unless given): same bytes.

    `data` may hold texts, numbers, Decimals (money, as plain digits), dates and moments (in Thai words), lists and
    mappings. `rows_limit` counts the entries of every list named "rows". Raises PrintFailed.
    """
    return _answer(template, data, list(standards), rows_limit, made_at, seconds, memory, form="pdf")


def pictures(template: Path, data: Mapping[str, Any], *, made_at: dt.datetime | None = None) -> list[bytes]:
    """The same print as one PNG per page, to be looked at."""
    answer = _answer(template, data, [], ROWS_LIMIT, made_at, SECONDS, MEMORY, form="png")
    return [bytes.fromhex(page) for page in json.loads(answer)]


def _answer(
    template: Path,
    data: Mapping[str, Any],
    standards: list[str],
    rows_limit: int,
    made_at: dt.datetime | None,
    seconds: int,
    memory: int,
    *,
    form: str,
) -> bytes:
    rows = count_rows(data)
    if rows > rows_limit:
        raise PrintFailed(
            Problem(
                rule="print_is_not_too_long",
                message=_("The print would have %(rows)s rows; at most %(limit)s go into one. Print it in parts."),
                params={"rows": f"{rows:,}", "limit": f"{rows_limit:,}"},
            )
        )
    with translation.override(settings.LANGUAGE_CODE):  # papers speak Thai, whoever prints them
        plain = as_plain(data)
    order = {
        "template": template.read_text("utf-8"),
        "templates": str(PACKAGE),
        "fonts": str(settings.BUILD_DIR / "fonts"),
        "words": str(settings.BUILD_DIR / "fonts" / "words_th.txt"),
        "data": plain,
        "standards": standards,
        "made_at": int((made_at or clock.now()).timestamp()),
        "memory": memory,
        "seconds": seconds,
        "form": form,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CALL, str(PACKAGE.parent)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=seconds,
            env={"PATH": os.environ.get("PATH", ""), **_SURROUNDINGS},
        )
    except subprocess.TimeoutExpired:
        log.error("print %s: stopped after %s s", template.name, seconds)
        raise PrintFailed(_too_much()) from None
    if done.returncode == 0 and done.stdout:
        return done.stdout
    log.error(
        "print %s: ended with %s: %s", template.name, done.returncode, done.stderr.decode(errors="replace")[-4000:]
    )
    if done.returncode in (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT) or b"MemoryError" in done.stderr:
        raise PrintFailed(_too_much())
    raise PrintFailed(
        Problem(
            rule="print_can_be_made",
            message=_("The print could not be made; this is our mistake and has been noted. The data is safe."),
        )
    )


def _too_much() -> Problem:
    return Problem(
        rule="print_stays_within_limits",
        message=_("The print takes too much time or memory. Print it in parts, or take it as Excel."),
    )


def count_rows(value: Any) -> int:
    """How many entries the lists named "rows" have together."""
    if isinstance(value, Mapping):
        own = len(value["rows"]) if isinstance(value.get("rows"), list | tuple) else 0
        return own + sum(count_rows(part) for part in value.values())
    return sum(count_rows(part) for part in value) if isinstance(value, list | tuple) else 0


def as_plain(value: Any) -> Any:
    """Data as JSON can carry it, its texts cleaned, figures tied to their units."""
    if isinstance(value, str | Promise):
        return _BEFORE_REPEAT.sub(NBSP, nb(norm(str(value))))
    if isinstance(value, Mapping):
        return {str(key): as_plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(part) for part in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.datetime):
        return nb(format_moment(value))
    if isinstance(value, dt.date):
        return nb(format_medium(value))
    return value
