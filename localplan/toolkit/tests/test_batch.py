import io
import json

import pytest
from django.core.management import call_command

from localplan.toolkit.batch import BatchCommand, Tally
from localplan.toolkit.models import MovedDay
from localplan.toolkit.problems import Problem, Refused
from localplan.toolkit.testing import count_queries

pytestmark = pytest.mark.django_db


class Move(BatchCommand):
    """A batch that writes one row, and may refuse after writing it."""

    refuses = False
    membership_of = staticmethod(lambda username: username or "operator")

    def work(self, by, **options):
        self.by = by
        MovedDay.objects.create(id=1, days=1)
        if self.refuses:
            raise Refused([Problem(rule="day_is_there", message="no such day", row=3, column="day")])
        return Tally(rows=7849, created=7848, unchanged=1)


def run(command, *args):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, *args, stdout=out, stderr=err)
        status = 0
    except SystemExit as ended:
        status = ended.code
    return status, out.getvalue().strip().split("\n"), err.getvalue()


def test_a_batch_ends_with_one_line_in_words():
    status, lines, _ = run(Move())
    assert (status, lines) == (0, ["เสร็จแล้ว: 7,849 แถว · เพิ่ม 7,848 · คงเดิม 1"])
    assert MovedDay.objects.exists()


def test_a_trial_changes_nothing():
    _, lines, _ = run(Move(), "--dry-run")
    assert lines[0].startswith("ทดลอง")
    assert not MovedDay.objects.exists()


def test_machines_read_the_last_line():
    _, lines, _ = run(Move(), "--json")
    assert json.loads(lines[-1]) == {
        "ok": True, "rows": 7849, "created": 7848, "changed": 0, "unchanged": 1, "removed": 0, "problems": [],
    }  # fmt: skip


def test_a_refusal_changes_nothing_and_says_where():
    command = Move()
    command.refuses = True
    status, lines, errors = run(command, "--json")
    assert status == 1
    assert "แถวที่ 3 ช่อง day: no such day" in errors
    last = json.loads(lines[-1])
    assert not last["ok"]
    assert last["problems"] == [{"row": 3, "column": "day", "rule": "day_is_there", "message": "no such day"}]
    assert not MovedDay.objects.exists()


def test_the_post_is_found_by_the_account_named():
    command = Move()
    run(command, "--as", "somsri")
    assert command.by == "somsri"


def test_queries_are_counted():
    with count_queries() as counted:
        list(MovedDay.objects.all())
        MovedDay.objects.count()
    assert counted.number == 2
    assert "COUNT" in str(counted)
