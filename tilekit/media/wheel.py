"""Python wheels: name, contents and metadata, read as a ZIP; nothing in one is ever run."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tilekit.media.archive import Limits, SafeArchive, UnsafeArchive

LIMITS = Limits(packed=50_000_000, unpacked=200_000_000, entries=5_000)
_NAME = re.compile(
    r"^(?P<distribution>[A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-(?P<version>[A-Za-z0-9_.!+]+)"
    r"(?:-(?P<build>\d[A-Za-z0-9_]*))?-(?P<python>[A-Za-z0-9_.]+)-(?P<abi>[A-Za-z0-9_.]+)-(?P<platform>[A-Za-z0-9_.]+)\.whl$"
)
_VERSION = re.compile(r"^__version__\s*(?::\s*str\s*)?=\s*['\"]([^'\"]+)['\"]\s*(?:#.*)?$", re.MULTILINE)
_MAX_METADATA, _MAX_TEXTS = 1_000_000, 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelName:
    """The parts of a wheel's file name. Source: the wheel standard, "File name convention"."""

    distribution: str
    version: str
    build: str
    python: str
    abi: str
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelFacts:
    """fault and fault_entry say why it was not read; all else is empty then.

    dist_info is the name of the only `.dist-info` folder, "" where there is none or more than one. metadata holds the
    headers of METADATA (repeated ones joined by line breaks). about_version is `__version__` of
    `datadog_checks/<check>/__about__.py`.
    """

    fault: str = ""
    fault_entry: str = ""
    names: tuple[str, ...] = ()
    dist_info: str = ""
    metadata: dict[str, str] | None = None
    about_version: str = ""


def parse_name(file_name: str) -> WheelName | None:
    """The parts of the file name; None where it is no wheel's."""
    match = _NAME.match(file_name.rpartition("/")[2])
    return WheelName(**{key: value or "" for key, value in match.groupdict().items()}) if match else None


def inspect(data: bytes) -> WheelFacts:
    """The facts of a wheel; never raises for bad content. Source: catalogue rows WH-001 to WH-026."""
    try:
        archive = SafeArchive(data, LIMITS)
        folders = sorted({name.partition("/")[0] for name in archive.names if ".dist-info/" in name})
        dist_info = folders[0] if len(folders) == 1 else ""
        return WheelFacts(
            names=archive.names,
            dist_info=dist_info,
            metadata=_metadata(archive, f"{dist_info}/METADATA"),
            about_version=_about_version(archive),
        )
    except UnsafeArchive as refused:
        return WheelFacts(fault=refused.reason, fault_entry=refused.entry)


def read_texts(data: bytes, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name and text of entries, in order, until ten megabytes were read; a longer entry than one megabyte is cut.

    Entries that are not there or cannot be read are passed over.
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


def normal_name(name: str) -> str:
    """The name as the index compares it: lower-case, runs of `-`, `_` and `.` are one dash."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _metadata(archive: SafeArchive, name: str) -> dict[str, str] | None:
    if name not in archive.names:
        return None
    from email.parser import HeaderParser  # noqa: PLC0415 slow import

    headers = HeaderParser().parsestr(archive.read(name)[:_MAX_METADATA].decode("utf-8", "replace"))
    return {key: "\n".join(str(value) for value in headers.get_all(key, [])) for key in headers}


def _about_version(archive: SafeArchive) -> str:
    for name in archive.names:
        if re.fullmatch(r"datadog_checks/[^/]+/__about__\.py", name):
            found = _VERSION.search(archive.read(name)[:_MAX_METADATA].decode("utf-8", "replace"))
            return found.group(1) if found else ""
    return ""
