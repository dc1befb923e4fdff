"""Turns the reader's e-mails about a listing off and on again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from notices.actions import mute_listing
from studio.access import ListingView


class MuteView(ListingView):
    """Mutes the listing, or ends this if the form doesn't contain `muted`."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        listing = self.listing()
        mute_listing(listing_id=listing.pk, is_muted="muted" in request.POST, by=self.actor)
        return redirect(f"{listing.get_absolute_url()}#notifications")
