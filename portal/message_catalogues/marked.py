"""Texts that modules and templates mark for translation, in the order of their lines."""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize
from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]
_SUFFIXES = (".html", ".txt")
_LEFT_OUT = {"tests", "migrations"}
# The functions that mark texts of the portal; lazy ones and _ are the first.
_FUNCTIONS = ("gettext", "ngettext", "pgettext", "npgettext")
_PLAIN = {"_": "gettext", "_lazy": "gettext"}
# How many of the arguments are texts.
_LENGTHS = {"N_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}


class MarkedText(Struct, frozen=True):
    """A text with the file that shows it; a text with a count has a singular and a plural form."""

    place: str
    forms: tuple[str, ...]
    context: str = ""


def texts_of_portal() -> Iterator[MarkedText]:
    """Everything that the modules of the rooms and the templates mark, by name of file."""
    for path in modules():
        yield from in_code(path.read_text("utf-8"), _FUNCTIONS, place(path))
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in _SUFFIXES:
            yield from in_template(path.read_text("utf-8"), place(path))


def modules() -> Iterator[Path]:
    """The modules of all rooms, by name."""
    for room in sorted(path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in _LEFT_OUT):
        yield from (path for path in sorted(room.rglob("*.py")) if not _LEFT_OUT.intersection(path.parts))


def place(path: Path) -> str:
    """The path from the root of the tree, with slashes."""
    return path.relative_to(ROOT).as_posix()


def in_code(source: str, functions: tuple[str, ...], file: str = "") -> Iterator[MarkedText]:
    """The texts in calls of the functions, including those in f-strings, which Babel's own extractor skips."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        function = _function(call)
        if function in functions:
            yield _text(function, [ast.literal_eval(each) for each in call.args[: _LENGTHS[function]]], file)


def in_template(source: str, file: str = "") -> Iterator[MarkedText]:
    """The texts of translate and blocktranslate tags, and of _("...") in other tags."""
    code = BytesIO("\n".join(line.strip() for line in templatize(source).splitlines()).encode())
    for _, function, arguments, _ in extract_python(code, dict.fromkeys((*_FUNCTIONS, "_")), [], {}):
        given = [arguments] if isinstance(arguments, str) else [each for each in arguments if each]
        yield _text(str(function), given, file)


def _function(call: ast.Call) -> str:
    """The name of the called function as gettext calls it; "" if the function has no name."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    return _PLAIN.get(name, name).removesuffix("_lazy")


def _text(function: str, arguments: list[str], file: str) -> MarkedText:
    if function.endswith("pgettext"):
        return MarkedText(file, tuple(arguments[1:]), arguments[0])
    return MarkedText(file, tuple(arguments))
