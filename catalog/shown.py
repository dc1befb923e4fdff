"""A tile made ready for its templates: the same ones draw the catalogue, a sandbox, a review and the preview.

    shown = shown_tile(view, files=StoredFiles.of(listing.pk, view.pictures), tab=request.GET.get("tab", ""))

    {% include "catalog/tile/card.html" with shown=shown only %}      the card of the catalogue
    {% include "catalog/tile/head.html" with shown=shown only %}      logo, title, sentence, badges
    {% include "catalog/tile/tabs.html" with shown=shown target="#tile-body" only %}     target "" for plain links
    {% include "catalog/tile/body.html" with shown=shown only %}      the tab that is open, or all of them
    {% include "catalog/tile/facts.html" with shown=shown only %}     vendor, version, data, systems, price

The page links `css/tile.css` and asks for `{% behaviour "tabs" "carousel" %}`, because an include with `only` cannot.
A template renders the texts that it prints, so a card costs no Markdown.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Protocol
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from catalog import parts
from tilekit import markdown
from tilekit.core.formats import web_address
from tilekit.core.pictures import Picture
from tilekit.core.section import Tab
from tilekit.tile import Tile
from tilekit.tile.model import Metric

ALL = "all"
METRICS_PAGE = 100
TAB_LABELS: Mapping[Tab, str | Promise] = {
    Tab.OVERVIEW: gettext_lazy("Overview"),
    Tab.CONFIGURATION: gettext_lazy("Configuration"),
    Tab.DATA: gettext_lazy("Data Collected"),
    Tab.RESOURCES: gettext_lazy("Monitoring Resources"),
    Tab.PRICING: gettext_lazy("Pricing"),
    Tab.SUPPORT: gettext_lazy("Support"),
    Tab.RELEASE_NOTES: gettext_lazy("Release Notes"),
}
_CARD_TAGS = 2


class TileFiles(Protocol):
    """What a tile shows of its listing's folder, by path; None for what is not there."""

    def small(self, path: str) -> Picture | None: ...

    def large(self, path: str) -> Picture | None: ...

    def address(self, path: str) -> str | None: ...


class ShownTile(Struct, frozen=True, kw_only=True, dict=True):
    """What the templates print. Made by `shown_tile`; a part is worked out when it is asked for.

    base is the address before `?tab=`; level is that of the highest heading; live names a field under edit.
    """

    view: Tile
    files: TileFiles
    tab: str
    base: str = ""
    level: int = 1
    live: str = ""
    metrics_from: int = 0

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
    def vendor_url(self) -> str:
        return web_address(self.view.vendor_url)

    @property
    def support_url(self) -> str:
        return web_address(self.view.support.url)

    @property
    def released_on(self) -> date | None:
        return parts.day_of(self.view.released_on)

    @property
    def is_all(self) -> bool:
        return self.tab == ALL

    @property
    def all_url(self) -> str:
        """The page with every tab, to print and to search in."""
        return self.href(ALL)

    @cached_property
    def sections(self) -> list[parts.Item]:
        """The tabs to draw: the open one, or all."""
        wanted = self.view.tabs if self.is_all else (Tab(self.tab),)
        return [
            {"key": tab, "label": TAB_LABELS[tab], "template": f"catalog/tile/{tab.name.lower()}.html"}
            for tab in wanted
        ]

    @property
    def tabs(self) -> list[parts.Item]:
        """Items of the `tabs` component."""
        counts = {Tab.DATA: len(self.view.data.metrics) or "", Tab.RESOURCES: len(self.view.resources)}
        return [
            {
                "key": str(tab),
                "label": str(TAB_LABELS[tab]),
                "href": self.href(tab),
                "is_current": tab == self.tab,
                "count": counts.get(tab, ""),
            }
            for tab in self.view.tabs
        ]

    def href(self, tab: str, **more: int) -> str:
        """The address of a tab."""
        joint = "&" if "?" in self.base else "?"
        return f"{self.base}{joint}{urlencode({'tab': str(tab), **more})}"

    @cached_property
    def media(self) -> list[parts.Item]:
        return parts.media_items(self.view, self.files.large)

    @property
    def links(self) -> list[parts.Item]:
        return parts.link_items(self.view.overview.resources)

    @cached_property
    def texts(self) -> Mapping[str, SafeString]:
        """The Markdown of the drawn tabs as HTML, by name; "" where nothing is written."""
        sources = parts.texts_by_tab(self.view)
        drawn = [sources.get(Tab(str(section["key"])), {}) for section in self.sections]
        return {name: self._html(source, name) for texts in drawn for name, source in texts.items()}

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """One page of the metrics table; all of them where everything is shown."""
        found = self.view.data.metrics
        return found if self.is_all else found[self.metrics_from : self.metrics_from + METRICS_PAGE]

    @property
    def metrics_columns(self) -> list[parts.Item]:
        return [{"label": label} for label in (_("Metric"), _("Type"), _("Unit"), _("Description"))]

    @property
    def metrics_pages(self) -> dict[str, str]:
        """Props of the `pagination` component."""
        total, end = len(self.view.data.metrics), self.metrics_from + len(self.metrics)
        if len(self.metrics) == total:
            return {}
        shown = _("{first} to {last} of {total}").format(first=self.metrics_from + 1, last=end, total=total)
        first = self.href(Tab.DATA) if self.metrics_from else ""
        following = self.href(Tab.DATA, start=end) if end < total else ""
        return {"first": first, "next": following, "shown": shown, "label": _("Pages of metrics")}

    @property
    def service_checks(self) -> list[parts.Item]:
        return parts.service_checks(self.view.data.service_checks)

    @property
    def resources(self) -> list[parts.Item]:
        return parts.resource_groups(self.view)

    @property
    def releases(self) -> list[parts.Item]:
        return parts.release_entries(self.view, self._html)

    @property
    def eula(self) -> str:
        """The address of the licence, "" where it is not at hand."""
        path = self.view.pricing.eula if self.view.pricing else ""
        return (self.files.address(path) if path else None) or ""

    def _logo(self, path: str) -> Picture | None:
        """None also for one that cannot be shown: the initials stand in its place."""
        picture = self.files.small(path) if path else None
        return picture if picture and picture.src else None

    def _html(self, source: str, name: str = "") -> SafeString:
        if not source.strip():
            return mark_safe("")
        anchors = f"{name}-" if name else ""
        html = markdown.render(source, picture_of=self.files.large, first_level=self.part_level, anchors=anchors)
        return mark_safe(html)  # noqa: S308 cleaned by the allow-list of tilekit.markdown


def shown_tile(
    view: Tile,
    *,
    files: TileFiles,
    tab: str = "",
    base: str = "",
    level: int = 1,
    live: str = "",
    metrics_from: str = "",
) -> ShownTile:
    """The tile as its templates print it; an unknown or hidden tab is the first one, `all` shows every tab.

    base: the page's address without its tab.
    level: 2 where the page has a heading of its own above. metrics_from: how many metrics to skip,
    as the address says it (`start`).
    """
    is_known = tab == ALL or tab in {str(each) for each in view.tabs}
    start = int(metrics_from) if metrics_from.isdecimal() else 0
    return ShownTile(
        view=view,
        files=files,
        tab=tab if is_known else str(view.tabs[0]),
        base=base,
        level=level,
        live=live,
        metrics_from=start if start < len(view.data.metrics) else 0,
    )
