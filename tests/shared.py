"""Real listings for tests: the team's corpus when its folder is beside the tree, a small choice of it otherwise."""

from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared"
SHARED: Path | None = _BESIDE if _BESIDE.is_dir() else None
CORPUS: Path | None = SHARED / "corpus" / "listings" if SHARED else None
SMALL: Path = Path(__file__).resolve().parent / "samples"
LISTINGS: Path = CORPUS or SMALL
# Who imports one of these reads other listings where the team's corpus is there.
REAL = ("CORPUS", "LISTINGS", "listing_folders")


def listing_folders(root: Path = LISTINGS) -> list[Path]:
    """The listing folders in the order of their names."""
    return sorted(path for path in root.iterdir() if (path / "manifest.json").is_file())
