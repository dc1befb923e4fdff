"""The content of a tile: plain values that templates show and that are stored as JSON.

Texts of the partner are Markdown sources; our own sentences are messages, translated when shown. Images are paths in
the listing's folder; `TileContent.pictures` has the digest of each.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from tilekit.core.messages import Message
from tilekit.core.section import Tab
from tilekit.tile.serialisation import from_json, to_json
from tilekit.tile.tabs import ConfigurationTab, DataTab, Logo, MonitoringResource, OverviewTab, PricingTab, TilePart


class Changes(Struct, frozen=True, kw_only=True):
    """The changes of one kind. kind is a message ID ("Added"), "" for changes without one; lines are Markdown."""

    kind: str = ""
    lines: tuple[str, ...]


class TileRelease(Struct, frozen=True, kw_only=True):
    """A version of the listing. date is YYYY-MM-DD, or the text that was typed."""

    version: str
    date: str = ""
    changes: tuple[Changes, ...] = ()


class TileContent(Struct, frozen=True, kw_only=True):
    """The one view of a listing that preview, sandbox and catalogue render.

    facets maps a kind (category, os, submitted, queried, offering, route, vendor) to its values. search_text is
    normalised by `tilekit.search_text`. pictures maps the path of every picture that the tile
    may show to its sha256.
    """

    integration_id: str = ""
    title: str = ""
    vendor: str = ""
    vendor_url: str = ""
    summary: str = ""
    route: str = ""
    offering_type: str = ""
    logo: Logo = Logo()
    badges: tuple[Message, ...] = ()
    categories: tuple[str, ...] = ()
    supported_os: tuple[str, ...] = ()
    price: Message = Message("")
    overview: OverviewTab = OverviewTab()
    configuration: ConfigurationTab = ConfigurationTab()
    data: DataTab = DataTab()
    resources: tuple[MonitoringResource, ...] = ()
    pricing: PricingTab | None = None
    support: TilePart = TilePart()
    releases: tuple[TileRelease, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search_text: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)
    about: TilePart = TilePart()

    @property
    def version(self) -> str:
        """The newest version; "" if there is none."""
        return self.releases[0].version if self.releases else ""

    @property
    def released_on(self) -> str:
        """The date of the newest version; "" if there is none."""
        return self.releases[0].date if self.releases else ""

    @property
    def is_installed(self) -> bool:
        """Whether customers install something: a check, an OAuth client, dashboards, or what sends data."""
        client = self.configuration.agent or self.configuration.oauth
        return bool(client or self.resources or not self.data.is_empty)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The tabs to show, in order. Empty tabs are left out."""
        hidden = set()
        if self.data.is_empty:
            hidden.add(Tab.DATA)
        if not self.resources:
            hidden.add(Tab.RESOURCES)
        if self.pricing is None:
            hidden.add(Tab.PRICING)
        return tuple(tab for tab in Tab if tab not in hidden)

    def as_json(self) -> dict[str, object]:
        """The tile as JSON values."""
        stored = to_json(self)
        return stored if isinstance(stored, dict) else {}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "TileContent":
        """The inverse of as_json. Fields that an older version lacks have their empty value."""
        return from_json(cls, stored)
