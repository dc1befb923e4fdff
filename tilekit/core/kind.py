"""What kind of listing it is: the few facts on which requirements depend."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Route(StrEnum):
    INTEGRATIONS = "integrations"
    MARKETPLACE = "marketplace"


class OfferingType(StrEnum):
    INTEGRATION = "integration"
    SOFTWARE_LICENSE = "software_license"
    PROFESSIONAL_SERVICE = "professional_service"
    UI_EXTENSION = "ui_extension"  # import only: old listings carry it, nobody is offered it


class CodeType(StrEnum):
    AGENT = "agent"
    API_OAUTH = "api_oauth"
    API_EXCEPTION = "api_exception"
    TILE_ONLY = "tile_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingKind:
    """The facts that decide which steps and fields apply and are required.

    code_type is "" while it is not chosen. submitted and queried hold data types as in data_types.csv, lower-case.
    """

    route: str = Route.INTEGRATIONS
    offering_type: str = OfferingType.INTEGRATION
    code_type: str = ""
    submitted: frozenset[str] = frozenset()
    queried: frozenset[str] = frozenset()


Predicate = Callable[[ListingKind], bool]


def always(kind: ListingKind) -> bool:  # noqa: ARG001 the shape of a predicate
    return True


def never(kind: ListingKind) -> bool:  # noqa: ARG001 the shape of a predicate
    return False


def on_marketplace(kind: ListingKind) -> bool:
    return kind.route == Route.MARKETPLACE


def is_integration(kind: ListingKind) -> bool:
    return kind.offering_type in (OfferingType.INTEGRATION, OfferingType.UI_EXTENSION)


def is_licence(kind: ListingKind) -> bool:
    return kind.offering_type == OfferingType.SOFTWARE_LICENSE


def is_service(kind: ListingKind) -> bool:
    return kind.offering_type == OfferingType.PROFESSIONAL_SERVICE


def has_agent_check(kind: ListingKind) -> bool:
    return is_integration(kind) and kind.code_type == CodeType.AGENT


def uses_api(kind: ListingKind) -> bool:
    return is_integration(kind) and kind.code_type in (CodeType.API_OAUTH, CodeType.API_EXCEPTION)


def uses_oauth(kind: ListingKind) -> bool:
    return is_integration(kind) and kind.code_type == CodeType.API_OAUTH


def exchanges_data(kind: ListingKind) -> bool:
    """An integration with code; a tile-only one has the requirements of a service."""
    return is_integration(kind) and kind.code_type != CodeType.TILE_ONLY


def sends_metrics(kind: ListingKind) -> bool:
    return exchanges_data(kind) and "metrics" in kind.submitted


def sends_logs(kind: ListingKind) -> bool:
    return exchanges_data(kind) and "logs" in kind.submitted
