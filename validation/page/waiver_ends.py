"""The button that ends a waiver. A waiver that nobody requested has the button of a granted request."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.actor import Actor
from listings.lifecycle.engine import may, row_in
from listings.lifecycle.offers import TransitionOffer
from listings.lifecycle.types import Transition
from listings.models import Listing
from listings.pages.button_forms import TransitionForm
from listings.pages.buttons import ButtonPage, Press
from listings.pages.shown_buttons import ShownButton, shown_button
from validation.actions import end_waiver
from validation.lifecycles.waivers import END, WAIVERS
from validation.models import Waiver, WaiverRequest, WaiverRequestState


class WaiverEnds(ButtonPage[WaiverRequest]):
    """The pages with waivers. The subjects are granted requests that need not be stored (`granted_as`)."""

    lifecycle = WAIVERS

    def url(self, subject: WaiverRequest, row: Transition) -> str:
        return reverse(f"validation:waiver-{row.slug}", args=[subject.listing_id, subject.fingerprint])

    def page_url(self, subject: WaiverRequest) -> str:  # noqa: ARG002 the list has all waivers
        return reverse("validation:waiver-list")

    def carry_out(self, press: Press[WaiverRequest]) -> WaiverRequest:
        end_waiver(
            listing_id=press.subject.listing_id,
            fingerprint=press.subject.fingerprint,
            parameters=press.parameters,
            by=press.by,
            now=press.now,
        )
        return press.subject

    def done_text(self, subject: WaiverRequest, row: Transition) -> str:
        is_over = subject.until is not None and subject.until <= timezone.now()
        return _("The waiver was removed.") if is_over else super().done_text(subject, row)


WAIVER_ENDS = WaiverEnds()


def granted_as(waiver: Waiver, listing: Listing) -> WaiverRequest:
    """A request with which the waiver could have been granted. It is not stored."""
    columns = {"fingerprint": waiver.fingerprint, "code": waiver.code, "until": waiver.until}
    return WaiverRequest(listing=listing, state=WaiverRequestState.GRANTED, **columns)


def end_button(waiver: Waiver, listing: Listing, actor: Actor, *, refused: TransitionForm | None) -> ShownButton | None:
    """The button that ends the waiver of the listing, None if the actor may not. refused is a form that was refused."""
    subject, row = granted_as(waiver, listing), row_in(WAIVERS, END, WaiverRequestState.GRANTED)
    if row is None or not may(WAIVERS, subject, END, by=actor):
        return None
    url = WAIVER_ENDS.url(subject, row)
    is_refused = refused is not None and WAIVER_ENDS.url(refused.subject, row) == url
    form = refused if refused and is_refused else TransitionForm(row=row, subject=subject, actor=actor)
    return shown_button(WAIVER_ENDS, subject, TransitionOffer(row=row, reasons=()), form=form)
