"""Builds the wheel of the `tilekit` command, which the portal offers under /developers/.

The wheel is the same file, byte for byte, whenever it is built from the same source.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.translations import PROJECT_FOLDER

WHEEL_FOLDER = PROJECT_FOLDER / "build" / "wheel"
# Everything that setup.py reads.
_WHEEL_SOURCES = ("tilekit", "page_parts", "pyproject.toml", "setup.py")
_COMPILED_SUFFIXES = {".pyc", ".mo", ".part"}
_BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
_TIMESTAMP = "1735689600"  # the date of every file in the archive: 1 January 2025


def build_wheel(folder: Path = WHEEL_FOLDER) -> Path:
    """Build the wheel, unless the folder contains one of the current source. Returns its path.

    Raises CalledProcessError.
    """
    note, source = folder / "source", _source_digest()
    if note.exists() and note.read_text() == source:
        return next(folder.glob("*.whl"))
    folder.mkdir(parents=True, exist_ok=True)
    note.unlink(missing_ok=True)
    with TemporaryDirectory(dir=folder) as work:
        built = _build(Path(work))
        for old in folder.glob("*.whl"):
            old.unlink()
        wheel = built.replace(folder / built.name)
    note.write_text(source)
    return wheel


def _build(work: Path) -> Path:
    """The wheel of a copy of the source, so that the source tree doesn't change."""
    source, out = work / "source", work / "out"
    out.mkdir()
    for path in _source_files():
        _copy(path, source / path.relative_to(PROJECT_FOLDER))
    environ = {**os.environ, "SOURCE_DATE_EPOCH": _TIMESTAMP}
    command = [sys.executable, "-c", _BUILD, str(out)]
    subprocess.run(command, cwd=source, env=environ, umask=0o022, capture_output=True, check=True)
    return next(out.iterdir())


def _copy(path: Path, target: Path) -> None:
    """Copy a file. Its permissions become those of a new checkout, because the wheel contains them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    target.chmod(0o644)


def _source_digest() -> str:
    digest = hashlib.sha256()
    for path in _source_files():
        digest.update(f"{path.relative_to(PROJECT_FOLDER)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for name in _WHEEL_SOURCES:
        files = [PROJECT_FOLDER / name, *sorted((PROJECT_FOLDER / name).rglob("*"))]
        yield from (file for file in files if file.is_file() and file.suffix not in _COMPILED_SUFFIXES)


if __name__ == "__main__":
    build_wheel()
