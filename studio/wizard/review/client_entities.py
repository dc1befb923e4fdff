"""Prepares, for the wizard, the entities that API clients sent."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from accounts.queries import names_of
from listings.content.bundles import values_by_section
from listings.content.client_entities import ClientEntity, client_entities
from studio.wizard.data import Wizard


class ClientEntityRow(Struct, frozen=True, kw_only=True):
    """An entity with the name of its sender, "" if it is unknown."""

    row: ClientEntity
    by: str

    @property
    def at(self) -> datetime | None:
        return self.row.at


def client_entity_rows(wizard: Wizard) -> Sequence[ClientEntityRow]:
    """All entities that clients sent, in the order in which they first arrived. At most two queries."""
    rows = client_entities(values_by_section(wizard.documents))
    names = names_of(row.by for row in rows) if rows else {}
    return [ClientEntityRow(row=row, by=names.get(row.by, "") if row.by else "") for row in rows]
