"""Maps between the values of entities and fields of a listing."""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3
from markdownify import markdownify
from msgspec import Struct

from tilekit.core.field import Json
from tilekit.core.section import Values
from tilekit.markdown import render_markdown
from tilekit.sections import options
from tilekit.sections.row_matching import rows_of

_HEADING = re.compile(r"(</?h)([1-6])\b", re.IGNORECASE)
CONTACTS_KEY = "listingContacts"
_FIRST_HEADING, _LAST_HEADING = 3, 6
MAX_TAGS = 10_000


class TooManyTags(Exception):
    """The HTML has more than MAX_TAGS tags. The time that long lists take grows with the square of their length."""


class FieldMap(Struct, frozen=True, kw_only=True):
    """A map between a value of an entity and the field at path (`section.field`).

    read returns the value for the field from a request body; None if the body has none. show writes the current value
    of the field to a response body.
    """

    path: str
    read: Callable[[Values], Json]
    show: Callable[[Values, Json], None]

    @property
    def place(self) -> tuple[str, str]:
        section, _dot, name = self.path.partition(".")
        return section, name


def renamed(name: str, path: str) -> FieldMap:
    """A map for a value that has another name in the listing."""
    return FieldMap(path=path, read=lambda body: body.get(name), show=lambda body, value: _set_value(body, name, value))


def html(name: str, path: str) -> FieldMap:
    """A map for a text that is HTML in the body and Markdown in the field."""

    def read(body: Values) -> Json:
        sent = body.get(name)
        return as_markdown(sent) if isinstance(sent, str) else sent

    return FieldMap(path=path, read=read, show=lambda body, value: _set_value(body, name, as_html(str(value or ""))))


def contact(kind: str, name: str, path: str) -> FieldMap:
    """A map for a value of the first contact of this kind."""

    def read(body: Values) -> Json:
        row = contact_of(body, kind)
        return row.get(name) if row else None

    def show(body: Values, value: Json) -> None:
        row = contact_of(body, kind)
        if row is None and value:
            row = {"type": kind}
            body[CONTACTS_KEY] = [*rows_of(body.get(CONTACTS_KEY)), row]
        if row is not None:
            _set_value(row, name, value)

    return FieldMap(path=path, read=read, show=show)


def categories(path: str) -> FieldMap:
    """A map for categories, ignoring case. Unknown ones set no field."""

    def read(body: Values) -> Json:
        sent = body.get("categories")
        names = {category.value.lower(): category.value for category in options.category_choices()}
        words = [str(word).lower() for word in sent] if isinstance(sent, list) else []
        values: list[Json] = [names[word] for word in words if word in names]
        return values or None

    return FieldMap(path=path, read=read, show=lambda body, value: _set_value(body, "categories", value))


def as_markdown(text: str) -> str:
    """Convert HTML of a client to Markdown. Raises RecursionError for hundreds of nested elements, and TooManyTags.

    Headings start one level below the section headings of README.md. The time that markdownify's parser
    takes for malformed HTML grows with the square of its length, so it only gets what nh3 has read and cleaned.
    """
    levels = [int(level) for _start, level in _HEADING.findall(text)]
    deeper = max(0, _FIRST_HEADING - min(levels, default=_FIRST_HEADING))
    lowered = _HEADING.sub(lambda heading: f"{heading[1]}{min(int(heading[2]) + deeper, _LAST_HEADING)}", text)
    cleaned = nh3.clean(lowered)
    if cleaned.count("<") > MAX_TAGS:
        raise TooManyTags
    return str(markdownify(cleaned, heading_style="ATX", bullets="-")).strip()


def as_html(text: str) -> str:
    """Convert Markdown to HTML for a client."""
    return render_markdown(text, picture_of=lambda _path: None, first_level=2)


def contact_of(body: Values, kind: str) -> Values | None:
    """The first contact of this kind, ignoring case; None if there is none."""
    return next((row for row in rows_of(body.get(CONTACTS_KEY)) if str(row.get("type")).lower() == kind.lower()), None)


def _set_value(body: Values, name: str, value: Json) -> None:
    """Set the value. An empty value is only set if the body already has the key."""
    if value or name in body:
        body[name] = "" if value is None else value
