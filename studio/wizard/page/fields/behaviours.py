"""The JavaScript modules that the fields of a section need, including fields that are hidden at first."""

from collections.abc import Iterator
from functools import cache

from page_parts.controls import control_of
from studio.wizard.page.fields.offered_choices import BILLED_METRIC
from studio.wizard.page.fields.scope_choices import SCOPES_FIELD
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.field import Field
from tilekit.core.fields import TextField
from tilekit.core.section import Document
from tilekit.sections import section_of

_WITH_OFFERED_CHOICES = (BILLED_METRIC, SCOPES_FIELD)
_CONTROL_MODULES = ("rows", "upload", "picker", "markdown")


@cache
def behaviours_of(key: str) -> tuple[str, ...]:
    """Names of modules (`static/js/<name>.js`) for all fields of a section, because a save can reveal any of them."""
    modules = {name for field in _all_fields(section_of(key)) for name in _behaviours_of_field(field)}
    offers = any(path.startswith(f"{key}.") for path in _WITH_OFFERED_CHOICES)
    return tuple(sorted(modules | ({"picker"} if offers else set())))


def _all_fields(document: type[Document]) -> Iterator[Field[object]]:
    for field in document.fields.values():
        yield field
        if isinstance(field, Rows):
            yield from _all_fields(field.row)


def _behaviours_of_field(field: Field[object]) -> Iterator[str]:
    options = field.options if isinstance(field, Choices | ChoiceField) else ()
    name = control_of(field.kind, options=options).name
    if name in _CONTROL_MODULES:
        yield name
    limit = field.max_items if isinstance(field, Choices) else getattr(field, "max_length", None)
    if limit and isinstance(field, Choices | TextField):
        yield "counter"
