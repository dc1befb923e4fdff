"""The diagram of apps and the table of public modules in docs/architecture.md are correct."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings

from tests.contract.tree import GROUP, ROOT, imported_modules, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
PAGE = (ROOT / "docs" / "architecture.md").read_text()
APPS = ("tilekit", *settings.SLIPWAY_APPS)


def diagram_arrows() -> dict[str, set[str]]:
    """{app: apps that its arrows point to} in the first diagram."""
    drawing = PAGE.partition("```mermaid")[2].partition("```")[0]
    arrows: dict[str, set[str]] = {app: set() for app in APPS}
    for user, used in re.findall(r"^  (\w+) --> (\w+)$", drawing, re.MULTILINE):
        arrows[user].add(used)
    return arrows


def imported() -> dict[str, set[str]]:
    """{app: apps that it imports}."""
    imports: dict[str, set[str]] = {app: set() for app in APPS}
    for path in tracked(".py"):
        if path.parts[0] in imports:
            packages = {module.partition(".")[0] for module in imported_modules(syntax_tree(path))}
            imports[path.parts[0]] |= packages & {*APPS} - {path.parts[0]}
    return imports


def reach(app: str, arrows: Mapping[str, set[str]]) -> set[str]:
    return {far for near in arrows[app] for far in (near, *reach(near, arrows))}


def test_every_app_is_drawn() -> None:
    assert set(re.findall(r"^    (\w+)\[", PAGE, re.MULTILINE)) == set(APPS)


def test_arrows_are_imports_that_point_down() -> None:
    arrows, imports = diagram_arrows(), imported()

    untrue = [(user, used) for user, targets in arrows.items() for used in targets if used not in imports[user]]
    upward = [
        (user, used) for user, targets in arrows.items() for used in targets if APPS.index(used) > APPS.index(user)
    ]
    assert untrue == []
    assert upward == []


def test_every_import_follows_arrows() -> None:
    arrows = diagram_arrows()

    hidden = {app: apps - reach(app, arrows) for app, apps in imported().items()}
    assert {app: apps for app, apps in hidden.items() if apps} == {}


def test_every_folder_is_named() -> None:
    folders = {path.parts[0] for path in tracked() if len(path.parts) > 1}

    assert {name for name in folders - {*APPS} if f"`{name}/`" not in PAGE} == set()


# The first apps of the diagram, whose modules are all public.
_BASE = ("tilekit", "page_parts", "common", "audit", "jobs")
_PUBLIC_EVERYWHERE = set(re.findall(r"`(\w+)`", PAGE.partition(" Public are ")[2].partition(" of each app")[0]))


def _modules_of_other_apps(path: Path) -> Iterator[str]:
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if "." in node.module else [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in names if name.split(".")[0] in {*APPS} - {*_BASE, path.parts[0]})


def test_apps_import_only_public_modules_of_other_apps() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ((?:`[\w.]+`(?:, )?)+) \|$", PAGE, re.MULTILINE)
    public = {f"{app}.{name}" for app, names in rows for name in re.findall(r"[\w.]+", names)}
    private, used = set(), set()
    for path in (
        path for path in tracked(".py") if path.parts[0] in {*APPS} - {"portal"} and path.parent.name != "migrations"
    ):
        for name in _modules_of_other_apps(path):
            parents = {name, *(name.rsplit(".", n)[0] for n in range(1, name.count(".")))}
            used |= parents & public
            if not parents & public and name.split(".")[1] not in _PUBLIC_EVERYWHERE:
                private.add(f"{path}: {name}")

    assert private == set()
    assert public - used == set(), "remove what no other app imports"
