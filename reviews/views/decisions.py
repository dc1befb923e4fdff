"""Views for decisions of teams, and for the buttons of the listing."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import CharacterRefused, HiddenCharacterRefused, NotPossible
from common.lazy_text import LazyText
from common.requests import ActorRequest, parse_uuid
from listings.pages.buttons import BoundForms, press
from listings.pages.kept_forms import PressView
from listings.pages.next_steps import with_next_step
from page_parts.total_maps import total_map
from reviews.access import StaffView
from reviews.actions import approve_review, request_changes, retract_decision
from reviews.errors import DecidedMeanwhile, SubmissionReplaced
from reviews.models import Verdict
from reviews.page.buttons import ReviewButtons
from reviews.views.review import ReviewPageBaseView

_WITHDRAWN: Mapping[str, LazyText] = total_map(
    Verdict,
    {
        Verdict.APPROVE: gettext_lazy("You withdrew your approval. The review is open again."),
        Verdict.REQUEST_CHANGES: gettext_lazy("You withdrew your request for changes. The review continues."),
    },
)
_DECIDE_FIELDS = dict.fromkeys(("says-nothing", "text-too-short", HiddenCharacterRefused.code), "decision-note")


class DecideView(ReviewPageBaseView):
    """Approves or requests changes for a team. If that is refused, the page shows the reason and the typed note."""

    def post(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        note, verdict = request.POST.get("note", ""), request.POST.get("verdict", "")
        review, seen = self.review(), posted_submission_id(request)
        if verdict not in Verdict.values:
            raise NotPossible(reasons=_("Choose whether to approve or request changes."), codes=["verdict-unknown"])
        resolved = [thread_id for text in request.POST.getlist("resolves") if (thread_id := parse_uuid(text))]
        decide = partial(approve_review, seen_threads=resolved) if verdict == Verdict.APPROVE else request_changes
        try:
            decide(
                review_id=review.pk,
                submission_id=seen,
                note=note,
                by=self.actor,
                now=timezone.now(),
                seen_decision_id=parse_uuid(request.POST.get("seen_decision", "")),
            )
        except (CharacterRefused, DecidedMeanwhile, NotPossible, SubmissionReplaced) as refused:
            return self.refused(refused, form="decide", fields=_DECIDE_FIELDS)
        message = _("You approved this submission.") if verdict == Verdict.APPROVE else _("You requested changes.")
        messages.success(request, with_next_step(message, self.step_after(review)))
        return self.back(reverse("reviews:review", args=[review_id]))


class ReviewActionView(PressView, ReviewPageBaseView):
    """Carries out a button of the listing on the page of a review."""

    def post(self, request: ActorRequest, review_id: UUID, verb: str) -> HttpResponse:
        review = self.review()

        def page(bound_forms: BoundForms) -> HttpResponse:
            self.bound_forms = bound_forms
            return self.page({})

        buttons = ReviewButtons(review_id, next_step=partial(self.step_after, review))
        return press(request, buttons, review.revision, slug=verb, render=page)


class RetractView(StaffView):
    def post(self, request: HttpRequest, decision_id: UUID) -> HttpResponse:
        back = retract_decision(decision_id=decision_id, by=self.actor, now=timezone.now())
        if back.retracts:
            messages.success(request, _WITHDRAWN[back.retracts.verdict])
        return self.back(reverse("reviews:review", args=[back.review_id]))


def posted_submission_id(request: HttpRequest) -> UUID:
    """The ID of the submission that the form was about. Raises NotPossible if it is missing."""
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError as fault:
        raise NotPossible(
            reasons=_("This page is out of date. Reload it, then try again."), codes=["submission-missing"]
        ) from fault
