"""Zip archives: read with limits, and written reproducibly."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from tilekit.bundle import Files
from tilekit.core.messages import N_, Message
from tilekit.core.numbers import file_size
from tilekit.core.paths import has_unusable_character, is_safe
from tilekit.media.archive import is_plain
from tilekit.parse.limits import MAX_PARSED_BYTES, TEXT_SUFFIXES, suffix_of, weight_of
from tilekit.scaffold.archive_directory import (
    BROKEN_ARCHIVE,
    MAX_ARCHIVE_ENTRIES,
    MOST_COUNTED_ENTRIES,
    ArchiveRefused,
    archive_faults,
    opened_archive,
)
from tilekit.scaffold.largest import largest_part
from tilekit.scaffold.paths import BAD_NAME, MANIFEST, NOT_PLAIN, is_skipped, shown_path

if TYPE_CHECKING:
    import zipfile

MAX_ARCHIVE_BYTES = 200_000_000
_MAX_COMPRESSION_RATIO = 100
MAX_WEIGHT, _MAX_TEXT_BYTES = 100_000, 15_000_000
"""Limits of all text files together: four and ten times those of the largest live listing."""
_SMALL_BYTES = 1_000_000  # a smaller file is not a zip bomb, whatever its compression ratio
_CHUNK_BYTES = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)
_ZIP_MODE = (stat.S_IFREG | 0o644) << 16

ARCHIVE_TOO_LARGE = N_(
    "The upload is too large once unpacked ({size}). The largest part is {place}. Remove build output and try again."
)
_TOO_MUCH = N_(
    "The listing's text files contain more than {limit} values and lines in total. The largest part is {place}. "
    "Remove what customers don't need."
)
_TEXTS_TOO_LARGE = N_(
    "The listing's text files are larger than {limit} MB in total. The largest part is {place}. "
    "Remove what customers don't need."
)
_OUTSIDE = N_("{path} points outside your listing. Use a path inside the listing folder.")
_TOO_MANY = N_(
    "The upload has {count} files; the limit is {limit}. The largest part is {place}. Remove build "
    "output and try again."
)
_TWICE = N_("{path} is in the archive twice. Pack the folder again.")
_LOCKED = N_("The archive is protected with a password. Pack the folder without one.")


def files_of_zip(data: bytes, within: str = "") -> tuple[Files, str]:
    """The files of an archive, and the name of the one folder that contains them all ("" if there is none).

    within is the path of a folder in the archive: only its files are read, and only they count for the limits. Every
    entry is unpacked once to check it, and read again on first use. Raises ArchiveRefused.
    """
    try:
        archive = opened_archive(data, MOST_COUNTED_ENTRIES if within else MAX_ARCHIVE_ENTRIES)
        entries = _entries_by_path(archive, len(data), f"{within}/" if within else "")
        _unpack_all(archive, entries)
    except archive_faults() as error:
        raise ArchiveRefused(Message(BROKEN_ARCHIVE)) from error
    top = f"{within}/" if within else _top_folder(entries)
    loaders = {path[len(top) :]: partial(archive.read, entry) for path, entry in sorted(entries.items())}
    return Files(loaders), top.rstrip("/").rpartition("/")[2]


def zip_of_files(files: Mapping[str, bytes], folder: str = "") -> bytes:
    """An archive that is byte-identical for equal files: sorted, one date, one mode."""
    import zipfile  # slow import

    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{path}" if folder else path, _DATE)
            entry.create_system, entry.external_attr = 3, _ZIP_MODE
            archive.writestr(entry, files[path], zipfile.ZIP_DEFLATED, 6)
    return target.getvalue()


def _entries_by_path(archive: zipfile.ZipFile, packed_bytes: int, start: str) -> dict[str, zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if info.orig_filename.startswith(start)]
    if len(infos) > MAX_ARCHIVE_ENTRIES:
        place = largest_part({info.filename: 1 for info in infos})
        parameters = {"count": len(infos), "limit": MAX_ARCHIVE_ENTRIES, "place": place}
        raise ArchiveRefused(Message(_TOO_MANY, parameters), "GEN-007")
    size = sum(info.file_size for info in infos)
    if size > MAX_ARCHIVE_BYTES or (size > _SMALL_BYTES and size > _MAX_COMPRESSION_RATIO * packed_bytes):
        place = largest_part({info.filename: info.file_size for info in infos})
        raise ArchiveRefused(Message(ARCHIVE_TOO_LARGE, {"size": file_size(size), "place": place}), "GEN-007")
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _refuse_unsafe(info)
        if info.is_dir() or is_skipped(info.filename):
            continue
        if info.filename in entries:
            raise ArchiveRefused(Message(_TWICE, {"path": shown_path(info.filename)}))
        entries[info.filename] = info
    return entries


def _refuse_unsafe(info: zipfile.ZipInfo) -> None:
    path = info.orig_filename
    if has_unusable_character(path):
        raise ArchiveRefused(Message(BAD_NAME, {"place": shown_path(path)}), "GEN-006")
    if not is_safe(path.rstrip("/")):
        raise ArchiveRefused(Message(_OUTSIDE, {"path": shown_path(path)}), "GEN-006")
    if not is_plain(info):
        raise ArchiveRefused(Message(NOT_PLAIN, {"path": shown_path(path)}), "GEN-006")
    if info.flag_bits & 1:
        raise ArchiveRefused(Message(_LOCKED))


def _unpack_all(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> None:
    """Unpack every entry. Raises ArchiveRefused if its text files together are too large for the checks."""
    sizes = {path: entry.file_size for path, entry in entries.items()}
    refuse_heavy(sizes, lambda path: archive.read(entries[path]))
    for path, entry in entries.items():
        if not _is_text(path, entry.file_size):
            _unpack(archive, entry)


def refuse_heavy(sizes: Mapping[str, int], read: Callable[[str], bytes]) -> None:
    """Raise ArchiveRefused if the text files together are too large for the checks. sizes is {path: bytes}."""
    texts = {path: size for path, size in sizes.items() if _is_text(path, size)}
    if sum(texts.values()) > _MAX_TEXT_BYTES:
        parameters = {"limit": _MAX_TEXT_BYTES // 1_000_000, "place": largest_part(texts)}
        raise ArchiveRefused(Message(_TEXTS_TOO_LARGE, parameters), "GEN-007")
    weights = {path: weight_of(path, read(path)) for path in texts}
    if sum(weights.values()) > MAX_WEIGHT:
        raise ArchiveRefused(Message(_TOO_MUCH, {"limit": MAX_WEIGHT, "place": largest_part(weights)}), "GEN-007")


def _is_text(path: str, size_bytes: int) -> bool:
    """Whether checks read the file as text."""
    return suffix_of(path) in TEXT_SUFFIXES and size_bytes <= MAX_PARSED_BYTES


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read the entry to its end, which verifies its checksum, and that it is not larger than declared."""
    with archive.open(entry) as file:
        while file.read(_CHUNK_BYTES):
            pass


def _top_folder(entries: Mapping[str, zipfile.ZipInfo]) -> str:
    tops = {path.partition("/")[0] for path in entries}
    if MANIFEST in entries or len(tops) != 1 or not all("/" in path for path in entries):
        return ""
    return tops.pop() + "/"
