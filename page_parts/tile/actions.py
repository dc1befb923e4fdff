"""What a visitor of a tile can do next: its buttons, the URLs of its tabs, and the addresses of its support."""

from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from msgspec import Struct

from page_parts.tile.fields import facts_of
from tilekit.core.section import Tab
from tilekit.tile import TileContent

Item = dict[str, object]


class InstallLink(Struct, frozen=True, kw_only=True):
    """The tile's page on the platform. closed is the reason why it can't be opened yet; "" if it can."""

    platform: str
    url: str
    closed: str | Promise = ""


class TileActions(Struct, frozen=True, kw_only=True):
    """The links of a tile. base is the URL before `?tab=`, and install the link to the platform, if it is known."""

    view: TileContent
    base: str = ""
    install: InstallLink | None = None

    @property
    def actions(self) -> list[Item]:
        """Props of up to two buttons. The first one leads to the platform or, without a link, to a tab of the tile."""
        actions = [_install_action(self.view, self.install)] if self.install else []
        if pricing := self.view.pricing:
            actions.append({"label": _("View pricing"), "href": self.href_below_head(Tab.PRICING)})
            if pricing.sales_email:
                actions.append({"label": _("Contact sales"), "href": f"mailto:{pricing.sales_email}"})
        else:
            actions.append({"label": _("View setup steps"), "href": self.href_below_head(Tab.CONFIGURATION)})
        actions[0]["kind"] = "primary"
        return actions[:2]

    @property
    def contact(self) -> list[Item]:
        """Items of `tile_facts` with the addresses of the support."""
        return facts_of("support", self.view.support.fields)

    @property
    def support_url(self) -> str:
        return self.href_below_head(Tab.SUPPORT)

    def href(self, tab: str, **more: int) -> str:
        """The URL of a tab; more adds query parameters."""
        joint = "&" if "?" in self.base else "?"
        return f"{self.base}{joint}{urlencode({'tab': str(tab), **more})}"

    def href_below_head(self, tab: str) -> str:
        """The URL of a tab, scrolled past the head of the tile, which fills the window of a phone."""
        return f"{self.href(tab)}#tile-tabs"


def _install_action(view: TileContent, install: InstallLink) -> Item:
    if view.pricing:
        label = _("Buy in {platform}")
    else:
        label = _("Install in {platform}") if view.is_installed else _("Open in {platform}")
    return {
        "label": label.format(platform=install.platform),
        "icon": "ext",
        "href": install.url,
        "closed": install.closed,
        "id": "install-tile",
    }
