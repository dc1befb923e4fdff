"""The buttons of the lifecycle on a listing's page, and the action that each one calls."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import Actor
from common.errors import NotFound
from common.lookups import first_or_not_found
from common.requests import parse_number
from listings.actions import delete_listing, restore_revision, start_revision, withdraw_revision
from listings.models import Listing, Revision
from studio.page_urls import step_url
from tilekit.sections import STEPS

Data = Mapping[str, str]


class ButtonRequest(Struct, frozen=True, kw_only=True):
    """A pressed button; seen is the version of the revision that the page showed."""

    listing: Listing
    revision: Revision
    seen: int | None
    data: Data
    by: Actor
    now: datetime


def run_listing_action(verb: str, listing: Listing, *, data: Data, by: Actor, now: datetime) -> str:
    """Call the action of the verb and return the URL to redirect to. Raises NotFound and the errors of the action."""
    revision = first_or_not_found(Revision.objects.filter(listing=listing).order_by("-number"))
    if verb not in _ACTIONS:
        raise NotFound
    pressed = ButtonRequest(
        listing=listing,
        revision=revision,
        seen=parse_number(data.get("seen", "")),
        data=data,
        by=by,
        now=now,
    )
    return _ACTIONS[verb](pressed)


def _withdraw(pressed: ButtonRequest) -> str:
    reason = pressed.data.get("reason", "")
    withdraw_revision(revision_id=pressed.revision.pk, seen=pressed.seen, reason=reason, by=pressed.by, now=pressed.now)
    return step_url(pressed.revision, STEPS[-1].key)


def _start(pressed: ButtonRequest) -> str:
    made = start_revision(listing_id=pressed.listing.pk, by=pressed.by, now=pressed.now)
    return step_url(made, "overview")


def _restore(pressed: ButtonRequest) -> str:
    restore_revision(revision_id=pressed.revision.pk, seen=pressed.seen, by=pressed.by, now=pressed.now)
    return pressed.listing.get_absolute_url()


def _delete(pressed: ButtonRequest) -> str:
    seen = pressed.revision.version if pressed.seen is None else pressed.seen
    delete_listing(listing_id=pressed.listing.pk, seen=seen, by=pressed.by, now=pressed.now)
    return "/listings/"


_ACTIONS: Mapping[str, Callable[[ButtonRequest], str]] = {
    "withdraw": _withdraw,
    "new-revision": _start,
    "restore": _restore,
    "delete": _delete,
}
SUCCESS_MESSAGES: Mapping[str, str | Promise] = {"withdraw": _("The listing is a draft again.")}
BUTTONS = {"withdraw": "withdraw", "new revision": "new-revision", "restore": "restore", "delete": "delete"}
