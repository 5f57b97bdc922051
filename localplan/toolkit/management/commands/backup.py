"""`manage.py backup FILE`: database and files as one archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from localplan.toolkit import backup


class Command(BaseCommand):
    help = "Write the whole database and all files into one new archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        kept = backup.make(file)
        size = file.stat().st_size / 1_000_000
        self.stdout.write(
            f"{file}: {kept.rows:,} rows in {len(kept.tables)} tables, {len(kept.files)} files, {size:.1f} MB"
        )
