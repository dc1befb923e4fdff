"""The pages of requests for OAuth exceptions, and their buttons on the page of a review."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from common.actor import Actor
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.requests import ActorRequest
from common.sizes import file_size
from files.addresses import file_address
from listings.models import Section
from listings.page_urls import step
from listings.pages.buttons import Press
from listings.pages.request_pages import NextStep, RequestPages
from listings.pages.shown_buttons import ShownButton, buttons_for
from listings.queries import logos_of, open_revision, visible_listings
from listings.states.revision_states import EDITABLE
from reviews.exception_files import put_request_files
from reviews.lifecycles.exceptions import DECLINE, EXCEPTIONS, GRANT
from reviews.models import ExceptionRequest, ExceptionState, Review
from reviews.queries.exceptions import CONFIGURATION, METHOD_FIELD


class ExceptionPages(RequestPages[ExceptionRequest]):
    lifecycle = EXCEPTIONS
    url_name = "reviews:exception"
    final_verbs = (*RequestPages.final_verbs, GRANT)
    about = ("listing",)

    def new(self, request: ActorRequest, *, listing_id: UUID) -> ExceptionRequest:
        return ExceptionRequest(listing=first_or_not_found(visible_listings(request.actor).filter(pk=listing_id)))

    def initial(self, _request: ActorRequest, new: ExceptionRequest) -> dict[str, object]:
        """The reason in the draft, where partners wrote it before they sent requests; "" if there is none."""
        revision = open_revision(new.listing_id)
        row = Section.objects.filter(revision=revision, key=CONFIGURATION).first() if revision else None
        reason = row.document.get("exception_request") if row else ""
        return {"reason": reason if isinstance(reason, str) else ""}

    def facts(self, subject: ExceptionRequest, _reader: Actor) -> dict[LazyText, object]:
        return {gettext_lazy("Files"): _file_links(subject)}

    def head(self, subject: ExceptionRequest, reader: Actor) -> dict[str, object]:
        listing = subject.listing
        home = self._home(subject, reader)
        return {
            "about": listing.name,
            "title": _("OAuth exception for {name}").format(name=listing.name),
            "breadcrumbs": [home, {"label": self.lifecycle.kind}],
            "intro": _(
                "Hosted services use OAuth. If yours can't, the Ecosystems team can grant an exception. You need it "
                "before you can submit a listing that uses the API without OAuth."
            )
            if subject.is_new
            else "",
            "logo_of": listing.name,
            "logo": logos_of([listing], to=reader).get(listing.pk),
        }

    def _home(self, subject: ExceptionRequest, reader: Actor) -> dict[str, str]:
        """The breadcrumb of the page that the reader came from: the review, the listing, or the queue for a draft."""
        listing = subject.listing
        reviews = Review.objects.filter(revision__listing=listing) if reader.is_staff else Review.objects.none()
        if review := reviews.order_by("-opened_at", "pk").first():
            return {"label": listing.name, "href": reverse("reviews:review", args=[review.pk])}
        if reader.is_staff and not visible_listings(reader).filter(pk=listing.pk).exists():
            return {"label": _("Queue"), "href": reverse("reviews:queue")}
        return {"label": listing.name, "href": listing.get_absolute_url()}

    def new_request_url(self, subject: ExceptionRequest) -> str:
        return reverse("reviews:exception-request", args=[subject.listing_id])

    def next_step(self, subject: ExceptionRequest) -> NextStep | None:
        """A new request or, after a grant, the draft with the field that needed it."""
        revision = open_revision(subject.listing_id)
        if subject.state != ExceptionState.GRANTED:
            return super().next_step(subject)
        if revision is None or revision.state not in EDITABLE:
            return None
        return NextStep(
            text=gettext_lazy("You can submit the listing without OAuth."),
            label=gettext_lazy("Continue with the listing"),
            href=step(subject.listing_id, CONFIGURATION, METHOD_FIELD),
        )

    def carry_out(self, press: Press[ExceptionRequest]) -> ExceptionRequest:
        """Store the files, then apply the transition. Raises FileRefused, FileNotStored and the action's errors."""
        uploads = press.parameters.get("files")
        if not isinstance(uploads, list):
            return super().carry_out(press)
        files = put_request_files(uploads, now=press.now)
        return super().carry_out(replace(press, parameters={**press.parameters, "files": files}))


EXCEPTION_PAGES = ExceptionPages()


def _file_links(subject: ExceptionRequest) -> SafeString:
    """Links to download the files, with their sizes; "" without files."""
    links = ((_file_url(subject, file), file["name"], file_size(file["size"])) for file in subject.files)
    return format_html_join(mark_safe("<br>"), '<a href="{}" download>{}</a> ({})', links)


def _file_url(subject: ExceptionRequest, file: Mapping[str, str]) -> str:
    return file_address(subject.listing_id, file["sha256"], download_as=file["name"])


def decision_buttons(request: ExceptionRequest, reader: Actor) -> list[ShownButton]:
    """The buttons with which the reader can decide on the request now."""
    buttons = buttons_for(EXCEPTION_PAGES, request, reader)
    return [button for verb, button in buttons.items() if verb in {GRANT, DECLINE}]
