"""The buttons that the command palette offers about sandbox orgs, requests for them, and tiles in them."""

from collections.abc import Iterator
from uuid import UUID

from common.actor import Actor
from common.palette import PaletteEntry, PaletteQuery, register_entries
from listings.models import Revision
from listings.pages.button_entries import button_entries, register_button_pages, subject_entries
from listings.pages.buttons import ButtonPage
from listings.states.revision_states import RevisionState
from sandboxes.page.requests import SANDBOX_PAGES
from sandboxes.queries import visible_activations, visible_orgs
from sandboxes.views.orgs import ORG_BUTTONS
from sandboxes.views.tile import TileButtons


@register_button_pages
def pages_of_revision(revision: Revision, actor: Actor) -> Iterator[tuple[ButtonPage[Revision], Revision]]:
    """The page of the tile in the first sandbox org."""
    if revision.state == RevisionState.IN_SANDBOX:
        enabled = visible_activations(actor).filter(deactivated_at=None, is_outdated=False)
        for activation in enabled.filter(submission__revision=revision).order_by("org__name")[:1]:
            yield TileButtons(activation.pk), revision


@register_entries
def tile_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The buttons of the tile whose page the actor is on."""
    activation_id = query.place.get("activation_id")
    if query.actor.is_anonymous or not isinstance(activation_id, UUID):
        return
    for activation in visible_activations(query.actor).filter(pk=activation_id, deactivated_at=None):
        revision = activation.submission.revision
        yield from button_entries(TileButtons(activation.pk), revision, query, about=revision.listing.name)


register_entries(subject_entries(ORG_BUTTONS, "org_id", visible_orgs, about=lambda org: org.name))
register_entries(
    subject_entries(
        SANDBOX_PAGES, "request_id", SANDBOX_PAGES.lifecycle.visible, about=lambda request: request.organisation.name
    )
)
