"""The keys of a new manifest in their order, with the values that are the same in every listing."""

from tilekit.core.fields import Json
from tilekit.core.kind import OfferingType
from tilekit.scaffold.pointers import put_at

MANIFEST_VERSION = "2.0.0"
_ORDER = (
    "/manifest_version", "/app_uuid", "/app_id", "/display_on_public_website", "/tile/overview", "/tile/configuration",
    "/tile/uninstallation", "/tile/support", "/tile/changelog", "/tile/description", "/tile/title", "/tile/media",
    "/tile/classifier_tags", "/tile/resources", "/assets/integration/auto_install",
    "/assets/integration/source_type_name", "/assets/integration/source_type_id",
    "/assets/integration/configuration", "/assets/integration/events", "/assets/integration/metrics",
    "/assets/integration/service_checks", "/assets/dashboards", "/assets/monitors", "/assets/saved_views",
    "/assets/logs", "/assets/oauth", "/author/support_email", "/author/name", "/author/homepage",
    "/author/sales_email", "/author/vendor_id", "/pricing", "/legal_terms",
)  # fmt: skip


def skeleton(parts: dict[str, dict[str, Json]]) -> dict[str, Json]:
    """A new manifest whose keys for fields have the value None; `without_gaps` removes those that stay empty."""
    value: dict[str, Json] = {}
    for pointer in _ORDER:
        put_at(value, pointer, None)
    for pointer, constant in _constants(parts).items():
        put_at(value, pointer, constant)
    return value


def without_gaps(value: dict[str, Json]) -> dict[str, Json]:
    """The manifest without the keys that no field filled."""
    return {
        key: without_gaps(item) if isinstance(item, dict) else item for key, item in value.items() if item is not None
    }


def has_code(parts: dict[str, dict[str, Json]]) -> bool:
    """Whether the listing exchanges data, so that its manifest describes an integration."""
    basics, code_type = parts.get("basics", {}), parts.get("configuration", {}).get("code_type")
    is_integration = basics.get("offering_type", OfferingType.INTEGRATION.value) == OfferingType.INTEGRATION.value
    return is_integration and code_type != "tile_only"


def _constants(parts: dict[str, dict[str, Json]]) -> dict[str, Json]:
    constants: dict[str, Json] = {
        "/manifest_version": MANIFEST_VERSION,
        "/app_uuid": "",
        "/app_id": "",
        "/tile/overview": "README.md#Overview",
        "/tile/configuration": "README.md#Setup",
        "/tile/support": "README.md#Support",
        "/tile/changelog": "CHANGELOG.md",
        "/tile/description": "",
        "/tile/title": "",
        "/tile/media": [],
        "/author/support_email": "",
        "/author/name": "",
        "/author/homepage": "",
    }
    if parts.get("setup", {}).get("uninstall_md"):
        constants["/tile/uninstallation"] = "README.md#Uninstallation"
    if has_code(parts):
        constants["/assets/integration/configuration"] = {}
        constants["/assets/integration/service_checks"] = {}
    else:
        constants["/assets"] = {}
    return constants
