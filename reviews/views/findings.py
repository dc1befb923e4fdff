"""Waivers from the page of a review."""

from datetime import UTC, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from common.errors import NotPossible
from reviews.access import ReviewView
from reviews.announcing import review_url
from validation.actions import end_waiver, waive_finding

_MOST = 1000


class WaiveView(ReviewView):
    def post(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        waive_finding(
            listing_id=self.review().revision.listing_id,
            fingerprint=request.POST.get("fingerprint", ""),
            code=request.POST.get("code", ""),
            reason=request.POST.get("reason", "")[:_MOST],
            until=_end_of(request.POST.get("until", "")),
            by=self.actor,
            now=timezone.now(),
        )
        messages.success(request, _("The finding is waived for this listing."))
        return self.back(f"{review_url(review_id)}?view=findings")


class EndWaiverView(ReviewView):
    def post(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        end_waiver(
            listing_id=self.review().revision.listing_id,
            fingerprint=request.POST.get("fingerprint", ""),
            by=self.actor,
            now=timezone.now(),
        )
        messages.success(request, _("The finding counts again."))
        return self.back(f"{review_url(review_id)}?view=findings")


def _end_of(text: str) -> datetime | None:
    """The end of the day that was chosen; None for good."""
    if not text.strip():
        return None
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        raise NotPossible(reasons=_("Write the day as year-month-day."), codes=["date-unreadable"])
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
