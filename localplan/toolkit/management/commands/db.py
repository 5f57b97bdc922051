"""`manage.py db start|stop|status|shell`: the project's own PostgreSQL."""

from __future__ import annotations

import os
import shutil
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from localplan.postgres import DATABASE, PORT, SUPERUSER, Cluster, Trouble


class Command(BaseCommand):
    help = "Start, stop or look at the project's own PostgreSQL, or talk to it in psql."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["start", "stop", "status", "shell"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if settings.DATABASE_URL:
            if what == "shell":
                os.execvp(psql(), ["psql", settings.DATABASE_URL])
            raise Trouble("DATABASE_URL names the database, so it is started and stopped where it lives")
        getattr(self, f"_{what}")(Cluster(settings.DATA_DIR))

    def _start(self, cluster: Cluster) -> None:
        self._say("started" if cluster.start() else "was running already", cluster)

    def _stop(self, cluster: Cluster) -> None:
        self._say("stopped" if cluster.stop() else "was not running", cluster)

    def _status(self, cluster: Cluster) -> None:
        self._say("running" if cluster.running() else "not running", cluster)

    def _shell(self, cluster: Cluster) -> None:
        program = psql(cluster)
        cluster.start()
        os.execv(program, ["psql", "-h", str(cluster.socket_folder), "-p", PORT, "-U", SUPERUSER, DATABASE])

    def _say(self, state: str, cluster: Cluster) -> None:
        self.stdout.write(f"PostgreSQL {cluster.binaries.major} in {cluster.data}: {state}")


def psql(cluster: Cluster | None = None) -> str:
    """The psql beside the server's programs, else the one of the system."""
    beside = cluster.binaries["psql"] if cluster else None
    found = beside if beside and os.access(beside, os.X_OK) else shutil.which("psql")
    if not found:
        raise Trouble("psql is not installed here: `manage.py shell` with django.db.connection speaks SQL as well")
    return found
