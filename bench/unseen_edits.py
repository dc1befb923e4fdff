"""Edits of the unseen listings: rows with written edits, and patterns that break a file of each listing."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict, cast
from zlib import crc32

import yaml
from msgspec import Struct
from PIL import Image

from tests.tilekit import test_reviewer_faults as reviewed
from tilekit.scaffold.folder import files_of_folder

_MATERIAL = Path(reviewed.__file__).parent / "unseen"
Files = Mapping[str, bytes]
_MOST_LISTINGS = 2
# A placeholder in a real listing; the files of it that are called so keep their names.
_PLACEHOLDER = re.compile(rb"(?<=[a-z])(?<!yaml)\.example\b")


class Pattern(TypedDict):
    """What is replaced in the files that match. `after` is the distance of the place from the start of the match."""

    name: str
    files: str
    find: str
    replace: str
    after: NotRequired[int | str]
    around: NotRequired[bool]
    anywhere: NotRequired[str]
    picture: NotRequired[bool]


class FaultPlace(TypedDict):
    file: str
    contains: str


class Row(TypedDict):
    name: str
    why: str
    base: str
    edits: list[reviewed.Edit]
    severity: NotRequired[str]
    place: NotRequired[FaultPlace]


class Case(Struct, frozen=True):
    """An edited listing, and where a person would look; no lines if the whole file is the place."""

    name: str
    base: str
    files: Files
    file: str = ""
    lines: frozenset[int] = frozenset()


def listing_names() -> list[str]:
    return sorted(path.name for path in (_MATERIAL / "listings").iterdir())


@cache
def base_files(name: str) -> Files:
    files = files_of_folder(_MATERIAL / "listings" / name)
    return {path.removesuffix(".txt"): _as_real(path, data) for path, data in files.items()}


def _as_real(path: str, data: bytes) -> bytes:
    return data if path.endswith((".png", "_tests.yaml")) else _PLACEHOLDER.sub(b".dev", data)


def written_cases(file: str) -> Iterator[Case]:
    """The rows of a file. Raises AssertionError if an edit does not fit the listing."""
    for row in cast("list[Row]", yaml.safe_load((_MATERIAL / file).read_text())):
        files = dict(base_files(row["base"]))
        for edit in row["edits"]:
            old = files[edit["file"]].decode()
            files[edit["file"]] = reviewed.edited_text(old, _real_edit(edit)).encode()
        place = row.get("place")
        lines = _lines_with(files[place["file"]], place["contains"]) if place else frozenset()
        yield Case(row["name"], row["base"], files, place["file"] if place else "", lines)


def _real_edit(edit: reviewed.Edit) -> reviewed.Edit:
    old, new = (_as_real(edit["file"], text.encode()).decode() for text in edit["replace"])
    return {"file": edit["file"], "replace": (old, new)}


def _lines_with(data: bytes, text: str) -> frozenset[int]:
    if data.startswith(b"%PDF"):
        return frozenset()
    wanted = _PLACEHOLDER.sub(b".dev", text.encode()).decode()
    lines = frozenset(number for number, line in enumerate(data.decode().split("\n"), 1) if wanted in line)
    assert lines, text
    return lines


def mechanical_cases() -> Iterator[Case]:
    for pattern in cast("list[Pattern]", yaml.safe_load((_MATERIAL / "mechanical.yaml").read_text())):
        candidates = sorted(_candidates(pattern), key=lambda one: crc32(f"{pattern['name']} {one}".encode()))
        listings: dict[str, str] = {}
        for base, path in candidates:
            listings.setdefault(base, path)
        for base, path in list(listings.items())[:_MOST_LISTINGS]:
            yield _broken(pattern, base, path)


def _candidates(pattern: Pattern) -> Iterator[tuple[str, str]]:
    for base in listing_names():
        for path, data in base_files(base).items():
            if fnmatch(path, pattern["files"]) and (pattern.get("picture") or _matches(pattern, data)):
                yield base, path


def _matches(pattern: Pattern, data: bytes) -> list[re.Match[str]]:
    return list(re.finditer(pattern["find"], data.decode()))


def _broken(pattern: Pattern, base: str, path: str) -> Case:
    files = dict(base_files(base))
    if pattern.get("picture"):
        files[path] = _PICTURES[pattern["replace"]](files[path])
        return Case(pattern["name"], base, files, path)
    matches = _matches(pattern, files[path])
    match = matches[crc32(f"{base} {pattern['name']}".encode()) % len(matches)]
    old = files[path].decode()
    new = old[: match.start()] + match.expand(pattern["replace"]) + old[match.end() :]
    assert new != old, pattern["name"]
    files[path] = new.encode()
    lines = frozenset() if path.endswith(".pdf") else _lines_of(pattern, match, new)
    return Case(pattern["name"], base, files, path, lines)


def _lines_of(pattern: Pattern, match: re.Match[str], new: str) -> frozenset[int]:
    after = pattern.get("after", 0)
    start = match.end() if after == "end" else match.start()
    line = new.count("\n", 0, start) + 1 + (after if isinstance(after, int) else 0)
    if pattern.get("around"):
        return frozenset(range(_opening(new.split("\n"), line), line + 1))
    if text := pattern.get("anywhere"):
        return frozenset({line, *(number for number, one in enumerate(new.split("\n"), 1) if text in one)})
    return frozenset({line})


def _opening(lines: list[str], line: int) -> int:
    """The last line before that is indented less."""
    indent = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    for number in range(line - 1, 0, -1):
        text = lines[number - 1]
        if text.strip() and len(text) - len(text.lstrip()) < indent:
            return number
    return 1


def _png(mode: str, size: tuple[int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else (90, 120, 160)).save(stream, "PNG")
    return stream.getvalue()


_PICTURES: dict[str, Callable[[bytes], bytes]] = {
    "small": lambda _: _png("RGB", (800, 450)),
    "square": lambda _: _png("RGB", (1440, 1440)),
    "text": lambda _: b"This is no picture.\n",
    "cut": lambda data: data[: len(data) // 2],
    "gray": lambda _: _png("L", (1440, 810)),
}
