"""Actions on go-to-market requests. The partner of a live tile requests help, and staff answer."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from common.actions import action
from common.actor import Actor
from listings.lifecycle import engine
from listings.lifecycle.revisions import lock_listing
from releases.lifecycles.gtm import ANSWERS, GTM, REQUEST
from releases.models import GtmItem, GtmRequest, GtmState


class GtmInput(Struct, frozen=True, kw_only=True):
    """The content of a go-to-market request. Nothing may be published before embargo_on."""

    items: Sequence[GtmItem]
    contact: str
    note: str = ""
    target_on: date | None = None
    embargo_on: date | None = None


@action
def request_gtm(*, listing_id: UUID, content: GtmInput, by: Actor, now: datetime) -> GtmRequest:
    """Request help. Only editors can. Raises NotFound, NotAllowed, NotPossible, and GtmOpen if a request is open."""
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
    """Answer a request and set its state. Only the ecosystems team and admins can.

    seen is the state that the page showed. Raises NotFound, NotAllowed, Stale, and NotPossible if the answer is empty
    or the state cannot follow.
    """
    return engine.apply_transition(
        GTM, request_id, ANSWERS[state], seen=seen, by=by, now=now, parameters={"answer": answer}
    )
