"""`make lock`: write the lock files anew from the requirements and package.json, newest versions that fit."""

import os
import subprocess
import sys
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
    subprocess.run(["npm", "install", "--package-lock-only", "--ignore-scripts"], cwd=ROOT, check=True)
    print("package-lock.json written")


if __name__ == "__main__":
    main()
