"""The diagram of apps in docs/architecture.md is correct."""

import re
from collections.abc import Mapping

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


def _parts(module: str) -> list[str]:
    return module.split(".")


def test_forms_and_views_are_private() -> None:
    strays = [
        f"{path}: {module}"
        for path in tracked(".py")
        for module in (map(_parts, imported_modules(syntax_tree(path))) if path.parts[0] in APPS else ())
        if module[0] in APPS and module[0] != path.parts[0] and {"forms", "views"} & {*module[1:]}
    ]

    assert strays == []
