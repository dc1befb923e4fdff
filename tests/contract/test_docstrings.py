"""Docstrings name what exists: the exceptions of a function, and identifiers of the code."""

import ast
import builtins
import re
from functools import cache
from pathlib import Path

import pytest

from tests.contract.tree import GROUP, ROOT, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
# Made-up names in examples.
EXAMPLES = {"acme_test", "queue_cpu_max"}
_RAISES = re.compile(r"\braises? (.*?)(?:\.\s|\.$|\Z)", re.IGNORECASE | re.DOTALL)
_CLASS = re.compile(r"(?<![\w.`])[A-Z][a-z]+(?:[A-Z][a-z]+)*\b(?!-)")
_IDENTIFIER = re.compile(r"(?<![\w.<%-])[a-z]+(?:_[a-z0-9]+)+\b")
_TEXTS = (".csv", ".css", ".html", ".js", ".md", ".toml", ".txt", ".yml")


def modules() -> list[Path]:
    return [path for path in tracked(".py") if not {"samples", "migrations"} & set(path.parts)]


@cache
def docstrings(path: Path) -> tuple[str, ...]:
    declared = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    nodes = (node for node in ast.walk(syntax_tree(path)) if isinstance(node, declared))
    return tuple(filter(None, (ast.get_docstring(node, clean=False) for node in nodes)))


def classes() -> set[str]:
    """Classes of the code, of Python, and those that a module imports or reads from a package."""
    names = set(dir(builtins))
    for node in (node for path in modules() for node in ast.walk(syntax_tree(path))):
        match node:
            case ast.ClassDef(name=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                names.add(name)
    return names


def words_outside_docstrings() -> set[str]:
    """Every word of the code, its templates and its docs, and of their paths."""
    words = {word for path in tracked() for word in re.split(r"[/.]", str(path))}
    for path in tracked(*_TEXTS):
        words |= set(re.findall(r"\w+", (ROOT / path).read_text("utf-8", "replace")))
    for path in tracked(".py"):
        text = (ROOT / path).read_text("utf-8")
        for docstring in docstrings(path):
            text = text.replace(docstring, "", 1)
        words |= set(re.findall(r"\w+", text))
    return words


@pytest.mark.slow
def test_raised_exceptions_exist() -> None:
    names = classes() | {"Raises"}
    unknown = {
        f"{path}: {name}"
        for path in modules()
        for docstring in docstrings(path)
        for sentence in _RAISES.findall(docstring)
        for name in _CLASS.findall(sentence)
        if name not in names
    }

    assert sorted(unknown) == []


def test_identifiers_exist() -> None:
    words = words_outside_docstrings() | EXAMPLES
    unknown = {
        f"{path}: {name}"
        for path in modules()
        for docstring in docstrings(path)
        for name in _IDENTIFIER.findall(docstring)
        if name not in words
    }

    assert sorted(unknown) == []
