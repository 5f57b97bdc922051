"""Answers that a browser saves: a list as CSV or Excel, a print as PDF or Excel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from . import clock, excel
from .columns import Column
from .csv_files import write_csv
from .pdf.render import MEDIA_TYPE as PDF
from .pdf.render import PrintFailed
from .printing import Printable, as_bytes

#: The kinds of file a print is saved as.
PRINTS = {"pdf": PDF, "xlsx": excel.MEDIA_TYPE}


def as_download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Mark an answer as a file to save. Thai names travel in RFC 5987 form."""
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def list_as_file(kind: str, columns: Sequence[Column], rows: Iterable[Any], *, name: str) -> HttpResponseBase:
    """`kind` is "csv" or "xlsx"; `name` is the list's, without ending: the day and the ending are added."""
    stem = f"{name} {clock.today():%Y-%m-%d}"
    if kind == "csv":
        csv_answer = StreamingHttpResponse(write_csv(columns, rows), content_type="text/csv; charset=utf-8")
        return as_download(csv_answer, f"{stem}.csv")
    content = excel.write_xlsx(columns, rows, sheet=name, title=stem)
    return as_download(HttpResponse(content, content_type=excel.MEDIA_TYPE), f"{stem}.xlsx")


def print_as_file(
    request: HttpRequest, made: Printable, kind: str, *, name: str, back: Sequence[Any]
) -> HttpResponseBase:
    """A print as one of PRINTS; `name` without ending. When it cannot be made, the page `back` says why."""
    return made_as_file(request, partial(as_bytes, made, kind), name=f"{name}.{kind}", media=PRINTS[kind], back=back)


def made_as_file(
    request: HttpRequest, make: Callable[[], bytes], *, name: str, media: str, back: Sequence[Any]
) -> HttpResponseBase:
    """What `make` makes; when it cannot be made, the page `back` (its name, then its arguments) says why."""
    try:
        content = make()
    except PrintFailed as failed:
        for problem in failed:
            messages.error(request, str(problem))
        return redirect(*back)
    return as_download(HttpResponse(content, content_type=media), name)
