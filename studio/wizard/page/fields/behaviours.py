"""The JavaScript modules that the fields of a section need, including fields that are hidden at first."""

from collections.abc import Iterator
from functools import cache

from page_parts.controls import control_of
from studio.wizard.page.fields.scope_choices import SCOPES_FIELD
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.field import Field
from tilekit.core.section import Document
from tilekit.sections import section_of


@cache
def behaviours_of(key: str) -> tuple[str, ...]:
    """Names of modules (`static/js/<name>.js`) for all fields of a section, because a save can reveal any of them."""
    offers = SCOPES_FIELD.startswith(f"{key}.")
    return ("picker",) if offers or any(_is_picker(field) for field in _all_fields(section_of(key))) else ()


def _all_fields(document: type[Document]) -> Iterator[Field[object]]:
    for field in document.fields.values():
        yield field
        if isinstance(field, Rows):
            yield from _all_fields(field.row)


def _is_picker(field: Field[object]) -> bool:
    options = field.options if isinstance(field, Choices | ChoiceField) else ()
    return control_of(field.kind, options=options).name == "picker"
