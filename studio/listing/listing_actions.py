"""The buttons on a listing's page."""

from collections.abc import Callable, Mapping

from django.urls import reverse

from listings.actions import delete_listing, start_revision, withdraw_revision
from listings.buttons import Press, RevisionButtons
from listings.lifecycle.types import Transition
from listings.models import Revision
from studio.page_urls import step_url
from tilekit.sections import STEPS


class ListingButtons(RevisionButtons):
    def url(self, subject: Revision, row: Transition) -> str:
        return reverse("studio:listing-act", args=[subject.listing_id, row.slug])

    def home(self, subject: Revision) -> str:
        return subject.listing.get_absolute_url()

    def carry_out(self, press: Press[Revision]) -> str:
        action = _BUTTON_ACTIONS.get(press.transition.verb)
        return action(press) if action else super().carry_out(press)


LISTING_BUTTONS = ListingButtons()


def _withdraw(press: Press[Revision]) -> str:
    withdraw_revision(
        revision_id=press.subject.pk,
        seen=press.seen,
        reason=str(press.parameters["reason"]),
        by=press.by,
        now=press.now,
    )
    return step_url(press.subject, STEPS[-1].key)


def _start(press: Press[Revision]) -> str:
    revision = start_revision(listing_id=press.subject.listing_id, by=press.by, now=press.now)
    return step_url(revision, "overview")


def _delete(press: Press[Revision]) -> str:
    seen = press.subject.version if press.seen is None else press.seen
    delete_listing(listing_id=press.subject.listing_id, seen=seen, by=press.by, now=press.now)
    return reverse("studio:listing-list")


# Verbs that do more than change the state, or that lead to another page.
_BUTTON_ACTIONS: Mapping[str, Callable[[Press[Revision]], str]] = {
    "withdraw": _withdraw,
    "new revision": _start,
    "delete": _delete,
}
