"""The page that duplicates a listing under a new name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotAllowed, SlipwayError
from listings.imports.duplicates import duplicate_listing
from listings.models import Listing
from studio.access import ListingView
from studio.listing.forms import MAX_LISTING_NAME_LENGTH, DuplicateForm
from studio.listing.page.listing_home import may_duplicate
from studio.page_urls import step_url


class DuplicateView(ListingView):
    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        listing = self._listing()
        name = _("{name} copy").format(name=listing.name)[:MAX_LISTING_NAME_LENGTH]
        return self._page(listing, DuplicateForm(initial={"name": name}))

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        listing = self._listing()
        form = DuplicateForm(request.POST)
        if form.is_valid():
            name = form.cleaned_data["name"]
            try:
                revision = duplicate_listing(listing_id=listing.pk, name=name, by=self.actor, now=timezone.now())
            except SlipwayError as error:
                form.add_error("name", str(error))
            else:
                return redirect(step_url(revision, "overview"))
        return self._page(listing, form, status=422)

    def _listing(self) -> Listing:
        listing = self.listing()
        if not may_duplicate(listing, self.actor):
            raise NotAllowed
        return listing

    def _page(self, listing: Listing, form: DuplicateForm, status: int = 200) -> HttpResponse:
        return render(self.request, "studio/duplicate.html", {"listing": listing, "form": form}, status=status)
