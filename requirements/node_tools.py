"""Runs a program for Node: `node_tools.py [--or-skip SUBJECT] PROGRAM [ARGUMENT ...]`.

The programs of requirements/node are installed once for each version of the lock file, into the cache folder of the
user. Without Node, it prints that SUBJECT was skipped; this is an error unless --or-skip is given.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = Path(__file__).resolve().parent / "node"
OLDEST_NODE = (20, 19)
_INSTALL_SECONDS = 300


def reason_to_skip() -> str:
    """Why programs for Node can't run on this machine, otherwise ""."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "Node is not installed"
    printed = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout
    numbers = tuple(int(number) for number in re.findall(r"\d+", printed))
    return f"Node {printed.strip()} is too old" if numbers < OLDEST_NODE else ""


def program(name: str) -> Path:
    """The path of a program in the version of the lock file. Installs all of them at the first call."""
    lock = hashlib.sha256((PACKAGES / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "slipway" / f"node-{lock}"
    handle = os.open(PACKAGES, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # make lint and tests may run at the same time
        if not folder.exists():
            _install(folder)
    finally:
        os.close(handle)
    return folder / "node_modules" / ".bin" / name


def _install(folder: Path) -> None:
    """Install into a temporary folder and rename it, so that an interrupted installation is not used."""
    unfinished = folder.with_suffix(f".{os.getpid()}")
    shutil.copytree(PACKAGES, unfinished)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=unfinished, check=True, capture_output=True, timeout=_INSTALL_SECONDS)
    unfinished.rename(folder)


def main(*arguments: str) -> int:
    is_optional = arguments[0] == "--or-skip"
    subject, name, *rest = arguments[1:] if is_optional else (arguments[0], *arguments)
    if reason := reason_to_skip():
        oldest = ".".join(map(str, OLDEST_NODE))
        print(f"Skipped {subject}, because {reason}. Install Node {oldest} or newer.")
        return 0 if is_optional else 1
    return subprocess.run([program(name), *rest], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
