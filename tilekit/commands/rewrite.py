"""`tilekit rewrite PATH OUT`: reads a listing and writes it again, into an empty folder."""

import argparse
from pathlib import Path

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.inputs import Input, read_input, require_listings
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import language, translated
from tilekit.core.messages import N_, render
from tilekit.scaffold.archive_directory import ArchiveRefused
from tilekit.scaffold.bundles import bundle_of_package, files_of_bundle
from tilekit.scaffold.read import Package, package_of_files, read_zip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments PATH and OUT."""
    parser.add_argument("path", type=Path, metavar="PATH", help=translated(N_("listing folder or zip file")))
    parser.add_argument(
        "out", type=Path, metavar="OUT", help=translated(N_("output folder, which must be empty or not exist yet"))
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the listing to OUT. Returns 0. Raises UsageError."""
    path, out = arguments.path, arguments.out
    _require(path, out)
    source = read_input(str(path))
    source.digest()  # so that every file is read, and a locked one is reported before anything is written
    try:
        _write_package(_package(source), out)
    except ArchiveRefused as refused:
        raise UsageError(f"{path}: {render(refused.message, language())}") from refused
    except OSError as error:
        text = N_("{path} cannot be written: {reason}.")
        raise UsageError.of(text, path=error.filename or out, reason=error.strerror) from error
    for link in source.files.links if source.files is not None else ():
        print_note(translated(N_("{path} is a symbolic link and was skipped."), path=link))
    return 0


def _package(listing_input: Input) -> Package:
    return (
        read_zip(listing_input.archive or b"")
        if listing_input.files is None
        else package_of_files(listing_input.files, listing_input.folder)
    )


def _write_package(package: Package, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files_of_bundle(bundle_of_package(package)):
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _require(path: Path, out: Path) -> None:
    """Raise UsageError if files would be lost or mixed."""
    require_listings([str(path)])
    if out.exists() and not out.is_dir():
        raise UsageError.of(N_("{path} is a file. Choose a folder."), path=out)
    if out.is_dir() and any(out.iterdir()):
        raise UsageError.of(N_("{path} is not empty. Choose an empty folder or a new one."), path=out)
    if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
        raise UsageError.of(N_("{path} is inside the listing. Choose a folder outside it."), path=out)
