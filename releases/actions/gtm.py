"""Go-to-market help: requested by the partner of a live tile, answered by staff."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.guards import assert_role
from accounts.models import Team
from accounts.queries import admin_ids, member_ids, team_ids
from audit.writes import record_event
from common.actions import action
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.errors import NotAllowed, NotPossible, Stale
from common.lookups import first_or_not_found
from listings.events import subject_of_live
from listings.transitions import lock_listing
from notices.writes import post_notice
from releases.errors import GtmOpen
from releases.guards import GTM_TRANSITIONS, reasons_against_gtm
from releases.models import GtmItem, GtmRequest, GtmState
from releases.queries import live_facts, visible_gtm_requests
from sandboxes.actions.access import refuse


class GtmInput(Struct, frozen=True, kw_only=True):
    """What a partner requests. Nothing may be published before embargo_on."""

    items: Sequence[GtmItem]
    contact: str
    note: str = ""
    target_on: date | None = None
    embargo_on: date | None = None


@action
def request_gtm(*, listing_id: UUID, wish: GtmInput, by: Actor, now: datetime) -> GtmRequest:
    """Request help, as an editor. Raises NotFound, NotAllowed, NotPossible, GtmOpen if a request is already open."""
    listing = lock_listing(listing_id, by=by)
    assert_role(by, Role.EDITOR, listing.organisation_id)
    reasons = reasons_against_gtm(live_facts([listing])[listing.pk])
    if any(reason.code == "gtm-open" for reason in reasons):
        raise GtmOpen(listing=listing.name)
    refuse(reasons)
    if not wish.items:
        raise NotPossible(reasons=_("Choose at least one type of help."), codes=["nothing-chosen"])
    with raises_if_violated("sandboxes_gtm_one_open", "sandboxes_gtmrequest.listing_id", GtmOpen(listing=listing.name)):
        made = GtmRequest.objects.create(
            listing=listing,
            items=[GtmItem(item).value for item in wish.items],
            target_on=wish.target_on,
            embargo_on=wish.embargo_on,
            contact=wish.contact,
            note=wish.note.strip(),
            requested_by=by.id,
            requested_at=now,
        )
    record_event("gtm.request", by=by, objects={"listing": listing.pk, "request": made.pk}, now=now)
    post_notice(
        "gtm.requested",
        recipients=[*team_ids([Team.ECOSYSTEMS]), *admin_ids()],
        parameters={"listing": listing.name, "organisation": listing.organisation.name},
        url=_url(made),
        key=f"gtm.requested:{made.pk}",
        now=now,
        by=by,
        about=[subject_of_live(listing, gtm_request=str(made.pk))],
    )
    return made


@action
def answer_gtm(
    *, request_id: UUID, state: GtmState, answer: str, seen: GtmState, by: Actor, now: datetime
) -> GtmRequest:
    """Answer the request and set its state, as the ecosystems team or an admin. seen is the state that the page showed.

    Raises NotFound, NotAllowed, Stale, NotPossible (state not reachable, empty answer).
    """
    found = first_or_not_found(visible_gtm_requests(by).filter(pk=request_id))
    listing = lock_listing(found.listing_id, by=by)
    is_ours = by.is_admin or by.reviews_for(Team.ECOSYSTEMS)
    if not is_ours or by.belongs_to(listing.organisation_id):
        raise NotAllowed
    row = GtmRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if row.state != seen:
        raise Stale
    if state not in GTM_TRANSITIONS.get(row.state, ()):
        raise NotPossible(reasons=GtmState(row.state).label, codes=["state"])
    if not answer.strip():
        raise NotPossible(reasons=_("Enter an answer for the partner."), codes=["answer-missing"])
    row.state, row.answer, row.answered_by, row.answered_at = state, answer.strip(), by.id, now
    row.save()
    event = record_event("gtm.answer", by=by, objects={"listing": listing.pk, "request": row.pk}, now=now)
    post_notice(
        "gtm.answered",
        recipients=member_ids(listing.organisation_id, least=Role.EDITOR),
        parameters={"listing": listing.name, "answer": row.answer},
        url=_url(row),
        key=f"gtm.answered:{event.pk}",
        now=now,
        by=by,
        about=[subject_of_live(listing, gtm_request=str(row.pk))],
    )
    return row


def _url(request: GtmRequest) -> str:
    return f"/sandboxes/go-to-market/{request.listing_id}/"
