"""Finds the texts that modules and templates mark for translation. `babel.cfg` lists the files."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.frontend import parse_mapping_cfg
from django.utils.translation.template import templatize
from msgspec import Struct

from portal.translations import PROJECT_FOLDER

MAPPING = PROJECT_FOLDER / "babel.cfg"
Functions = Mapping[str, tuple[int | tuple[int, str], ...] | None]
"""Names of functions and, as Babel writes them, which arguments are texts or the context; None for the first one."""
FUNCTIONS: Functions = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
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


def marked_texts(functions: Functions, root: Path = PROJECT_FOLDER) -> Iterator[MarkedText]:
    """The texts in calls of the functions: first those of modules, then those of templates, sorted by path.

    Babel doesn't find calls in f-strings.
    """
    with MAPPING.open() as file:
        methods, options = parse_mapping_cfg(file)
    texts = extract_from_dir(root, methods, options, functions)
    for place, _, text, _, context in sorted(texts, key=lambda text: ("templates/" in text[0], Path(text[0]))):
        yield MarkedText(place, (text,) if isinstance(text, str) else tuple(text), context or "")


def texts_of_template(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], **_options: object
) -> Iterator[tuple[Any, ...]]:
    """Babel's method for templates: the texts of translate and blocktranslate tags, and of _("...") in other tags."""
    code = "\n".join(line.strip() for line in templatize(file.read().decode()).splitlines())
    yield from extract_python(BytesIO(code.encode()), keywords, tags, {})
