"""Open what was named on the command line: a folder or a zip archive."""

from pathlib import Path

from tilekit.bundle import Bundle
from tilekit.commands import UsageError
from tilekit.commands.words import language, said
from tilekit.core.messages import N_, render
from tilekit.scaffold.archive import ArchiveRefused
from tilekit.scaffold.read import Package, read_folder, read_zip
from tilekit.scaffold.write import bundle_of_folder, bundle_of_zip


def opened_bundle(path: Path) -> Bundle:
    """The bundle of a folder or an archive. Raises UsageError where it is neither or cannot be read."""
    _require(path)
    try:
        return bundle_of_folder(path) if path.is_dir() else bundle_of_zip(path.read_bytes())
    except ArchiveRefused as error:
        raise UsageError(f"{path}: {render(error.message, language())}") from error
    except OSError as error:
        raise UsageError(str(error)) from error


def opened_package(path: Path) -> Package:
    """The package of a folder or an archive. Raises UsageError where it is neither or cannot be read."""
    _require(path)
    try:
        return read_folder(path) if path.is_dir() else read_zip(path.read_bytes())
    except ArchiveRefused as error:
        raise UsageError(f"{path}: {render(error.message, language())}") from error
    except OSError as error:
        raise UsageError(str(error)) from error


def _require(path: Path) -> None:
    if not path.exists():
        raise UsageError(said(N_("{path} does not exist."), path=path))
