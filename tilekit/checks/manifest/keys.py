"""The keys that a manifest may hold. A free object ("*") has names of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tilekit.core.field import Json
from tilekit.parse.json import pointer_to

Shape = Mapping[str, "Shape | None"]
ANY = "*"

_MEDIA: Shape = dict.fromkeys(("media_type", "caption", "image_url", "vimeo_id"))
_INTEGRATION: Shape = {
    **dict.fromkeys(
        (
            "id",
            "auto_install",
            "source_type_name",
            "source_type_id",
            "process_signatures",
            "supports_ddr_coordinated_failover",
        )
    ),
    "configuration": dict.fromkeys(("spec",)),
    "events": dict.fromkeys(("creates_events",)),
    "metrics": dict.fromkeys(("prefix", "check", "metadata_path", "auto_install")),
    "service_checks": dict.fromkeys(("metadata_path",)),
}
_PLAN: Shape = dict.fromkeys(
    (
        "billing_type",
        "unit_price",
        "unit_label",
        "metric",
        "tag",
        "product_id",
        "short_description",
        "includes_assets",
        "private_offers",
    )
)
KNOWN: Shape = {
    **dict.fromkeys(("manifest_version", "app_uuid", "app_id", "display_on_public_website", "owner", "oauth")),
    "tile": {
        **dict.fromkeys(
            ("overview", "configuration", "uninstallation", "support", "changelog", "description", "title")
        ),
        "media": {ANY: _MEDIA},
        "classifier_tags": None,
        "resources": {ANY: dict.fromkeys(("resource_type", "url"))},
    },
    "assets": {
        **dict.fromkeys(("dashboards", "monitors", "saved_views", "oauth", "dataflows")),
        "integration": _INTEGRATION,
        "logs": dict.fromkeys(("source",)),
    },
    "author": dict.fromkeys(("name", "homepage", "support_email", "sales_email", "vendor_id")),
    "pricing": {ANY: _PLAN},
    "legal_terms": dict.fromkeys(("eula",)),
    "classifier_tags": None,
}


def unknown_keys(value: Json, shape: Shape = KNOWN, pointer: str = "") -> Iterator[tuple[str, set[str]]]:
    """(pointer, the known keys beside it) of every key that is not known."""
    pairs = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, inner in pairs:
        here = pointer + pointer_to(key)
        if ANY in shape:
            known: Shape | None = shape[ANY]
        elif key in shape:
            known = shape[str(key)]
        else:
            yield here, set(shape)
            continue
        if known is not None:
            yield from unknown_keys(inner, known, here)
