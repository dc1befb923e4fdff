"""Pages on which partners appeal against rejections, and leads decide."""

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
from listings.queries import visible_revisions
from listings.states.revision_states import RevisionState
from reviews.lifecycles.appeals import APPEALS
from reviews.models import APPEAL_OPEN, Appeal


class AppealPages(RequestPages[Appeal]):
    lifecycle = APPEALS
    url_name = "reviews:appeal"

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
        is_open = Appeal.objects.filter(revision=subject.revision, state__in=APPEAL_OPEN).exists()
        is_possible = subject.revision.state == RevisionState.REJECTED and not is_open
        return reverse("reviews:appeal-request", args=[subject.revision_id]) if is_possible else ""


APPEAL_PAGES = AppealPages()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send(request: ActorRequest, revision_id: UUID) -> HttpResponse:
    revision = first_or_not_found(visible_revisions(request.actor).filter(pk=revision_id))
    new = Appeal(revision=revision)
    assert_may(APPEALS, new, REQUEST, by=request.actor)
    if is_pressed(request):
        return APPEAL_PAGES.press(request, new, REQUEST)
    appeal = Appeal.objects.filter(revision=revision, state__in=APPEAL_OPEN).first()
    return redirect(appeal) if appeal else APPEAL_PAGES.page(request, new)
