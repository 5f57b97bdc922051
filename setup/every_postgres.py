"""`make test-all`: every test once on PostgreSQL 15, then those that touch the database on the newest."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from localplan import postgres  # noqa: E402

OLDEST, NEWEST = postgres.OLDEST_MAJOR, 18


def main() -> None:
    os.environ.pop("PG_BIN", None)
    here = {binaries.major: binaries for binaries in postgres.choices()}
    for major in (OLDEST, NEWEST):
        if major not in here:
            sys.exit(f"LocalPlan: PostgreSQL {major} is missing (on Debian: apt-get install postgresql-{major})")
    for major, only in ((OLDEST, []), (NEWEST, ["-m", "not check"])):
        print(f"LocalPlan: tests on PostgreSQL {major}", flush=True)
        surroundings = {**os.environ, "PG_BIN": str(here[major].folder)}
        command = [sys.executable, "-m", "pytest", "-n", "2", *only, *sys.argv[1:]]
        code = subprocess.run(command, cwd=ROOT, env=surroundings).returncode
        if code:
            sys.exit(code)


if __name__ == "__main__":
    main()
