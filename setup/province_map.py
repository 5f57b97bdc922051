"""The map that pages show of the provinces, derived from the one npm brought."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from words import Trouble, say

SOURCE = "node_modules/@svg-maps/thailand/index.js"
MAKER = "localplan/monitoring/outlines.py"
MADE = "build/map/provinces.json"


def make(root: Path, python: Path) -> None:
    """Write build/map, when the package or the way it is made has changed."""
    made, stamp = root / MADE, root / "build" / "map.stamp"
    mark = hashlib.sha256(b"".join((root / name).read_bytes() for name in ("package-lock.json", MAKER))).hexdigest()
    if made.exists() and stamp.exists() and stamp.read_text() == mark:
        return
    say("making the map of the provinces")
    words = [python, "-m", "localplan.monitoring.outlines", root / SOURCE, made]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"the map cannot be made: {(done.stderr.strip() or 'no word of why')[-200:]}")
    stamp.write_text(mark)
