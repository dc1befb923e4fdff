"""A total map or a family of badges without a row for a state is an error at start, which names the file."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import system_checks
from page_parts.total_maps import total_map
from tests.contract.tree import GROUP, ROOT, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
CALLS = {"total_map", "register_badges"}


def maps() -> Iterator[tuple[Path, ast.Call]]:
    """The calls with a literal map that has rows for members of an enum, and their files."""
    for path in tracked(".py"):
        if path.parts[0] == "tests" or not re.search(rb"\b(total_map|register_badges)\(", (ROOT / path).read_bytes()):
            continue
        for node in ast.walk(syntax_tree(path)):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[_, ast.Dict(keys=keys)]) if name in CALLS:
                    if any(isinstance(key, ast.Attribute) for key in keys):
                        yield path, node


MAPS = list(maps())


def test_maps_of_all_states_are_found() -> None:
    """Maps of these states exist; a test of all maps that finds none would prove nothing."""
    states = {ast.unparse(call.args[0]) for _, call in MAPS}

    expected = {"RevisionState", "Availability", "RunState", "LongRunningState", "ConfigureState", "Verdict"}
    assert expected | {"ReleaseKind", "AgreementKind"} <= states


@pytest.mark.parametrize(
    "path, call", MAPS, ids=[f"{path}-{ast.unparse(call.args[0]).strip(chr(39))}" for path, call in MAPS]
)
def test_missing_row_is_an_error_that_names_the_file(
    path: Path, call: ast.Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("page_parts.badges.BADGES", {})
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    file = str(module.__file__)
    states, whole, *more = call.args
    for number in [number for number, key in enumerate(whole.keys) if isinstance(key, ast.Attribute)]:
        keys, values = [*whole.keys], [*whole.values]
        del keys[number], values[number]
        rows = ast.copy_location(ast.Dict(keys, values), whole)
        shorter = ast.copy_location(ast.Call(call.func, [states, rows, *more], call.keywords), call)

        with pytest.raises(ValueError, match=rf"{re.escape(file)}:{call.lineno}: add a row for"):
            eval(compile(ast.Expression(shorter), file, "eval"), vars(module))  # noqa: S307


def test_start_up_reads_the_words_of_all_apis(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {path for path, call in MAPS if path.parts[0] == "api" and ast.unparse(call.func) == "total_map"}
    assert {".".join(path.with_suffix("").parts) for path in words} == set(system_checks.MODULES)

    monkeypatch.setattr(system_checks, "import_module", lambda name: total_map([f"a state of {name}"], {}))
    errors = [str(error.msg) for error in system_checks.states_have_words()]
    assert len(errors) == len(system_checks.MODULES)
    assert all(re.search(r"test_total_maps\.py:\d+: add a row for a state of ", text) for text in errors)
