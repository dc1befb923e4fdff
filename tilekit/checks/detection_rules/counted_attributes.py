"""SR-029: queries that count nothing, or something that their detection method can't use."""

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.rule_files import detection_rule_check, objects_of
from tilekit.checks.finding import FindingPlace, RawFinding, Severity
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text

ADDS_UP = ("sum", "max", "min", "avg")
# Detection method -> the aggregation that it needs, and that no other method can use.
_AGGREGATIONS = {"impossible_travel": "geo_data", "new_value": "new_value"}
_IP_ATTRIBUTE = re.compile(r"(?:^|[.@_])ip$", re.IGNORECASE)
_OWN_GROUP = N_(
    "Query {number} counts the values of {value} and groups by it too, so each number is 1. Count another attribute."
)
_OTHER_METHOD = N_("The aggregation {value} does not fit the detection method {method}. Change one of them.")
_NOBODY = N_("Query {number} compares places, but groupByFields does not say whose. Add an attribute such as @usr.id.")
_NO_PLACE = N_("{value} is an address. Use the attribute with its location, such as @network.client.geoip.")


@detection_rule_check(
    "SR-029",
    Severity.WARNING,
    N_("In query {number}, distinctFields names no attribute whose values are counted. Add one."),
    name=N_("Query of a detection rule without an attribute to count"),
    applies_to="/queries",
    expected=N_(
        "A query with cardinality has distinctFields, one with sum, max, min or avg has a metric, and the aggregation "
        "fits the detection method"
    ),
    bad='"aggregation": "cardinality" without distinctFields',
    good='"distinctFields": ["@network.client.ip"]',
)
def counts_attributes(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Queries name the attributes that they count or add up."""
    for at, query in objects_of(asset, "queries"):
        aggregation, distinct = query.get("aggregation"), elements(query.get("distinctFields"))
        if aggregation == "cardinality" and not distinct:
            yield asset.finding(f"/queries/{at}/distinctFields", number=at + 1)
        elif aggregation == "cardinality" and all(one in elements(query.get("groupByFields")) for one in distinct):
            yield asset.finding(f"/queries/{at}/distinctFields/0", distinct[0], message=_OWN_GROUP, number=at + 1)
        elif aggregation in ADDS_UP and not (query.get("metric") or elements(query.get("metrics"))):
            message = N_("Query {number} uses {value}, but names no attribute in metrics. Add one.")
            yield asset.finding(f"/queries/{at}/aggregation", aggregation, message=message, number=at + 1)
        yield from _needs_of_method(asset, at, query)


def _needs_of_method(asset: Asset, at: int, query: Mapping[str, Json]) -> Iterator[RawFinding]:
    """The method and the aggregation fit each other, and travel is that of somebody between places."""
    method, aggregation = text(asset.at("/options/detectionMethod")), text(query.get("aggregation"))
    pointer = f"/queries/{at}"
    if (
        aggregation
        and method
        and _AGGREGATIONS.get(method) != aggregation
        and (method in _AGGREGATIONS or aggregation in _AGGREGATIONS.values())
    ):
        raw_finding = asset.finding(f"{pointer}/aggregation", aggregation, message=_OTHER_METHOD, method=method)
        yield replace(raw_finding, other_places=(FindingPlace(pointer="/options/detectionMethod"),))
    if method == "impossible_travel" and not elements(query.get("groupByFields")):
        yield asset.finding(f"{pointer}/groupByFields", message=_NOBODY, number=at + 1)
    places = [(f"{pointer}/metrics/{index}", name) for index, name in enumerate(elements(query.get("metrics")))]
    for place, name in places if aggregation == "geo_data" else ():
        if _IP_ATTRIBUTE.search(text(name)):
            yield asset.finding(place, name, message=_NO_PLACE)
