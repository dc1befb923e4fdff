"""What a token of one listing is good for. Calls that are not named here are refused."""

from uuid import UUID

from django.http import HttpRequest

from common.errors import NotAllowed, NotFound
from common.requests import uuid_in

# In addresses, IDs of what belongs to a listing; who may see it follows from the listings that the actor sees.
_OF_A_LISTING = frozenset({"submission_id", "thread_id", "job_id"})
# The first word of calls about no listing: files wait for whichever listing takes them.
_OF_NONE = frozenset({"uploads", "checks", "catalog"})
_LISTINGS = "listings"


def assert_in_scope(request: HttpRequest, listing_id: UUID) -> None:
    """Raises NotFound for a call about another listing, NotAllowed for one about the whole organisation."""
    match = request.resolver_match
    ids = match.kwargs if match else {}
    if "listing_id" in ids:
        if uuid_in(str(ids["listing_id"])) != listing_id:  # a text here, an ID once the call has read it
            raise NotFound
        return
    word = request.path_info.split("/")[3]
    is_list = word == _LISTINGS and request.method in {"GET", "HEAD"}
    if not (is_list or word in _OF_NONE or _OF_A_LISTING & ids.keys()):
        raise NotAllowed
