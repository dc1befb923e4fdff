"""The buttons on a listing's page."""

from collections.abc import Callable, Mapping

from django.urls import reverse

from listings.actions import change_revision, delete_listing, start_revision
from listings.buttons import ButtonPage, Press
from listings.lifecycles.types import Transition
from listings.models import Revision
from listings.transitions import REVISION
from studio.page_urls import step_url
from tilekit.sections import STEPS


class ListingButtons(ButtonPage[Revision]):
    lifecycle = REVISION

    def url(self, subject: Revision, row: Transition) -> str:
        return reverse("studio:listing-act", args=[subject.listing_id, row.slug])

    def carry_out(self, press: Press[Revision]) -> str:
        return _ACTIONS.get(press.transition.verb, _apply)(press)


LISTING_BUTTONS = ListingButtons()


def _apply(press: Press[Revision]) -> str:
    """Apply the transition, and stay on the page."""
    change_revision(
        revision_id=press.subject.pk,
        verb=press.transition.verb,
        parameters=press.parameters,
        seen=press.seen,
        by=press.by,
        now=press.now,
    )
    return press.subject.listing.get_absolute_url()


def _withdraw(press: Press[Revision]) -> str:
    _apply(press)
    return step_url(press.subject, STEPS[-1].key)


def _start(press: Press[Revision]) -> str:
    revision = start_revision(listing_id=press.subject.listing_id, by=press.by, now=press.now)
    return step_url(revision, "overview")


def _delete(press: Press[Revision]) -> str:
    seen = press.subject.version if press.seen is None else press.seen
    delete_listing(listing_id=press.subject.listing_id, seen=seen, by=press.by, now=press.now)
    return reverse("studio:listing-list")


# Verbs that do more than change the state, or that lead to another page.
_ACTIONS: Mapping[str, Callable[[Press[Revision]], str]] = {
    "withdraw": _withdraw,
    "new revision": _start,
    "delete": _delete,
}
