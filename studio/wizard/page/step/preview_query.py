"""What the page of the preview shows: read from its address, and the links that change it."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from msgspec import Struct
from msgspec.structs import asdict, replace

from common.lazy_text import LazyText

TILE_VIEW, CARD_VIEW, SEARCH_VIEW = "tile", "card", "search"
DESKTOP_SCREEN, PHONE_SCREEN = "desktop", "phone"
LIGHT_THEME, DARK_THEME = "light", "dark"
LINKS_ON, LINKS_ID = "on", "links"
_LANGUAGE = "language"
_MAX_QUERY = 200
# {name in the address: (label of the switch, {value: label}, the first of which is the default)}
_SWITCHES: Mapping[str, tuple[LazyText, Mapping[str, LazyText]]] = {
    "show": (_("Show"), {TILE_VIEW: _("Tile"), CARD_VIEW: _("Catalogue card"), SEARCH_VIEW: _("Search result")}),
    "width": (_("Screen"), {DESKTOP_SCREEN: _("Desktop"), PHONE_SCREEN: _("Phone")}),
    "theme": (_("Theme"), {LIGHT_THEME: _("Light"), DARK_THEME: _("Dark")}),
}


class PreviewQuery(Struct, frozen=True, kw_only=True):
    """The query of the address. language is "" for that of the reader; q are the words of a search."""

    show: str = TILE_VIEW
    tab: str = ""
    start: str = ""
    q: str = ""
    width: str = DESKTOP_SCREEN
    theme: str = LIGHT_THEME
    language: str = ""
    links: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "PreviewQuery":
        """The query with defaults instead of unknown values."""
        chosen = {name: query[name] for name, (_label, values) in _SWITCHES.items() if query.get(name) in values}
        language, texts = query.get("language", ""), {name: query.get(name, "") for name in ("tab", "start")}
        return cls(
            **chosen,
            **texts,
            q=query.get("q", "").replace("\0", "").strip()[:_MAX_QUERY],
            language=language if language in dict(settings.LANGUAGES) else "",
            links=LINKS_ON if query.get("links") == LINKS_ON else "",
        )

    @property
    def shown_language(self) -> str:
        return self.language or get_language() or settings.LANGUAGE_CODE

    @property
    def has_links(self) -> bool:
        return self.links == LINKS_ON

    def url(self, page: str, **changes: str) -> str:
        """The URL of a page with this query and changes, without what is the default."""
        query = urlencode(list(replace(self, **changes).pairs()))
        return f"{page}?{query}" if query else page

    def pairs(self, *, without: Iterable[str] = ()) -> Iterable[tuple[str, str]]:
        """(name, value) of everything that is not the default."""
        default = asdict(PreviewQuery())
        return [(name, value) for name, value in asdict(self).items() if value != default[name] and name not in without]


def switches(page: str, query: PreviewQuery) -> list[dict[str, object]]:
    """Props of the `switch` components above the preview. Each link has an ID and leads to it, see `focused`."""
    groups = {**_SWITCHES, _LANGUAGE: (_("Language"), dict(settings.LANGUAGES))}
    current = {**asdict(query), _LANGUAGE: query.shown_language}
    return [
        {
            "label": label,
            "items": [
                {
                    "label": text,
                    "id": f"{name}-{value}",
                    "href": focused(query.url(page, **{name: value}), f"{name}-{value}"),
                    "is_on": value == current[name],
                    "language": value if name == _LANGUAGE else "",
                }
                for value, text in options.items()
            ],
        }
        for name, (label, options) in groups.items()
    ]


def focused(url: str, html_id: str) -> str:
    """The URL with the ID of the link that leads to it: when the page is loaded again, browsers focus this element."""
    return f"{url}#{html_id}"
