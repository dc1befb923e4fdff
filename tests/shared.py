"""Where the team's shared folder is, when it is there: the whole corpus is used then."""

from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared"
SHARED: Path | None = _BESIDE if _BESIDE.is_dir() else None
CORPUS: Path | None = SHARED / "corpus" / "listings" if SHARED else None
