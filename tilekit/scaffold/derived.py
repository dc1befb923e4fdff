"""Fields that nobody types because they follow from others."""

from collections.abc import Mapping

from tilekit.core.basics import Basics, kind_of
from tilekit.core.fields import Json
from tilekit.core.kind import Route, exchanges_data, sends_logs
from tilekit.core.section import Section, Values
from tilekit.scaffold.tags import MARKETPLACE


def derived(basics: Basics, documents: Mapping[str, Section]) -> dict[str, Values]:
    """Section -> field -> value of what follows from the rest, only where it differs from what is there.

    Events among the submitted data switch creates_events; logs get the integration ID as their source; a paid
    listing is in the category Marketplace.
    """
    kind = kind_of(basics, documents)
    found: dict[str, Values] = {}
    data, overview = _values(documents, "data"), _values(documents, "overview")
    if exchanges_data(kind):
        found["data"] = {"creates_events": "events" in kind.submitted}
    if sends_logs(kind) and not data.get("logs_source") and isinstance(overview.get("integration_id"), str):
        found.setdefault("data", {})["logs_source"] = overview["integration_id"]
    categories = overview.get("categories") or []
    if basics.route == Route.MARKETPLACE and isinstance(categories, list) and MARKETPLACE not in categories:
        found["overview"] = {"categories": [*categories, MARKETPLACE]}
    return {key: changed for key, values in found.items() if (changed := _changed(values, _values(documents, key)))}


def with_derived(basics: Basics, documents: Mapping[str, Section]) -> dict[str, Section]:
    """The documents with what follows from them."""
    changes = derived(basics, documents)
    return {key: type(section)({**section.values, **changes.get(key, {})}) for key, section in documents.items()}


def _changed(values: Values, old: Values) -> dict[str, Json]:
    return {name: value for name, value in values.items() if old.get(name) != value}


def _values(documents: Mapping[str, Section], key: str) -> Values:
    return documents[key].values if key in documents else {}
