"""Compares the headers of responses with those in the OpenAPI documents."""

from collections.abc import Iterable, Mapping
from typing import Any

from ninja import NinjaAPI

# Headers of HTTP that every response can have, and those that protect pages.
_OF_HTTP = frozenset(
    "cache-control connection content-encoding content-language content-length content-security-policy content-type "
    "cross-origin-opener-policy date permissions-policy pragma referrer-policy server vary x-content-type-options "
    "x-frame-options".split()
)


def header_faults(surface: NinjaAPI, call: tuple[str, str], status: int, sent: Iterable[str]) -> list[str]:
    """Headers that were sent but not described for the call (method, path), and required ones that were not sent."""
    document = surface.get_openapi_schema()
    method, path = call
    response = document["paths"][path][method.lower()]["responses"].get(status)
    if response is None:  # other checks report undocumented statuses
        return []
    described = {name.lower(): _target(document, node) for name, node in _target(document, response)["headers"].items()}
    names = {name.lower() for name in sent}
    missing = [name for name, node in described.items() if node.get("required") and name not in names]
    return sorted(names - described.keys() - _OF_HTTP) + [f"no {name}" for name in missing]


def _target(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The node, or the component to which it refers."""
    if "$ref" not in node:
        return node
    _hash, _components, kind, name = node["$ref"].split("/")
    component: Mapping[str, Any] = document["components"][kind][name]
    return component
