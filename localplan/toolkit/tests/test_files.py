import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from localplan.toolkit import files
from localplan.toolkit.models import StoredFile
from localplan.toolkit.problems import Refused

PDF = b"%PDF-1.7\nhello"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def keep(name="คำสั่ง.pdf", content=PDF):
    return files.keep(SimpleUploadedFile(name, content))


def refusal(name, content):
    with pytest.raises(Refused) as refused:
        keep(name, content)
    assert not StoredFile.objects.exists()
    (problem,) = refused.value.problems
    assert problem.field == "file"
    return problem.rule


def test_a_scan_is_kept_by_its_content_and_read_back(tmp_path):
    stored = keep()
    assert (stored.size, stored.media_type, stored.name) == (len(PDF), "application/pdf", "คำสั่ง.pdf")
    with files.open_file(stored) as file:
        assert file.read() == PDF
    assert files.path_of(stored.sha256) == tmp_path / "files" / stored.sha256[:2] / stored.sha256


def test_the_same_content_twice_is_one_file_and_two_rows(tmp_path):
    first, second = keep(), keep("อีกชื่อ.pdf")
    assert first.sha256 == second.sha256
    assert first.pk != second.pk
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.pdf", b"", "file_is_not_empty"),
        ("a.pdf", b"<script>alert(1)</script>", "file_is_what_its_name_says"),
        ("a.png", PDF, "file_is_what_its_name_says"),
        ("a.html", PDF, "file_is_what_its_name_says"),
        ("a.svg", b"<svg/>", "file_is_what_its_name_says"),
        ("a", PDF, "file_is_what_its_name_says"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name, content, rule):
    assert refusal(name, content) == rule


def test_ten_megabytes_are_kept_and_one_byte_more_is_not():
    assert keep(content=PDF.ljust(files.MAX_BYTES, b" ")).size == files.MAX_BYTES
    StoredFile.objects.all().delete()
    assert refusal("a.pdf", PDF.ljust(files.MAX_BYTES + 1, b" ")) == "file_is_not_too_big"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\งาน\\สแกน.pdf", "สแกน.pdf"),
        ('"><script>.pdf', "___script_.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("", "file"),
        ("...pdf", "pdf"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    assert files.clean_name(given) == kept


def test_a_long_name_keeps_its_ending():
    assert len(files.clean_name("ก" * 300 + ".pdf")) == 150
    assert files.clean_name("ก" * 300 + ".pdf").endswith(".pdf")


def test_what_is_served_cannot_run_and_is_not_shared():
    answer = files.serve(keep())
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0%B8%84")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"".join(answer) == PDF
    answer.close()


def test_a_list_handed_in_is_kept_when_asked_for_and_served_as_mere_bytes():
    uploaded = SimpleUploadedFile("รายชื่อ.csv", b"code,name")
    with pytest.raises(Refused):
        files.keep(uploaded)
    answer = files.serve(files.keep(uploaded, kinds={"": (".csv",)}))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    answer.close()


def test_a_workbook_is_kept_when_asked_for_and_no_scan():
    uploaded = SimpleUploadedFile("แผน.xlsx", b"PK\x03\x04...")
    with pytest.raises(Refused):
        files.keep(uploaded)
    assert files.keep(uploaded, kinds=files.WORKBOOKS).media_type.endswith("spreadsheetml.sheet")


def test_a_file_changed_on_disk_is_noticed():
    stored = keep()
    assert files.is_whole(stored)
    files.path_of(stored.sha256).write_bytes(b"other")
    assert not files.is_whole(stored)


def test_bytes_the_product_made_are_kept_as_they_are(tmp_path):
    stored = files.keep_bytes(b'{"a":1}', name="../po02.json", media_type="application/json")
    assert (stored.size, stored.media_type, stored.name) == (7, "application/json", "po02.json")
    assert files.path_of(stored.sha256).read_bytes() == b'{"a":1}'
    assert files.is_whole(stored)
    again = files.keep_bytes(b'{"a":1}', name="po02.json", media_type="application/json")
    assert again.sha256 == stored.sha256
    assert again.pk != stored.pk
