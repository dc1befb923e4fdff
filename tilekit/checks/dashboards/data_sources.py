"""Queries of a request that are empty or whose data source is misspelled, for DB-059."""

from collections.abc import Iterator

from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.query_functions import UNKNOWN_PART
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.parse.json_values import objects, text

_EMPTY = N_("This query is empty. Enter a query, or remove it.")
# As documented for widgets of the platform's API. Others are not reported, unless they resemble one of these.
_DATA_SOURCES = frozenset((
    "apm_dependency_stats", "apm_metrics", "apm_resource_stats", "app_sec_events", "audit", "ci_pipelines", "ci_tests",
    "cloud_cost", "container", "events", "incident_analytics", "logs", "metrics", "network", "on_call_events",
    "process", "product_analytics", "profiles", "rum", "security_signals", "slo", "spans",
))  # fmt: skip
_OTHER_DATA_SOURCES = frozenset(("trace", "traces", "network_device_flows", "database_queries", "event"))
_DATA_SOURCE_SIMILARITY = 0.8


def empty_queries(asset: Asset, pointer: str, request: dict[str, Json]) -> Iterator[RawFinding]:
    """Findings about the queries of the request at the pointer."""
    if request.get("q") == "":
        yield asset.finding(f"{pointer}/q", message=_EMPTY)
    for at, query in objects(request.get("queries")):
        place, source = f"{pointer}/queries/{at}", text(query.get("data_source"))
        if source == "metrics" and isinstance(query.get("query"), str) and not text(query["query"]).strip():
            yield asset.finding(f"{place}/query", message=_EMPTY)
        if source and source not in _DATA_SOURCES | _OTHER_DATA_SOURCES:
            yield from _misspelled(asset, f"{place}/data_source", source)


def _misspelled(asset: Asset, pointer: str, source: str) -> Iterator[RawFinding]:
    near = closest_word(source.lower(), _DATA_SOURCES, cutoff=_DATA_SOURCE_SIMILARITY)
    if near:
        fix = asset.setting(pointer, near, N_("Use {near}"), near=near)
        yield asset.finding(pointer, source, near=source, message=UNKNOWN_PART, severity=Severity.WARNING, fix=fix)
