"""The view that changes the claims on the reviews selected in the queue."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotPossible
from common.requests import parse_uuid
from reviews.access import StaffView
from reviews.actions.bulk_claims import BulkOutcome, ClaimChange, change_claims
from reviews.actions.claims import SeenHolder
from reviews.models import Review
from reviews.page.bulk_claims import (
    CHANGE_LABELS,
    Colleague,
    assignable,
    colleagues_of,
    done_text,
    missing_text,
    no_colleague_text,
    refusal_texts,
    review_name,
    selected_reviews,
    selection_value,
)
from reviews.page.drafts import unsent_text
from reviews.queries.workload import visible_reviews

Selection = Mapping[UUID, SeenHolder | None]


class BulkClaimsView(StaffView):
    """Carries out a change for the selected reviews. One that needs a colleague asks for them first."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            change = ClaimChange(request.POST.get("change", ""))
        except ValueError as fault:
            text = _("Choose what to do with the selected reviews.")
            raise NotPossible(reasons=text, codes=["change-unknown"]) from fault
        selected, to = self.selection(request), parse_uuid(request.POST.get("to", ""))
        if not selected:
            messages.error(request, _("Select at least one review."))
        elif change.has_colleague and to is None:
            reviews = self.reviews(selected)
            if self.colleagues(change, reviews):
                return self.colleague_page(change, reviews, selected)
            messages.error(request, no_colleague_text() if reviews else missing_text(len(selected)))
        else:
            outcome = self.carry_out(request, change, selected, to=to)
            if change.has_colleague and self.colleagues(change, outcome.rest):
                return self.colleague_page(change, outcome.rest, selected)
        return self.back(reverse("reviews:queue"))

    def selection(self, request: HttpRequest) -> Selection:
        """The selected reviews; with `all`, all reviews on the page."""
        values = request.POST.getlist("shown" if request.POST.get("all") else "review")
        return selected_reviews(values)

    def carry_out(
        self, request: HttpRequest, change: ClaimChange, selected: Selection, *, to: UUID | None
    ) -> BulkOutcome:
        outcome = change_claims(change, selected=selected, to=to, by=self.actor, now=timezone.now())
        if outcome.done:
            messages.success(request, done_text(change, outcome))
        if change.gives_away and (text := unsent_text(outcome.done, self.actor)):
            messages.info(request, text)
        for text in refusal_texts(outcome):
            messages.warning(request, text)
        if outcome.missing:
            messages.warning(request, missing_text(outcome.missing))
        return outcome

    def reviews(self, selected: Selection) -> Sequence[Review]:
        rows = visible_reviews(self.actor).filter(pk__in=selected).select_related("revision__listing")
        return list(rows.order_by("revision__listing__name", "pk"))

    def colleagues(self, change: ClaimChange, reviews: Sequence[Review]) -> list[Colleague]:
        """The people who can get the claims; none without reviews."""
        return colleagues_of(self.actor, change, reviews, now=timezone.now()) if reviews else []

    def colleague_page(self, change: ClaimChange, reviews: Sequence[Review], selected: Selection) -> HttpResponse:
        """Asks for the colleague: of the selected reviews, or of those that the one chosen before can't get."""
        rows = assignable(self.actor, change, reviews)
        context = {
            "title": CHANGE_LABELS[change],
            "change": change.value,
            "reviews": [(selection_value(row.pk, selected[row.pk]), review_name(row)) for row in rows],
            "people": self.colleagues(change, rows),
            "next": self.request.POST.get("next", ""),
            "queue_url": reverse("reviews:queue"),
        }
        return render(self.request, "reviews/bulk_claims.html", context)
