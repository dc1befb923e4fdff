"""Links from tiles to their pages on the platform."""

from django.utils.translation import gettext_lazy as _

from common.address_parsers import INTEGRATION_ID
from common.platform_policies import PLATFORM_INSTALL_URL, PLATFORM_NAME
from page_parts.tile.actions import InstallLink


def install_link(integration_id: str, *, is_live: bool) -> InstallLink | None:
    """The link to the page where customers install the tile; None if PLATFORM_INSTALL_URL is not set.

    The platform has no such page of a tile that is not live yet.
    """
    url = PLATFORM_INSTALL_URL.value.replace(INTEGRATION_ID, integration_id)
    closed = "" if is_live else _("Available once the tile is live.")
    return InstallLink(platform=PLATFORM_NAME.value, url=url, closed=closed) if url else None
