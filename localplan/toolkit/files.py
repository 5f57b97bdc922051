"""Files people hand in: kept once by content under DATA_DIR/files, served only through a scoped view.

A `StoredFile` has no owner. The record that points to it decides who may see it: a view finds that record
through `visible_to` first, then calls `serve`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import clock
from .downloads import as_download
from .excel import MEDIA_TYPE
from .models import StoredFile
from .problems import Problem, Refused
from .thai_text import norm

MAX_BYTES = 10 * 1024 * 1024
#: Media type → the endings it may carry. Scans of orders and notices are one of these.
SCANS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
#: Workbooks, kept while their preview is read; workbook.guard looks inside.
WORKBOOKS: Mapping[str, tuple[str, ...]] = {MEDIA_TYPE: (".xlsx",)}
_MAGIC = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", MEDIA_TYPE),
]
_UNSAFE_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def keep(
    uploaded: UploadedFile[bytes], *, kinds: Mapping[str, tuple[str, ...]] = SCANS, field: str = "file"
) -> StoredFile:
    """Store an uploaded file and say so in the table; raises Refused with what is wrong with it.

    The content is written before the row, so a rolled-back transaction leaves at most an unused file.
    """
    name = clean_name(uploaded.name or "")
    size = uploaded.size or 0
    if size == 0:
        raise _refused("file_is_not_empty", _("The file is empty."), field)
    if size > MAX_BYTES:
        raise Refused(
            Problem(
                rule="file_is_not_too_big",
                message=_("The file is larger than %(limit)s MB."),
                params={"limit": MAX_BYTES // 1024 // 1024},
                field=field,
            )
        )
    uploaded.seek(0)
    media_type = sniff(uploaded.read(16))
    if media_type not in kinds or not name.lower().endswith(kinds[media_type]):
        endings = ", ".join(ending[1:].upper() for some in kinds.values() for ending in some[:1])
        raise Refused(
            Problem(
                rule="file_is_what_its_name_says",
                message=_("Attach a %(kinds)s file whose content is what its name says."),
                params={"kinds": endings},
                field=field,
            )
        )
    digest = _write(uploaded)
    return StoredFile.objects.create(sha256=digest, size=size, media_type=media_type, name=name, stored_at=clock.now())


def keep_bytes(data: bytes, *, name: str, media_type: str) -> StoredFile:
    """Store what the product made itself, such as an official print: the same bytes twice are one file on disk."""
    digest = _write(ContentFile(data))
    return StoredFile.objects.create(
        sha256=digest, size=len(data), media_type=media_type, name=clean_name(name), stored_at=clock.now()
    )


def sniff(start: bytes) -> str:
    """Media type by the first bytes; empty when it is none we know."""
    return next((media_type for magic, media_type in _MAGIC if start.startswith(magic)), "")


def clean_name(name: str) -> str:
    """The name alone, without folders or characters a file system or a header would trip over; at most 150 long."""
    bare = norm(re.split(r"[\\/]", name)[-1], newlines=False)
    safe = _UNSAFE_IN_NAMES.sub("_", bare).lstrip(". ") or "file"
    stem, dot, ending = safe.rpartition(".")
    return f"{stem[: 149 - len(ending)]}{dot}{ending}" if dot and len(ending) <= 10 else safe[:150]


def path_of(sha256: str) -> Path:
    """DATA_DIR/files/ab/abcdef…"""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def open_file(stored: StoredFile) -> IO[bytes]:
    return path_of(stored.sha256).open("rb")


def serve(stored: StoredFile) -> FileResponse:
    """The file as a download that can neither run in our pages nor stay in a shared cache."""
    response = FileResponse(open_file(stored), content_type=stored.media_type or "application/octet-stream")
    as_download(response, stored.name)
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def is_whole(stored: StoredFile) -> bool:
    """Whether the content on disk still is what was handed in."""
    path = path_of(stored.sha256)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256


def _write(uploaded: File[bytes]) -> str:
    """Write the content under its hash, once; the same content twice is one file."""
    root = Path(settings.DATA_DIR) / "files"
    root.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    uploaded.seek(0)
    with tempfile.NamedTemporaryFile(dir=root, prefix=".coming-", delete=False) as part:
        try:
            for chunk in uploaded.chunks():
                digest.update(chunk)
                part.write(chunk)
            part.flush()
            target = path_of(digest.hexdigest())
            if target.is_file() and target.stat().st_size == part.tell():
                Path(part.name).unlink()
            else:
                os.fsync(part.fileno())
                target.parent.mkdir(exist_ok=True)
                Path(part.name).replace(target)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return digest.hexdigest()


def _refused(rule: str, message: str | Promise, field: str) -> Refused:
    return Refused(Problem(rule=rule, message=message, field=field))
