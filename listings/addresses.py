"""Paths of pages that stand above this room, for notices and for reasons that lead to what unblocks.

Written out, because a lower room cannot name a higher one's views; the contract tests resolve each of them.
"""

import re
from uuid import UUID

_NOT_IN_ID = re.compile(r"[^\w-]+")
LISTINGS = "/listings/"


def listing_home(listing_id: UUID) -> str:
    """The listing's own page."""
    return f"/listings/{listing_id}/"


def api_listing(listing_id: UUID) -> str:
    """The listing in our own API."""
    return f"/api/v1/listings/{listing_id}"


def step(listing_id: UUID, key: str, path: str = "") -> str:
    """A step of the wizard, of the revision that is under way; path is that of a field (`overview.title`)."""
    anchor = f"#{control_id(path)}-field" if path else ""
    return f"/listings/{listing_id}/steps/{key}/{anchor}"


def pipeline_run(listing_id: UUID, number: int) -> str:
    """The log pipeline of a revision, run on its samples."""
    return f"/listings/{listing_id}/revisions/{number}/pipeline/"


def control_id(path: str) -> str:
    """The id of the control of a field: `overview.media[k].caption` -> `f-overview-media-k-caption`."""
    return "f-" + _NOT_IN_ID.sub("-", path).strip("-")


def organisation(slug: str) -> str:
    """The page of a partner organisation."""
    return f"/organisation/{slug}/"
