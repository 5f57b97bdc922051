"""`manage.py lawbook`: write docs/rules.md from the rules."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from localplan.toolkit.lawbook import law_book


class Command(BaseCommand):
    help = "Write docs/rules.md from the rules and their docstrings."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say so."""
        path = Path(settings.BASE_DIR) / "docs" / "rules.md"
        path.write_text(law_book(), encoding="utf-8")
        self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {law_book().count('| `')} rules")
