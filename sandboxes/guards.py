"""Guards from approval to sign-off. They get facts and return reasons against an action."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import Actor
from common.regions import Region
from listings.lifecycle.registry import Reason, Reasons
from sandboxes.errors import OrgExists
from sandboxes.models import SandboxOrg

PURPOSE = (20, 1000)


class SandboxFacts(Struct, frozen=True, kw_only=True):
    """Facts about the current submission of a revision.

    orgs has the names of the partner's active sandbox orgs, enabled those in which the submission's tile is
    enabled, automatic those in which tiles are enabled automatically, and suspended those that are suspended.
    disabled_at is when the tile last became unavailable in an org, because an admin disabled the tile or suspended
    the org, or None. request_due_at is the due time of an open request for an org, or None. viewed_by has the people
    who have viewed the tile since it was enabled. is_paid is true for Marketplace listings.
    """

    orgs: tuple[str, ...]
    enabled: tuple[str, ...]
    disabled_at: datetime | None
    automatic: tuple[str, ...]
    suspended: tuple[str, ...]
    request_due_at: datetime | None
    vendor_is_confirmed: bool
    viewed_by: frozenset[UUID]
    is_paid: bool
    sandbox_link: str


def has_active_sandbox(facts: SandboxFacts, _actor: Actor) -> Reasons:
    """The partner must have an active sandbox org."""
    if facts.orgs:
        return ()
    text = _("The partner does not have an active sandbox org.")
    return (Reason(code="no-sandbox", text=text, link=facts.sandbox_link),)


def is_automatic(org: SandboxOrg, _actor: Actor) -> Reasons:
    """Tiles must be enabled automatically in the org."""
    text = _("An admin must enable each tile in this sandbox org.")
    return () if org.is_automatic else (Reason(code="not-automatic", text=text),)


def is_not_automatic(org: SandboxOrg, _actor: Actor) -> Reasons:
    """An admin must enable each tile in the org."""
    text = _("Tiles are already enabled automatically in this sandbox org.")
    return (Reason(code="automatic", text=text),) if org.is_automatic else ()


def has_viewed_tile(facts: SandboxFacts, actor: Actor) -> Reasons:
    """Owners must have viewed the tile before they sign it off."""
    if actor.id in facts.viewed_by:
        return ()
    return (
        Reason(
            code="tile-not-seen",
            text=_("View the tile in your sandbox org before you sign it off."),
            link=facts.sandbox_link,
        ),
    )


def terms_confirmed(facts: SandboxFacts, parameters: Mapping[str, object], _now: datetime) -> Reasons:
    """On Marketplace the owner must also confirm pricing and EULA."""
    if not facts.is_paid or parameters.get("terms_confirmed") is True:
        return ()
    return (Reason(code="terms-open", text=_("Confirm that the pricing and the EULA are correct.")),)


def checklist_confirmed(_facts: object, parameters: Mapping[str, object], _now: datetime) -> Reasons:
    """Every item of the sign-off checklist must be confirmed."""
    if parameters.get("checklist_confirmed") is True:
        return ()
    return (Reason(code="checklist-open", text=_("Confirm every item in the checklist before you sign off.")),)


def purpose_given(_facts: object, parameters: Mapping[str, object], _now: datetime) -> Reasons:
    """A request for a sandbox org must say what the org is for."""
    if PURPOSE[0] <= len(str(parameters.get("purpose", "")).strip()) <= PURPOSE[1]:
        return ()
    return (Reason(code="purpose-length", text=_("Describe the purpose in 20 to 1,000 characters.")),)


def region_free(org: SandboxOrg | None, _actor: Actor) -> Reasons:
    """An organisation has one active sandbox org in each region. org is the one in the region of the request."""
    if org is None:
        return ()
    error = OrgExists(organisation=org.organisation.name, region=org.get_region_display())
    return (Reason(code=error.code, text=str(error), error=error),)


def region_taken(org: SandboxOrg | None, _actor: Actor) -> Reasons:
    """Another org is only an exception if there is one."""
    if org:
        return ()
    text = _("The partner has no sandbox org in this region yet. Grant the request instead.")
    return (Reason(code="region-free", text=text),)


def free_org_name(slug: str, region: str, taken: Collection[str]) -> str:
    """The name for a new sandbox org: `<slug>-dev`, with the region unless it is US1, and a number if it is taken."""
    base = f"{slug}-dev" if region == Region.US1 else f"{slug}-dev-{region}"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
