"""Pages on which partners ask questions about a draft, and leads answer."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from common.actor import Actor
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.requests import ActorRequest
from listings.pages.request_pages import RequestPages
from listings.queries import visible_listings
from reviews.lifecycles.questions import PARTNER_QUESTIONS
from reviews.models import Question


class QuestionPages(RequestPages[Question]):
    lifecycle = PARTNER_QUESTIONS
    url_name = "reviews:question"
    about = ("listing",)

    def new(self, request: ActorRequest, *, listing_id: UUID) -> Question:
        return Question(listing=first_or_not_found(visible_listings(request.actor).filter(pk=listing_id)))

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
