"""The answers from the New listing page, and the IDs that the platform assigns. Neither belongs to a section."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.core.kind import ListingKind, OfferingType, Route
from tilekit.core.section import Document


class Basics(Struct, frozen=True, kw_only=True):
    """The basic facts of a listing. The platform assigns source_type_id.

    app_uuid is text because a folder may contain any value.
    """

    name: str = ""
    route: str = Route.INTEGRATIONS
    offering_type: str = OfferingType.INTEGRATION
    app_uuid: str = ""
    source_type_id: int | None = None


def listing_kind(basics: Basics, documents: Mapping[str, Document]) -> ListingKind:
    """The facts that requirements depend on. documents maps section keys to documents; missing ones count as empty."""
    code_type = _stored_value(documents, "configuration", "code_type")
    return ListingKind(
        route=basics.route,
        offering_type=basics.offering_type,
        code_type=code_type if isinstance(code_type, str) else "",
        submitted=_data_types(documents, "submitted_data_types", "other_submitted_data"),
        queried=_data_types(documents, "queried_data_types", "other_queried_data"),
    )


def _data_types(documents: Mapping[str, Document], *names: str) -> frozenset[str]:
    found = [_stored_value(documents, "data", name) for name in names]
    items = [item for value in found if isinstance(value, list) for item in value]
    return frozenset(item.lower() for item in items if isinstance(item, str))


def _stored_value(documents: Mapping[str, Document], section: str, name: str) -> object:
    document = documents.get(section)
    return document.values.get(name) if document else None
