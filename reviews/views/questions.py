"""Pages on which partners ask questions about a draft, and leads answer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from common.actor import Actor
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.requests import ActorRequest
from listings.lifecycle.engine import assert_may
from listings.lifecycle.requests import REQUEST
from listings.pages.kept_forms import is_pressed
from listings.pages.request_pages import RequestPages
from listings.queries import visible_listings
from reviews.lifecycles.questions import PARTNER_QUESTIONS
from reviews.models import QUESTION_OPEN, Question


class QuestionPages(RequestPages[Question]):
    lifecycle = PARTNER_QUESTIONS
    url_name = "reviews:question"

    def facts(self, _subject: Question, _reader: Actor) -> dict[LazyText, object]:
        return {}

    def head(self, subject: Question, _reader: Actor) -> dict[str, object]:
        listing = subject.listing
        return {
            "about": listing.name,
            "title": _("Question about {name}").format(name=listing.name),
            "breadcrumbs": self.breadcrumbs(listing),
        }

    def new_request_url(self, subject: Question) -> str:
        return reverse("reviews:question-request", args=[subject.listing_id])


QUESTION_PAGES = QuestionPages()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send(request: ActorRequest, listing_id: UUID) -> HttpResponse:
    listing = first_or_not_found(visible_listings(request.actor).filter(pk=listing_id))
    new = Question(listing=listing)
    assert_may(PARTNER_QUESTIONS, new, REQUEST, by=request.actor)
    if is_pressed(request):
        return QUESTION_PAGES.press(request, new, REQUEST)
    question = Question.objects.filter(listing=listing, state__in=QUESTION_OPEN).first()
    return redirect(question) if question else QUESTION_PAGES.page(request, new)
