"""A morning of the nation: reminders composed, gathered into digests with their mails, and the memory it takes."""

from __future__ import annotations

import resource
import time

from django.db import connection

from localplan.calendar.models import Submission
from localplan.support.actions import compose_day, tell_people
from localplan.support.models import Digest, Mail, Nudge
from localplan.toolkit import clock

from .measuring import Section

#: One step of every LAO is due today, and what was overdue before is out of reach of the ladder.
_DUE = """
UPDATE calendar_submission s SET due_on = %(today)s, opens_on = %(today)s - 40, life = 'draft', correct_by = NULL
FROM calendar_deadline d
WHERE d.id = s.deadline_id AND d.step = %(step)s
"""
_OTHERS = """
UPDATE calendar_submission s SET due_on = %(today)s + 200, check_due_on = %(today)s + 220, life = 'draft',
       correct_by = NULL
FROM calendar_deadline d WHERE d.id = s.deadline_id AND d.step <> %(step)s
"""
_ADDRESSES = "UPDATE organisations_user SET email = username || '@localplan.example' WHERE email = ''"


def measure(number: int) -> Section:
    """Once with a step whose gap the room tells for all at once, once with money, which is asked LAO by LAO."""
    section = Section(
        "Reminders",
        f"{number:,} LAOs, the step of each due today and its gap told in words; one province a transaction. "
        "Memory: the most the process ever took, and what the morning added to it.",
    )
    for step, words in (("plan_confirm", "of the plan"), ("ordinance", "of the ordinance")):
        _morning(section, step, words)
    return section


def _morning(section: Section, step: str, words: str) -> None:
    with connection.cursor() as cursor:
        for statement in (_OTHERS, _DUE, _ADDRESSES):
            cursor.execute(statement, {"today": clock.today(), "step": step})
        for table in ("support_digest_nudges", "support_mail", "support_digest", "support_nudge"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("ANALYZE")
    before = _peak()
    begun = time.perf_counter()
    compose_day()
    composed = time.perf_counter()
    tell_people()
    told = time.perf_counter()
    taken = _peak()
    made = Nudge.objects.count()
    assert made == Submission.objects.filter(deadline__step=step, organisation__level="lao").count()
    memory = f"peak {taken:,.0f} MB, {taken - before:,.0f} MB more than before"
    section.add(f"{made:,} reminders {words} composed", f"{composed - begun:.1f} s", "≤ 60 s", memory)
    digests = f"{Digest.objects.count():,} digests, {Mail.objects.count():,} mails"
    section.add("gathered for their people, mails written", f"{told - composed:.1f} s", "", digests)


def _peak() -> float:
    """Resident memory at its highest, in MB (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
