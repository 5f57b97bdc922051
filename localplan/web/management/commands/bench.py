"""`manage.py bench`: measure in one run, on a database of its own, and write docs/bench.md."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from localplan.toolkit import clock
from localplan.web import bench
from localplan.web.bench import starts
from localplan.web.bench.measuring import own_database, the_machine

HEAD = """# Bench

Written by `make bench` on {day}: {machine}. Other work may have run on the machine: trust the ratios. A figure over
twice its aim is explained in its note.

"""


class Command(BaseCommand):
    help = "Measure the product's speed and weight in one run and write docs/bench.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--starts", action="store_true", help="also time fresh starts and the tests (minutes)")
        parser.add_argument("--laos", type=int, default=bench.NATION, help="how many LAOs (default the nation)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every section, keep the times of starts from before unless they are asked for."""
        path = Path(settings.BASE_DIR) / "docs" / "bench.md"
        kept = self._kept_starts(path)
        with own_database():
            text = HEAD.format(day=clock.today().isoformat(), machine=the_machine())
            for measure in bench.SECTIONS:
                section = measure(options["laos"])
                self.stdout.write(section.as_text())
                text += section.as_text() + "\n"
        if options["starts"]:
            kept = starts.measure().as_text()
            self.stdout.write(kept)
        path.write_text((text + kept).rstrip() + "\n", encoding="utf-8")
        self.stdout.write(f"written: {path.relative_to(settings.BASE_DIR)}")

    @staticmethod
    def _kept_starts(path: Path) -> str:
        if not path.exists():
            return ""
        found = re.search(r"^## Starts\n.*?(?=^## |\Z)", path.read_text("utf-8"), re.M | re.S)
        return found[0] if found else ""
