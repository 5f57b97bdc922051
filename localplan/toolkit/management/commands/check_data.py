"""`manage.py check_data`: is every kept balance, status and total what its rows say?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from localplan.toolkit.actions import check_data
from localplan.toolkit.truth import names_of_checks


class Command(BaseCommand):
    help = "Recompute every kept figure from its rows and name each difference; exit code 1 when there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        found = check_data()
        if as_json:
            told = {"checks": names_of_checks(), "number": found.number, "differences": found.differences}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for one in found.differences:
                self.stdout.write(
                    f"{one['check']}: {one['record']} of {one['organisation']}, {one['figure']}: "
                    f"kept {one['kept']}, rows say {one['counted']}"
                )
            self.stdout.write(f"{len(names_of_checks())} checks, {found.number} differences, {found.seconds} s")
        if found.number:
            sys.exit(1)
