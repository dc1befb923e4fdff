"""Requirements in the format of installers, and lists of packages with their versions: `name==version` lines."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from packaging.requirements import Requirement

MAX_PACKAGE_LIST_BYTES = 2_000_000
# The versions of each package by its normalised name: several if lines with markers list several.
Packages = Mapping[str, tuple[str, ...]]
_BYTE_ORDER = "\ufeff"
_COMMENT = re.compile(r"(?:^|\s)#.*")
_HASH = re.compile(r"\s--hash[= ]\S+")


def requirement_of(line: str) -> "Requirement | None":
    """The requirement in a line; None if the line is not one."""
    from packaging.requirements import InvalidRequirement, Requirement  # slow import

    try:
        return Requirement(line)
    except (InvalidRequirement, RecursionError):  # the library parses nested brackets by recursion
        return None


def normal_name(name: str) -> str:
    """The normalised name, as in package indexes: lower case, runs of `-`, `_` and `.` become one hyphen."""
    return re.sub(r"[-_.]+", "-", name).lower()


class BadLine(Struct, frozen=True, kw_only=True):
    """A line that is not one package with one version; number counts from 1."""

    number: int
    text: str


class PackageList(Struct, frozen=True, kw_only=True):
    """The readable content of a list of packages."""

    packages: Packages
    bad: tuple[BadLine, ...]


def read_package_list(text: str) -> PackageList:
    """Packages and bad lines, both in order. Comments, hashes, markers and extras are ignored."""
    packages: dict[str, tuple[str, ...]] = {}
    bad: list[BadLine] = []
    for number, line in _logical_lines(text):
        pin = _pin(line)
        if pin is None:
            bad.append(BadLine(number=number, text=line))
        else:
            name, version = pin
            packages[name] = tuple(dict.fromkeys((*packages.get(name, ()), version)))
    return PackageList(packages=packages, bad=tuple(bad))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Number and text of the lines that are not blank. A line continued with a backslash has its first number."""
    first_number, logical_line = 0, ""
    for number, line in enumerate([*text.removeprefix(_BYTE_ORDER).split("\n"), ""], start=1):
        first_number, plain = first_number or number, _COMMENT.sub("", line).rstrip()
        logical_line += plain.removesuffix("\\")
        if plain.endswith("\\"):
            continue
        if requirement := _HASH.sub("", logical_line).strip():
            yield first_number, requirement
        first_number, logical_line = 0, ""


def _pin(line: str) -> tuple[str, str] | None:
    """Normal name and version; None if the line is anything but one package with one version."""
    requirement = requirement_of(line)
    if requirement is None:
        return None
    pins = [part.version for part in requirement.specifier if part.operator == "==" and not part.version.endswith("*")]
    is_pinned = len(pins) == len(requirement.specifier) == 1 and requirement.url is None
    return (normal_name(requirement.name), pins[0]) if is_pinned else None
