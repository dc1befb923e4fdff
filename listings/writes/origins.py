"""The fields of a draft that API clients set."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from listings.content.client_entities import sender_of
from listings.writes.client_values import Documents, entities_in, is_in_force, sets_of


class FieldOrigin(Struct, frozen=True):
    """The client that set a field. is_in_force means that nobody else has changed the field since."""

    by: UUID | None
    is_in_force: bool


def origins_of(documents: Documents) -> Mapping[str, FieldOrigin]:
    """{path: origin} of the fields that clients set."""
    return {
        path: FieldOrigin(sender_of(row), is_in_force(documents, path, digest))
        for row in entities_in(documents)
        for path, digest in sets_of(row).items()
    }
