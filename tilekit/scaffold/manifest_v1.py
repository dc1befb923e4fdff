"""Manifests of the first version: converted to the current form, never written."""

from tilekit.core.fields import Json
from tilekit.parse.json_values import elements, value_at
from tilekit.scaffold.pointers import put_at
from tilekit.scaffold.tags import TAG_FIELDS, current_value

_MOVED = {
    "/guid": "/app_uuid",
    "/integration_id": "/app_id",
    "/is_public": "/display_on_public_website",
    "/short_description": "/tile/description",
    "/public_title": "/tile/title",
    "/maintainer": "/author/support_email",
    "/author/name": "/author/name",
    "/author/homepage": "/author/homepage",
    "/author/vendor_id": "/author/vendor_id",
    "/terms/legal_email": "/author/sales_email",
    "/terms/eula": "/legal_terms/eula",
    "/display_name": "/assets/integration/source_type_name",
    "/creates_events": "/assets/integration/events/creates_events",
    "/metric_prefix": "/assets/integration/metrics/prefix",
    "/metric_to_check": "/assets/integration/metrics/check",
    "/assets/metrics_metadata": "/assets/integration/metrics/metadata_path",
    "/assets/service_checks": "/assets/integration/service_checks/metadata_path",
    "/assets/configuration/spec": "/assets/integration/configuration/spec",
    "/assets/dashboards": "/assets/dashboards",
    "/assets/monitors": "/assets/monitors",
    "/assets/recommended_monitors": "/assets/monitors",
    "/assets/saved_views": "/assets/saved_views",
    "/assets/logs/source": "/assets/logs/source",
    "/pricing": "/pricing",
}
_OLD_KEYS = frozenset(pointer.split("/")[1] for pointer in _MOVED) | {
    "manifest_version", "categories", "supported_os", "type", "support",
}  # fmt: skip
_MARKS = ("integration_id", "guid", "public_title", "display_name")
_LISTS = {"categories": "Category", "supported_os": "Supported OS"}


def is_legacy(value: dict[str, Json]) -> bool:
    """Whether the manifest is of the first version."""
    return "tile" not in value and any(mark in value for mark in _MARKS)


def modern_form(value: dict[str, Json]) -> dict[str, Json]:
    """The content of an old manifest under the current keys."""
    modern: dict[str, Json] = {}
    for old, new in _MOVED.items():
        old_value = value_at(value, old)
        if old_value is not None:
            put_at(modern, new, old_value)
    put_at(modern, "/tile/classifier_tags", _tags(value))
    return modern


def keys_without_successor(value: dict[str, Json]) -> dict[str, Json]:
    """The keys that a new file copies from an old one: those of the first version without a successor."""
    return {key: item for key, item in value.items() if key not in _OLD_KEYS} if is_legacy(value) else {}


def _tags(value: dict[str, Json]) -> list[Json]:
    tags: list[Json] = ["Offering::Integration"]
    for key, group in _LISTS.items():
        names = [name for name in elements(value.get(key)) if isinstance(name, str)]
        tags += [f"{group}::{_present_name(group, name)}" for name in names]
    return tags


def _present_name(group: str, name: str) -> str:
    """The current name of a choice in an old list, which contained names in lower case."""
    choices = {choice.casefold(): choice for choice in _choices(group)}
    for spelling in (name, name.capitalize(), name.title()):
        present = current_value(group, spelling)
        if present.casefold() in choices:
            return choices[present.casefold()]
    return name


def _choices(group: str) -> list[str]:
    from tilekit.sections.options import category_choices, supported_os  # slow import

    choices = {"overview.categories": category_choices, "overview.supported_os": supported_os}
    return [choice.value for choice in choices[".".join(TAG_FIELDS[group])]()]
