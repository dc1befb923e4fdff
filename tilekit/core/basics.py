"""The answers from the New listing page, and the IDs that the platform assigns. Neither belongs to a section."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from tilekit.core.kind import ListingKind, OfferingType, Route
from tilekit.core.section import SectionDocument


class Basics(Struct, frozen=True, kw_only=True):
    """The basic facts of a listing. The platform assigns source_type_id.

    app_uuid is text because a folder may contain any value.
    """

    name: str = ""
    route: str = Route.INTEGRATIONS
    offering_type: str = OfferingType.INTEGRATION
    app_uuid: str = ""
    source_type_id: int | None = None


def listing_kind(basics: Basics, documents: Mapping[str, SectionDocument]) -> ListingKind:
    """The facts that requirements depend on. documents maps section keys to documents; missing ones count as empty.

    Choices that do not apply themselves don't count: the data types of a tile without code, for example.
    """
    kind = ListingKind(route=basics.route, offering_type=basics.offering_type)
    code_type = _applied_value(kind, documents.get("configuration"), "code_type")
    kind = replace(kind, code_type=code_type if isinstance(code_type, str) else "")
    return replace(
        kind,
        submitted=_data_types(kind, documents, "submitted_data_types", "other_submitted_data"),
        queried=_data_types(kind, documents, "queried_data_types", "other_queried_data"),
    )


def _data_types(kind: ListingKind, documents: Mapping[str, SectionDocument], *names: str) -> frozenset[str]:
    values = [_applied_value(kind, documents.get("data"), name) for name in names]
    items = [item for value in values if isinstance(value, list) for item in value]
    return frozenset(item.lower() for item in items if isinstance(item, str))


def _applied_value(kind: ListingKind, document: SectionDocument | None, name: str) -> object:
    """The stored value of a choice; None if its section or the choice itself does not apply."""
    if document is None or not (type(document).applies(kind) and document.fields[name].applies(kind)):
        return None
    return document.values.get(name)
