"""The choices and proposals in the form of a request for a sandbox org."""

from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.queries import organisations_of
from common.actor import Actor, Role
from common.lists import joined_with_and
from common.regions import Region
from listings.lifecycle.buttons import InputDetails
from sandboxes.models import SandboxRequest
from sandboxes.queries import listings_to_test

_PROPOSED_LISTINGS = 3


def new_request(actor: Actor) -> SandboxRequest | None:
    """A request of the actor's first organisation, not sent yet; None if they own none."""
    owned = _owned_organisations(actor)
    return SandboxRequest(organisation=owned[0]) if owned else None


def _owned_organisations(actor: Actor) -> list[Organisation]:
    return [row for row in organisations_of(actor) if actor.holds(Role.OWNER, row.pk)]


def organisations_to_choose(_request: SandboxRequest, actor: Actor) -> InputDetails | None:
    """The organisations of an owner of several."""
    owned = _owned_organisations(actor)
    return InputDetails(choices=[(row.pk, row.name) for row in owned]) if len(owned) > 1 else None


def regions(_request: SandboxRequest, _actor: Actor) -> InputDetails:
    return InputDetails(initial=Region.US1, choices=Region.choices)


def proposed_purpose(_request: SandboxRequest, actor: Actor) -> InputDetails:
    """The purpose names listings for which the org is probably needed."""
    tested = listings_to_test(_owned_organisations(actor))[:_PROPOSED_LISTINGS]
    names = joined_with_and(tested)
    return InputDetails(initial=_("Testing {listings} before publication.").format(listings=names) if names else None)
