"""Guards from approval to going live: facts in, reasons out."""

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
# A release is planned for a moment ahead.
AT_ONCE = timedelta(seconds=1)
ANSWERS: Mapping[str, tuple[GtmState, ...]] = {
    GtmState.REQUESTED: (GtmState.ACCEPTED, GtmState.DECLINED),
    GtmState.ACCEPTED: (GtmState.IN_PROGRESS, GtmState.DONE, GtmState.DECLINED),
    GtmState.IN_PROGRESS: (GtmState.DONE, GtmState.DECLINED),
}


class SandboxFacts(Struct, frozen=True, kw_only=True):
    """Where the current submission of a revision stands.

    orgs: active sandbox orgs of the partner; enabled: those in which the submission's tile is on; automatic: those of
    the partner, suspended ones included, in which tiles are enabled without an admin; all by name.
    request_due_at: when a request for one is due, None where none waits. looked_by: who looked at the tile since it
    was enabled. is_signed: a sign-off stands whose digests are the submission's. is_paid: a Marketplace listing.
    is_releasing: a release job is at work; is_planned: one waits or is at work. slug_owner: another listing's name
    where the catalogue already shows this integration id.
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
    """A tile needs an org to be switched on in."""
    if facts.orgs:
        return ()
    text = _("The partner does not have an active sandbox org.")
    return (Reason(code="no-sandbox", text=text, link=facts.sandbox_link),)


def has_looked(facts: SandboxFacts, actor: Actor) -> Reasons:
    """The owner signs off what they have seen, not what they were told."""
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
    """What goes live is what the owner signed off, to the letter."""
    if facts.is_signed:
        return ()
    return (
        Reason(
            code="not-signed", text=_("The owner signed off different content. An owner must sign off this version.")
        ),
    )


def is_rehearsal_clean(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """Nothing in the catalogue stands in the way."""
    if not facts.slug_owner:
        return ()
    text = _("{listing} already uses this integration ID in the catalogue.").format(listing=facts.slug_owner)
    return (Reason(code="slug-taken", text=text),)


def is_idle(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """What goes live at this moment cannot be stopped any more."""
    if not facts.is_releasing:
        return ()
    return (Reason(code="releasing", text=_("The release is running and can no longer be stopped.")),)


def terms_confirmed(facts: SandboxFacts, parameters: Mapping[str, object], now: datetime) -> Reasons:  # noqa: ARG001 the shape of an ask
    """On Marketplace the owner confirms price and EULA together with the tile."""
    if not facts.is_paid or parameters.get("terms_confirmed") is True:
        return ()
    return (Reason(code="terms-open", text=_("Confirm that the pricing and the EULA are correct.")),)


def release_as_wished(wish: Mapping[str, object], now: datetime) -> datetime | None:
    """When a signed-off tile is to go live by the wish of its submission; None while it is on hold.

    wish is the document of the section "submission". A day begins at midnight UTC; one that has begun means at once.
    """
    if wish.get("requested_release") == "hold":
        return None
    is_dated = wish.get("requested_release") == "on_date"
    day = _day_in(str(wish.get("requested_release_on") or "")) if is_dated else None
    begins = datetime.combine(day, time.min, UTC) if day else now
    return max(begins, now + AT_ONCE)


def asks_for_promotion(rows: Sequence[Values], *, submitted_at: datetime) -> bool:
    """Whether the client that submitted these rows of `ApiEntity` wants the preview promoted once it is ready.

    What was asked for with an earlier submission is still in the draft, but counts for that one only.
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
    """Where a listing stands with customers. is_sending: its live tile submits data."""

    is_live: bool
    is_paid: bool
    is_sending: bool
    has_open_gtm: bool


def reasons_against_gtm(facts: LiveFacts) -> Reasons:
    """Help with the market begins when customers can have it; an integration that only reads data gets none."""
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
    """What is done to a live tile; no change of a revision's state."""

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
    """Owners and leads deprecate, leads and admins unpublish, admins do all the rest; staff never for their own."""
    is_foreign = not actor.belongs_to(organisation_id)
    if verb is LiveVerb.DEPRECATE:
        return actor.holds(Role.OWNER, organisation_id) or (actor.is_lead and is_foreign)
    is_lead = actor.is_lead and verb is LiveVerb.UNPUBLISH
    return (actor.is_admin or is_lead) and is_foreign


def reasons_against_live(verb: LiveVerb, availability: str) -> Reasons:
    """Where the tile stands decides what can be done to it."""
    if availability in _FROM[verb]:
        return ()
    return (Reason(code="availability", text=Availability(availability).label),)


def reasons_against_end(ends_on: date, today: date) -> Reasons:
    """Customers get time to move before a deprecated tile ends."""
    earliest = today + DEPRECATION_NOTICE
    if ends_on >= earliest:
        return ()
    text = _("Customers need 90 days' notice. Choose {day} or later.").format(day=time_words(earliest))
    return (Reason(code="end-too-soon", text=text),)


def free_org_name(slug: str, region: str, taken: Collection[str]) -> str:
    """What a new sandbox org is called: `<slug>-dev`, with its region outside of US1, numbered where it is taken."""
    base = f"{slug}-dev" if region == Region.US1 else f"{slug}-dev-{region}"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
