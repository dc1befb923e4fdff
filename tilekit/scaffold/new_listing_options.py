"""What a person chooses for a new listing, and what is wrong with a name."""

from collections.abc import Mapping
from datetime import date
from keyword import iskeyword
from types import MappingProxyType

from msgspec import Struct

from tilekit.core.kind import CodeType
from tilekit.core.messages import N_, Message
from tilekit.scaffold.rows import safe_name
from tilekit.sections.initial_values import kebab
from tilekit.sections.limits import NAME, TITLE

# The type on the command line -> the data types that a new listing sends if none are given.
NEW_LISTING_TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"agent": ("Metrics",), "api": ("Metrics", "Logs"), "tile": ("Logs",)}
)


# The kind of Agent check -> values of its templates: an option, its address and the service check.
CHECK_KIND_VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "openmetrics": {
            "option": "openmetrics_endpoint",
            "endpoint": "http://localhost:8080/metrics",
            "service_check": "openmetrics.health",
        },
        "python": {"option": "url", "endpoint": "http://localhost:8080/status", "service_check": "can_connect"},
    }
)
# Packages of the Agent itself in the namespace datadog_checks.
_TAKEN_PACKAGES = frozenset({"base", "checks", "dev", "downloader"})


class NewListingOptions(Struct, frozen=True, kw_only=True):
    """The input for a new listing.

    type is a key of NEW_LISTING_TYPES, check_kind one of CHECK_KIND_VALUES, which counts only for the type agent.
    data_types are those that a tile can show as submitted. app_uuid is a new UUID.
    """

    name: str
    type: str
    data_types: tuple[str, ...]
    app_uuid: str
    today: date
    check_kind: str = "openmetrics"
    vendor: str = ""

    @property
    def folder(self) -> str:
        """The name of the listing's folder, and of the check."""
        return safe_name(kebab(self.name).replace("-", "_"))

    @property
    def code_type(self) -> CodeType:
        if self.type == "agent":
            return CodeType.AGENT
        return CodeType.API_OAUTH if self.type == "api" or self.data_types else CodeType.TILE_ONLY

    @property
    def facts(self) -> frozenset[str]:
        """The facts that decide which files the listing has."""
        kind = {self.check_kind} if self.type == "agent" else set[str]()
        return frozenset({self.type, *kind, *(name.lower() for name in self.data_types)})


def name_fault(name: str, listing_type: str) -> Message | None:
    """The reason why a listing of this type cannot have this name; None if it can."""
    package = kebab(name).replace("-", "_")
    if not package:
        return Message(N_("The name must contain Latin letters, because the integration ID is created from it."))
    if listing_type == "agent" and (iskeyword(package) or package in _TAKEN_PACKAGES):
        text = N_("A Python package can't have the name {name}, which an Agent check with this name needs. Change it.")
        return Message(text, {"name": package})
    return _text_fault(name, TITLE)


def vendor_fault(vendor: str) -> Message | None:
    """The reason why a vendor cannot have this name; None if it can."""
    return _text_fault(vendor, NAME)


def _text_fault(text: str, limit: int) -> Message | None:
    if len(text) > limit:
        return Message(
            N_("The name has {n} characters; the limit is {limit}. Shorten it."), {"limit": limit, "n": len(text)}
        )
    if text != text.strip() or not text.isprintable():
        return Message(N_("The name must not start or end with a space or contain control characters."))
    return None
