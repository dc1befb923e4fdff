"""Pages on which partners appeal against rejections, and leads decide."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from common.actor import Actor
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.requests import ActorRequest
from listings.pages.request_pages import RequestPages
from listings.queries import visible_revisions
from listings.states.revision_states import RevisionState
from reviews.lifecycles.appeals import APPEALS
from reviews.models import Appeal


class AppealPages(RequestPages[Appeal]):
    lifecycle = APPEALS
    url_name = "reviews:appeal"
    about = ("revision",)

    def new(self, request: ActorRequest, *, revision_id: UUID) -> Appeal:
        return Appeal(revision=first_or_not_found(visible_revisions(request.actor).filter(pk=revision_id)))

    def facts(self, _subject: Appeal, _reader: Actor) -> dict[LazyText, object]:
        return {}

    def head(self, subject: Appeal, _reader: Actor) -> dict[str, object]:
        listing = subject.listing
        return {
            "about": listing.name,
            "title": _("Appeal for {name}").format(name=listing.name),
            "breadcrumbs": self.breadcrumbs(listing),
        }

    def new_request_url(self, subject: Appeal) -> str:
        is_rejected = subject.revision.state == RevisionState.REJECTED
        return reverse("reviews:appeal-request", args=[subject.revision_id]) if is_rejected else ""


APPEAL_PAGES = AppealPages()
