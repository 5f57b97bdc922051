"""Cheap checks on an uploaded workbook before any parser sees it: the size, the parts of the ZIP, what they may hold.

Raises Refused in words; nothing here trusts a figure the file states about itself.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..problems import Problem, Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_PART = 200 * 1024 * 1024
#: Unpacked to packed, of parts beyond 1 MB. Real sheets stay under 60.
MAX_RATIO = 150
MAX_PARTS = 300
_CHUNK = 1 << 20
_RATIO_FROM = 1 << 20
_BOOK = "xl/workbook.xml"
_TYPES = "[content_types].xml"
#: The main part of an .xlsx; templates, macro workbooks and binary ones carry another.
_XLSX_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SAVE_AS = _("Open it in Excel and save it as “Excel Workbook (.xlsx)”.")


def check(source: bytes | Path | IO[bytes], *, name: str = "") -> bytes:
    """The content of a workbook that may be read; else Refused. `name` is what the person's computer called it."""
    content = _content(source)
    name = name or (source.name if isinstance(source, Path) else "")
    _check_kind(content, name)
    if content.count(b"PK\x01\x02") > MAX_PARTS:  # counted before the list of parts is built in memory
        raise _refused("workbook_has_few_parts", _("The workbook has more than %(limit)s parts."), limit=MAX_PARTS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive.infolist())
            _check_contents(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _refused("workbook_is_whole", _("The workbook is damaged. Save it once more and try again.")) from error
    return content


def _refused(rule: str, message: str | Promise, **params: object) -> Refused:
    return Refused(Problem(rule=rule, message=message, params=params, field="file"))


def _content(source: bytes | Path | IO[bytes]) -> bytes:
    if isinstance(source, bytes):
        content = source
    elif isinstance(source, Path):
        try:
            with source.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            why = error.strerror or str(error)
            raise _refused(
                "file_can_be_opened", _("The file %(name)s cannot be opened: %(why)s"), name=source.name, why=why
            ) from error
    else:
        source.seek(0)
        content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise _refused("file_is_not_too_big", _("The file is larger than %(limit)s MB."), limit=limit)
    if not content:
        raise _refused("file_is_not_empty", _("The file is empty."))
    return content


def _check_kind(content: bytes, name: str) -> None:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _refused("workbook_is_not_locked", _("The workbook is locked with a password. Save it without one."))
        message = _("This is a workbook of Excel 97–2003 (.xls).")
    elif ending in ("xlsm", "xltm", "xlsb"):
        message = _("Workbooks with macros (.%(ending)s) are not read.")
    elif not content.startswith(b"PK\x03\x04"):
        message = _("This is not an Excel workbook, whatever its name says.")
    elif ending not in ("xlsx", ""):
        message = _("Files ending in .%(ending)s are not read here.")
    else:
        return
    raise Refused(
        Problem("workbook_is_xlsx", _joined(message), params={"ending": ending[:10]}, field="file"),
    )


def _joined(message: str | Promise) -> Promise:
    return _Together(message, _SAVE_AS)


class _Together(Promise):
    """Two sentences that are one message, translated when shown."""

    def __init__(self, *sentences: str | Promise) -> None:
        self.sentences = sentences

    def __str__(self) -> str:
        return " ".join(str(sentence) for sentence in self.sentences)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(parts) > MAX_PARTS:
        raise _refused("workbook_has_few_parts", _("The workbook has more than %(limit)s parts."), limit=MAX_PARTS)
    if len(set(names)) != len(names) or any(".." in name or "\\" in name for name in names):
        raise _refused("workbook_is_whole", _("The workbook is damaged. Save it once more and try again."))
    if any(part.flag_bits & 1 for part in parts):
        raise _refused("workbook_is_not_locked", _("The workbook is locked with a password. Save it without one."))
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise _refused("workbook_is_whole", _("The workbook is damaged. Save it once more and try again."))
    if _BOOK not in names or _TYPES not in names:
        raise Refused(
            Problem(
                "workbook_is_xlsx",
                _joined(_("This is not an Excel workbook, whatever its name says.")),
                field="file",
            )
        )
    if any("vbaproject" in name or "vbadata" in name or "/macrosheets/" in name for name in names):
        raise _macros()
    if any("/externallinks/" in name or name == "xl/connections.xml" for name in names):
        raise _refused(
            "workbook_stands_alone",
            _("The workbook draws figures from another file. In Excel: Data › Edit Links › Break Link, then save."),
        )
    if any("/embeddings/" in name or "/activex/" in name or "oleobject" in name for name in names):
        raise _refused(
            "workbook_stands_alone",
            _("The workbook has another document or a control embedded in it. Delete it, then save."),
        )


def _macros() -> Refused:
    return Refused(
        Problem("workbook_has_no_macros", _joined(_("The workbook contains macros, which are not read.")), field="file")
    )


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Unpack every part once, holding 1 MB: how much comes out is counted, not believed."""
    total = 0
    for part in archive.infolist():
        name, unpacked, tail = part.filename.lower(), 0, b""
        is_xml = name.endswith((".xml", ".rels", ".vml"))
        kinds = b""
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                if is_xml and unpacked == 0 and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:64]):
                    raise _no_entities()  # another encoding would hide the words searched for below
                unpacked += len(chunk)
                total += len(chunk)
                if unpacked > MAX_PART or total > MAX_UNPACKED:
                    raise _bomb()
                if unpacked > _RATIO_FROM and unpacked > MAX_RATIO * max(part.compress_size, 1):
                    raise _bomb()
                if is_xml and _ENTITIES.search(tail + chunk):
                    raise _no_entities()
                tail = chunk[-16:]
                if name == _TYPES:
                    kinds += chunk
        if name == _TYPES:
            if b"macroEnabled" in kinds or b"vbaProject" in kinds:
                raise _macros()
            if _XLSX_TYPE not in kinds:
                raise Refused(
                    Problem(
                        "workbook_is_xlsx",
                        _joined(_("This is not an Excel workbook, whatever its name says.")),
                        field="file",
                    )
                )


def _bomb() -> Refused:
    return _refused(
        "workbook_unpacks_small",
        _("The workbook is small but unpacks to a huge size. Copy the rows into a fresh template."),
    )


def _no_entities() -> Refused:
    return _refused(
        "workbook_has_no_entities",
        _("The workbook contains definitions that no spreadsheet program writes. Copy the rows into a fresh template."),
    )
