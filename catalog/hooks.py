"""Registers effects of transitions, file access, navigation links and palette entries of this app."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from catalog.palette_entries import tile_entries
from catalog.queries import is_public_file
from catalog.writes import put_live_tile
from common.actor import Actor
from common.navigation import EVERYBODY, NavItem, NavPlace, register_links
from common.palette import register_entries
from files.access import may_see_files
from listings.lifecycle.registry import effect

effect("catalogue")(put_live_tile)


@may_see_files("catalogue")
def is_shown_in_catalogue(_actor: Actor, listing_id: UUID, sha256: str) -> bool:
    """Whether everyone may see the file, because the live tile shows it. Other files of its submission are private."""
    return is_public_file(listing_id, sha256)


register_links(
    NavItem(label=_("Catalogue"), url_name="catalog:catalogue", audience=EVERYBODY, order=50),
    NavItem(label=_("Search tiles"), url_name="catalog:catalogue", audience=EVERYBODY, place=NavPlace.SEARCH),
)
register_entries(tile_entries)
