"""Finds sentences in Python code that are not marked for translation."""

import ast
import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[A-ZÀ-Ý][\w’']*[,:]? [^\W\d_]")
_MARKERS = ("django.utils.translation", "tilekit.core.messages")


def unmarked(source: str) -> list[str]:
    """Text literals that look like sentences and are not in gettext calls, logs or internal errors."""
    tree = ast.parse(source)
    marking = _marking_names(tree)
    skipped = {id(part) for node in ast.walk(tree) if _is_exempt(node, marking) for part in ast.walk(node)}
    return [f"{line} {text}" for line, text in _texts(tree, skipped) if _SENTENCE.match(text)]


def _marking_names(tree: ast.Module) -> set[str]:
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module in _MARKERS)
    return {alias.asname or alias.name for node in imports for alias in node.names}


def _is_exempt(node: ast.AST, marking: set[str]) -> bool:
    """Whether the node is a docstring, a marked text, a log line, or the text of an internal error."""
    match node:
        case ast.Raise() | ast.Assert() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Call():
            name = ast.unparse(node.func)
            return name in marking or name.startswith("_log.")
        case ast.Assign(targets=[ast.Name(id="text")]):
            return True  # the message of the following `raise`, which ruff requires on a separate line
    return False


def _texts(tree: ast.Module, skipped: set[int]) -> Iterator[tuple[int, str]]:
    """(line, text); each value in an f-string counts as one letter."""
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for node in formatted for part in node.values}
    for node in ast.walk(tree):
        if id(node) in skipped or id(node) in parts:
            continue
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
