"""Finds the texts that modules and templates mark for translation."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize
from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]
_SUFFIXES = (".html", ".txt")
_EXCLUDED_FOLDERS = {"tests", "migrations"}
_ENCODING = {"encoding": "utf-8"}
Functions = Mapping[str, tuple[int | tuple[int, str], ...] | None]
"""Names of functions and, as Babel writes them, which arguments are texts or the context; None for the first one."""
FUNCTIONS: Functions = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


class MarkedText(Struct, frozen=True):
    """A text with the file that contains it. A text with a count has two forms, singular and plural."""

    place: str
    forms: tuple[str, ...]
    context: str = ""


def texts_of_portal() -> Iterator[MarkedText]:
    """The texts of the portal's modules and templates, sorted by file name."""
    for path in modules():
        yield from in_code(path.read_text("utf-8"), FUNCTIONS, place(path))
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in _SUFFIXES:
            yield from in_template(path.read_text("utf-8"), place(path))


def modules() -> Iterator[Path]:
    """The paths of all modules of the rooms, sorted."""
    for room in sorted(path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in _EXCLUDED_FOLDERS):
        yield from (
            path
            for path in sorted(room.rglob("*.py"))
            if not _EXCLUDED_FOLDERS.intersection(path.relative_to(ROOT).parts)
        )


def place(path: Path) -> str:
    """The path from the root of the tree, with slashes."""
    return path.relative_to(ROOT).as_posix()


def in_code(source: str, functions: Functions, file: str = "") -> Iterator[MarkedText]:
    """The texts in calls of the functions. Babel doesn't find calls in f-strings."""
    for _, text, _, context in extract("python", BytesIO(source.encode()), functions, options=_ENCODING):
        yield MarkedText(file, (text,) if isinstance(text, str) else tuple(text), context or "")


def in_template(source: str, file: str = "") -> Iterator[MarkedText]:
    """The texts of translate and blocktranslate tags, and of _("...") in other tags."""
    yield from in_code("\n".join(line.strip() for line in templatize(source).splitlines()), FUNCTIONS, file)
