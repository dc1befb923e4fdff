"""The kind of a listing: the few facts that its requirements depend on."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct

from tilekit.core.messages import N_


class Route(StrEnum):
    INTEGRATIONS = "integrations"
    MARKETPLACE = "marketplace"


class OfferingType(StrEnum):
    INTEGRATION = "integration"
    SOFTWARE_LICENSE = "software_license"
    PROFESSIONAL_SERVICE = "professional_service"
    UI_EXTENSION = "ui_extension"  # only imported from old listings; not offered for new ones


# The names on tiles and in the classifier tags of the platform.
OFFERING_NAMES: Mapping[str, str] = {
    OfferingType.INTEGRATION: N_("Integration"),
    OfferingType.SOFTWARE_LICENSE: N_("Software License"),
    OfferingType.PROFESSIONAL_SERVICE: N_("Professional Service"),
    OfferingType.UI_EXTENSION: N_("UI Extension"),
}


class CodeType(StrEnum):
    AGENT = "agent"
    API_OAUTH = "api_oauth"
    API_EXCEPTION = "api_exception"
    TILE_ONLY = "tile_only"


class ListingKind(Struct, frozen=True, kw_only=True):
    """The facts that decide which steps and fields apply and are required.

    code_type is "" until it is chosen. submitted and queried contain data types in lower case.
    """

    route: str = Route.INTEGRATIONS
    offering_type: str = OfferingType.INTEGRATION
    code_type: str = ""
    submitted: frozenset[str] = frozenset()
    queried: frozenset[str] = frozenset()


Predicate = Callable[[ListingKind], bool]


def always(_kind: ListingKind) -> bool:
    """For every listing."""
    return True


def never(_kind: ListingKind) -> bool:
    """For no listing."""
    return False


def is_paid(route: str) -> bool:
    """Whether listings of this route are sold, which is only possible on Marketplace."""
    return route == Route.MARKETPLACE


def on_marketplace(kind: ListingKind) -> bool:
    """For paid listings."""
    return is_paid(kind.route)


def is_integration(kind: ListingKind) -> bool:
    """For integrations, including UI extensions from old folders."""
    return kind.offering_type in (OfferingType.INTEGRATION, OfferingType.UI_EXTENSION)


def is_licence(kind: ListingKind) -> bool:
    """For software licences."""
    return kind.offering_type == OfferingType.SOFTWARE_LICENSE


def is_service(kind: ListingKind) -> bool:
    """For professional services."""
    return kind.offering_type == OfferingType.PROFESSIONAL_SERVICE


def has_agent_check(kind: ListingKind) -> bool:
    """For integrations that run in the Agent."""
    return is_integration(kind) and kind.code_type == CodeType.AGENT


def uses_api(kind: ListingKind) -> bool:
    """For integrations whose backend calls the public API."""
    return is_integration(kind) and kind.code_type in (CodeType.API_OAUTH, CodeType.API_EXCEPTION)


def uses_oauth(kind: ListingKind) -> bool:
    """For integrations that use OAuth."""
    return is_integration(kind) and kind.code_type == CodeType.API_OAUTH


def requests_oauth_exception(kind: ListingKind) -> bool:
    """For integrations that request an OAuth exception."""
    return is_integration(kind) and kind.code_type == CodeType.API_EXCEPTION


def may_use_oauth(kind: ListingKind) -> bool:
    """For integrations that use OAuth, and software licences, which may use it."""
    return uses_oauth(kind) or is_licence(kind)


def exchanges_data(kind: ListingKind) -> bool:
    """For integrations that exchange data with the platform, so not tile-only ones."""
    return is_integration(kind) and kind.code_type != CodeType.TILE_ONLY


def may_read_data(kind: ListingKind) -> bool:
    """For listings that may query data."""
    return exchanges_data(kind) or is_licence(kind)


def must_be_available(kind: ListingKind) -> bool:
    """For integrations that use the API, and free integrations with an Agent check."""
    return uses_api(kind) or (has_agent_check(kind) and not on_marketplace(kind))


def sends_metrics(kind: ListingKind) -> bool:
    """For integrations that submit metrics."""
    return exchanges_data(kind) and "metrics" in kind.submitted


def sends_logs(kind: ListingKind) -> bool:
    """For integrations that submit logs."""
    return exchanges_data(kind) and "logs" in kind.submitted


def sends_service_checks(kind: ListingKind) -> bool:
    """For Agent checks that report service checks."""
    return has_agent_check(kind) and "service checks" in kind.submitted


def is_sold_without_code(kind: ListingKind) -> bool:
    """For software licences and professional services."""
    return is_licence(kind) or is_service(kind)
