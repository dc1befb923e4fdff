"""The page that compares the fast lane with the decisions of people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.pages import requested_page
from reviews.access import LeadView
from reviews.page.fast_lane import PERIOD, lane_context, shown_misses
from reviews.queries.fast_lane import MAX_LANE_RESULTS, lane_results, missed_results, start_of_latest

_MISSES_PER_PAGE = 20


class FastLaneView(LeadView):
    """For leads and admins."""

    def get(self, request: HttpRequest) -> HttpResponse:
        since = timezone.now() - PERIOD
        start = start_of_latest(self.actor, since=since)
        results = lane_results(self.actor, since=start or since)
        rows, links = requested_page(request, missed_results(results), order=("-at", "-id"), size=_MISSES_PER_PAGE)
        context = {
            "breadcrumbs": [{"href": reverse("reviews:queue"), "label": _("Queue")}, {"label": _("Fast lane")}],
            "misses": shown_misses(rows),
            "start": start,
            "limit": MAX_LANE_RESULTS,
            **lane_context(results),
            **links,
        }
        return render(request, "reviews/fast_lane.html", context)
