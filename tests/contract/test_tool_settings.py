"""The settings of tools in pyproject.toml and the Makefile match something that exists."""

import re
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.contract.tree import GROUP, ROOT, imported_modules, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
UNTYPED = [
    module.removesuffix(".*")
    for override in TOOLS["mypy"]["overrides"]
    if override.get("ignore_missing_imports")
    for module in override["module"]
]


def alternatives(pattern: str) -> Iterator[str]:
    """The patterns without braces: `{a,b}/*.py` is `a/*.py` and `b/*.py`."""
    before, brace, rest = pattern.partition("{")
    if not brace:
        yield pattern
        return
    words, _, after = rest.partition("}")
    for word in words.split(","):
        yield from alternatives(f"{before}{word}{after}")


EXCEPTIONS = [
    path for pattern in TOOLS["ruff"]["lint"]["per-file-ignores"] for path in alternatives(pattern.removeprefix("!"))
]


def is_typed(package: str) -> bool:
    spec = find_spec(package)
    assert spec, f"{package} is not installed"
    return any((Path(folder) / "py.typed").exists() for folder in spec.submodule_search_locations or [])


def packages_in_use() -> set[str]:
    """The packages that code other than tests imports."""
    trees = [syntax_tree(path) for path in tracked(".py") if path.parts[0] != "tests"]
    return {module.partition(".")[0] for tree in trees for module in imported_modules(tree)}


def test_packages_without_types_are_used() -> None:
    assert {*UNTYPED} - packages_in_use() == set()


def test_packages_without_types_have_none() -> None:
    assert [package for package in UNTYPED if is_typed(package)] == []


@pytest.mark.parametrize("pattern", EXCEPTIONS)
def test_exceptions_of_ruff_match_a_file(pattern: str) -> None:
    assert [*ROOT.glob(f"{pattern}/*" if pattern.endswith("**") else pattern)] != []


def test_markers_are_used() -> None:
    code = "\n".join((ROOT / path).read_text() for path in tracked(".py") if path.parts[0] == "tests")
    markers = [marker.partition(":")[0] for marker in TOOLS["pytest"]["ini_options"]["markers"]]

    assert [name for name in markers if not re.search(rf'mark\.{name}\b|add_marker\("{name}"\)', code)] == []


def test_every_target_of_make_is_listed_and_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    listed = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)

    assert listed
    assert re.findall(r"^([a-z]+):.* ## ", makefile, re.MULTILINE) == listed[1].split()
