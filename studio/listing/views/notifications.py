"""Stores when the reader gets e-mails about a listing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from common.errors import NotFound
from notices.actions import choose_listing_timing
from studio.access import ListingView
from studio.listing.forms import ListingTimingForm


class ListingTimingView(ListingView):
    """Stores the timing that was selected on the page of the listing."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        listing, form = self.listing(), ListingTimingForm(request.POST)
        if not form.is_valid():
            raise NotFound
        choose_listing_timing(listing_id=listing.pk, timing=form.cleaned_data["timing"], by=self.actor)
        messages.success(request, _("Your notification settings were saved."))
        return redirect(f"{listing.get_absolute_url()}#notifications")
