"""The facts that the guards of this app read: plain values, so that guards don't use the database."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class ListingFacts(Struct, frozen=True, kw_only=True):
    """Facts about a revision and its listing.

    other_open is the number of another open revision of the listing, or None. accepted has the kinds of agreement of
    which the organisation has accepted the current version. submission_id is the ID of the latest submission.
    """

    organisation_url: str
    organisation_is_active: bool
    vendor_is_confirmed: bool
    route: str
    hold: str
    accepted: frozenset[str]
    other_open: int | None = None
    was_published: bool = False
    submission_id: UUID | None = None
    active_at: datetime | None = None
    idle_warned_at: datetime | None = None
    organisation_id: UUID | None = None


class RollbackFacts(Struct, frozen=True, kw_only=True):
    """The live revision to which the tile was rolled back, and the later one that it replaced; None without both."""

    live: int | None = None
    replaced: int | None = None


class ImportFacts(Struct, frozen=True):
    """Whether the worker is still importing an archive into the draft."""

    is_importing: bool


class VendorFacts(Struct, frozen=True):
    """Whether the latest submission names a vendor as which its organisation may publish, and that vendor's name."""

    is_own: bool
    name: str
