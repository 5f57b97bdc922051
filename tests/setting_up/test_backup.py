"""A backup restored into a new place is the same, row by row and file by file."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import tarfile
from pathlib import Path

import pytest
from django.db import connection

from localplan.postgres import Trouble
from localplan.toolkit import backup
from localplan.toolkit.models import StoredFile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def data(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def office_with_a_scan(data) -> str:
    """One row whose text needs escaping, and the file it names."""
    content = b"%PDF-1.7 order\n"
    mark = hashlib.sha256(content).hexdigest()
    place = data / "files" / mark[:2] / mark
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    StoredFile.objects.create(
        sha256=mark,
        size=len(content),
        media_type="application/pdf",
        name="คำสั่ง\tที่ 1\\2570\nหน้า 2.pdf",
        stored_at=dt.datetime(2027, 3, 1, tzinfo=dt.UTC),
    )
    return f"files/{mark[:2]}/{mark}"


def fingerprints() -> dict[str, tuple[int, str]]:
    return {table: backup.copy_out(table, columns, io.BytesIO()) for table, columns in backup.tables().items()}


def test_a_new_place_gets_the_same_rows_files_and_numbering(office_with_a_scan, data, settings, tmp_path):
    before, old_files = fingerprints(), data / "files"
    kept = backup.make(tmp_path / "all.backup")
    assert kept.tables == {table: list(mark) for table, mark in before.items()}

    settings.DATA_DIR = tmp_path / "elsewhere"
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    assert backup.place_is_empty()
    backup.restore(tmp_path / "all.backup")

    assert fingerprints() == before
    there = {p.relative_to(settings.DATA_DIR): p.read_bytes() for p in settings.DATA_DIR.rglob("*") if p.is_file()}
    assert there == {p.relative_to(data): p.read_bytes() for p in old_files.rglob("*") if p.is_file()}
    old = StoredFile.objects.get()
    new = StoredFile.objects.create(sha256="", size=0, media_type="", name="", stored_at=old.stored_at)
    assert new.pk == old.pk + 1


def test_a_damaged_backup_changes_nothing(office_with_a_scan, tmp_path):
    whole = tmp_path / "whole.backup"
    backup.make(whole)
    damaged = tmp_path / "damaged.backup"
    with tarfile.open(whole) as old, tarfile.open(damaged, "w:gz") as new:
        for entry in old:
            content = old.extractfile(entry).read()
            if entry.name == office_with_a_scan:
                content = content.replace(b"order", b"0rder")
            new.addfile(entry, io.BytesIO(content))
    before = fingerprints()
    with pytest.raises(Trouble, match="damaged"):
        backup.restore(damaged)
    assert fingerprints() == before


def test_half_a_backup_and_other_files_are_refused(office_with_a_scan, tmp_path):
    whole = tmp_path / "whole.backup"
    backup.make(whole)
    (tmp_path / "half.backup").write_bytes(whole.read_bytes()[:-2000])
    (tmp_path / "other.backup").write_text("no archive")
    for name in ("half.backup", "other.backup", "missing.backup"):
        with pytest.raises(Trouble, match="nothing was changed"):
            backup.restore(tmp_path / name)
    assert StoredFile.objects.count() == 1


def test_a_failure_in_the_middle_brings_the_old_rows_back(office_with_a_scan, tmp_path, monkeypatch):
    backup.make(tmp_path / "all.backup")
    before = fingerprints()

    def fail(*args: object) -> None:
        raise Trouble("the disk is full")

    monkeypatch.setattr(backup, "_unpack", fail)
    with pytest.raises(Trouble, match="the disk is full"):
        backup.restore(tmp_path / "all.backup")
    assert fingerprints() == before


def test_an_existing_file_is_not_overwritten(data, tmp_path):
    place = tmp_path / "all.backup"
    place.write_text("precious")
    with pytest.raises(Trouble, match="exists already"):
        backup.make(place)
    assert place.read_text() == "precious"
