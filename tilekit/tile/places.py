"""The places of the tile that show fields by their declaration: `shows="support.facts"`."""

from collections.abc import Mapping
from functools import cache

from tilekit.bundle import Bundle
from tilekit.core.field import Field
from tilekit.core.section import SectionDocument
from tilekit.sections import SECTIONS
from tilekit.tile.model import FieldValue

_FACT = frozenset({"text", "slug", "email", "url", "choices", "date", "money"})
_TEXT = frozenset({"markdown"})
# {"<part of the tile>.<place>": kinds of field}, in the order of stored tiles. `text` has no heading.
TILE_PLACES: Mapping[str, frozenset[str]] = {
    "about.facts": _FACT,
    "overview.text": _TEXT,
    "overview.prose": _TEXT,
    "configuration.purchase": _TEXT,
    "configuration.setup": _TEXT,
    "configuration.prose": _TEXT,
    "data.facts": _FACT,
    "data.prose": _TEXT,
    "pricing.facts": _FACT,
    "pricing.prose": _TEXT,
    "support.text": _TEXT,
    "support.prose": _TEXT,
    "support.facts": _FACT,
}


@cache
def fields_of(part: str) -> tuple[tuple[type[SectionDocument], Field[object]], ...]:
    """(section, field) of each field that this part of the tile shows, in the order of stored tiles."""
    places = [place for place in TILE_PLACES if place.startswith(f"{part}.")]
    return tuple(
        (section, field)
        for place in places
        for section in SECTIONS
        for field in section.fields.values()
        if field.shows == place
    )


def values_of(bundle: Bundle, part: str) -> dict[str, FieldValue]:
    """The values that this part of the tile shows, by the field's name in stored tiles. Empty ones are left out."""
    values = {field.shown_as: _field_value(bundle, section, field) for section, field in fields_of(part)}
    return {name: value for name, value in values.items() if value}


def _field_value(bundle: Bundle, section: type[SectionDocument], field: Field[object]) -> FieldValue:
    value = field.value_of(bundle.section(section).values.get(field.name))
    return tuple(map(str, value)) if isinstance(value, list) else str(value)


def texts_of(bundle: Bundle) -> list[str]:
    """The Markdown texts that the tile shows."""
    parts = dict.fromkeys(place.partition(".")[0] for place in TILE_PLACES)
    fields = (pair for part in parts for pair in fields_of(part))
    return [str(_field_value(bundle, section, field)) for section, field in fields if field.kind == "markdown"]
