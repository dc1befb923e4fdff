"""Views that change claims, from the queue and from the page of a review."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotPossible, SlipwayError
from common.htmx import is_partial
from common.requests import parse_uuid
from reviews.actions import assign_review, claim_review, hand_over_review, release_review, take_over_review
from reviews.actions.claims import SeenHolder
from reviews.errors import ClaimChanged, ReviewAlreadyClaimed
from reviews.page.claims import claim_status
from reviews.page.drafts import unsent_text
from reviews.queries import active_claims
from reviews.views.review import ReviewPageBaseView


class ClaimingView(ReviewPageBaseView):
    """Base class of views that change a claim. htmx gets the cell of the queue's row; otherwise it redirects back."""

    def tell_of_drafts(self) -> None:
        """Tell readers who give the review away that comments that they have not sent remain theirs."""
        if not is_partial(self.request) and (text := unsent_text([self.review()], self.actor)):
            messages.info(self.request, text)

    def page_url(self) -> str:
        return self.request.POST.get("page_url", "") or reverse("reviews:review", args=[self.review().pk])

    def seen(self) -> SeenHolder | None:
        """Who worked on the review according to the page with the form; None if the form does not tell."""
        text = self.request.POST.get("seen_holder")
        return None if text is None else SeenHolder(parse_uuid(text))

    def refused(self, why: SlipwayError, *args: Any, **kwargs: Any) -> HttpResponse:
        """Scripts only get the reason, which they show in a toast."""
        if is_partial(self.request):
            raise why
        return super().refused(why, *args, **kwargs)

    def respond(self) -> HttpResponse:
        review = self.review()
        if not is_partial(self.request):
            return self.back(reverse("reviews:review", args=[review.pk]))
        claim = active_claims([review.pk], timezone.now()).get(review.pk)
        context = {"claim": claim_status(review, claim, self.actor), "next": self.request.POST.get("next", "")}
        return render(self.request, "reviews/parts/claim_cell.html", context)


class ClaimView(ClaimingView):
    def post(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        try:
            claim_review(review_id=self.review().pk, by=self.actor, now=timezone.now())
        except (NotPossible, ReviewAlreadyClaimed) as refused:
            return self.refused(refused, form="claim")
        return self.respond()


class ReleaseView(ClaimingView):
    def post(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        of_others = "of_others" in self.request.POST
        try:
            release_review(
                review_id=self.review().pk, by=self.actor, now=timezone.now(), of_others=of_others, seen=self.seen()
            )
        except ClaimChanged as refused:
            return self.refused(refused, form="release")
        self.tell_of_drafts()
        return self.respond()


class HandOverView(ClaimingView):
    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        review, now = self.review(), timezone.now()
        assigns = self.actor.leads(review.team) and not active_claims([review.pk], now)
        give, text = (
            (assign_review, _("The review was assigned to {person}."))
            if assigns
            else (hand_over_review, _("The review was handed over to {person}."))
        )
        try:
            to = _person(request.POST.get("to", ""))
            claim = give(review_id=review.pk, to=to, by=self.actor, now=now, seen=self.seen())
        except (ClaimChanged, NotPossible, ReviewAlreadyClaimed) as refused:
            return self.refused(refused, form="hand-over")
        messages.success(request, text.format(person=claim.person.get_full_name()))
        self.tell_of_drafts()
        return self.respond()


class TakeOverView(ClaimingView):
    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        review, reason = self.review(), request.POST.get("reason", "")
        try:
            take_over_review(review_id=review.pk, reason=reason, by=self.actor, now=timezone.now(), seen=self.seen())
        except (ClaimChanged, NotPossible) as refused:
            return self.refused(refused, form="take-over", fields={"reason-missing": "take-over-reason"})
        return self.respond()


def _person(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise NotPossible(reasons=_("Choose a colleague."), codes=["not-in-team"]) from fault
