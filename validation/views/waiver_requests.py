"""Pages on which partners ask for waivers, and leads and admins decide on them."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.actor import Actor
from common.lazy_text import LazyText
from common.lookups import first_or_not_found
from common.requests import ActorRequest
from listings.display.place_names import place_name, translate_message
from listings.lifecycle.types import Transition
from listings.models import Listing
from listings.pages.request_pages import RequestPages
from listings.queries import open_revision, visible_listings
from page_parts.times import format_time
from validation.current_findings import current_findings
from validation.lifecycles.waivers import WAIVERS
from validation.models import Waiver, WaiverRequest, WaiverRequestState
from validation.stored_findings import finding_columns, from_row


class WaiverPages(RequestPages[WaiverRequest]):
    lifecycle = WAIVERS
    url_name = "validation:waiver-request"
    about = ("listing", "fingerprint")

    def new(self, request: ActorRequest, *, listing_id: UUID, fingerprint: str) -> WaiverRequest:
        listing = first_or_not_found(visible_listings(request.actor).filter(pk=listing_id))
        return _new(listing, fingerprint) or WaiverRequest(listing=listing, fingerprint=fingerprint)

    def is_sendable(self, new: WaiverRequest) -> bool:
        return bool(new.code)

    def facts(self, subject: WaiverRequest, _reader: Actor) -> dict[LazyText, object]:
        return {
            gettext_lazy("Check"): subject.code,
            gettext_lazy("Finding"): translate_message(from_row(subject).message),
            gettext_lazy("Place"): place_name(subject.path, subject.file, subject.line),
            gettext_lazy("No longer needed since"): _unneeded_since(subject),
        }

    def head(self, subject: WaiverRequest, _reader: Actor) -> dict[str, object]:
        listing = subject.listing
        finding = translate_message(from_row(subject).message)
        return {
            "about": listing.name,
            "title": _("Waiver of {check} for {name}").format(check=subject.code, name=listing.name),
            "breadcrumbs": self.breadcrumbs(listing),
            "intro": finding if subject.is_new else "",
        }

    def new_request_url(self, subject: WaiverRequest) -> str:
        return _send_url(subject) if _new(subject.listing, subject.fingerprint) else ""

    def url(self, subject: WaiverRequest, row: Transition) -> str:
        return _send_url(subject) if row.creates_subject else super().url(subject, row)


def _unneeded_since(subject: WaiverRequest) -> str:
    """When the checks stopped finding what is waived; "" if they still do, or if nothing is waived."""
    if subject.state != WaiverRequestState.GRANTED:
        return ""
    waivers = Waiver.objects.filter(listing=subject.listing, fingerprint=subject.fingerprint)
    since = waivers.exclude(unneeded_since=None).values_list("unneeded_since", flat=True).first()
    return format_time(since)


def _send_url(subject: WaiverRequest) -> str:
    return reverse("validation:waiver-request-send", args=[subject.listing_id, subject.fingerprint])


WAIVER_PAGES = WaiverPages()


def _new(listing: Listing, fingerprint: str) -> WaiverRequest | None:
    """A request for a waiver of a blocker in the draft; None if the draft has no such blocker."""
    revision = open_revision(listing.pk)
    findings = current_findings(revision, now=timezone.now(), with_earlier=True).findings if revision else ()
    for finding in findings:
        if finding.blocks and finding.fingerprint == fingerprint:
            return WaiverRequest(listing=listing, **finding_columns(finding))
    return None
