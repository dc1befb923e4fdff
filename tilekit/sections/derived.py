"""Values that the portal derives from other values."""

from collections.abc import Mapping

from tilekit.core.field import Json
from tilekit.core.kind import ListingKind, has_agent_check, on_marketplace, sends_logs
from tilekit.core.section import SectionDocument
from tilekit.parse.json_values import text

DerivedChanges = dict[str, dict[str, Json]]
# The sections that contain derived values or their sources.
SOURCE_SECTIONS = frozenset({"overview", "configuration", "data", "pricing"})


def derived_changes(documents: Mapping[str, SectionDocument], kind: ListingKind) -> DerivedChanges:
    """The derived values that must change: {section key: {field: value}}, empty if all are up to date.

    Values from an imported folder are not changed without a reason: an old listing without data types keeps its events
    flag, and an existing logs source is not replaced. A missing logs source is read from the filter of the pipeline
    (MF-052).
    """
    values = {key: document.values for key, document in documents.items()}
    derived: DerivedChanges = {
        "overview": _overview(values.get("overview", {}), kind),
        "configuration": _configuration(values.get("overview", {}), kind),
        "data": _data(values, kind),
        "pricing": _pricing(values, kind),
    }
    changes = {
        key: {name: value for name, value in fields.items() if values[key].get(name) != value}
        for key, fields in derived.items()
        if key in values
    }
    return {key: fields for key, fields in changes.items() if fields}


def _overview(overview: Mapping[str, Json], kind: ListingKind) -> dict[str, Json]:
    """Paid listings that have categories get the category Marketplace."""
    chosen = overview.get("categories")
    if not (on_marketplace(kind) and isinstance(chosen, list) and chosen) or "Marketplace" in chosen:
        return {}
    return {"categories": [*chosen, "Marketplace"]}


def _configuration(overview: Mapping[str, Json], kind: ListingKind) -> dict[str, Json]:
    if not has_agent_check(kind):
        return {}
    identifier = _stored_text(overview, "integration_id")
    name = f"datadog-{identifier.replace('-', '_')}" if identifier else ""
    target = "marketplace" if on_marketplace(kind) else "integrations-extras"
    return {"package_name": name, "repo_target": target}


def _data(values: Mapping[str, Mapping[str, Json]], kind: ListingKind) -> dict[str, Json]:
    changes: dict[str, Json] = {}
    if kind.submitted:
        changes["creates_events"] = "events" in kind.submitted
    identifier, data = _stored_text(values.get("overview", {}), "integration_id"), values.get("data", {})
    if sends_logs(kind) and identifier and not (_stored_text(data, "logs_source") or data.get("log_pipeline_yaml")):
        changes["logs_source"] = identifier
    return changes


def _pricing(values: Mapping[str, Mapping[str, Json]], kind: ListingKind) -> dict[str, Json]:
    """The product ID is the integration ID without the vendor ID."""
    overview = values.get("overview", {})
    identifier, vendor = _stored_text(overview, "integration_id"), _stored_text(overview, "vendor_id")
    if not on_marketplace(kind) or _stored_text(values.get("pricing", {}), "product_id") or not identifier:
        return {}
    product = identifier.removeprefix(f"{vendor}-") if vendor else identifier
    return {"product_id": product}


def _stored_text(values: Mapping[str, Json], name: str) -> str:
    return text(values.get(name))
