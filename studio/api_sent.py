"""Data sent by clients of the submission API, as the wizard shows it."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from accounts.queries import names_of
from listings.api_rows import ApiRow, api_rows
from listings.bundles import values_of
from studio.wizard import Wizard


class SentRow(Struct, frozen=True, kw_only=True):
    """An entity; by is a name, "" if unknown."""

    row: ApiRow
    by: str

    @property
    def at(self) -> datetime | None:
        return self.row.at


def sent_rows(wizard: Wizard) -> Sequence[SentRow]:
    """Everything that clients sent, in the order of its first arrival; at most two queries."""
    rows = api_rows(values_of(wizard.documents))
    names = names_of(row.by for row in rows) if rows else {}
    return [SentRow(row=row, by=names.get(row.by, "") if row.by else "") for row in rows]
