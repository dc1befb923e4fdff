"""Real listings for tests: the team's corpus if its folder is next to the source tree, otherwise the samples."""

from pathlib import Path

from tilekit.bundle import Bundle
from tilekit.scaffold.bundles import bundle_of_files
from tilekit.scaffold.folder import files_of_folder

_BESIDE = Path(__file__).resolve().parents[2] / "shared"
SHARED: Path | None = _BESIDE if _BESIDE.is_dir() else None
CORPUS: Path | None = SHARED / "corpus" / "listings" if SHARED else None
SMALL: Path = Path(__file__).resolve().parent / "samples"
LISTINGS: Path = CORPUS or SMALL
# Tests that import one of these names read the corpus if it is available.
REAL = ("CORPUS", "LISTINGS", "listing_folders")


def bundle_of_folder(path: Path) -> Bundle:
    """The bundle of a folder, whatever is missing or broken in it. Raises OSError if the folder can't be read."""
    return bundle_of_files(files_of_folder(path), path.resolve().name)


def listing_folders(root: Path = LISTINGS) -> list[Path]:
    """The listing folders, sorted by name."""
    return sorted(path for path in root.iterdir() if (path / "manifest.json").is_file())
