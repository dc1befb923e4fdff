"""The part of an archive that is read: the folder of one listing."""

from __future__ import annotations

from collections.abc import Sequence

from listings.content.packages import refused_imports
from tilekit.recognition.media import listing_folders
from tilekit.scaffold.archive_directory import names_in_zip


def part_to_read(data: bytes, part: str) -> str | None:
    """The folder in the archive to read, "" for all of it; None if the person must choose a listing.

    Raises ImportRefused.
    """
    folders = folders_in(data)
    if part or len(folders) < 2:
        return part or next(iter(folders), "")
    return None


def folder_in_archive(names: Sequence[str], folder: str) -> str:
    """The path in the archive of a repository for a folder of the repository, "" if the archive doesn't contain it.

    names are the paths in the archive, most of which have a folder of their own for the repository.
    """
    paths = (f"{names[0].partition('/')[0]}/{folder}", folder) if names and folder else ()
    return next((path for path in paths if any(name.startswith(f"{path}/") for name in names)), "")


def folders_in(data: bytes) -> tuple[str, ...]:
    with refused_imports():
        return listing_folders(names_in_zip(data))
