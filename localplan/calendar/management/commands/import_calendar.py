"""Read DLA's operating calendar, and the letters sent with it, into drafts."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from localplan.calendar.actions import import_document
from localplan.calendar.founding import as_json
from localplan.calendar.founding.files import read_text
from localplan.organisations.access import Do
from localplan.organisations.batch import membership_of
from localplan.organisations.models import Membership
from localplan.toolkit.batch import BatchCommand, Tally
from localplan.toolkit.problems import Problem


def answer(text: str) -> tuple[str, str]:
    """CODE=VALUE, both as the questions of the JSON have them."""
    code, _equals, value = text.partition("=")
    if not (code and value):
        raise ArgumentTypeError(f"{text}: CODE=VALUE")
    return code.strip(), value.strip()


class Command(BatchCommand):
    help = "Read an operating calendar from a text file: a draft for review, and the letters beside it."
    membership_of = staticmethod(lambda username: membership_of(username, Do.CALENDAR))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.txt")
        parser.add_argument(
            "--answer",
            type=answer,
            action="append",
            default=[],
            metavar="CODE=VALUE",
            help="the answer to a question of the import; may be given more than once",
        )
        super().add_arguments(parser)

    def work(self, by: Membership, **options: Any) -> Tally:
        done = import_document(by.organisation, read_text(options["file"]), answers=dict(options["answer"]), by=by)
        beside = as_json(done.document)
        rows = beside.pop("rows")
        open_ones = done.document.open_questions
        notes = [
            Problem(
                "questions_are_answered",
                _("%(text)s Answer with --answer %(code)s=… (%(choices)s)."),
                params={
                    "text": question.text,
                    "code": question.code,
                    "choices": ", ".join(f"{choice.value}: {choice.label}" for choice in question.choices),
                },
                column=question.where,
            )
            for question in open_ones
        ]
        read = len(done.calendars) + len(done.letters)
        return Tally(rows=rows, created=done.made, changed=read - done.made, notes=notes, beside=beside)
