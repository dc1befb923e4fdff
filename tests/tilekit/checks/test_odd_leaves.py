"""No check raises an error, whatever values the JSON and YAML files of a listing have."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.shared import SMALL, bundle_of_folder, listing_folders
from tests.tilekit.checks.test_mutations import places
from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.scaffold.bundles import bundle_of_files

PARTS = 3
ODD: tuple[object, ...] = (None, 0, "", [], {"a": [None]})


@cache
def values(folder: Path) -> dict[str, object]:
    """The value of each JSON and YAML file."""
    files = bundle_of_folder(folder).files
    documents = {path: json.loads(files[path]) for path in files if path.endswith(".json")}
    return documents | {path: yaml.safe_load(files[path]) for path in files if path.endswith((".yaml", ".yml"))}


def leaves(value: object) -> Iterator[tuple[str | int, ...]]:
    """The places of values that contain no others."""
    every = [place for place in places(value) if place]
    parents = {place[:-1] for place in every}
    return (place for place in every if place not in parents)


def with_odd_leaves(folder: Path, part: int, odd: object) -> Bundle:
    """The sample with the odd value as every third leaf."""
    written = {}
    for path, value in values(folder).items():
        copy = deepcopy(value)
        for *parents, last in list(leaves(value))[part::PARTS]:
            inner = copy
            for parent in parents:
                inner = inner[parent]  # type: ignore[index]
            inner[last] = odd  # type: ignore[index]
        written[path] = (json.dumps(copy) if path.endswith(".json") else yaml.safe_dump(copy, sort_keys=False)).encode()
    files = bundle_of_folder(folder).files
    return bundle_of_files(Files.of({path: written.get(path) or files[path] for path in files}), folder.name)


@pytest.mark.parametrize("folder", listing_folders(SMALL), ids=lambda folder: folder.name)
def test_no_check_raises_because_of_odd_leaves(folder: Path) -> None:
    for part in range(PARTS):
        for odd in ODD:
            assert run_checks(with_odd_leaves(folder, part, odd), Context(is_first=True)).unchecked == (), (part, odd)
