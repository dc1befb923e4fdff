"""Paths of pages that stand above this room, for notices and for reasons that lead to what unblocks.

Written out, because a lower room cannot name a higher one's views; the contract tests resolve each of them.
"""

from uuid import UUID

LISTINGS = "/listings/"


def listing_home(listing_id: UUID) -> str:
    """The listing's own page."""
    return f"/listings/{listing_id}/"


def step(listing_id: UUID, key: str, path: str = "") -> str:
    """A step of the wizard; path is that of a field (`overview.title`), whose anchor is `f-<path>`."""
    anchor = f"#f-{path}" if path else ""
    return f"/listings/{listing_id}/steps/{key}/{anchor}"


def organisation(slug: str) -> str:
    """The page of a partner organisation."""
    return f"/organisations/{slug}/"
