"""The diagram of apps in docs/architecture.md is correct."""

import re
from collections.abc import Mapping

import pytest
from django.conf import settings

from tests.contract.tree import GROUP, ROOT, imported_modules, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
PAGE = (ROOT / "docs" / "architecture.md").read_text()
ROOMS = ("tilekit", *settings.ROOMS)


def diagram_arrows() -> dict[str, set[str]]:
    """{room: rooms that its arrows point to} in the first diagram."""
    drawing = PAGE.partition("```mermaid")[2].partition("```")[0]
    arrows: dict[str, set[str]] = {room: set() for room in ROOMS}
    for user, used in re.findall(r"^  (\w+) --> (\w+)$", drawing, re.MULTILINE):
        arrows[user].add(used)
    return arrows


def imported() -> dict[str, set[str]]:
    """{room: rooms that it imports}."""
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for path in tracked(".py"):
        if path.parts[0] in found:
            packages = {module.partition(".")[0] for module in imported_modules(syntax_tree(path))}
            found[path.parts[0]] |= packages & {*ROOMS} - {path.parts[0]}
    return found


def reach(room: str, arrows: Mapping[str, set[str]]) -> set[str]:
    return {far for near in arrows[room] for far in (near, *reach(near, arrows))}


def test_every_room_is_drawn() -> None:
    assert set(re.findall(r"^    (\w+)\[", PAGE, re.MULTILINE)) == set(ROOMS)


def test_arrows_are_imports_that_point_down() -> None:
    arrows, imports = diagram_arrows(), imported()

    untrue = [(user, used) for user, found in arrows.items() for used in found if used not in imports[user]]
    upward = [(user, used) for user, found in arrows.items() for used in found if ROOMS.index(used) > ROOMS.index(user)]
    assert untrue == []
    assert upward == []


def test_every_import_follows_arrows() -> None:
    arrows = diagram_arrows()

    hidden = {room: found - reach(room, arrows) for room, found in imported().items()}
    assert {room: found for room, found in hidden.items() if found} == {}


def _parts(module: str) -> list[str]:
    return module.split(".")


def test_forms_and_views_are_private() -> None:
    strays = [
        f"{path}: {module}"
        for path in tracked(".py")
        for module in (map(_parts, imported_modules(syntax_tree(path))) if path.parts[0] in ROOMS else ())
        if module[0] in ROOMS and module[0] != path.parts[0] and {"forms", "views"} & {*module[1:]}
    ]

    assert strays == []
