"""The view that ticks items of the checklist in a review."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.errors import NotPossible
from common.htmx import is_partial
from common.requests import parse_number
from reviews.actions import tick_items
from reviews.errors import ChecklistItemRemoved, SubmissionReplaced
from reviews.page.checklist import checklist_card
from reviews.page.decision import decision_panel
from reviews.page.threads import ReviewThreads
from reviews.views.decisions import posted_submission_id
from reviews.views.review import ReviewPageBaseView


class ChecklistView(ReviewPageBaseView):
    """Saves the ticks that the reader has changed. htmx gets the list, and what now keeps them from approving."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        review, posted = self.review(), request.POST
        before, now = set(posted.getlist("was_ticked")), set(posted.getlist("ticked"))
        try:
            tick_items(
                review_id=review.pk,
                submission_id=posted_submission_id(request),
                version=parse_number(posted.get("version", "")) or 0,
                ticked=sorted(now - before),
                unticked=sorted(before - now),
                by=self.actor,
                now=timezone.now(),
            )
        except (ChecklistItemRemoved, NotPossible, SubmissionReplaced) as refused:
            return self._part(str(refused)) if is_partial(request) else self.refused(refused, form="checklist")
        return self._part() if is_partial(request) else self.back(f"{self.page_data().url()}#checklist")

    def _part(self, error: str = "") -> HttpResponse:
        page_data = self.page_data()
        context = {
            "checklist": checklist_card(page_data),
            "panel": decision_panel(page_data, ReviewThreads(page_data)),
            "review": page_data.review,
            "error": error,
            "is_update": True,
        }
        return render(self.request, "reviews/parts/checklist_update.html", context)
