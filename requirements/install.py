"""Installs the locked packages into .venv, unless they are already installed.

make runs it with the system's Python, so it uses the standard library only.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
VENV = _ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SUPPORTED = ((3, 11), (3, 12), (3, 13), (3, 14))
FORMER_NAMES = ("slipway", "tilekit")  # earlier names of our package
# Each set contains the ones before it.
SETS = ("run", "develop")


def version(numbers: tuple[int, ...]) -> str:
    """The numbers of a version as text, such as `3.11`."""
    return f"{numbers[0]}.{numbers[1]}"


def fingerprint(name: str) -> str:
    """A hash of everything that requires a new installation: the lock file, pyproject.toml and the Python version."""
    parts = [(_ROOT / "requirements" / f"{name}.txt").read_bytes(), (_ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode()])).hexdigest()


def stamp(name: str) -> Path:
    return VENV / f"installed-{name}"


def is_current(name: str) -> bool:
    return PYTHON.exists() and any(
        stamp(larger).exists() and stamp(larger).read_text() == fingerprint(larger)
        for larger in SETS[SETS.index(name) :]
    )


def install(name: str) -> None:
    print(f"Installing the packages of requirements/{name}.txt into .venv ...", flush=True)
    for old in SETS:
        stamp(old).unlink(missing_ok=True)
    is_same_python = PYTHON.exists() and PYTHON.resolve() == Path(sys.executable).resolve()
    venv.EnvBuilder(with_pip=True, symlinks=True, clear=not is_same_python).create(VENV)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "install", "--require-hashes", "-r", f"requirements/{name}.txt"], cwd=_ROOT, check=True)
    for former in FORMER_NAMES:  # otherwise two packages would provide the command
        if any(VENV.glob(f"lib/*/site-packages/{former}-*.dist-info")):
            subprocess.run([*pip, "uninstall", "--yes", former], cwd=_ROOT, check=True)
    # The build tools are also locked, so nothing is downloaded without a hash.
    subprocess.run([*pip, "install", "--no-deps", "--no-build-isolation", "--editable", "."], cwd=_ROOT, check=True)
    stamp(name).write_text(fingerprint(name))


def main(name: str) -> int:
    if sys.version_info[:2] not in SUPPORTED:
        oldest, newest = version(SUPPORTED[0]), version(SUPPORTED[-1])
        print(
            f"Slipway needs Python {oldest} to {newest}, but this is {sys.version.split()[0]}. "
            f"Choose another one, for example: make PYTHON=python{oldest} run"
        )
        return 2
    lock = os.open(_ROOT / "requirements", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)  # make may run in two shells at the same time
    if not is_current(name):
        try:
            install(name)
        except subprocess.CalledProcessError as fault:
            print(f"The installation failed. This command returned an error: {' '.join(fault.cmd)}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
