"""The tabs of a tile, as plain values that are stored as JSON."""

from collections.abc import Mapping

from msgspec import Struct, field

from tilekit.core.messages import Message
from tilekit.drawings.model import MonitorSummary, RuleSummary, TemplateVariable, ViewSummary, WidgetBox

FieldValue = str | tuple[str, ...]


class Logo(Struct, frozen=True, kw_only=True):
    """Paths of the wordmarks; "" if there is none."""

    light: str = ""
    dark: str = ""


class Media(Struct, frozen=True, kw_only=True):
    """An item of the carousel. path leads to the image, or to the poster of a video.

    vimeo_id is "" for images, and for videos that are not on Vimeo yet. is_video is false in tiles that were stored
    earlier.
    """

    path: str
    caption: str = ""
    alternative_text: str = ""
    is_video: bool = False
    vimeo_id: str = ""

    @property
    def alt(self) -> str:
        """The text for screen readers."""
        return self.alternative_text or self.caption


class Link(Struct, frozen=True, kw_only=True):
    """A resource in addition to the overview; kind is `documentation`, `blog`, `video` or `other`."""

    kind: str
    url: str


class TilePart(Struct, frozen=True, kw_only=True):
    """A part of the tile. fields contains the values of the fields that declare this part as their place."""

    fields: Mapping[str, FieldValue] = field(default_factory=dict)


class OverviewTab(TilePart, frozen=True, kw_only=True):
    media: tuple[Media, ...] = ()
    resources: tuple[Link, ...] = ()


class OAuth(Struct, frozen=True, kw_only=True):
    """The consent that an OAuth client asks a customer for. scopes are (name, description of the granted access)."""

    name: str
    description: str = ""
    onboarding_url: str = ""
    scopes: tuple[tuple[str, str], ...] = ()


class AgentInstall(Struct, frozen=True, kw_only=True):
    """The commands that install an Agent check on a host and in a container image."""

    host: str
    container: str
    min_agent_version: str = ""


class ConfigurationTab(TilePart, frozen=True, kw_only=True):
    oauth: OAuth | None = None
    agent: AgentInstall | None = None


class Metric(Struct, frozen=True, kw_only=True):
    """A row of the metrics table; unit is "" if it has none."""

    name: str
    type: str = ""
    unit: str = ""
    description: str = ""


class ServiceCheck(Struct, frozen=True, kw_only=True):
    name: str
    check: str = ""
    description: str = ""
    statuses: tuple[str, ...] = ()


class DataTab(TilePart, frozen=True, kw_only=True):
    submitted: tuple[str, ...] = ()
    queried: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    service_checks: tuple[ServiceCheck, ...] = ()
    events: Message = Message("")
    logs: Message = Message("")

    @property
    def is_empty(self) -> bool:
        content = self.submitted or self.queried or self.metrics or self.service_checks or self.logs.id
        return not (content or self.fields)


class MonitoringResource(Struct, frozen=True, kw_only=True):
    """An asset that is installed with the listing. kind is `dashboard`, `monitor`, `rule` or `view`.

    more is the number of widgets without a box. Tiles that were stored earlier have neither it nor variables, monitor,
    rule or view.
    """

    kind: str
    name: str
    description: str = ""
    variables: tuple[TemplateVariable, ...] = ()
    boxes: tuple[WidgetBox, ...] = ()
    more: int = 0
    monitor: MonitorSummary | None = None
    rule: RuleSummary | None = None
    view: ViewSummary | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that the widgets of a dashboard show, without repetitions."""
        return tuple(dict.fromkeys(name for box in self.boxes for name in box.metrics))


class PricingTab(TilePart, frozen=True, kw_only=True):
    """The Pricing tab. plan is the price as a sentence, trial the note on the trial; eula is the
    path of the licence.
    """

    plan: Message
    trial: Message
    has_private_offers: bool = False
    sales_email: str = ""
    eula: str = ""
