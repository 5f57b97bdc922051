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
        parser.add_argument("--only", choices=sorted(bench.NEEDS), help="measure one section alone, keep the others")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every section, keep the times of starts from before unless they are asked for."""
        path = Path(settings.BASE_DIR) / "docs" / "bench.md"
        if options["only"]:
            self._one(path, options["only"], options["laos"])
            return
        kept = section_of(path.read_text("utf-8"), "Starts") if path.exists() else ""
        with own_database():
            text = HEAD.format(day=clock.today().isoformat(), machine=the_machine())
            for measure in bench.SECTIONS:
                section = measure(options["laos"])
                self.stdout.write(section.as_text())
                text += section.as_text() + "\n"
        if options["starts"]:
            kept = starts.measure().as_text()
            self.stdout.write(kept)
        self._write(path, text + kept)

    def _one(self, path: Path, name: str, laos: int) -> None:
        """Measure what the section needs, and put it in the place of the one that was there."""
        measures = {measure.__module__.rpartition(".")[2]: measure for measure in bench.SECTIONS}
        with own_database():
            for needed in bench.NEEDS[name]:
                measures[needed](laos)
            section = measures[name](laos)
        section.about += f" Measured alone on {clock.today().isoformat()}."
        self.stdout.write(section.as_text())
        text = path.read_text("utf-8")
        before = section_of(text, section.title)
        new = section.as_text() + "\n"
        self._write(path, text.replace(before, new) if before else f"{text}\n{new}")

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text.rstrip() + "\n", encoding="utf-8")
        self.stdout.write(f"written: {path.relative_to(settings.BASE_DIR)}")


def section_of(text: str, title: str) -> str:
    """A section of the page from its heading to the next; nothing where it is not there."""
    found = re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", text, re.M | re.S)
    return found[0] if found else ""
