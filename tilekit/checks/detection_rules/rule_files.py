"""Reads Cloud SIEM detection rules for their checks."""

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator, assets
from tilekit.core.fields import Json
from tilekit.parse.json_values import elements, objects, text

_ROOT_QUERIES = "/options/thirdPartyRuleOptions/rootQueries"
DETECTION_RULES_FIELD = "content.detection_rules"


def files(bundle: Bundle) -> tuple[Asset, ...]:
    """The detection rules of a listing."""
    return assets(bundle, "detection_rules")


detection_rule_check = CheckDecorator(files)


def objects_of(asset: Asset, key: str) -> list[tuple[int, dict[str, Json]]]:
    """Index and value of the objects in a list of the rule ("cases", "queries")."""
    return objects(asset.value.get(key))


def queries_of(asset: Asset) -> list[tuple[str, dict[str, Json]]]:
    """Pointer and object of each query that selects logs.

    A rule for the alerts of a third party selects them with its root queries.
    """
    pointer = _ROOT_QUERIES if objects(asset.at(_ROOT_QUERIES)) else "/queries"
    return [(f"{pointer}/{at}", query) for at, query in objects(asset.at(pointer))]


def rule_tags(asset: Asset) -> list[str]:
    """The tags of a rule. A value that is not a text becomes "", so that positions stay the same."""
    return [text(tag) for tag in elements(asset.value.get("tags"))]
