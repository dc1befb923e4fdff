"""Guards from approval to release: facts in, reasons against out."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import Actor, Role
from common.times import time_words
from listings.registry import Reason, Reasons
from listings.states import Availability
from sandboxes.models import GtmState, Region
from tilekit.core.section import Values
from tilekit.sections.api_entities import AUTO_PROMOTE, PUBLISH_OPTION

DEPRECATION_NOTICE = timedelta(days=90)
# A release must be scheduled for a time in the future.
AT_ONCE = timedelta(seconds=1)
ANSWERS: Mapping[str, tuple[GtmState, ...]] = {
    GtmState.REQUESTED: (GtmState.ACCEPTED, GtmState.DECLINED),
    GtmState.ACCEPTED: (GtmState.IN_PROGRESS, GtmState.DONE, GtmState.DECLINED),
    GtmState.IN_PROGRESS: (GtmState.DONE, GtmState.DECLINED),
}


class SandboxFacts(Struct, frozen=True, kw_only=True):
    """Facts about the current submission of a revision.

    orgs: names of the partner's active sandbox orgs. enabled: those in which the submission's tile is enabled.
    automatic: those in which tiles are enabled without an admin, including suspended ones. request_due_at: due
    time of an open request for an org, None if there is none. looked_by: people who have viewed the tile since it was
    enabled. is_signed: there is a valid sign-off with the digests of the submission. is_paid: a Marketplace
    listing. is_releasing: a release job is running; is_planned: one is queued or running. slug_owner: name of another
    listing that uses this integration ID in the catalogue, "" if there is none.
    """

    submission_id: UUID | None
    orgs: tuple[str, ...]
    enabled: tuple[str, ...]
    automatic: tuple[str, ...]
    request_due_at: datetime | None
    vendor_is_confirmed: bool
    looked_by: frozenset[UUID]
    is_signed: bool
    is_paid: bool
    is_releasing: bool
    is_planned: bool
    slug_owner: str
    sandbox_link: str


def has_active_sandbox(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """The partner must have an active sandbox org."""
    if facts.orgs:
        return ()
    text = _("The partner does not have an active sandbox org.")
    return (Reason(code="no-sandbox", text=text, link=facts.sandbox_link),)


def has_looked(facts: SandboxFacts, actor: Actor) -> Reasons:
    """Owners must have viewed the tile before they sign it off."""
    if actor.id in facts.looked_by:
        return ()
    return (
        Reason(
            code="tile-not-seen",
            text=_("Look at the tile in your sandbox org before you sign it off."),
            link=facts.sandbox_link,
        ),
    )


def is_signed_as_it_is(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """Only the exact content that the owner signed off can go live."""
    if facts.is_signed:
        return ()
    return (
        Reason(
            code="not-signed", text=_("The owner signed off different content. An owner must sign off this version.")
        ),
    )


def is_rehearsal_clean(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """The integration ID must not belong to another listing in the catalogue."""
    if not facts.slug_owner:
        return ()
    text = _("{listing} already uses this integration ID in the catalogue.").format(listing=facts.slug_owner)
    return (Reason(code="slug-taken", text=text),)


def is_idle(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """A release that is running cannot be stopped."""
    if not facts.is_releasing:
        return ()
    return (Reason(code="releasing", text=_("The release is running and can no longer be stopped.")),)


def terms_confirmed(facts: SandboxFacts, parameters: Mapping[str, object], now: datetime) -> Reasons:  # noqa: ARG001 the shape of an ask
    """On Marketplace the owner must also confirm pricing and EULA."""
    if not facts.is_paid or parameters.get("terms_confirmed") is True:
        return ()
    return (Reason(code="terms-open", text=_("Confirm that the pricing and the EULA are correct.")),)


def release_as_wished(wish: Mapping[str, object], now: datetime) -> datetime | None:
    """When the submission wants its signed-off tile to go live; None if the release is on hold.

    wish is the document of the section "submission". A day starts at midnight UTC; a past day means immediately.
    """
    if wish.get("requested_release") == "hold":
        return None
    is_dated = wish.get("requested_release") == "on_date"
    day = _day_in(str(wish.get("requested_release_on") or "")) if is_dated else None
    begins = datetime.combine(day, time.min, UTC) if day else now
    return max(begins, now + AT_ONCE)


def asks_for_promotion(rows: Sequence[Values], *, submitted_at: datetime) -> bool:
    """Whether the client that submitted these rows of `ApiEntity` wants the preview promoted once it is ready.

    A request made with an earlier submission is still in the draft, but does not count for this one.
    """
    wish = next((row for row in rows if row.get("key") == PUBLISH_OPTION), {})
    is_of_this = wish.get("at") == submitted_at.isoformat()
    return is_of_this and json.loads(str(wish.get("body"))).get(AUTO_PROMOTE) is True


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # stored as it was typed
        return None


class LiveFacts(Struct, frozen=True, kw_only=True):
    """Facts about a live listing. is_sending: its live tile submits data."""

    is_live: bool
    is_paid: bool
    is_sending: bool
    has_open_gtm: bool


def reasons_against_gtm(facts: LiveFacts) -> Reasons:
    """Go-to-market help needs a live tile, and an integration that submits data unless it is paid."""
    reasons = []
    if not facts.is_live:
        reasons.append(Reason(code="not-live", text=_("You can request go-to-market help once the tile is live.")))
    elif not facts.is_paid and not facts.is_sending:
        text = _("Go-to-market help is available for integrations that send data. This one only reads data.")
        reasons.append(Reason(code="not-bi-directional", text=text))
    if facts.has_open_gtm:
        reasons.append(
            Reason(
                code="gtm-open", text=_("You already have an open request. Wait for an answer before you send another.")
            )
        )
    return tuple(reasons)


class LiveVerb(StrEnum):
    """Actions on a live tile. They do not change the state of a revision."""

    ROLL_BACK = "roll back"
    DEPRECATE = "deprecate"
    UNPUBLISH = "unpublish"
    RELIST = "relist"


_IN_CATALOGUE = (Availability.LISTED, Availability.DEPRECATED)
_FROM: Mapping[LiveVerb, tuple[Availability, ...]] = {
    LiveVerb.ROLL_BACK: (*_IN_CATALOGUE, Availability.UNPUBLISHED),
    LiveVerb.DEPRECATE: _IN_CATALOGUE,
    LiveVerb.UNPUBLISH: _IN_CATALOGUE,
    LiveVerb.RELIST: (Availability.DEPRECATED, Availability.UNPUBLISHED),
}


def may_change_live(verb: LiveVerb, actor: Actor, organisation_id: UUID) -> bool:
    """Owners and leads deprecate, leads and admins unpublish, admins do the rest; staff not for their own listings."""
    is_foreign = not actor.belongs_to(organisation_id)
    if verb is LiveVerb.DEPRECATE:
        return actor.holds(Role.OWNER, organisation_id) or (actor.is_lead and is_foreign)
    is_lead = actor.is_lead and verb is LiveVerb.UNPUBLISH
    return (actor.is_admin or is_lead) and is_foreign


def reasons_against_live(verb: LiveVerb, availability: str) -> Reasons:
    """The availability of the tile decides which actions are possible."""
    if availability in _FROM[verb]:
        return ()
    return (Reason(code="availability", text=Availability(availability).label),)


def reasons_against_end(ends_on: date, today: date) -> Reasons:
    """The end of a deprecated tile must be at least 90 days away."""
    earliest = today + DEPRECATION_NOTICE
    if ends_on >= earliest:
        return ()
    text = _("Customers need 90 days' notice. Choose {day} or later.").format(day=time_words(earliest))
    return (Reason(code="end-too-soon", text=text),)


def free_org_name(slug: str, region: str, taken: Collection[str]) -> str:
    """Name for a new sandbox org: `<slug>-dev`, plus the region outside US1, plus a number if it is taken."""
    base = f"{slug}-dev" if region == Region.US1 else f"{slug}-dev-{region}"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
