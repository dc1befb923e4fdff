"""No two functions have the same body, and no two modules define the same regular expression."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

from tests.contract.test_names import constants_in, sources
from tests.contract.tree import GROUP, syntax_tree

pytestmark = pytest.mark.xdist_group(GROUP)


def _bodies(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name, body without the docstring) of each function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            start = 1 if ast.get_docstring(node) else 0
            yield node.name, "\n".join(map(ast.unparse, node.body[start:]))


def _patterns(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for name, value in constants_in(tree):
        text = ast.unparse(value)
        if text.startswith("re.compile("):
            yield name, text


@pytest.mark.parametrize("texts_of, least", [(_bodies, 100), (_patterns, 50)])  # shorter ones may be equal by chance
def test_no_code_is_written_twice(texts_of: Callable[[ast.Module], Iterator[tuple[str, str]]], least: int) -> None:
    places = defaultdict[str, set[str]](set)
    for path in sources():
        for name, text in texts_of(syntax_tree(path)) if path.parts[0] != "tests" else ():
            if len(text) >= least:
                places[text].add(f"{path}: {name}")

    assert {text: names for text, names in places.items() if len(names) > 1} == {}
