"""`manage.py reset`: throw this place's own data away, after asking."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from localplan.postgres import Cluster, Trouble
from localplan.toolkit.database import others_connected

from .restore import confirmed


class Command(BaseCommand):
    help = "Delete the project's own database and the files beside it, after asking (development only)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        if settings.DATABASE_URL:
            raise Trouble("DATABASE_URL names the database: only its owner may empty it, nothing was changed")
        if not settings.DEBUG:
            raise Trouble("DEBUG is off, so this may be real work: nothing was changed")
        cluster = Cluster(settings.DATA_DIR)
        if cluster.running() and others_connected():
            raise Trouble("LocalPlan is running on this data: stop it first, nothing was changed")
        connection.close()
        if not yes and not confirmed(f"Delete all data in {settings.DATA_DIR}?"):
            raise Trouble("nothing was changed")
        cluster.stop()
        for name in ("pg", "files"):
            shutil.rmtree(settings.DATA_DIR / name, ignore_errors=True)
        self.stdout.write(f"LocalPlan: {settings.DATA_DIR} is empty; `make run` starts over")
