"""Whose turn it is between approval and release."""

from django.utils.translation import gettext_lazy as _

from listings.models import Revision
from listings.registry import Party, StatusLine, Text, status_line
from listings.states import State
from sandboxes.rules import SandboxFacts

_ADMIN = _("an admin")


@status_line(State.APPROVED, needs="sandboxes")
def approved(revision: Revision, facts: SandboxFacts) -> StatusLine:
    """The partner's turn only while nobody has asked for a sandbox org."""
    following = _("The tile is enabled in your sandbox org; there you look at it and sign off.")
    if not facts.orgs and not facts.automatic and facts.request_due_at is None:
        return StatusLine(
            party=Party.PARTNER,
            waiting_on=_("the partner"),
            since=revision.state_since,
            why=_("Every team approved, but there is no sandbox org to show the tile in: an owner requests one."),
            next=following,
        )
    return StatusLine(
        party=Party.STAFF,
        waiting_on=_ADMIN,
        since=revision.state_since,
        why=_why_not_enabled(facts),
        next=following,
        due_at=facts.request_due_at if not facts.orgs else None,
    )


def _why_not_enabled(facts: SandboxFacts) -> Text:
    """What an admin settles before the tile is on; where tiles come by themselves, what kept this one back."""
    if not facts.orgs and facts.request_due_at is None:
        text = _("Every team approved; {org}, into which tiles come by themselves, is suspended.")
        return text.format(org=facts.automatic[0])
    if not facts.orgs:
        return _("Every team approved; the sandbox org is requested.")
    if not facts.vendor_is_confirmed:
        return _("Every team approved; the vendor ID is to be confirmed first.")
    if facts.automatic:
        return _("Every team approved, at a time when the tile could not come into the sandbox org by itself.")
    return _("Every team approved.")


@status_line(State.IN_SANDBOX, needs="sandboxes")
def in_sandbox(revision: Revision, facts: SandboxFacts) -> StatusLine:
    """The owner looks and signs off, unless the tile was switched off meanwhile."""
    if not facts.enabled:
        return StatusLine(
            party=Party.STAFF,
            waiting_on=_ADMIN,
            since=revision.state_since,
            why=_("The tile was switched off in every sandbox org."),
            next=_("It is switched on again, or the listing is sent back."),
        )
    return StatusLine(
        party=Party.PARTNER,
        waiting_on=_("an owner of the partner"),
        since=revision.state_since,
        why=_("The tile is on in {orgs}.").format(orgs=", ".join(facts.enabled)),
        next=_("When an owner signs off, it can go live."),
    )


@status_line(State.SIGNED_OFF, needs="sandboxes")
def signed_off(revision: Revision, facts: SandboxFacts) -> StatusLine:  # noqa: ARG001 the shape of a line
    return StatusLine(
        party=Party.STAFF,
        waiting_on=_ADMIN,
        since=revision.state_since,
        why=_("The partner signed off."),
        next=_("It is published, or its release is planned."),
    )


@status_line(State.SCHEDULED, needs="sandboxes")
def scheduled(revision: Revision, facts: SandboxFacts) -> StatusLine:
    """The clock's turn; an admin's where the clock could not do it."""
    if not facts.is_planned:
        return StatusLine(
            party=Party.STAFF,
            waiting_on=_ADMIN,
            since=revision.state_since,
            why=_("The planned release could not run."),
            next=_("An admin finds out why, then publishes it or plans it again."),
        )
    return StatusLine(
        party=Party.SYSTEM,
        waiting_on=_("the release time"),
        since=revision.state_since,
        why=_("The release is planned."),
        next=_("The tile goes live by itself."),
        likely=_("At the planned time."),
        due_at=revision.release_at,
    )
