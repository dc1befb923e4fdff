"""Guards of releases, live tiles and go-to-market requests. They get facts and return reasons against an action."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import SYSTEM, Actor
from listings.lifecycle.guard_facts import VendorFacts
from listings.lifecycle.guards import vendor_is_own
from listings.lifecycle.registry import Reason, Reasons
from listings.lifecycle.types import BY_STAFF
from page_parts.times import format_time
from releases.errors import GtmOpen, NeverLive

Parameters = Mapping[str, object]
DEPRECATION_NOTICE = timedelta(days=90)
LATEST_END = timedelta(days=5 * 365)
ON_HOLD = "hold"


class ReleaseFacts(Struct, frozen=True, kw_only=True):
    """Facts about the current submission of a revision.

    is_signed_off means that there is a valid sign-off with the digests of the submission, is_releasing that a release
    job is running, and is_scheduled that one is queued or running. slug_owner is the name of another listing that uses
    this integration ID in the catalogue, "" if there is none. job_ended_at is the time when the last release job ended,
    if none is open; None if there was none. In the state scheduled, that job has failed. is_unconfirmed means that the
    partner put the release on hold and has not confirmed it yet. requested_at is when the day begins on which the
    partner wants the release, None without such a day.
    """

    is_signed_off: bool
    is_releasing: bool
    is_scheduled: bool
    slug_owner: str
    is_unconfirmed: bool = False
    requested_at: datetime | None = None
    job_ended_at: datetime | None = None


def is_current_content_signed_off(facts: ReleaseFacts, _actor: Actor) -> Reasons:
    """Only the exact content that the owner signed off can go live."""
    if facts.is_signed_off:
        return ()
    return (
        Reason(
            code="not-signed", text=_("The owner signed off different content. An owner must sign off this version.")
        ),
    )


def has_free_integration_id(facts: ReleaseFacts, _actor: Actor) -> Reasons:
    """The integration ID must not belong to another listing in the catalogue."""
    if not facts.slug_owner:
        return ()
    text = _("{listing} already uses this integration ID in the catalogue.").format(listing=facts.slug_owner)
    return (Reason(code="slug-taken", text=text),)


def is_release_confirmed(facts: ReleaseFacts, _actor: Actor) -> Reasons:
    """A release that the partner put on hold goes live only after an owner has confirmed it."""
    if not facts.is_unconfirmed:
        return ()
    text = _("This release is on hold. An owner must confirm it first.")
    return (Reason(code="release-on-hold", text=text),)


def is_release_on_hold(facts: ReleaseFacts, _actor: Actor) -> Reasons:
    """Only a release that is on hold can be confirmed."""
    if facts.is_unconfirmed:
        return ()
    return (Reason(code="release-not-on-hold", text=_("This release is not on hold.")),)


def no_release_running(facts: ReleaseFacts, _actor: Actor) -> Reasons:
    """A release that is running cannot be stopped."""
    if not facts.is_releasing:
        return ()
    return (Reason(code="releasing", text=_("The release has started and can no longer be stopped.")),)


def early_release_explained(facts: ReleaseFacts, parameters: Parameters, now: datetime) -> Reasons:
    """Our staff must give a reason for a release, now or at "release_at", before the day that the partner requested."""
    at, requested_at = parameters.get("release_at") or now, facts.requested_at
    if requested_at is None or not isinstance(at, datetime) or at >= requested_at or not parameters.get(BY_STAFF):
        return ()
    if str(parameters.get("reason") or "").strip():
        return ()
    text = _("The partner requested {day} or later. Give a reason for an earlier release.")
    return (Reason(code="early-release", text=text.format(day=format_time(requested_at.date()))),)


class LiveFacts(Struct, frozen=True, kw_only=True):
    """Facts about a live listing. submits_data means that its integration sends data to the platform."""

    listing: str = ""
    is_live: bool
    is_paid: bool
    submits_data: bool
    has_open_gtm: bool


def gtm_available(facts: LiveFacts, _actor: Actor) -> Reasons:
    """Go-to-market help requires a live tile and, unless the listing is paid, an integration that sends data."""
    reasons = []
    if not facts.is_live:
        reasons.append(Reason(code="not-live", text=_("You can request go-to-market help once the tile is live.")))
    elif not facts.is_paid and not facts.submits_data:
        text = _("Go-to-market help is available for integrations that send data. This integration only reads data.")
        reasons.append(Reason(code="not-bi-directional", text=text))
    if facts.has_open_gtm:
        text = _("You already have an open request. Wait for a reply before you send another.")
        reasons.append(Reason(code="gtm-open", text=text, error=GtmOpen(listing=facts.listing)))
    return tuple(reasons)


def help_chosen(_facts: LiveFacts, parameters: Parameters, _now: datetime) -> Reasons:
    """A go-to-market request must name at least one type of help."""
    if parameters.get("items"):
        return ()
    return (Reason(code="nothing-chosen", text=_("Choose at least one type of help.")),)


def embargo_before_launch(_facts: object, parameters: Parameters, _now: datetime) -> Reasons:
    """The embargo ends on or before the day of the launch."""
    launch, embargo = parameters.get("target_on"), parameters.get("embargo_on")
    if isinstance(embargo, date) and isinstance(launch, date) and embargo > launch:
        return (Reason(code="embargo-late", text=_("The embargo must end on or before the launch date.")),)
    return ()


def answer_given(_facts: object, parameters: Parameters, _now: datetime) -> Reasons:
    """The actor must write an answer."""
    if str(parameters.get("answer", "")).strip():
        return ()
    return (Reason(code="answer-missing", text=_("Enter a reply for the partner.")),)


def was_live(submissions: Collection[UUID], parameters: Parameters, _now: datetime) -> Reasons:
    """Only a submission that was live before can be made live again; submissions contains the IDs of the submissions
    that were live.
    """
    if parameters.get("submission") in submissions:
        return ()
    return (Reason(code=NeverLive.code, text=NeverLive.message, error=NeverLive()),)


def vendor_was_own(foreign: Mapping[object, str], parameters: Parameters, _now: datetime) -> Reasons:
    """A submission that names another company as its vendor can't be made live again.

    foreign is {ID of an earlier live submission: vendor} of those as which the organisation may not publish.
    """
    name = foreign.get(parameters.get("submission"))
    return vendor_is_own(VendorFacts(name is None, name or ""), SYSTEM)


def earliest_end(now: datetime) -> date:
    """The first day on which a tile that is deprecated now may end."""
    return now.date() + DEPRECATION_NOTICE


def latest_end(now: datetime) -> date:
    """The last day on which a tile that is deprecated now may end."""
    return now.date() + LATEST_END


def end_date(_facts: object, parameters: Parameters, now: datetime) -> Reasons:
    """The end of a deprecated tile must be at least 90 days away and within five years."""
    ends_on, earliest, latest = parameters.get("ends_on"), earliest_end(now), latest_end(now)
    if not isinstance(ends_on, date) or ends_on < earliest:
        text = _("Customers need 90 days' notice. Choose {day} or later.").format(day=format_time(earliest))
        return (Reason(code="end-too-soon", text=text),)
    if ends_on > latest:
        text = _("Choose {day} or earlier.").format(day=format_time(latest))
        return (Reason(code="end-too-late", text=text),)
    return ()
