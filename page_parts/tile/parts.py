"""Parts of a tile page that need more than one value of the tile."""

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from page_parts.drawings.assets import AssetPresenter, left_out, tile_metrics
from page_parts.tile.fields import FieldLinks, links_of
from tilekit import markdown
from tilekit.core.formats import web_address
from tilekit.core.pictures import PictureOf
from tilekit.tile import TileContent
from tilekit.tile.tabs import Link, ServiceCheck

Item = dict[str, object]
_RESOURCES: Mapping[str, Promise] = {
    "dashboard": _("Dashboards"),
    "monitor": _("Monitor templates"),
    "rule": _("Detection rules"),
    "view": _("Saved views"),
}
# {kind of an asset: the field with its files}
RESOURCE_FIELDS = {
    "dashboard": "content.dashboards",
    "monitor": "content.monitors",
    "rule": "content.detection_rules",
    "view": "content.saved_views",
}
_CARD_FIELDS = (
    "overview.logo_light",
    "overview.logo_dark",
    "overview.title",
    "overview.vendor_name",
    "overview.short_description",
    "overview.categories",
    "pricing.unit_price",
)
_LINKS: Mapping[str, Promise] = {
    "documentation": _("Documentation"),
    "blog": _("Blog article"),
    "video": _("Video"),
}
# {status of a service check: (style, icon)}
_STATUSES = {"ok": ("ok", "ready"), "warning": ("warn", "warning"), "critical": ("bad", "blocker")}
_UNKNOWN = ("", "help")


def card_texts(view: TileContent, links: FieldLinks) -> Item:
    """The text props of the `tile_card` component, and its links to fields."""
    return {
        "title": view.title or _("Untitled"),
        "description": view.summary,
        "vendor": view.vendor,
        "price": view.price,
        "links": links_of(links, *_CARD_FIELDS),
    }


def media_items(view: TileContent, picture_of: PictureOf, links: FieldLinks) -> list[Item]:
    """Items of the carousel, with the numbers of the previous and next one. A video has a poster and, once
    it is on Vimeo, a URL.

    links may have a link to the row of an image, by the path of the image.
    """
    items = [(item, picture) for item in view.overview.media if item.path and (picture := picture_of(item.path))]
    return [
        {
            "number": number,
            "picture": picture,
            "caption": item.caption,
            "alt": item.alt,
            "is_video": item.is_video,
            "video": f"https://vimeo.com/{item.vimeo_id}" if item.vimeo_id.isdecimal() else "",
            "is_lazy": number > 1,
            "previous": number - 1 or len(items),
            "next": number % len(items) + 1,
            "links": links_of(links, item.path),
        }
        for number, (item, picture) in enumerate(items, start=1)
    ]


def link_items(links: tuple[Link, ...]) -> list[Item]:
    """Links for the overview. The label is the kind of link or else the host. Invalid URLs are left out."""
    return [
        {"label": _LINKS.get(link.kind) or urlsplit(link.url).netloc, "url": link.url}
        for link in links
        if web_address(link.url)
    ]


def asset_place(kind: str, number: int) -> str:
    """The name of an asset among `FieldLinks`: its kind, and its number among the assets of this kind, from 0."""
    return f"{RESOURCE_FIELDS[kind]}#{number}"


def resource_groups(view: TileContent, metrics_href: str, links: FieldLinks, *, drawings_url: str = "") -> list[Item]:
    """Monitoring resources grouped by kind, in the order of the tile. metrics_href is the URL of the metrics table.

    A kind with a link to its field has a group even without assets. The links to the rows of assets are by
    `asset_place`. With drawings_url, the URL of a page with all drawings, this page stays light and leaves some out.
    """
    groups: dict[str, list[Item]] = {kind: [] for kind, path in RESOURCE_FIELDS.items() if path in links}
    metrics = {metric.name: metric for metric in view.data.metrics}
    for resource, is_left_out in zip(view.resources, left_out(view.resources), strict=True):
        used = tile_metrics(resource.metrics, metrics, metrics_href)
        group = groups.setdefault(resource.kind, [])
        place = asset_place(resource.kind, len(group))
        asset = AssetPresenter(resource=resource, metrics=used, page_url=drawings_url if is_left_out else "")
        group.append({"asset": asset, "links": links_of(links, place)})
    return [
        {"label": _RESOURCES[kind], "assets": assets, "links": links_of(links, RESOURCE_FIELDS[kind])}
        for kind, assets in groups.items()
    ]


def release_entries(view: TileContent, html: Callable[[str], SafeString]) -> list[Item]:
    """The versions, newest first, with their changes as HTML."""
    return [
        {
            "version": release.version,
            "date": release.date,
            "day": day_of(release.date),
            "changes": [{"kind": change.kind, "lines": [*map(html, change.lines)]} for change in release.changes],
        }
        for release in view.releases
    ]


def text_html(source: str, *, picture_of: PictureOf, level: int, name: str) -> SafeString:
    """A Markdown text as HTML; level is that of its top headings, and name distinguishes its anchors from others."""
    if not source.strip():
        return mark_safe("")
    anchors = f"{name}-" if name else ""
    html = markdown.render_markdown(source, picture_of=picture_of, first_level=level, anchors=anchors)
    return mark_safe(html)  # noqa: S308 sanitised with the allow-list of tilekit.markdown


def metrics_pages(shown: range, total: int, href: Callable[..., str]) -> dict[str, str]:
    """Props of the `pagination` component below the metrics table; {} if it has only one page.

    href returns the URL of the page that begins after the number of metrics in `start`.
    """
    if len(shown) == total:
        return {}
    range_text = gettext("{first} to {last} of {total}").format(first=shown.start + 1, last=shown.stop, total=total)
    first = href() if shown.start else ""
    following = href(start=shown.stop) if shown.stop < total else ""
    return {"first": first, "next": following, "shown": range_text, "label": gettext("Pages of metrics")}


def service_checks(checks: tuple[ServiceCheck, ...]) -> list[Item]:
    """The service checks, with their statuses as props of the `pill` component."""
    return [{"about": check, "pills": [_status(status) for status in check.statuses]} for check in checks]


def _status(status: str) -> Item:
    style, icon = _STATUSES.get(status, _UNKNOWN)
    return {"label": status, "style": style, "icon": icon}


def day_of(text: str) -> date | None:
    """The text as a date; None if it is not an ISO date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
