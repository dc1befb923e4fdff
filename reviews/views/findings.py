"""Views that waive findings and end waivers on the page of a review."""

from datetime import UTC, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from common.errors import HiddenCharacterRefused, NotPossible
from reviews.announcements import review_url
from reviews.views.review import ReviewPageBaseView
from validation.actions import waive_finding
from validation.lifecycles.waivers import MAX_REASON_CHARACTERS

_WAIVER_FIELDS = {
    "reason-missing": "waive",
    HiddenCharacterRefused.code: "waive",
    "date-unreadable": "until",
    "date-past": "until",
}


class WaiveView(ReviewPageBaseView):
    def post(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        listing_id, fingerprint = self.review().revision.listing_id, request.POST.get("fingerprint", "")
        try:
            waive_finding(
                listing_id=listing_id,
                fingerprint=fingerprint,
                code=request.POST.get("code", ""),
                reason=request.POST.get("reason", "")[:MAX_REASON_CHARACTERS],
                until=_end_of(request.POST.get("until", "")),
                by=self.actor,
                now=timezone.now(),
            )
        except (HiddenCharacterRefused, NotPossible) as refused:
            fields = {code: f"{name}-{fingerprint}" for code, name in _WAIVER_FIELDS.items()}
            return self.refused(refused, form=f"waive-{fingerprint}", fields=fields)
        messages.success(request, _("The finding was waived for this listing."))
        return self.back(f"{review_url(review_id)}?view=findings")


def _end_of(text: str) -> datetime | None:
    """The end of the chosen day in the reader's time zone; None if no day was chosen."""
    if not text.strip():
        return None
    try:
        day = parse_date(text.strip())
        # In UTC, the last day of the year 9999 may end in a year that does not exist.
        end = timezone.make_aware(datetime.combine(day, time(23, 59, 59))).astimezone(UTC) if day else None
    except (ValueError, OverflowError):
        end = None
    if end is None:
        raise NotPossible(reasons=_("Enter the date as year-month-day. Example: 2026-11-25"), codes=["date-unreadable"])
    return end
