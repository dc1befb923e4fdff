"""Files, functions, classes and templates are small enough to read at once (tests may be about 1.5 times as long).

Ruff counts positional parameters (PLR0917); an exception must give its reason there.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.tree import GROUP, ROOT, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
FILE_LINES, TEST_FILE_LINES = 280, 450
USUAL_FILE_LINES = 200  # one in twenty may have more
FUNCTION_LINES = 40
CLASS_LINES = 150
PAGE_LINES = 120  # a page extends another template; all others are parts or components
PART_LINES = 80
COLUMNS = 120
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _factor(path: Path) -> float:
    return 1.5 if path.parts[0] in {"tests", "bench"} else 1


def _lines(path: Path) -> int:
    return len((ROOT / path).read_text().splitlines())


def _python() -> list[Path]:
    return [path for path in tracked(".py") if "migrations" not in path.parts]


def _nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[Path, ast.AST]]:
    for path in _python():
        for node in ast.walk(syntax_tree(path)):
            if isinstance(node, kind):
                yield path, node


def _length(node: ast.AST) -> int:
    """Lines of code without docstrings."""
    body = node.body  # type: ignore[attr-defined]
    first = body[0] if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else None
    documented = first.end_lineno - first.lineno + 1 if first else 0
    return node.end_lineno - node.lineno + 1 - documented  # type: ignore[attr-defined]


def _declared(node: ast.ClassDef) -> int:
    """Lines of field declarations, which may be as long as a form or a section needs."""
    fields = (statement for statement in node.body if isinstance(statement, ast.Assign | ast.AnnAssign))
    return sum(field.end_lineno - field.lineno + 1 for field in fields)


@pytest.mark.parametrize("ending", [".py", ".js"])
def test_files_are_short(ending: str) -> None:
    paths = _python() if ending == ".py" else tracked(ending)

    limits = {path: FILE_LINES if _factor(path) == 1 else TEST_FILE_LINES for path in paths}
    assert {str(path): _lines(path) for path, limit in limits.items() if _lines(path) > limit} == {}


def test_one_in_twenty_files_may_be_longer_than_usual() -> None:
    long = [path for path in _python() if path.parts[0] != "tests" and _lines(path) > USUAL_FILE_LINES]

    assert len(long) <= sum(path.parts[0] != "tests" for path in _python()) * 0.05, [*map(str, long)]


def test_functions_are_short() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": _length(node)
        for path, node in _nodes(_FUNCTIONS)
        if _length(node) > FUNCTION_LINES * _factor(path)
    }

    assert long == {}


def test_classes_are_short() -> None:
    long = {
        f"{path}:{node.lineno} {node.name}": length
        for path, node in _nodes(ast.ClassDef)
        if (length := _length(node) - _declared(node)) > CLASS_LINES * _factor(path)
    }

    assert long == {}


def _templates() -> list[Path]:
    return [path for path in tracked(".html") if path.parts[0] != "tests"]


def test_templates_are_short() -> None:
    long = {}
    for path in _templates():
        limit = PAGE_LINES if "{% extends " in (ROOT / path).read_text() else PART_LINES
        if _lines(path) > limit:
            long[str(path)] = _lines(path)

    assert long == {}


def test_lines_of_templates_and_scripts_are_short() -> None:
    long = [
        f"{path}:{number}"
        for path in [*_templates(), *tracked(".js", ".mjs")]
        for number, line in enumerate((ROOT / path).read_text().splitlines(), start=1)
        if len(line) > COLUMNS
    ]

    assert long == []


def test_no_file_is_named_after_nothing() -> None:
    assert [str(path) for path in _python() if path.stem in {"utils", "helpers", "misc"}] == []
