"""URL paths of pages in higher apps, for notices and for the links of reasons.

They are literals because a lower app cannot import a higher app's views. The contract tests resolve each of them.
"""

import re
from uuid import UUID

_NOT_IN_ID = re.compile(r"[^\w-]+")
LISTINGS = "/listings/"
REQUESTS_TAB = "/queue/requests/"


def listing_home(listing_id: UUID) -> str:
    """The path of a listing's page."""
    return f"/listings/{listing_id}/"


def api_listing(listing_id: UUID) -> str:
    """The path of a listing in the portal's API."""
    return f"/api/v1/listings/{listing_id}"


def step(listing_id: UUID, key: str, path: str = "") -> str:
    """The URL path of a wizard step of the open revision. path is the field to scroll to (`overview.title`)."""
    anchor = f"#{control_id(path)}-field" if path else ""
    return f"/listings/{listing_id}/steps/{key}/{anchor}"


def pipeline_run(listing_id: UUID, number: int) -> str:
    """The path of the page that runs the log pipeline of a revision on its samples."""
    return f"/listings/{listing_id}/revisions/{number}/pipeline/"


def comparison(listing_id: UUID, old: object, new: object) -> str:
    """The path of the page that compares two submissions of a listing. old and new are their IDs."""
    return f"/listings/{listing_id}/compare/?from={old}&to={new}"


def control_id(path: str) -> str:
    """The HTML id of a field's control: `overview.media[k].caption` -> `f-overview-media-k-caption`."""
    return "f-" + _NOT_IN_ID.sub("-", path).strip("-")


def organisation(slug: str) -> str:
    """The path of a partner organisation's page."""
    return f"/organisation/{slug}/"
