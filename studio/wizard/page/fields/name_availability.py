"""Looks up whether a name is available, and suggests one that is."""

from collections.abc import Iterator
from uuid import UUID

from msgspec import Struct

from listings.content.identities import is_taken
from listings.models import IdentityKind

_SUFFIXES = range(2, 5)


class NameAvailability(Struct, frozen=True, kw_only=True):
    """A name, and whether it is available. If not, suggestion is a similar available name, "" if none was found."""

    value: str
    is_free: bool
    suggestion: str = ""


def name_availability(listing_id: UUID, kind: str, value: str, *, vendor_id: str) -> NameAvailability:
    """Look up the name and up to four suggestions, with one query each."""
    if not is_taken(listing_id, kind, value):
        return NameAvailability(value=value, is_free=True)
    free_names = (name for name in _similar_names(kind, value, vendor_id) if not is_taken(listing_id, kind, name))
    return NameAvailability(value=value, is_free=False, suggestion=next(free_names, ""))


def _similar_names(kind: str, value: str, vendor_id: str) -> Iterator[str]:
    """Similar names, starting with the vendor's prefix."""
    joint = {IdentityKind.SOURCE_TYPE_NAME: " ", IdentityKind.METRIC_PREFIX: "."}.get(IdentityKind(kind), "-")
    if vendor_id and not value.startswith(vendor_id):
        yield f"{vendor_id}{joint}{value}"
    ending = "." if value.endswith(".") else ""
    stem = value.removesuffix(".")
    for number in _SUFFIXES:
        yield f"{stem}{'_' if ending else joint}{number}{ending}"
