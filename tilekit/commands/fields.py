"""`tilekit fields` prints the field reference, which is generated from the declarations."""

import argparse
from collections.abc import Iterator
from inspect import cleandoc

from tilekit.commands.output import markdown_table
from tilekit.core import kind as kinds
from tilekit.core.choices import Choices
from tilekit.core.composite import Rows, UploadField
from tilekit.core.field import Field
from tilekit.core.fields import Number, TextField
from tilekit.core.kind import ListingKind, Predicate
from tilekit.core.messages import render
from tilekit.core.section import Document, SectionDocument
from tilekit.sections import STEPS

_INTRODUCTION = """\
# Fields of a listing

This page is generated from the declarations in `tilekit/sections`. To update it, run `make docs`; do not edit it by
hand.

- *Kind*: fields marked *portal* are filled in by the portal, and those marked *staff* by our teams. Fields marked
  *submission* are not part of the listing's folder.
- *Required*: the listings that can be submitted only if the field is filled in.
- *Checks*: the checks that apply to the field instead of the general ones (FD-001 to FD-006).
"""
_LITERAL = ("text", "slug", "email", "url", "date", "money", "number", "secret", "upload", "choices")
_COLUMNS = ("Field", "Kind", "What to enter", "Required", "Limits", "Checks")


def configure(parser: argparse.ArgumentParser) -> None:
    """Do nothing: the command has no arguments."""


def run(_arguments: argparse.Namespace) -> int:
    """Print the reference."""
    print(field_reference(), end="")
    return 0


def field_reference() -> str:
    """The Markdown text of docs/fields.md."""
    parts = [_INTRODUCTION]
    for number, step in enumerate(STEPS, start=1):
        parts.append(f"\n## {number}. {step.title}\n")
        parts += [part for section in step.sections for part in _section(section)]
    return "".join(parts)


def _section(section: type[SectionDocument]) -> Iterator[str]:
    yield f"\n### `{section.key}`\n\n{_doc(section)}"
    yield f" Applies to: {_description_of(section.applies)}.\n"
    yield from (f"\n> {notice.text}\n" for notice in section.notices)
    yield _table_of_fields(section, section.applies)
    for name, field in section.fields.items():
        if isinstance(field, Rows):
            yield f"\n#### `{section.key}.{name}[]`\n\n{_doc(field.row)}\n"
            yield _table_of_fields(field.row, _in_rows)


def _doc(document: type[Document]) -> str:
    return cleandoc(document.__doc__ or "")


def _table_of_fields(document: type[Document], applies: Predicate) -> str:
    rows = (_cells_of_field(field, applies) for field in document.fields.values())
    return "\n" + markdown_table(_COLUMNS, rows)


def _cells_of_field(field: Field[object], applies: Predicate) -> tuple[str, ...]:
    return (
        f"`{field.name}`<br>{field.label}",
        ", ".join([field.kind, *_marks(field)]),
        "<br>".join(_help(field)),
        _required(field, applies),
        "<br>".join(_limits(field)),
        ", ".join(sorted(set(field.checked_by.values()))),
    )


def _help(field: Field[object]) -> Iterator[str]:
    yield render(field.help)
    if field.example:
        is_literal = field.kind in _LITERAL and " " not in field.example
        yield f"Example: `{field.example}`" if is_literal else f"Example: {field.example}"
    if field.doc:
        yield f"Guide: `{field.doc}`"


def _marks(field: Field[object]) -> Iterator[str]:
    marks = {"portal": field.read_only, "staff": field.staff_only, "submission": field.scope == "submission"}
    yield from (f"*{mark}*" for mark, is_set in marks.items() if is_set)


def _required(field: Field[object], applies: Predicate) -> str:
    if field.required is kinds.never:
        return "no" if field.applies in (kinds.always, applies) else f"no; applies to: {_description_of(field.applies)}"
    words = _description_of(applies if field.required is kinds.always else field.required)
    words += "".join(f", if `{name}` is {' or '.join(map(str, values))}" for name, values in field.when.items())
    others = " or ".join(f"`{name}`" for name in field.alternatives)
    return f"{words}, unless {others} is filled in" if others else words


def _limits(field: Field[object]) -> Iterator[str]:
    if isinstance(field, TextField):
        yield from _range(field.min_length, field.max_length, "characters")
        yield from [f"`{field.pattern}`".replace("|", "\\|")] if field.pattern else []
    if isinstance(field, Number):
        yield from _range(field.minimum or 0, field.maximum, "")
    if isinstance(field, Rows | Choices):
        yield from _range(field.min_items, field.max_items, "entries")
    if isinstance(field, UploadField):
        yield f"{', '.join(field.accepts)} up to {field.max_bytes / 1_000_000:g} MB"


def _range(low: int, high: int | None, unit: str) -> Iterator[str]:
    if high is not None:
        yield f"{low} to {high} {unit}" if low else f"up to {high} {unit}"
    elif low:
        yield f"at least {low} {unit}".strip()


def _in_rows(_kind: ListingKind) -> bool:
    """In every row."""
    return True


def _description_of(predicate: Predicate) -> str:
    """The description of a predicate, which is its docstring."""
    words = (predicate.__doc__ or "").strip().rstrip(".").removeprefix("For ")
    return words[:1].lower() + words[1:]
