"""The document as a file: text in UTF-8, UTF-16 or the old Thai encoding, of a size a person has typed."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from localplan.toolkit.problems import Problem, Refused

MAX_BYTES = 1024 * 1024
_KNOWN_FILES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word/ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word 97"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)


def read_text(source: bytes | Path | IO[bytes]) -> str:
    """The text of a named or handed-in file. Raises Refused when it is too big or no text."""
    content = _content(source)
    if len(content) > MAX_BYTES:
        raise Refused(
            Problem(
                "file_is_not_too_big",
                _("The file is larger than %(limit)s MB."),
                params={"limit": MAX_BYTES // 1024 // 1024},
            )
        )
    for start, kind in _KNOWN_FILES:
        if content.lstrip()[:8].startswith(start):
            raise Refused(
                Problem(
                    "file_is_text",
                    _("This is a %(kind)s file. Save the document as plain text (.txt), or paste its words."),
                    params={"kind": kind},
                )
            )
    if not content.strip():
        raise Refused(Problem("file_has_text", _("The file is empty.")))
    return _decoded(content)


def _content(source: bytes | Path | IO[bytes]) -> bytes:
    if isinstance(source, bytes):
        return source[: MAX_BYTES + 1]
    if isinstance(source, Path):
        try:
            with source.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            raise Refused(
                Problem(
                    "file_can_be_opened",
                    _("The file %(name)s cannot be opened: %(why)s"),
                    params={"name": source.name, "why": error.strerror or str(error)},
                )
            ) from error
    source.seek(0)
    return source.read(MAX_BYTES + 1)


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp874"] if b"\x00" not in content else []
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any("\x80" <= letter <= "\x84" or "\x86" <= letter <= "\x9f" for letter in text):
            return text
    raise Refused(Problem("file_is_text", _("This is not a text file. Save the document as plain text (.txt).")))
