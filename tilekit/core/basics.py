"""What the New Listing page asks, and the identifiers that the platform gives: not part of any section."""

from dataclasses import dataclass

from tilekit.core.kind import OfferingType, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """app_uuid is text because a folder may hold anything there; source_type_id is given by the platform."""

    name: str = ""
    route: str = Route.INTEGRATIONS
    offering_type: str = OfferingType.INTEGRATION
    app_uuid: str = ""
    source_type_id: int | None = None
