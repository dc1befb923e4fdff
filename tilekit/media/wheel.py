"""Python wheels: name, contents and metadata, read as a ZIP. Their code is never executed."""

import base64
import csv
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from tilekit.core.versions import VERSION_IN_CODE
from tilekit.media.archive import ArchiveLimits, SafeArchive, UnsafeArchive

LIMITS = ArchiveLimits(packed=50_000_000, unpacked=200_000_000, entries=5_000)
_WHEEL_NAME = re.compile(
    r"^(?P<distribution>[A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-(?P<version>[A-Za-z0-9_.!+]+)"
    r"(?:-(?P<build>\d[A-Za-z0-9_]*))?-(?P<python>[A-Za-z0-9_.]+)-(?P<abi>[A-Za-z0-9_.]+)-(?P<platform>[A-Za-z0-9_.]+)\.whl$"
)
_MAX_METADATA, _MAX_TEXTS, _MAX_LINE = 1_000_000, 10_000_000, 8_192


class WheelName(Struct, frozen=True, kw_only=True):
    """The parts of a wheel's file name. Source: the wheel standard, "File name convention"."""

    distribution: str
    version: str
    build: str
    python: str
    abi: str
    platform: str

    @property
    def tags(self) -> frozenset[str]:
        """The tags in the name: `py2.py3-none-any` has two."""
        parts = (self.python.split("."), self.abi.split("."), self.platform.split("."))
        return frozenset(f"{python}-{abi}-{system}" for python in parts[0] for abi in parts[1] for system in parts[2])


class WheelFacts(Struct, frozen=True, kw_only=True):
    """Facts about a wheel.

    fault is the reason why the wheel can't be read, and fault_entry the entry that causes it; everything else is empty
    then. dist_info is the name of the only `.dist-info` folder, "" if there is none or more than one. metadata contains
    the headers of METADATA (repeated ones joined by line breaks), wheel those of WHEEL, entry_points the text of
    entry_points.txt. about_version is `__version__` of `datadog_checks/<check>/__about__.py`.
    """

    fault: str = ""
    fault_entry: str = ""
    names: tuple[str, ...] = ()
    dist_info: str = ""
    metadata: dict[str, str] | None = None
    wheel: dict[str, str] | None = None
    entry_points: str = ""
    about_version: str = ""


def parse_wheel_name(file_name: str) -> WheelName | None:
    """The parts of the file name; None if it is not a valid wheel name."""
    match = _WHEEL_NAME.match(file_name.rpartition("/")[2])
    return WheelName(**{key: value or "" for key, value in match.groupdict().items()}) if match else None


def inspect(data: bytes) -> WheelFacts:
    """The facts of a wheel that the checks WH-001 to WH-026 use. Never raises an error for bad content."""
    try:
        archive = SafeArchive(data, LIMITS)
        tops = {name.partition("/")[0] for name in archive.names if "/" in name}
        folders = sorted(top for top in tops if top.endswith(".dist-info"))
        dist_info = folders[0] if len(folders) == 1 else ""
        return WheelFacts(
            names=archive.names,
            dist_info=dist_info,
            metadata=_headers(archive, f"{dist_info}/METADATA"),
            wheel=_headers(archive, f"{dist_info}/WHEEL"),
            entry_points=_text_of_entry(archive, f"{dist_info}/entry_points.txt"),
            about_version=_about_version(archive),
        )
    except UnsafeArchive as refused:
        return WheelFacts(fault=refused.reason, fault_entry=refused.entry)


def read_texts(data: bytes, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name and text of entries, in order, up to ten megabytes in total; an entry is cut after one megabyte.

    Missing and unreadable entries are skipped.
    """
    try:
        archive = SafeArchive(data, LIMITS)
    except UnsafeArchive:
        return
    left = _MAX_TEXTS
    for name in names:
        if left <= 0:
            return
        try:
            content = archive.read(name)
        except (KeyError, UnsafeArchive):
            continue
        left -= len(content)
        yield name, content[:_MAX_METADATA].decode("utf-8", "replace")


def record_mismatches(data: bytes, dist_info: str) -> list[str]:
    """The entries that RECORD doesn't list with the right hash, and the missing entries that it lists.

    RECORD itself and its signatures need no hash. Reads every entry. Source: the wheel standard, "RECORD".
    """
    try:
        archive = SafeArchive(data, LIMITS)
        listed = _recorded_hashes(archive, f"{dist_info}/RECORD")
        exempt = {f"{dist_info}/{name}" for name in ("RECORD", "RECORD.jws", "RECORD.p7s")}
        wrong = [name for name in archive.names if name not in exempt and listed.get(name) != _hash(archive, name)]
    except (UnsafeArchive, KeyError):
        return [f"{dist_info}/RECORD"]
    return [*wrong, *(name for name in listed if name not in archive.names)]


def _recorded_hashes(archive: SafeArchive, name: str) -> dict[str, str]:
    """Entry -> its hash in RECORD. Raises KeyError, UnsafeArchive."""
    text = archive.read(name).decode("utf-8", "replace").replace("\0", "")
    rows = csv.reader(line[:_MAX_LINE] for line in text.splitlines())
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows if row and row[0]}


def _hash(archive: SafeArchive, name: str) -> str:
    import hashlib  # slow import

    digest = base64.urlsafe_b64encode(hashlib.sha256(archive.read(name)).digest()).rstrip(b"=")
    return f"sha256={digest.decode()}"


def _headers(archive: SafeArchive, name: str) -> dict[str, str] | None:
    if name not in archive.names:
        return None
    from email.parser import HeaderParser  # slow import

    headers = HeaderParser().parsestr(_text_of_entry(archive, name))
    return {key: "\n".join(str(value) for value in headers.get_all(key, [])) for key in headers}


def _text_of_entry(archive: SafeArchive, name: str) -> str:
    if name not in archive.names:
        return ""
    return archive.read(name)[:_MAX_METADATA].decode("utf-8", "replace")


def _about_version(archive: SafeArchive) -> str:
    for name in archive.names:
        if re.fullmatch(r"datadog_checks/[^/]+/__about__\.py", name):
            match = VERSION_IN_CODE.search(_text_of_entry(archive, name))
            return match.group(1) if match else ""
    return ""
