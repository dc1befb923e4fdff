"""An app imports only apps below it. Inside an app, no two packages import each other and no modules form a circle."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.conf import settings

from tests.contract.tree import GROUP, ROOT, imported_modules, syntax_tree, tracked


def test_apps_import_downwards_only() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_every_app_is_in_the_layers() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

    layers = linter["contracts"][0]["layers"]
    assert list(reversed(layers)) == ["tilekit", *settings.SLIPWAY_APPS]
    assert set(linter["root_packages"]) == set(layers)


def _package(name: str) -> str:
    """The innermost package of a module or name in it, with dots."""
    path = Path(*name.split("."))
    while not (ROOT / path / "__init__.py").exists():
        path = path.parent
    return ".".join(path.parts)


def _modules() -> list[Path]:
    apps = {"tilekit", *settings.SLIPWAY_APPS}
    return [path for path in tracked(".py") if path.parts[0] in apps and "migrations" not in path.parts]


def _imports() -> Iterator[tuple[str, str]]:
    """(importing package, imported package), inside an app and outside each other."""
    for path in _modules():
        app, importer = path.parts[0], ".".join(path.parent.parts)
        for name in imported_modules(syntax_tree(path)):
            if name.split(".")[0] == app:
                imported = _package(name)
                if not f"{importer}.".startswith(f"{imported}.") and not f"{imported}.".startswith(f"{importer}."):
                    yield importer, imported


@pytest.mark.xdist_group(GROUP)
def test_no_two_packages_import_each_other() -> None:
    pairs = set(_imports())

    assert {pair for pair in pairs if pair[::-1] in pairs} == set()


def _module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imported_names(tree: ast.AST) -> Iterator[str]:
    """Full names (`tilekit.bundle.Bundle`) of what a module imports, also in functions, but not for types only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            above = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            yield from (above + alias.name for alias in node.names)
        elif not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield from _imported_names(node)


def _module_of(name: str, names: Collection[str]) -> str:
    """The module in which a name is; "" if it is outside the project."""
    return name if name in names or not name else _module_of(name.rpartition(".")[0], names)


@pytest.mark.xdist_group(GROUP)
def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {_module_name(path): path for path in _modules()}
    sorter = TopologicalSorter[str]()
    for module, path in modules.items():
        sorter.add(module, *{_module_of(name, modules) for name in _imported_names(syntax_tree(path))} - {module, ""})

    sorter.prepare()  # raises CycleError, which names the modules of a circle
