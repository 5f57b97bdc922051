"""`manage.py sample`: load the sample nation into an empty register, and print who can sign in."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from localplan.toolkit.problems import Refused
from localplan.web import sample


class Command(BaseCommand):
    help = "Load sample data into an empty register (development), or print its accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=sample.SEED, help="another number, another nation")
        parser.add_argument(
            "--force", action="store_true", help="also where DEBUG is off: for training, never real work"
        )
        parser.add_argument("--accounts", action="store_true", help="only print the accounts of the loaded sample")

    def handle(self, *args: Any, seed: int, force: bool, accounts: bool, **options: Any) -> None:
        with translation.override(settings.LANGUAGE_CODE):
            if not accounts:
                self._load(seed, force)
            for line in account_lines():
                self.stdout.write(line)

    def _load(self, seed: int, force: bool) -> None:
        if not (settings.DEBUG or force):
            self._refuse(_("DEBUG is off: sample accounts have a password everybody knows. --force loads them anyway."))
        started, shown = time.monotonic(), -1

        def tell(done: int, of: int) -> None:
            nonlocal shown
            tenth = done * 10 // of
            if tenth > shown:
                shown = tenth
                self.stdout.write(_("Sample data: %(percent)s %%") % {"percent": tenth * 10})

        try:
            sample.load(seed=seed, tell=tell)
        except Refused as refused:
            self._refuse("\n".join(str(problem) for problem in refused))
        self.stdout.write(_("Sample data loaded in %(seconds)s s") % {"seconds": round(time.monotonic() - started)})

    def _refuse(self, words: str) -> None:
        self.stderr.write(words)
        sys.exit(1)


def account_lines() -> list[str]:
    """The accounts as lines for a terminal; none while the sample is not loaded."""
    found = sample.accounts()
    if not found:
        return []
    head = _("Accounts for trying it out, all with the password %(password)s") % {"password": sample.PASSWORD}
    return [head, *(f"  {account.username:18} {account.post} · {account.organisation}" for account in found)]
