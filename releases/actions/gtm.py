"""Go-to-market help: requested by the partner of a live tile, answered by staff."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from common.actions import action
from common.actor import Actor
from listings import engine
from listings.transitions import lock_listing
from releases.lifecycles.gtm import ANSWERS, GTM, REQUEST
from releases.models import GtmItem, GtmRequest, GtmState


class GtmInput(Struct, frozen=True, kw_only=True):
    """What a partner requests. Nothing may be published before embargo_on."""

    items: Sequence[GtmItem]
    contact: str
    note: str = ""
    target_on: date | None = None
    embargo_on: date | None = None


@action
def request_gtm(*, listing_id: UUID, content: GtmInput, by: Actor, now: datetime) -> GtmRequest:
    """Request help, as an editor. Raises NotFound, NotAllowed, NotPossible, GtmOpen if a request is already open."""
    request = GtmRequest(
        listing=lock_listing(listing_id, by=by),
        items=[GtmItem(item).value for item in content.items],
        target_on=content.target_on,
        embargo_on=content.embargo_on,
        contact=content.contact,
        note=content.note.strip(),
        requested_by=by.id,
        requested_at=now,
    )
    return engine.create(GTM, request, REQUEST, by=by, now=now, parameters={"items": request.items})


@action
def answer_gtm(
    *, request_id: UUID, state: GtmState, answer: str, seen: GtmState, by: Actor, now: datetime
) -> GtmRequest:
    """Answer the request and set its state, as the ecosystems team or an admin. seen is the state that the page showed.

    Raises NotFound, NotAllowed, Stale, NotPossible (state not reachable, empty answer).
    """
    return engine.apply(GTM, request_id, ANSWERS[state], seen=seen, by=by, now=now, parameters={"answer": answer})
