"""The tracked files, for tests that walk all of them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked(*endings: str) -> tuple[Path, ...]:
    """Tracked files, relative to the root, with one of the endings; all of them without any."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = (Path(name) for name in listed.split("\0") if name)
    return tuple(path for path in paths if (not endings or path.suffix in endings) and (ROOT / path).is_file())
