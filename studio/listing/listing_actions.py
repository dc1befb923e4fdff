"""Applies the transitions whose buttons are on a listing's page."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from common.actor import Actor
from common.errors import NotFound
from common.lookups import first_or_not_found
from common.requests import parse_number
from listings.actions import change_revision, delete_listing, start_revision, withdraw_revision
from listings.lifecycles.revision import TRANSITIONS
from listings.lifecycles.types import Transition
from listings.models import Listing, Revision
from listings.queries import working_first
from studio.page_urls import step_url
from tilekit.sections import STEPS

Data = Mapping[str, str]


class ButtonRequest(Struct, frozen=True, kw_only=True):
    """A pressed button; seen is the version of the revision that the page showed."""

    transition: Transition
    listing: Listing
    revision: Revision
    seen: int | None
    data: Data
    by: Actor
    now: datetime


def transition_of_button(slug: str) -> Transition:
    """The transition that a button of the page applies. Raises NotFound."""
    row = next((row for row in TRANSITIONS if row.slug == slug and row.button), None)
    if row is None:
        raise NotFound
    return row


def run_listing_action(transition: Transition, listing: Listing, *, data: Data, by: Actor, now: datetime) -> str:
    """Apply the transition and return the URL to redirect to. Raises NotFound and the errors of the action."""
    revision = first_or_not_found(working_first(Revision.objects.filter(listing=listing)))
    seen = parse_number(data.get("seen", ""))
    pressed = ButtonRequest(
        transition=transition, listing=listing, revision=revision, seen=seen, data=data, by=by, now=now
    )
    return _ACTIONS.get(transition.verb, _apply)(pressed)


def _apply(button_request: ButtonRequest) -> str:
    change_revision(
        revision_id=button_request.revision.pk,
        verb=button_request.transition.verb,
        parameters={"reason": button_request.data.get("reason", "")},
        seen=button_request.seen,
        by=button_request.by,
        now=button_request.now,
    )
    return button_request.listing.get_absolute_url()


def _withdraw(button_request: ButtonRequest) -> str:
    reason = button_request.data.get("reason", "")
    withdraw_revision(
        revision_id=button_request.revision.pk,
        seen=button_request.seen,
        reason=reason,
        by=button_request.by,
        now=button_request.now,
    )
    return step_url(button_request.revision, STEPS[-1].key)


def _start(button_request: ButtonRequest) -> str:
    made = start_revision(listing_id=button_request.listing.pk, by=button_request.by, now=button_request.now)
    return step_url(made, "overview")


def _delete(button_request: ButtonRequest) -> str:
    seen = button_request.revision.version if button_request.seen is None else button_request.seen
    delete_listing(listing_id=button_request.listing.pk, seen=seen, by=button_request.by, now=button_request.now)
    return "/listings/"


# Verbs that do more than change the state, or that redirect to another page.
_ACTIONS: Mapping[str, Callable[[ButtonRequest], str]] = {
    "withdraw": _withdraw,
    "new revision": _start,
    "delete": _delete,
}
