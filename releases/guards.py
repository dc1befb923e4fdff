"""Guards of releases, live tiles and go-to-market requests. They get facts and return reasons against an action."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import SYSTEM, Actor
from common.times import format_time
from listings.facts import VendorFacts
from listings.guards import vendor_is_own
from listings.registry import Reason, Reasons
from releases.errors import GtmOpen, NeverLive
from tilekit.core.section import Values
from tilekit.sections.api_entities import AUTO_PROMOTE, PUBLISH_OPTION

Parameters = Mapping[str, object]
DEPRECATION_NOTICE = timedelta(days=90)
ON_HOLD = "hold"


# A release must be scheduled for a time in the future.
MIN_RELEASE_DELAY = timedelta(seconds=1)


class ReleaseFacts(Struct, frozen=True, kw_only=True):
    """Facts about the current submission of a revision.

    is_signed_off means that there is a valid sign-off with the digests of the submission, is_releasing that a release
    job is running, and is_scheduled that one is queued or running. slug_owner is the name of another listing that uses
    this integration ID in the catalogue, "" if there is none. job_ended_at is the time when the last release job ended,
    if none is open; None if there was none. In the state scheduled, that job has failed. is_unconfirmed means that the
    partner put the release on hold and has not confirmed it yet.
    """

    is_signed_off: bool
    is_releasing: bool
    is_scheduled: bool
    slug_owner: str
    is_unconfirmed: bool = False
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
    text = _("The partner put this release on hold. An owner of the partner organisation must confirm it first.")
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


def requested_release_time(section: Mapping[str, object], now: datetime) -> datetime | None:
    """The time at which the submission's tile should go live; None if the release is on hold.

    section is the document of the section "submission". A day starts at midnight UTC; for a past day, the tile goes
    live immediately.
    """
    if section.get("requested_release") == ON_HOLD:
        return None
    is_dated = section.get("requested_release") == "on_date"
    day = _day_in(str(section.get("requested_release_on") or "")) if is_dated else None
    begins = datetime.combine(day, time.min, UTC) if day else now
    return max(begins, now + MIN_RELEASE_DELAY)


def asks_for_promotion(rows: Sequence[Values], *, submitted_at: datetime) -> bool:
    """Whether the client requested, with this submission, that the preview is promoted once it is ready.

    rows are those of `ApiEntity`. A request from an earlier submission is still among them, but does not count.
    """
    option = next((row for row in rows if row.get("key") == PUBLISH_OPTION), {})
    is_of_this = option.get("at") == submitted_at.isoformat()
    return is_of_this and json.loads(str(option.get("body"))).get(AUTO_PROMOTE) is True


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # the value is stored as typed and may not be a date
        return None


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


def vendor_was_own(foreign: Mapping[UUID, str], parameters: Parameters, _now: datetime) -> Reasons:
    """A submission that names another company as its vendor can't be made live again.

    foreign is {ID of an earlier live submission: vendor} of those as which the organisation may not publish.
    """
    name = foreign.get(parameters.get("submission"))  # type: ignore[call-overload]  # anything that was posted
    return vendor_is_own(VendorFacts(name is None, name or ""), SYSTEM)


def earliest_end(now: datetime) -> date:
    """The first day on which a tile that is deprecated now may end."""
    return now.date() + DEPRECATION_NOTICE


def end_date(_facts: object, parameters: Parameters, now: datetime) -> Reasons:
    """The end of a deprecated tile must be at least 90 days away."""
    ends_on, earliest = parameters.get("ends_on"), earliest_end(now)
    if isinstance(ends_on, date) and ends_on >= earliest:
        return ()
    text = _("Customers need 90 days' notice. Choose {day} or later.").format(day=format_time(earliest))
    return (Reason(code="end-too-soon", text=text),)
