"""Commands that work through many rows: who does it, tried or done, what came of it, in words and for machines."""

from __future__ import annotations

import json
import sys
from abc import abstractmethod
from argparse import ArgumentParser
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .problems import Problem, Refused


@dataclass
class Tally:
    """What came of a batch, in rows. `notes` are told and do not refuse; `beside` goes into the JSON as it is."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    notes: list[Problem] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        words = [ngettext("%(number)s row", "%(number)s rows", self.rows) % {"number": f"{self.rows:,}"}]
        for number, label in (
            (self.created, pgettext("rows", "new")),
            (self.changed, pgettext("rows", "changed")),
            (self.unchanged, pgettext("rows", "unchanged")),
            (self.removed, pgettext("rows", "removed")),
        ):
            if number:
                words.append(f"{label} {number:,}")
        return " · ".join(words)


class BatchCommand(BaseCommand):
    """All or nothing, in one transaction. A subclass says who may act and does the work:

    `membership_of` finds the post to act in, from the username of --as or None (the operator);
    `work(by, **options)` calls the action and returns a Tally, or lets Refused through.
    """

    @staticmethod
    @abstractmethod
    def membership_of(username: str | None) -> Any:
        """In whose post this is done."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="username", help="the account in whose post this is done")
        parser.add_argument("--dry-run", action="store_true", help="try everything, change nothing")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    @abstractmethod
    def work(self, by: Any, **options: Any) -> Tally:
        """Do it all, as `by`."""

    def handle(self, *args: Any, username: str | None, dry_run: bool, json: bool, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                with transaction.atomic():
                    tally = self.work(type(self).membership_of(username), dry_run=dry_run, **options)
                    transaction.set_rollback(dry_run)
            except Refused as refused:
                self._tell_refusal(refused, as_json=json)
                sys.exit(1)
            for note in tally.notes:
                self.stderr.write(str(note))
            summary = _("Nothing was changed (trial): %(tally)s") if dry_run else _("Done: %(tally)s")
            self.stdout.write(summary % {"tally": tally})
            if json:
                self.stdout.write(json_line(tally, ok=True, problems=tally.notes))

    def _tell_refusal(self, refused: Refused, *, as_json: bool) -> None:
        for problem in refused:
            self.stderr.write(str(problem))
        number = len(refused.problems)
        words = ngettext(
            "Refused, nothing was changed: %(number)s problem",
            "Refused, nothing was changed: %(number)s problems",
            number,
        )
        self.stdout.write(words % {"number": number})
        if as_json:
            self.stdout.write(json_line(Tally(), ok=False, problems=refused.problems))


def json_line(tally: Tally, *, ok: bool, problems: list[Problem]) -> str:
    """The last line for machines."""
    return json.dumps(
        {
            "ok": ok,
            "rows": tally.rows,
            "created": tally.created,
            "changed": tally.changed,
            "unchanged": tally.unchanged,
            "removed": tally.removed,
            "problems": [problem.as_json() for problem in problems],
            **tally.beside,
        },
        ensure_ascii=False,
    )
