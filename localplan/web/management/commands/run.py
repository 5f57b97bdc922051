"""`manage.py run`: everything that makes the product run, until Ctrl-C."""

from __future__ import annotations

import hashlib
import socket
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from localplan import postgres
from localplan.organisations.models import Organisation
from localplan.organisations.tasks import begin_the_day
from localplan.postgres import Trouble
from localplan.toolkit import moved_day
from localplan.web import children

from .sample import account_lines

READY_WITHIN_SECONDS = 60


class Command(BaseCommand):
    help = "Start PostgreSQL, the web server and the worker, and keep them running until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        must_be_free(settings.HOST, settings.PORT)
        started = False
        try:
            with children.stopping_on_signals():
                started = postgres.ensure(settings.DATA_DIR)
                self._prepare()
                self._run()
        except children.Stopped:
            pass
        finally:
            connection.close()
            if started:
                postgres.Cluster(settings.DATA_DIR).stop()
        self.stdout.write("LocalPlan: stopped")

    def _prepare(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("bringing the database up to date")
            call_command("migrate", verbosity=0)
        moved_day.load()
        if settings.DEBUG and not Organisation.objects.laos().exists():
            self._say("the database is empty: loading sample data")
            call_command("sample", stdout=self.stdout, stderr=self.stderr)  # ends by telling the accounts
        else:
            for line in account_lines():
                self.stdout.write(line)
        begin_the_day()
        build_static_files()
        connection.close()

    def _run(self) -> None:
        running: list[children.Child] = []
        try:
            running += [children.web_server(settings.HOST, settings.PORT, settings.WEB_WORKERS), children.worker()]
            if wait_until_it_answers(settings.HOST, settings.PORT, running[0]):
                self._say(f"http://{settings.HOST}:{settings.PORT}  (Ctrl-C stops)")
            ended = children.watch(running)
            raise Trouble(f"the {ended.name} has ended (status {ended.process.returncode}), so everything was stopped")
        finally:
            children.end(running)

    def _say(self, line: str) -> None:
        self.stdout.write(f"LocalPlan: {line}")
        self.stdout.flush()


def must_be_free(host: str, port: int) -> None:
    """Trouble when another program listens on the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as wrong:
            raise Trouble(f"port {port} is taken ({wrong.strerror}): stop the other program, or set PORT") from None


def wait_until_it_answers(host: str, port: int, server: children.Child) -> bool:
    """Whether the web server takes connections before it ends or the time is up."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and not server.ended:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            if trial.connect_ex((host, port)) == 0:
                return True
        time.sleep(0.05)
    return False


def build_static_files() -> None:
    """Collect, name by content and compress the static files, when one of them has changed."""
    stamp = Path(settings.BUILD_DIR) / "static.stamp"
    mark = mark_of_static_files()
    if stamp.exists() and stamp.read_text() == mark and Path(settings.STATIC_ROOT).exists():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(mark)


def mark_of_static_files() -> str:
    """A hash over name, size and time of every static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
