"""The buttons on a listing's page."""

from collections.abc import Callable, Mapping

from django.urls import reverse

from listings.actions import cancel_replacement, delete_listing, start_revision
from listings.lifecycle.revisions import REVISION, assert_revision_unchanged
from listings.lifecycle.types import Transition
from listings.models import Revision
from listings.pages.buttons import ButtonPage, Press
from studio.page_urls import step_url
from tilekit.sections import STEPS


class ListingButtons(ButtonPage[Revision]):
    lifecycle = REVISION

    def url(self, subject: Revision, row: Transition) -> str:
        return reverse("studio:listing-act", args=[subject.listing_id, row.slug])

    def page_url(self, subject: Revision) -> str:
        return subject.listing.get_absolute_url()

    def next_url(self, subject: Revision, row: Transition) -> str:
        next_step = {"withdraw": STEPS[-1].key, "new revision": "overview", "replace": "overview"}.get(row.verb)
        if next_step:
            return step_url(subject, next_step)
        return reverse("studio:listing-list") if row.verb == "delete" else self.page_url(subject)

    def carry_out(self, press: Press[Revision]) -> Revision:
        action = _BUTTON_ACTIONS.get(press.transition.verb)
        return action(press) if action else super().carry_out(press)


LISTING_BUTTONS = ListingButtons()


def _start(press: Press[Revision]) -> Revision:
    assert_revision_unchanged(press.subject, press.seen)
    return start_revision(listing_id=press.subject.listing_id, by=press.by, now=press.now)


def _delete(press: Press[Revision]) -> Revision:
    seen = press.subject.version if press.seen is None else press.seen
    delete_listing(listing_id=press.subject.listing_id, seen=seen, by=press.by, now=press.now)
    return press.subject


def _cancel_replacement(press: Press[Revision]) -> Revision:
    return cancel_replacement(revision_id=press.subject.pk, seen=press.seen, by=press.by, now=press.now)


# Verbs that do more than change the state.
_BUTTON_ACTIONS: Mapping[str, Callable[[Press[Revision]], Revision]] = {
    "new revision": _start,
    "delete": _delete,
    "cancel replacement": _cancel_replacement,
}
