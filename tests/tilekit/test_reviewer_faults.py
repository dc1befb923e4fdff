"""Faults that a reviewer sends back, and lookalikes that a naive check would report, against all checks.

The rows are in `reviewer_faults/`. Most were written without a look at the checks. A row edits one listing: a sample, a
listing of the demo, or a base next to the rows. Base files of Python end in `.txt`, so that no tool takes them for code
of the project.
"""

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypedDict, cast

import pytest
import yaml

from tests.shared import SMALL
from tests.tilekit.listing import set_at
from tilekit.bundle import Files
from tilekit.checks.engine import run_checks
from tilekit.commands.check_selection import CheckSelection
from tilekit.commands.listing_checks import context_of
from tilekit.scaffold.bundles import bundle_of_files
from tilekit.scaffold.folder import files_of_folder

DEMO = Path(__file__).parents[2] / "portal" / "demo" / "listings"
FOLDER = Path(__file__).parent / "reviewer_faults"


class Edit(TypedDict, total=False):
    file: str
    write: str
    append: str
    replace: tuple[str, str]
    json: dict[str, object]
    remove: bool


class Line(TypedDict):
    file: str
    contains: str


class Row(TypedDict):
    name: str
    why: str
    base: str
    edits: list[Edit]
    expected: str
    place: Line  # of a fault only


class Place(NamedTuple):
    """What a finding says, and in which file."""

    code: str
    file: str
    message: str


FILES = sorted(FOLDER.glob("*.yaml"))


def rows_of(file: Path) -> list[Row]:
    return cast("list[Row]", yaml.safe_load(file.read_text()))


@cache
def base_files(name: str) -> Mapping[str, bytes]:
    folder = next(path for path in (FOLDER / "bases" / name, SMALL / name, DEMO / name) if path.is_dir())
    files = files_of_folder(folder)
    return {path.removesuffix(".txt"): files[path] for path in files}


def edited_files(row: Row) -> dict[str, bytes]:
    files = dict(base_files(row["base"]))
    for edit in row["edits"]:
        old = files.pop(edit["file"], b"").decode()
        if not edit.get("remove"):
            files[edit["file"]] = edited_text(old, edit).encode()
    return files


def edited_text(text: str, edit: Edit) -> str:
    """The text after one edit. Values in `json` are by pointer; - at the end of one appends to a list."""
    if "write" in edit:
        return edit["write"]
    if "append" in edit:
        return text + edit["append"]
    if "replace" in edit:
        old, new = edit["replace"]
        assert old in text, old
        return text.replace(old, new, 1)
    document = json.loads(text)
    for pointer, value in edit["json"].items():
        set_at(document, pointer, value)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def places_of(base: str, files: Mapping[str, bytes]) -> list[tuple[Place, set[int]]]:
    """All findings with their lines, also those of observed checks."""
    context = context_of(CheckSelection(with_observed=True))
    report = run_checks(bundle_of_files(Files.of(files), base), context)
    assert not report.unchecked
    return [
        (
            Place(one.code, one.file, f"{one.message.id} {one.message.parameters}"),
            {one.line or 0, *(place.line or 0 for place in one.other_places)},
        )
        for one in report.findings
    ]


@cache
def base_places(base: str) -> Counter[Place]:
    return Counter(place for place, _ in places_of(base, base_files(base)))


def new_places(row: Row) -> list[tuple[Place, set[int]]]:
    """The findings that the base does not have. Lines don't count, because an edit moves what is below it."""
    old, new = base_places(row["base"]).copy(), []
    for place, lines in places_of(row["base"], edited_files(row)):
        if old[place] > 0:
            old[place] -= 1
        else:
            new.append((place, lines))
    return new


def is_met(row: Row) -> bool:
    """Whether a lookalike has no new finding, or a fault has one on the line where a person would look."""
    new = new_places(row)
    if row["expected"] == "fine":
        return not new
    file, text = row["place"]["file"], row["place"]["contains"]
    if file not in edited_files(row):
        return any(place.file == file for place, _ in new)
    lines = edited_files(row)[file].decode().split("\n")
    wanted = {number for number, line in enumerate(lines, 1) if text in line}
    assert wanted, row["name"]
    return any(place.file == file and not wanted.isdisjoint(lines) for place, lines in new)


def test_rows_are_sound() -> None:
    rows = [row for file in FILES for row in rows_of(file)]
    names = Counter(row["name"] for row in rows)
    assert names.most_common(1)[0][1] == 1
    assert all(edited_files(row) != base_files(row["base"]) for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_faults_are_reported_and_lookalikes_are_not(file: Path) -> None:
    rows = rows_of(file)
    unmet = {row["name"] for row in rows if not is_met(row)}
    assert unmet == set()
