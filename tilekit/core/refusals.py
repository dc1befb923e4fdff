"""Values that cannot be stored at all: wrong types, bad characters, or more than ten times the maximum.

Other invalid values are stored as typed, and findings report them.
"""

from collections.abc import Iterator, Mapping
from functools import singledispatch

from msgspec import Struct

from tilekit.core.choices import Choices
from tilekit.core.composite import STORED_ROWS_FACTOR, Rows, UploadField, is_row_key
from tilekit.core.field import Field, Json
from tilekit.core.fields import Markdown, Secret, Text, TextField
from tilekit.core.messages import N_, Message
from tilekit.core.section import Document
from tilekit.core.storable import bad_character, is_storable_number, is_storable_text

# Limits for fields without a maximum: characters of a line and of a long text, entries of a list.
_LINE, _LONG, _ENTRIES = 1_000, 50_000, 200
_FILE = {"key": str, "name": str, "sha256": str, "size": int}


class Refusal(Struct, frozen=True, kw_only=True):
    """A value that cannot be stored. path is `field` or `rows[<row key>].field`; why contains the
    label of the field.
    """

    path: str
    why: Message


def refusals(document: type[Document], sent: Mapping[str, Json], prefix: str = "") -> Iterator[Refusal]:
    """The values of declared fields that cannot be stored; other names are ignored."""
    for name, raw in sent.items():
        if name in document.fields:
            yield from _short_text_refusals(document.fields[name], raw, prefix + name)


def overfull_lists(document: Document) -> Iterator[Refusal]:
    """The lists with more than ten times their maximum number of rows. Findings report other problems of a file."""
    for name, declared in document.fields.items():
        rows = document.values.get(name)
        if isinstance(declared, Rows) and declared.max_items and isinstance(rows, list):
            refusal = _too_many(declared, rows, name, most=declared.max_items)
            yield from (refusal,) if refusal else ()


@singledispatch
def _short_text_refusals(field: Field[object], raw: Json, path: str) -> Iterator[Refusal]:
    yield from _scalar_refusals(field, raw, path, most=_LINE)


@_short_text_refusals.register
def _text_refusals(field: TextField, raw: Json, path: str) -> Iterator[Refusal]:
    is_long = isinstance(field, Markdown) or (isinstance(field, Text) and field.lines > 1)
    yield from _scalar_refusals(field, raw, path, most=field.max_length or (_LONG if is_long else _LINE))


@_short_text_refusals.register
def _choices(field: Choices, raw: Json, path: str) -> Iterator[Refusal]:
    items: list[Json] = raw if isinstance(raw, list) else [raw]
    if too_many := _too_many(field, items, path, most=field.max_items):
        yield too_many
        return
    for item in items:
        if item is not None and not isinstance(item, str):
            yield _wrong_type(field, path)
            return
        yield from _scalar_refusals(field, item, path, most=field.item_max_length or _LINE)


@_short_text_refusals.register(Rows)
def _row_refusals(field: Rows[Document], raw: Json, path: str) -> Iterator[Refusal]:
    if raw is None or raw == "":
        return
    if not isinstance(raw, list):
        yield _wrong_type(field, path)
        return
    if too_many := _too_many(field, raw, path, most=field.max_items):
        yield too_many
        return
    for row in raw:
        key = row.get("key") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not (key is None or key == "" or is_row_key(key)):
            yield _wrong_type(field, path)
            return
        yield from refusals(field.row, row, f"{path}[{key or ''}].")


@_short_text_refusals.register
def _upload(field: UploadField, raw: Json, path: str) -> Iterator[Refusal]:
    if not isinstance(raw, dict):
        yield from _scalar_refusals(field, raw, path, most=_LINE)
    elif not all(isinstance(item, _FILE.get(name, ())) for name, item in raw.items()):
        yield _wrong_type(field, path)
    else:
        for item in raw.values():
            yield from _scalar_refusals(field, item, path, most=_LINE)


@_short_text_refusals.register
def _secret(field: Secret, raw: Json, path: str) -> Iterator[Refusal]:
    """The refusals of a secret's reference. Other values are dropped, not stored."""
    reference = field.value_of(raw)
    for text in (reference.id, reference.fingerprint) if reference else ():
        yield from _scalar_refusals(field, text, path, most=_LINE)


def _scalar_refusals(field: Field[object], raw: Json, path: str, *, most: int) -> Iterator[Refusal]:
    """The refusals of a value that must be a text, a number, a boolean or None."""
    if isinstance(raw, list | dict) or (isinstance(raw, int | float) and not is_storable_number(raw)):
        yield _wrong_type(field, path)
    elif isinstance(raw, str) and len(raw) > STORED_ROWS_FACTOR * most:
        text = N_("“{label}” has {length} characters, but at most {limit} can be saved. Shorten it.")
        yield _refusal(field, path, text, length=len(raw), limit=STORED_ROWS_FACTOR * most)
    elif isinstance(raw, str) and not is_storable_text(raw):
        text = N_("“{label}” contains {character}, which can't be saved. Remove it.")
        yield _refusal(field, path, text, character=bad_character(raw))


def _too_many(field: Field[object], items: list[Json], path: str, *, most: int | None) -> Refusal | None:
    limit = STORED_ROWS_FACTOR * (most or _ENTRIES)
    if len(items) <= limit:
        return None
    text = N_("“{label}” has {number} entries, but at most {limit} can be saved. Remove some.")
    return _refusal(field, path, text, number=len(items), limit=limit)


def _wrong_type(field: Field[object], path: str) -> Refusal:
    text = N_("“{label}” has a value of the wrong type. In the portal, reload the page and enter the value again.")
    return _refusal(field, path, text)


def _refusal(field: Field[object], path: str, text: str, **values: object) -> Refusal:
    return Refusal(path=path, why=Message(text, {"label": Message(field.label), **values}))
