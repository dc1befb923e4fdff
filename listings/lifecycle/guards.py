"""Guards about a listing and its organisation. They get facts and return reasons against an action."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import AgreementKind
from common.actor import Actor, ActorKind, Role
from listings.lifecycle.change import Parameters, entered_text
from listings.lifecycle.guard_facts import ImportFacts, ListingFacts, VendorFacts
from listings.lifecycle.registry import Reason, Reasons
from page_parts.total_maps import total_map
from tilekit.core.kind import OfferingType, is_paid

_YOUR_AGREEMENTS = total_map(
    AgreementKind,
    {
        AgreementKind.PROGRAMME: _("Accept the programme agreement."),
        AgreementKind.MARKETPLACE: _("Accept the Marketplace agreement."),
    },
)
_AGREEMENTS = total_map(
    AgreementKind,
    {
        AgreementKind.PROGRAMME: _("An owner of your organisation must accept the programme agreement."),
        AgreementKind.MARKETPLACE: _("An owner of your organisation must accept the Marketplace agreement."),
    },
)


def organisation_active(facts: ListingFacts, _actor: Actor) -> Reasons:
    """A suspended organisation cannot start or submit revisions."""
    if facts.organisation_is_active:
        return ()
    return (
        Reason(code="organisation-suspended", text=_("Your organisation is suspended."), link=facts.organisation_url),
    )


def no_other_revision_open(facts: ListingFacts, _actor: Actor) -> Reasons:
    """A listing has at most one open revision."""
    if facts.other_open is None:
        return ()
    return (Reason(code="revision-open", text=_("Another revision is open. Finish or withdraw it first.")),)


def no_import_running(facts: ImportFacts, _actor: Actor) -> Reasons:
    """A draft cannot be submitted before its import has finished."""
    if not facts.is_importing:
        return ()
    text = _("A folder is being imported into the draft. Wait until the import has finished.")
    return (Reason(code="import-open", text=text),)


def agreements_accepted(facts: ListingFacts, actor: Actor) -> Reasons:
    """The organisation must have accepted the current version of each agreement that the route requires."""
    is_owner = facts.organisation_id is not None and actor.holds(Role.OWNER, facts.organisation_id)
    texts = _YOUR_AGREEMENTS if is_owner and actor.kind is ActorKind.PERSON else _AGREEMENTS
    link = f"{facts.organisation_url}agreements/"
    missing = [kind for kind in needed_agreements(facts.route) if kind not in facts.accepted]
    return tuple(Reason(code=f"{kind}-agreement", text=texts[kind], link=link) for kind in missing)


def boxes_true(facts: Reasons, _actor: Actor) -> Reasons:
    """No checkbox may be ticked that can't be true, for example in a draft of an earlier version of the portal."""
    return facts


def needed_agreements(route: str) -> tuple[AgreementKind, ...]:
    """The kinds of agreement that the route requires."""
    return (AgreementKind.PROGRAMME, AgreementKind.MARKETPLACE) if is_paid(route) else (AgreementKind.PROGRAMME,)


def vendor_confirmed(facts: ListingFacts, _actor: Actor) -> Reasons:
    """The vendor ID must be confirmed before the first tile is enabled."""
    if facts.vendor_is_confirmed:
        return ()
    text = _("An admin must confirm the organisation's vendor ID first.")
    return (Reason(code="vendor-unconfirmed", text=text, link=facts.organisation_url),)


def vendor_is_own(facts: VendorFacts, _actor: Actor) -> Reasons:
    """A submission that names another company as its vendor can't go live."""
    if facts.is_own:
        return ()
    text = _("“{name}” is not a confirmed vendor of the organisation. An admin must confirm it as an alias first.")
    return (Reason(code="vendor-foreign", text=text.format(name=facts.name)),)


def no_hold(facts: ListingFacts, _actor: Actor) -> Reasons:
    """A listing on hold cannot go on to its next state, and cannot be archived or deleted."""
    return (Reason(code="hold", text=_("The listing is on hold.")),) if facts.hold else ()


def on_hold(facts: ListingFacts, _actor: Actor) -> Reasons:
    """Only a hold can end."""
    return () if facts.hold else (Reason(code="not-on-hold", text=_("The listing isn't on hold.")),)


def never_published(facts: ListingFacts, _actor: Actor) -> Reasons:
    """A listing that has been published cannot be deleted."""
    if not facts.was_published:
        return ()
    return (Reason(code="published-once", text=_("This listing has been published, so it can't be deleted.")),)


def no_open_request(is_open: bool, _actor: Actor) -> Reasons:  # noqa: FBT001 the facts of a revision
    """A revision with a request that nobody has decided on is not archived."""
    if not is_open:
        return ()
    return (Reason(code="request-open", text=_("A request about this listing has no decision yet.")),)


def reason_given(_facts: object, parameters: Parameters, _now: datetime) -> Reasons:
    """The actor must give a reason."""
    return () if entered_text(parameters, "reason") else (Reason(code="reason-missing", text=_("Give a reason.")),)


def note_given(_facts: object, parameters: Parameters, _now: datetime) -> Reasons:
    """The actor must write a note."""
    missing = Reason(code="note-missing", text=_("Describe what should change."))
    return () if entered_text(parameters, "note") else (missing,)


def submission_seen(facts: ListingFacts, parameters: Parameters, _now: datetime) -> Reasons:
    """The decision must be about the latest submission, not one that it has replaced."""
    seen = parameters.get("submission_id")
    if facts.submission_id is not None and seen in {facts.submission_id, str(facts.submission_id)}:
        return ()
    return (
        Reason(code="submission-replaced", text=_("The partner has sent a newer submission. Review that one instead.")),
    )


def offering_fits(route: str, offering_type: str) -> bool:
    """Whether the route supports the offering type. Licences and services can only be sold on Marketplace."""
    return is_paid(route) or offering_type == OfferingType.INTEGRATION
