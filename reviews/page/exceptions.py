"""The page of a request for an OAuth exception, and its buttons on the page of a review."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.actor import Actor
from common.lazy_text import LazyText
from listings.page_urls import step
from listings.pages.buttons import ShownButton, buttons_for
from listings.pages.request_pages import NextStep, RequestPages
from listings.queries import logos_of, open_revision
from listings.states.revision_states import EDITABLE
from reviews.lifecycles.exceptions import DECLINE, EXCEPTIONS, GRANT
from reviews.models import ExceptionRequest, ExceptionState, Review
from reviews.queries.exceptions import CONFIGURATION, REASON


class ExceptionPages(RequestPages[ExceptionRequest]):
    lifecycle = EXCEPTIONS
    url_name = "reviews:exception"
    text_field = "reason"

    def facts(self, subject: ExceptionRequest, _reader: Actor) -> dict[LazyText, object]:  # noqa: ARG002
        return {}

    def head(self, subject: ExceptionRequest, reader: Actor) -> dict[str, object]:
        listing, kind = subject.listing, _("OAuth exception")
        reviews = Review.objects.filter(revision__listing=listing) if reader.is_staff else Review.objects.none()
        review = reviews.order_by("-opened_at", "pk").first()
        home = reverse("reviews:review", args=[review.pk]) if review else listing.get_absolute_url()
        return {
            "kind": kind,
            "about": listing.name,
            "title": _("OAuth exception for {name}").format(name=listing.name),
            "breadcrumbs": [{"label": listing.name, "href": home}, {"label": kind}],
            "logo_of": listing.name,
            "logo": logos_of([listing], to=reader).get(listing.pk),
        }

    def next_step(self, subject: ExceptionRequest) -> NextStep | None:
        listing_id, revision = subject.listing_id, open_revision(subject.listing_id)
        later = ExceptionRequest.objects.filter(listing=listing_id, requested_at__gt=subject.requested_at)
        if revision is None or later.exists():
            return None
        if revision.state not in EDITABLE:
            return NextStep(
                text=gettext_lazy("You can request the exception again once the listing is returned to you.")
            )
        text = gettext_lazy("To request the exception again, write another reason and submit the listing.")
        if subject.state == ExceptionState.WITHDRAWN:
            text = gettext_lazy("To request the exception again, submit the listing.")
        return NextStep(text=text, label=gettext_lazy("Go to the field"), href=step(listing_id, CONFIGURATION, REASON))


EXCEPTION_PAGES = ExceptionPages()


def decision_buttons(request: ExceptionRequest, reader: Actor) -> list[ShownButton]:
    """The buttons with which the reader can decide on the request now; none if it is not saved."""
    buttons = {} if request.is_new else buttons_for(EXCEPTION_PAGES, request, reader)
    return [button for verb, button in buttons.items() if verb in {GRANT, DECLINE}]
