"""Prepares a tile for its templates, which the catalogue, sandboxes, reviews and the preview share.

    presenter = present_tile(view, files=StoredFiles.of(listing.pk, view.pictures), tab=request.GET.get("tab", ""))

    {% include "tile/card.html" with presenter=presenter only %}      the card of the catalogue
    {% include "tile/head.html" with presenter=presenter only %}      logo, title, summary, badges, buttons
    {% include "tile/tabs.html" with presenter=presenter target="#tile-body" only %}  target "" for plain links
    {% include "tile/body.html" with presenter=presenter only %}      the tab that is open, or all of them
    {% include "tile/side.html" with presenter=presenter only %}      facts such as vendor and price, and the support

The page must link `css/tile.css` and use `{% behaviour "tabs" "carousel" %}`. Markdown is rendered only when a template
prints it, so a card renders none.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Protocol

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from page_parts.counts import Count
from page_parts.tile import parts
from page_parts.tile.actions import InstallLink
from page_parts.tile.fields import FieldLinks, items_by_place
from page_parts.tile.metrics import ALL, TileMetrics
from page_parts.total_maps import total_map
from tilekit.core.formats import web_address
from tilekit.core.pictures import Picture
from tilekit.core.section import Tab
from tilekit.tile import TileContent
from tilekit.tile.places import shown_paths
from tilekit.tile.tabs import TilePart

TAB_LABELS: Mapping[Tab, Promise] = total_map(
    Tab,
    {
        Tab.OVERVIEW: gettext_lazy("Overview"),
        Tab.CONFIGURATION: gettext_lazy("Configuration"),
        Tab.DATA: gettext_lazy("Data Collected"),
        Tab.RESOURCES: gettext_lazy("Monitoring Resources"),
        Tab.PRICING: gettext_lazy("Pricing"),
        Tab.SUPPORT: gettext_lazy("Support"),
        Tab.RELEASE_NOTES: gettext_lazy("Release Notes"),
    },
)
_CARD_TAGS = 2


class TileFiles(Protocol):
    """Files of the listing's folder that a tile shows, by path; None if there is no such file."""

    def small(self, path: str) -> Picture | None: ...

    def large(self, path: str) -> Picture | None: ...

    def address(self, path: str) -> str | None: ...


class TilePresenter(TileMetrics, frozen=True, kw_only=True, dict=True):
    """Values for the templates of a tile, computed on access. `present_tile` creates it.

    level is the level of the top heading, and live the field that is being edited.
    edit_links lead from the elements of the tile to their fields, by path of the field; customers see none.
    drawings_url is the URL of a page that draws all dashboards, if this one leaves some out.
    """

    files: TileFiles
    level: int = 1
    live: str = ""
    edit_links: FieldLinks = {}
    drawings_url: str = ""

    @property
    def section_level(self) -> int:
        return self.level + 1

    @property
    def part_level(self) -> int:
        return self.level + 2

    @property
    def logo(self) -> Picture | None:
        return self._logo(self.view.logo.light)

    @property
    def logo_dark(self) -> Picture | None:
        return self._logo(self.view.logo.dark)

    @property
    def tags(self) -> list[str]:
        return list(self.view.categories[:_CARD_TAGS])

    @property
    def card(self) -> Mapping[str, object]:
        """Props of the `tile_card` component."""
        logos = {"logo": self.logo, "logo_dark": self.logo_dark}
        return {**parts.card_texts(self.view, self.edit_links), **logos, "tags": self.tags, "live": self.live}

    @property
    def vendor_url(self) -> str:
        return web_address(self.view.vendor_url)

    @property
    def released_on(self) -> date | None:
        return parts.day_of(self.view.released_on)

    @property
    def all_url(self) -> str:
        """The URL of the page with all tabs, for printing and searching."""
        return self.href(ALL)

    @cached_property
    def sections(self) -> list[parts.Item]:
        """The tabs to render: the open one, or all."""
        tabs = self.shown_tabs if self.is_all else (Tab(self.tab),)
        return [
            {
                "key": tab,
                "label": TAB_LABELS[tab],
                "template": f"tile/{tab.name.lower()}.html",
                "places": self._places(str(tab)),
            }
            for tab in tabs
        ]

    @property
    def about(self) -> dict[str, list[parts.Item]]:
        """{place: items} for the part of the page next to the tabs."""
        return self._places("about")

    @property
    def tabs(self) -> list[parts.Item]:
        """Items of the `tabs` component."""
        counts = {Tab.DATA: len(self.view.data.metrics), Tab.RESOURCES: len(self.view.resources)}
        return [
            {
                "key": str(tab),
                "label": str(TAB_LABELS[tab]),
                "href": self.href(tab),
                "is_current": tab == self.tab,
                "count": Count(counts[tab]) if counts.get(tab) else "",
            }
            for tab in self.shown_tabs
        ]

    @property
    def shown_tabs(self) -> Sequence[Tab]:
        """The tabs of the tile. With links to fields, also the empty tabs that have fields."""
        return _shown_tabs(self.view, self.edit_links)

    @property
    def is_hidden_tab(self) -> bool:
        """Whether customers don't see the open tab, because it is empty."""
        return not self.is_all and Tab(self.tab) not in self.view.tabs

    @cached_property
    def media(self) -> list[parts.Item]:
        return parts.media_items(self.view, self.files.large, self.edit_links)

    @property
    def links(self) -> list[parts.Item]:
        return parts.link_items(self.view.overview.resources)

    @property
    def service_checks(self) -> list[parts.Item]:
        return parts.service_checks(self.view.data.service_checks)

    @property
    def resources(self) -> list[parts.Item]:
        return parts.resource_groups(self.view, self.href(Tab.DATA), self.edit_links, drawings_url=self.drawings_url)

    @property
    def releases(self) -> list[parts.Item]:
        return parts.release_entries(self.view, self._html)

    @property
    def eula(self) -> str:
        """The URL that downloads the EULA; "" if there is none."""
        path = self.view.pricing.eula if self.view.pricing else ""
        return (self.files.address(path) if path else None) or ""

    def _places(self, part: str) -> dict[str, list[parts.Item]]:
        tile_part = getattr(self.view, part, None)
        if not isinstance(tile_part, TilePart):
            return {}
        return items_by_place(part, tile_part.fields, self._html, links=self.edit_links)

    def _logo(self, path: str) -> Picture | None:
        """The logo; None if it is missing or cannot be shown. The page then shows initials."""
        picture = self.files.small(path) if path else None
        return picture if picture and picture.src else None

    def _html(self, source: str, name: str = "") -> SafeString:
        return parts.text_html(source, picture_of=self.files.large, level=self.part_level, name=name)


def present_tile(
    view: TileContent,
    *,
    files: TileFiles,
    tab: str = "",
    base: str = "",
    level: int = 1,
    live: str = "",
    metrics_from: str = "",
    edit_links: FieldLinks | None = None,
    drawings_url: str = "",
    install: InstallLink | None = None,
) -> TilePresenter:
    """Prepare a tile for its templates. tab "all" shows every tab, and an unknown or hidden tab the first one.

    base is the URL of the page without the tab. level is 2 if the page has its own heading above the tile.
    metrics_from is the number of metrics to skip, as text from the query string (`start`).
    """
    edit_links = edit_links or {}
    has_tab = tab == ALL or tab in {*map(str, _shown_tabs(view, edit_links))}
    start = int(metrics_from) if re.fullmatch(r"[0-9]{1,9}", metrics_from) else 0
    return TilePresenter(
        view=view,
        files=files,
        tab=tab if has_tab else str(view.tabs[0]),
        base=base,
        level=level,
        live=live,
        metrics_from=start if start < len(view.data.metrics) else 0,
        edit_links=edit_links,
        drawings_url=drawings_url,
        install=install,
    )


def _shown_tabs(view: TileContent, links: FieldLinks) -> Sequence[Tab]:
    if not links:
        return view.tabs
    linked = {part for path, part in shown_paths().items() if path in links}
    return [tab for tab in Tab if tab in view.tabs or tab in linked]
