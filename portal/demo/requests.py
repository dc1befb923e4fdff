"""Adds requests of partners to the demo, some of them answered, and a webhook."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.demo import DemoPeople
from common.actor import Actor
from listings.actions.requests import change_request, send_request
from listings.lifecycle.requests import MESSAGE
from listings.models import Listing, Revision
from listings.queries import open_revision
from listings.states.revision_states import RevisionState
from notices.webhooks.actions import WebhookSettings, create_webhook
from notices.webhooks.models import Webhook
from releases.lifecycles.gtm import GTM
from releases.models import GtmItem, GtmRequest
from reviews.lifecycles.appeals import APPEALS
from reviews.lifecycles.exceptions import EXCEPTIONS
from reviews.models import Appeal, ExceptionRequest
from validation.current_findings import current_findings
from validation.lifecycles.waivers import GRANT, WAIVERS
from validation.models import WaiverRequest
from validation.stored_findings import finding_columns

_APPEALED, _LAUNCHED, _ASKING_FOR_EXCEPTION = "aqua", "vercel", "octoprint"
_WAIVED = "go_pprof_scraper"
_WAIVERS = {
    _WAIVED: "Our designer replaces the image next week.",
    "octoprint": "The vendor has no other address yet.",
}
# An address of this computer at which nothing listens: the page of the webhook shows failed deliveries.
_WEBHOOK = WebhookSettings(
    url="http://127.0.0.1:9/slipway",
    description="Release pipeline",
    events=("listing.live", "listing.unpublished", "waiver.granted"),
)


def add_requests(people: DemoPeople, now: datetime) -> None:
    """Add the requests and the webhook of the demo, unless that has already happened.

    A request is left out if somebody has deleted its listing or continued its story.
    """
    if Webhook.objects.filter(organisation=people.harbour).exists():
        return
    _ask_for_waivers(people, now)
    _appeal(people, now)
    _ask_for_exception(people, now)
    _ask_for_help(people, now)
    create_webhook(organisation_id=people.harbour.pk, webhook_settings=_WEBHOOK, by=people.actor("partner"), now=now)


def _ask_for_waivers(people: DemoPeople, now: datetime) -> None:
    """One request waits, and one is granted until the next month."""
    asked_at, decided_at = now - timedelta(hours=6), now - timedelta(hours=4)
    parameters = {"reason": "You can use this image until then.", "until": now.date() + timedelta(days=30)}
    for folder, reason in _WAIVERS.items():
        request = _ask_for_waiver(folder, reason, by=people.actor("editor"), now=asked_at)
        if request and folder == _WAIVED:
            change_request(WAIVERS, request.pk, GRANT, parameters=parameters, by=people.actor("lead"), now=decided_at)


def _ask_for_waiver(folder: str, reason: str, *, by: Actor, now: datetime) -> WaiverRequest | None:
    """Ask for a waiver of the last blocker of a listing."""
    listing = _listings(folder).first()
    revision = open_revision(listing.pk) if listing else None
    if listing is None or revision is None:
        return None
    findings = current_findings(revision, now=now, with_earlier=True).findings
    for finding in [finding for finding in findings if finding.blocks][-1:]:
        request = WaiverRequest(listing=listing, reason=reason, **finding_columns(finding))
        return send_request(WAIVERS, request, parameters={"reason": reason}, by=by, now=now)
    return None


def _appeal(people: DemoPeople, now: datetime) -> None:
    """An appeal waits for a lead, who has asked a question about it."""
    rejected = Revision.objects.filter(listing__in=_listings(_APPEALED), state=RevisionState.REJECTED).first()
    if rejected is None:
        return
    reason = "The other tile shows our hosted product. This one is for customers who run it themselves."
    appeal, at = Appeal(revision=rejected, reason=reason), now - timedelta(days=1)
    send_request(APPEALS, appeal, parameters={"reason": reason}, by=people.actor("lagoon"), now=at)
    parameters, at = {"message": "Could one tile cover both products?"}, now - timedelta(hours=3)
    change_request(APPEALS, appeal.pk, MESSAGE, parameters=parameters, by=people.actor("lead"), now=at)


def _ask_for_exception(people: DemoPeople, now: datetime) -> None:
    """A request for an OAuth exception waits for the ecosystems team, which has asked a question about it."""
    listing = _listings(_ASKING_FOR_EXCEPTION).first()
    if listing is None:
        return
    reason = (
        "The printers are in the networks of customers and can't receive a redirect. We would like to read them with "
        "an API key that the customer creates."
    )
    request, at = ExceptionRequest(listing=listing, reason=reason), now - timedelta(hours=4)
    send_request(EXCEPTIONS, request, parameters={"reason": reason}, by=people.actor("partner"), now=at)
    parameters, at = {"message": "Could the Agent check collect this data too?"}, now - timedelta(hours=2)
    change_request(EXCEPTIONS, request.pk, MESSAGE, parameters=parameters, by=people.actor("ecosystems"), now=at)


def _ask_for_help(people: DemoPeople, now: datetime) -> None:
    """A request for go-to-market help is accepted."""
    launched = _listings(_LAUNCHED).exclude(live_release=None).first()
    if launched is None:
        return
    owner = people.people["partner"]
    values = {
        "items": [GtmItem.values[0]],
        "contact": owner.email,
        "target_on": now.date() + timedelta(days=20),
        "embargo_on": None,
        "note": "We announce the tile at our user conference.",
    }
    request, at = GtmRequest(listing=launched, **values), now - timedelta(days=1)
    send_request(GTM, request, parameters=values, by=people.actor("partner"), now=at)
    parameters, at = {"answer": "We draft a post this week and send it to you."}, now - timedelta(hours=20)
    change_request(GTM, request.pk, "accept", parameters=parameters, by=people.actor("ecosystems"), now=at)


def _listings(folder: str) -> QuerySet[Listing]:
    listings = Listing.objects.select_related("organisation")
    return listings.filter(revisions__folder=f"{folder}_demo", revisions__number=1)
