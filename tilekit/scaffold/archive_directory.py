"""What the directory of a zip archive says: names and sizes, read without unpacking."""

from __future__ import annotations

from io import SEEK_END, BytesIO
from typing import IO, TYPE_CHECKING

from tilekit.core.messages import N_, Message
from tilekit.media.archive import MAX_ENTRY_BYTES, TAIL_BYTES, directory_bytes, first_names
from tilekit.parse.limits import TEXT_SUFFIXES, suffix_of
from tilekit.scaffold.largest import largest_part

if TYPE_CHECKING:
    import zipfile


MAX_ARCHIVE_ENTRIES = 2_000
_READ_SUFFIXES = (*TEXT_SUFFIXES, ".pdf", ".whl")
MOST_COUNTED_ENTRIES = 20_000  # names in which the largest part is searched


_TOO_MANY_FILES = N_(
    "The upload has more than {limit} files. The largest part is {place}. Remove build output and try again."
)
BROKEN_ARCHIVE = N_("The archive is damaged or is not a ZIP file. Pack the folder again.")


class ArchiveRefused(Exception):
    """The archive is not read. message explains why and what to do; code is the code of the check ("" for none)."""

    def __init__(self, message: Message, code: str = "") -> None:
        super().__init__(message.id)
        self.message, self.code = message, code


def names_in_zip(data: bytes) -> list[str]:
    """The paths of the files in an archive; nothing is unpacked. Raises ArchiveRefused."""
    try:
        return [info.filename for info in opened_archive(data, MOST_COUNTED_ENTRIES).infolist() if not info.is_dir()]
    except archive_faults() as error:
        raise ArchiveRefused(Message(BROKEN_ARCHIVE)) from error


def opened_archive(data: bytes, most: int) -> zipfile.ZipFile:
    """The archive. Raises ArchiveRefused before an object is created for each of far too many entries."""
    import zipfile  # slow import

    if directory_bytes(data) > most * MAX_ENTRY_BYTES:
        raise _too_many_files(data)
    return zipfile.ZipFile(BytesIO(data))


def _too_many_files(data: bytes) -> ArchiveRefused:
    place = largest_part(dict.fromkeys(first_names(data, MOST_COUNTED_ENTRIES), 1))
    if not place:
        return ArchiveRefused(Message(BROKEN_ARCHIVE))
    return ArchiveRefused(Message(_TOO_MANY_FILES, {"limit": MAX_ARCHIVE_ENTRIES, "place": place}), "GEN-007")


def largest_packed(file: IO[bytes]) -> str:
    """The largest file or folder by its compressed size, see `largest_part`; "" if the archive can't be opened."""
    return largest_part({info.filename: info.compress_size for info in _infos(file)})


def listed_names(file: IO[bytes]) -> list[str]:
    """The paths in an archive; [] if it can't be opened."""
    return [info.filename for info in _infos(file)]


def announced_text(file: IO[bytes]) -> int:
    """The declared total size in bytes of the files that are read; 0 if the archive can't be opened.

    Used to decide where to read the archive; nothing is unpacked.
    """
    return sum(_declared_sizes(file).values())


def largest_read(data: bytes) -> str:
    """The largest file or folder by the declared size of the files that are read, see `largest_part`."""
    return largest_part(_declared_sizes(BytesIO(data)))


def _declared_sizes(file: IO[bytes]) -> dict[str, int]:
    """{path: bytes} of the files that are read, as declared in the archive; {} if it can't be opened."""
    return {info.filename: info.file_size for info in _infos(file) if suffix_of(info.filename) in _READ_SUFFIXES}


def _infos(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """The table of contents; [] if it cannot be read, or is too long."""
    import zipfile  # slow import

    size = file.seek(0, SEEK_END)
    file.seek(max(size - TAIL_BYTES, 0))
    if directory_bytes(file.read()) > MAX_ARCHIVE_ENTRIES * MAX_ENTRY_BYTES:
        return []
    file.seek(0)
    try:
        return zipfile.ZipFile(file).infolist()
    except archive_faults():
        return []


def archive_faults() -> tuple[type[Exception], ...]:
    """All errors that the standard library raises for damaged archives; ValueError for offsets before the start of the
    file.
    """
    import lzma  # slow import
    import struct  # slow import
    import zipfile  # slow import
    import zlib  # slow import

    of_formats = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
    return (*of_formats, EOFError, OSError, OverflowError, RuntimeError, ValueError)
