"""Reads a ZIP's table of contents safely: names, sizes and problems with them. Nothing is unpacked to disk."""

import stat
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from tilekit.core.messages import N_

if TYPE_CHECKING:
    from zipfile import ZipInfo

_END, _END_BYTES, _MAX_COMMENT = b"PK\x05\x06", 22, 65_535
TAIL_BYTES = _END_BYTES + _MAX_COMMENT
"""The number of bytes at the end of an archive that contain the length of its table of contents."""
MAX_ENTRY_BYTES = 400  # in the table of contents, with a long name and extra fields
_ENTRY, _ENTRY_BYTES = b"PK\x01\x02", 46
_PLAIN = (0, stat.S_IFREG, stat.S_IFDIR)  # 0: the archive was not made on Unix


class ArchiveLimits(Struct, frozen=True, kw_only=True):
    """The limits of an archive. packed and unpacked are in bytes; ratio is unpacked size divided by packed size."""

    packed: int
    unpacked: int
    entries: int
    ratio: int = 100


class UnsafeArchive(Exception):
    """The archive must not be read. reason is a text for people (a message ID).

    entry is the path that the reason is about, "" for the whole archive.
    """

    def __init__(self, reason: str, entry: str = "") -> None:
        super().__init__(reason)
        self.reason, self.entry = reason, entry


class SafeArchive:
    """A ZIP whose table of contents is checked before any entry is read."""

    def __init__(self, data: bytes, limits: ArchiveLimits) -> None:
        """Raises UnsafeArchive if the data is not a ZIP file, exceeds a limit, or contains an unsafe path."""
        import zipfile  # slow import

        if len(data) > limits.packed:
            raise UnsafeArchive(N_("it is too large"))
        if directory_bytes(data) > limits.entries * MAX_ENTRY_BYTES:
            raise UnsafeArchive(N_("it contains too many files"))
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except Exception as fault:
            raise UnsafeArchive(N_("it is not a readable ZIP file")) from fault
        self._limits = limits
        _assert_safe_entries(infos, limits, len(data))
        self._infos = {info.filename: info for info in infos if not info.is_dir()}

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of all files, as written in the archive."""
        return tuple(self._infos)

    def read(self, name: str) -> bytes:
        """The bytes of an entry. Raises KeyError if there is none, UnsafeArchive if it is larger than declared."""
        info = self._infos[name]
        try:
            with self._zip.open(info) as stream:
                data = stream.read(info.file_size + 1)
        except Exception as fault:
            raise UnsafeArchive(N_("a file in it cannot be read"), name) from fault
        if len(data) > info.file_size:
            raise UnsafeArchive(N_("a file in it is larger than declared"), name)
        return data


def directory_bytes(data: bytes) -> int:
    """The declared size of the table of contents, so that a huge one is never read; 0 if there is none."""
    at = data.rfind(_END, max(len(data) - TAIL_BYTES, 0))
    return int.from_bytes(data[at + 12 : at + 16], "little") if at >= 0 else 0


def first_names(data: bytes, most: int) -> list[str]:
    """The names of the first entries in the table of contents, for an archive whose table is too long to be read."""
    at, names = data.rfind(_END, max(len(data) - TAIL_BYTES, 0)), list[str]()
    place = int.from_bytes(data[at + 16 : at + 20], "little") if at >= 0 else 0
    while len(names) < most and data[place : place + 4] == _ENTRY:
        name, extra, comment = (int.from_bytes(data[place + n : place + n + 2], "little") for n in (28, 30, 32))
        start = place + _ENTRY_BYTES
        names.append(data[start : start + name].decode(errors="replace"))
        place = start + name + extra + comment
    return names


def _assert_safe_entries(infos: "list[ZipInfo]", limits: ArchiveLimits, packed: int) -> None:
    if len(infos) > limits.entries:
        raise UnsafeArchive(N_("it contains too many files"))
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked or unpacked > limits.ratio * max(packed, 1):
        raise UnsafeArchive(N_("it is too large once unpacked"))
    seen = set[str]()
    for info in infos:
        _assert_safe_entry(info)
        if info.filename in seen:
            raise UnsafeArchive(N_("a file appears in it twice"), info.filename)
        seen.add(info.filename)


def _assert_safe_entry(info: "ZipInfo") -> None:
    name = info.filename
    if info.flag_bits & 1:
        raise UnsafeArchive(N_("it is encrypted"), name)
    if not is_inside_archive(name.rstrip("/")):
        raise UnsafeArchive(N_("a path in it points outside the archive"), name)
    if not is_plain(info):
        raise UnsafeArchive(N_("it contains a link, a device, a pipe or a socket"), name)


def is_plain(info: "ZipInfo") -> bool:
    """Whether the entry is a file or a folder, not a link, a device, a pipe or a socket."""
    return stat.S_IFMT(info.external_attr >> 16) in _PLAIN


def is_inside_archive(path: str) -> bool:
    """Whether the path is relative and contains no `..`, backslash, colon (drive letter) or control character."""
    parts = PurePosixPath(path).parts
    has_odd = any(ord(character) < 32 or character in "\\:" for character in path)
    return bool(parts) and not has_odd and not path.startswith("/") and ".." not in parts
