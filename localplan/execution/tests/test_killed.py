"""kill -9 in the middle of a bulk import of payments, of the server and of the database: all of it is there, or none.

The database is a cluster of the test's own, filled with a copy of the database under test.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from localplan import postgres
from localplan.budgeting.tests import make as budgets
from localplan.calendar.models import YearBook
from localplan.execution import actions
from localplan.execution.actions import payments
from localplan.execution.models import Commitment, Disbursement, DisbursementShare
from localplan.organisations.models import Change, Membership
from localplan.toolkit.truth import find_differences

from . import make

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = 1000
SECONDS = 30  # no process is waited for longer, however busy the machine


def import_payments() -> None:
    """One workbook: a payment of one baht in each of its rows."""
    commitment, by = Commitment.objects.get(), Membership.objects.filter(post="finance").order_by("pk").first()
    rows = [make.a_payment(commitment, "1.00", voucher=f"บค.{number}") for number in range(NUMBER)]
    actions.disburse(commitment.organisation, rows, by=by)


@pytest.fixture
def own_cluster() -> Iterator[postgres.Cluster]:
    """A database that may be killed: nothing else stands on it. What is told as committed must outlive a kill."""
    with tempfile.TemporaryDirectory(prefix="localplan-test-") as place:
        binaries = settings.TEST_CLUSTER.binaries
        cluster = postgres.Cluster(Path(place), binaries, {"fsync": "off", "max_connections": "20"})
        cluster.start()
        yield cluster
        cluster.stop("immediate")


@contextlib.contextmanager
def standing_on(cluster: postgres.Cluster) -> Iterator[None]:
    """Django's connection goes to the own cluster while the block runs."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST=str(cluster.socket_folder), NAME=postgres.DATABASE)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def copy_into(cluster: postgres.Cluster) -> None:
    """Tables and rows of the database under test."""
    from_here = ["-h", connection.settings_dict["HOST"], "-p", postgres.PORT, "-U", postgres.SUPERUSER]
    to_there = [
        "-h",
        str(cluster.socket_folder),
        *from_here[2:],
        "-d",
        postgres.DATABASE,
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
    ]
    dump = [cluster.binaries["pg_dump"], *from_here, connection.settings_dict["NAME"]]
    told = subprocess.run(dump, capture_output=True, check=True, timeout=SECONDS).stdout
    psql = [cluster.binaries["psql"], *to_there]
    subprocess.run(psql, input=told, stdout=subprocess.DEVNULL, check=True, timeout=SECONDS)


def stop_in_the_middle(word: Connection) -> None:
    """In a process of its own: import, send word when half of the payments are written, and go no further."""
    connection.connection = None  # the parent's is not ours to use, nor to close
    whole = payments.copy_in

    def copy_in(model: Any, names: Any, rows: Any) -> None:
        def half() -> Iterator[Any]:
            for place, row in enumerate(rows):
                if place == NUMBER // 2:
                    word.send("in the middle")
                    word.recv()
                yield row

        whole(model, names, half())

    payments.copy_in = copy_in
    with contextlib.suppress(EOFError, OperationalError):
        import_payments()
    os._exit(0)


@contextlib.contextmanager
def import_in_the_middle() -> Iterator[BaseProcess]:
    """A server process that is writing payments and has not finished."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    child = fork.Process(target=stop_in_the_middle, args=(there,))
    child.start()
    there.close()
    try:
        assert here.poll(SECONDS)
        assert here.recv() == "in the middle"
        yield child
    finally:
        child.kill()
        child.join(SECONDS)
        here.close()


def kill_the_database(cluster: postgres.Cluster) -> None:
    """kill -9 of the server and everything it started, so that nobody can tidy up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity")
        workers = [pid for (pid,) in cursor.fetchall()]
    postmaster = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    for pid in (postmaster, *workers):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    connection.close()
    while cluster.running():  # a moment: a killed server still answers until it is gone
        continue


def paid() -> tuple[int, int, int, int]:
    """Payments, their shares, what the balance says, and what the history tells."""
    share = Commitment.objects.get().shares.get()
    told = Change.objects.filter(verb="disbursed").count()
    return Disbursement.objects.count(), DisbursementShare.objects.count(), int(share.paid), told


def test_a_killed_import_leaves_all_or_nothing(own_cluster):
    line = budgets.an_ordinance_line(amount="5000.00")
    make.a_commitment(line, amount="5000.00")
    copy_into(own_cluster)
    with standing_on(own_cluster):
        with import_in_the_middle() as server:
            os.kill(server.pid, signal.SIGKILL)
            with transaction.atomic():  # waits until the database has noticed, and lets the next officer in
                YearBook.objects.lock(line.organisation, line.year_id)
                assert paid() == (0, 0, 0, 0)
        with import_in_the_middle():
            kill_the_database(own_cluster)
        own_cluster.start()
        assert paid() == (0, 0, 0, 0)
        import_payments()
        kill_the_database(own_cluster)
        own_cluster.start()
        assert paid() == (NUMBER, NUMBER, NUMBER, NUMBER)
        assert find_differences() == []
