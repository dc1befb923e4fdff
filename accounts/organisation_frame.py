"""Prepares the head of the pages about an organisation, in every room."""

from accounts.models import ROLES, Organisation
from accounts.queries import organisations_of
from accounts.tabs import tab_links
from common.actor import Role
from common.requests import ActorRequest


def organisation_frame(request: ActorRequest, organisation: Organisation, tab: str) -> dict[str, object]:
    """Template context for the head of the page: the tabs, and the reader's other organisations and role."""
    own = organisations_of(request.actor) if len(request.actor.organisations) > 1 else []
    switch = [
        {"label": each.name, "href": each.get_absolute_url(), "is_on": each.pk == organisation.pk} for each in own
    ]
    return {
        "organisation": organisation,
        "tabs": tab_links(organisation, tab),
        "switch": switch,
        "role_name": dict(ROLES)[request.actor.organisations[organisation.pk]],
        "is_owner": request.actor.holds(Role.OWNER, organisation.pk),
    }
