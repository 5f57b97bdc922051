"""`manage.py restore FILE`: put a backup in the place of what is here."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from localplan.postgres import Trouble
from localplan.toolkit import backup
from localplan.toolkit.database import others_connected


class Command(BaseCommand):
    help = "Restore database and files from an archive made by `backup`; asks before it replaces anything."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        if others_connected():
            raise Trouble("LocalPlan is running on this data: stop it first, nothing was changed")
        if not backup.place_is_empty() and not yes and not confirmed("Replace all data here by the backup?"):
            raise Trouble("nothing was changed")
        kept = backup.restore(file)
        call_command("migrate", verbosity=0)
        self.stdout.write(
            f"{file}: {kept.rows:,} rows in {len(kept.tables)} tables and {len(kept.files)} files are back"
        )


def confirmed(question: str) -> bool:
    """Whether the person types yes. Nobody there is no."""
    try:
        return input(f"{question} Type yes: ").strip().lower() == "yes"
    except EOFError:
        return False
