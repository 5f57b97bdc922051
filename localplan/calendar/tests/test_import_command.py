"""manage.py import_calendar and import_holidays: the last line is for machines, a bad file changes nothing."""

import json

import pytest
from django.core.management import call_command

from localplan.calendar.models import Calendar, Circular, Holiday
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people

from .founding_texts import GOOD_LETTER, ROWS_2560, a_document
from .test_drafts import FOUNDING

pytestmark = pytest.mark.django_db
TEXT = a_document(*ROWS_2560) + GOOD_LETTER


@pytest.fixture
def run(tmp_path, capsys):
    def go(content, *words, command="import_calendar", name="calendar.txt"):
        path = content
        if isinstance(content, bytes):
            path = tmp_path / name
            path.write_bytes(content)
        try:
            call_command(command, str(path), "--json", *words)
            code = 0
        except SystemExit as stopped:
            code = stopped.code
        return code, json.loads(capsys.readouterr().out.strip().splitlines()[-1])

    return go


def test_the_last_line_counts_rows_items_circulars_and_tells_the_questions(run):
    code, told = run(TEXT.encode())
    assert (code, told["ok"], told["rows"], told["items"], told["circulars"]) == (0, True, 6, 9, 2)
    assert [q["code"] for q in told["questions"] if not q["answer"]] == ["row1.item2.year", "row1.remark.contradiction"]
    assert (told["created"], Calendar.objects.count(), Circular.objects.count()) == (2, 1, 1)


def test_answers_are_given_with_the_command(run):
    answers = ("--answer", "row1.item2.year=2560", "--answer", "row1.remark.contradiction=opens:2016-09-01")
    _code, told = run(TEXT.encode(), *answers)
    assert told["problems"] == []
    assert Calendar.objects.get().open_questions == []


def test_a_trial_changes_nothing(run):
    code, told = run(TEXT.encode(), "--dry-run")
    assert (code, told["rows"], Calendar.objects.count()) == (0, 6, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874", "utf-16"])
def test_the_encodings_of_thai_offices_are_read(run, encoding):
    assert run(a_document(*ROWS_2560).replace("–", "-").encode(encoding))[1]["rows"] == 6


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file_has_text"),
        (b"%PDF-1.4 x", "file_is_text"),
        (b"PK\x03\x04" + b"x" * 50, "file_is_text"),
        (b"\xff\x00\x01\x02 \x00", "file_is_text"),
        (b"x" * (1024 * 1024 + 1), "file_is_not_too_big"),
        ("จดหมายที่ไม่มีตาราง".encode(), "calendar_has_rows"),
    ],
)
def test_what_is_no_calendar_is_refused(run, content, rule):
    code, told = run(content)
    assert (code, told["ok"], [problem["rule"] for problem in told["problems"]]) == (1, False, [rule])
    assert Calendar.objects.count() == 0


def test_a_file_that_is_not_there_is_refused_in_words(run, tmp_path):
    assert run(tmp_path / "no.txt")[1]["problems"][0]["rule"] == "file_can_be_opened"


def test_somebody_without_the_right_changes_nothing(run):
    people.a_post(Post.VIEWER, at=people.the_department(), user=people.a_person("looker"))
    code, told = run(TEXT.encode(), "--as", "looker")
    assert (code, told["problems"][0]["rule"], Calendar.objects.count()) == (1, "post_may_do_this", 0)


@pytest.mark.skipif(not FOUNDING.exists(), reason="the founding document is not beside the project")
def test_the_founding_document_by_command(run):
    code, told = run(FOUNDING)
    assert (code, told["rows"], told["circulars"], told["items"]) == (0, 6, 2, 9)
    assert [one["code"] for one in told["questions"] if not one["answer"]] == [
        "row1.item2.year",
        "row1.item3.year",
        "row1.remark.contradiction",
    ]


def test_a_list_of_holidays_is_taken_over_once(run):
    content = "date,name\n13/4/2570,วันสงกรานต์\n2027-05-04,วันสมมติ\n".encode()
    code, told = run(content, command="import_holidays", name="days.csv")
    assert (code, told["created"], told["moved"]) == (0, 2, 0)
    assert run(content, command="import_holidays", name="days.csv")[1]["unchanged"] == 2
    assert [str(on) for on in Holiday.objects.order_by("on").values_list("on", flat=True)] == [
        "2027-04-13",
        "2027-05-04",
    ]


@pytest.mark.parametrize(
    "content", ["date,name\n31/2/2570,x\n", "date,name\n13/4/2570,\n", "date,name\n1/1/2570,ก\n1/1/2570,ข\n"]
)
def test_a_bad_list_of_holidays_changes_nothing(run, content):
    code, _told = run(content.encode(), command="import_holidays", name="days.csv")
    assert (code, Holiday.objects.count()) == (1, 0)
