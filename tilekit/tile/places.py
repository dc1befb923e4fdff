"""The places of the tile that show fields by their declaration: `shows="support.facts"`."""

from collections.abc import Mapping
from functools import cache

from tilekit.bundle import Bundle
from tilekit.core.field import Field
from tilekit.core.section import SectionDocument, Tab
from tilekit.sections import SECTIONS
from tilekit.tile.tabs import FieldValue

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
# Fields that the tile shows at places of their own: {tab, or "head" (above the tabs) or "about" (next to them): paths}.
_OWN_PLACES: Mapping[str, tuple[str, ...]] = {
    "head": (
        "overview.title",
        "overview.short_description",
        "overview.logo_light",
        "overview.logo_dark",
        "overview.vendor_name",
        "overview.vendor_url",
    ),
    "about": ("overview.supported_os", "overview.categories", "overview.integration_id"),
    Tab.OVERVIEW: ("overview.media", "overview.resources"),
    Tab.CONFIGURATION: (
        "configuration.code_type",
        "configuration.package_name",
        "configuration.package_version",
        "configuration.min_agent_version",
        "configuration.oauth_name",
        "configuration.oauth_scopes",
    ),
    Tab.DATA: (
        "data.submitted_data_types",
        "data.queried_data_types",
        "data.metadata_csv",
        "data.service_checks_json",
        "data.creates_events",
        "data.logs_source",
        "data.log_pipeline_yaml",
    ),
    Tab.RESOURCES: ("content.dashboards", "content.monitors", "content.detection_rules", "content.saved_views"),
    Tab.PRICING: (
        "pricing.billing_type",
        "pricing.unit_price",
        "pricing.unit_label",
        "pricing.trial_days",
        "pricing.private_offers",
        "overview.sales_email",
        "legal.eula",
    ),
    Tab.RELEASE_NOTES: ("release_notes.entries",),
}


@cache
def shown_paths() -> Mapping[str, str]:
    """{path of a field that the tile shows: its tab, "head" or "about"}, in the order of the tile."""
    parts = dict.fromkeys((*_OWN_PLACES, *Tab))
    declared = {part: [f"{section.key}.{field.name}" for section, field in fields_of(part)] for part in parts}
    return {path: str(part) for part in parts for path in (*_OWN_PLACES.get(part, ()), *declared[part])}


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
