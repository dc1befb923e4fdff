"""Prepares assets for the `asset` component: a drawing or sentences, and the metrics that they use."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from django.utils.translation import ngettext
from msgspec import Struct
from msgspec.structs import replace

from page_parts.counts import Count
from page_parts.drawings.boards import BoardProps, WidgetAction, board_of
from page_parts.drawings.messages import ShownMessage, message_html, messages_of
from tilekit import markdown
from tilekit.drawings.model import WidgetBox
from tilekit.drawings.used_metrics import UsedMetric
from tilekit.tile.tabs import Metric, MonitoringResource

SHOWN_METRICS, MAX_METRICS = 5, 200
_WIDGETS_AT_ONCE = 60


class MetricLine(Struct, frozen=True, kw_only=True):
    """A metric in the list next to a drawing. declaration is a state of the family `declaration`, or ""."""

    name: str
    declaration: str = ""
    unit: str = ""
    href: str = ""


class MetricList(Struct, frozen=True, kw_only=True):
    """The metrics that a dashboard uses: the first ones, the rest, and a sentence about those that are missing."""

    lines: Sequence[MetricLine]
    total: int

    @property
    def first(self) -> Sequence[MetricLine]:
        """The lines that are always shown, the missing ones first."""
        return self.lines[:SHOWN_METRICS]

    @property
    def rest(self) -> Sequence[MetricLine]:
        """The lines that the reader can open."""
        return self.lines[SHOWN_METRICS:]

    @property
    def more(self) -> str:
        """The number of metrics without a line, in words."""
        count = self.total - len(self.lines)
        text = ngettext("{n} more metric is not listed.", "{n} more metrics are not listed.", count)
        return text.format(n=Count(count)) if count else ""

    @property
    def missing(self) -> str:
        """The number of missing metrics in words; "" if there are none."""
        count = sum(1 for line in self.lines if line.declaration == "missing")
        text = ngettext(
            "{n} metric is missing from the metrics file.", "{n} metrics are missing from the metrics file.", count
        )
        return text.format(n=Count(count)) if count else ""


def metric_list(lines: Iterable[MetricLine]) -> MetricList | None:
    """The list of these metrics, the missing ones first; None without metrics."""
    ordered = sorted(lines, key=lambda line: line.declaration != "missing")
    return MetricList(lines=ordered[:MAX_METRICS], total=len(ordered)) if ordered else None


def tile_metrics(names: Iterable[str], metrics: Mapping[str, Metric], href: str) -> MetricList | None:
    """The list of metrics on a tile; the names in its metrics table link to it."""
    listed = ((name, metrics.get(name)) for name in names)
    return metric_list(
        MetricLine(name=name, unit=metric.unit if metric else "", href=href if metric else "")
        for name, metric in listed
    )


def declared_metrics(metrics: Iterable[UsedMetric], url_of_line: Callable[[int], str]) -> MetricList | None:
    """The list of metrics with their declaration. url_of_line returns the URL of a line of the metrics file."""
    return metric_list(
        MetricLine(
            name=metric.name,
            declaration=str(metric.declaration),
            unit=metric.unit,
            href=url_of_line(metric.line) if metric.line else "",
        )
        for metric in metrics
    )


def left_out(resources: Iterable[MonitoringResource]) -> Iterator[bool]:
    """For each resource, whether it is a dashboard that a light page doesn't draw at first.

    The first one is always drawn, and others as long as there are few widgets.
    """
    widgets = 0
    for resource in resources:
        widgets += len(resource.boxes)
        yield bool(resource.boxes) and widgets > max(_WIDGETS_AT_ONCE, len(resource.boxes))


class AssetPresenter(Struct, frozen=True, kw_only=True, dict=True):
    """Props of the `asset` component, computed when they are printed.

    other are the boxes of another version: the drawing marks those that it doesn't have. anchors are the HTML IDs of
    the boxes, or none, and actions their links. opens_message: whether the message of a monitor is open at first.
    part_url is for a drawing that is loaded when it comes into view: its markup contains the asset. page_url is the
    page with the drawing, for browsers without scripts; without part_url, the drawing is only there.
    """

    resource: MonitoringResource
    metrics: MetricList | None = None
    other: Sequence[WidgetBox] = ()
    anchors: Sequence[str] = ()
    actions: Sequence[WidgetAction | None] = ()
    opens_message: bool = False
    part_url: str = ""
    page_url: str = ""

    @property
    def description(self) -> str:
        """The description as plain text."""
        return markdown.plain(self.resource.description)

    @cached_property
    def board(self) -> BoardProps | None:
        """The drawing of a dashboard; None for other assets and for empty boards."""
        resource = self.resource
        if not (resource.boxes or resource.more):
            return None
        board = board_of(resource.boxes, resource.more, other=self.other, anchors=self.anchors, actions=self.actions)
        return replace(board, widgets=(), items=()) if self.page_url else board

    @cached_property
    def messages(self) -> Sequence[ShownMessage]:
        """The message of a monitor in each state."""
        return [*messages_of(self.resource.monitor)] if self.resource.monitor else []

    @property
    def rule_message(self) -> str:
        """The message of a detection rule as HTML."""
        return message_html(self.resource.rule.message) if self.resource.rule else ""
