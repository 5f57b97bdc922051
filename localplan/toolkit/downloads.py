"""Answers that a browser saves: a list as CSV or Excel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from . import clock, excel
from .columns import Column
from .csv_files import write_csv


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
