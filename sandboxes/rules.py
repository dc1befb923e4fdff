"""Guards from approval to going live: facts in, reasons out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from common.actor import Actor
from listings.registry import Reason, Reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxFacts:
    """Where the current submission of a revision stands.

    orgs: active sandbox orgs of the partner; enabled: those in which the submission's tile is on. looked_by: who
    looked at it there since it was enabled. is_signed: a sign-off stands whose digests are the submission's.
    is_paid: a Marketplace listing. is_releasing: a release job is at work. slug_owner: another listing's name where
    the catalogue already shows this integration id.
    """

    organisation_slug: str
    submission_id: UUID | None
    orgs: tuple[str, ...]
    enabled: tuple[str, ...]
    looked_by: frozenset[UUID]
    is_signed: bool
    is_paid: bool
    is_releasing: bool
    sandbox_link: str


def has_active_sandbox(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    if facts.orgs:
        return ()
    text = _("The partner has no active sandbox org yet.")
    return (Reason(code="no-sandbox", text=text, link=facts.sandbox_link),)


def has_looked(facts: SandboxFacts, actor: Actor) -> Reasons:
    """The owner signs off what they have seen, not what they were told."""
    if actor.id in facts.looked_by:
        return ()
    return (Reason(code="tile-not-seen", text=_("Look at the tile in your sandbox first."), link=facts.sandbox_link),)


def is_signed_as_it_is(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    if facts.is_signed:
        return ()
    return (Reason(code="not-signed", text=_("The sign-off is for other content.")),)


def is_idle(facts: SandboxFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    if not facts.is_releasing:
        return ()
    return (Reason(code="releasing", text=_("The release is running at this moment.")),)


def terms_confirmed(facts: SandboxFacts, parameters: Mapping[str, object], now: datetime) -> Reasons:  # noqa: ARG001
    """On Marketplace the owner confirms price and EULA together with the tile."""
    if not facts.is_paid or parameters.get("terms_confirmed") is True:
        return ()
    return (Reason(code="terms-open", text=_("Confirm the pricing and the EULA as shown.")),)
