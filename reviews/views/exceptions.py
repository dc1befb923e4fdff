"""The form with which partners request an OAuth exception for a listing."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from common.lookups import first_or_not_found
from common.requests import ActorRequest
from listings.lifecycle.engine import assert_may
from listings.lifecycle.requests import REQUEST
from listings.models import Listing, Section
from listings.pages.kept_forms import is_pressed
from listings.queries import open_revision, visible_listings
from reviews.lifecycles.exceptions import EXCEPTIONS
from reviews.models import EXCEPTION_OPEN, ExceptionRequest
from reviews.page.exceptions import EXCEPTION_PAGES
from reviews.queries.exceptions import CONFIGURATION


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    listing = first_or_not_found(visible_listings(request.actor).filter(pk=listing_id))
    new = ExceptionRequest(listing=listing)
    assert_may(EXCEPTIONS, new, REQUEST, by=request.actor)
    if is_pressed(request):
        return EXCEPTION_PAGES.press(request, new, REQUEST)
    row = ExceptionRequest.objects.filter(listing=listing, state__in=EXCEPTION_OPEN).first()
    return redirect(row) if row else EXCEPTION_PAGES.page(request, new, initial={"reason": _earlier_reason(listing)})


def _earlier_reason(listing: Listing) -> str:
    """The reason in the draft, where partners wrote it before they sent requests; "" if there is none."""
    revision = open_revision(listing.pk)
    row = Section.objects.filter(revision=revision, key=CONFIGURATION).first() if revision else None
    reason = row.document.get("exception_request") if row else ""
    return reason if isinstance(reason, str) else ""
