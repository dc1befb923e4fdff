"""An app imports only apps below it, and no two packages inside an app import each other."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.contract.tree import GROUP, ROOT, imported_modules, syntax_tree, tracked

# Pairs of packages that still import each other. Remove a line once its pair no longer does.
_TANGLED = {
    ("releases.lifecycles", "releases.queries"),
    ("tilekit.checks.agent", "tilekit.checks.wheels"),
    ("tilekit.checks.dashboards", "tilekit.checks.logs"),
    ("tilekit.checks.logs", "tilekit.checks.manifest"),
}


def test_rooms_import_downwards_only() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_every_room_is_in_the_layers() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

    layers = linter["contracts"][0]["layers"]
    assert list(reversed(layers)) == ["tilekit", *settings.ROOMS]
    assert set(linter["root_packages"]) == set(layers)


def _package(name: str) -> str:
    """The innermost package of a module or name in it, with dots."""
    path = Path(*name.split("."))
    while not (ROOT / path / "__init__.py").exists():
        path = path.parent
    return ".".join(path.parts)


def _imports() -> Iterator[tuple[str, str]]:
    """(importing package, imported package), inside an app and outside each other."""
    for path in tracked(".py"):
        app = path.parts[0]
        if app not in {"tilekit", *settings.ROOMS} or "migrations" in path.parts:
            continue
        importer = ".".join(path.parent.parts)
        for name in imported_modules(syntax_tree(path)):
            if name.split(".")[0] == app:
                imported = _package(name)
                if not f"{importer}.".startswith(f"{imported}.") and not f"{imported}.".startswith(f"{importer}."):
                    yield importer, imported


@pytest.mark.xdist_group(GROUP)
def test_no_two_packages_import_each_other() -> None:
    found = set(_imports())

    assert {pair for pair in found if pair[::-1] in found and pair < pair[::-1]} == _TANGLED
