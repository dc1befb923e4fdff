"""The fields of the wizard that link to each section of a guide."""

from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from tilekit.core.composite import Rows
from tilekit.core.field import Field
from tilekit.core.messages import Message
from tilekit.core.section import Document
from tilekit.sections import STEPS, Step


class GuideField(Struct, frozen=True, kw_only=True):
    """A field of the wizard with the title of its step. The texts are message IDs."""

    name: str
    step: str
    label: str
    help: str | Message
    example: str
    is_read_only: bool


@cache
def fields_by_place() -> dict[str, list[GuideField]]:
    """{section of a guide: the fields that link to it}, in the order of the wizard."""
    fields: dict[str, list[GuideField]] = {}
    for step in STEPS:
        for section in step.sections:
            for field in _fields_of(section):
                fields.setdefault(field.doc, []).append(_guide_field(field, step))
    return fields


def _fields_of(document: type[Document]) -> Iterator[Field[object]]:
    for field in document.fields.values():
        yield field
        if isinstance(field, Rows):
            yield from _fields_of(field.row)


def _guide_field(field: Field[object], step: Step) -> GuideField:
    return GuideField(
        name=field.name,
        step=step.title,
        label=field.label,
        help=field.help,
        example=field.example,
        is_read_only=field.read_only,
    )
