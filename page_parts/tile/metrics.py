"""The metrics table of a tile: its pages, and its beginning on the overview."""

from functools import cached_property, partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from page_parts.counts import Count
from page_parts.tile import parts
from page_parts.tile.actions import TileActions
from tilekit.core.section import Tab
from tilekit.tile.tabs import Metric

ALL = "all"
METRICS_PAGE = 100
_FIRST_METRICS = 4


class TileMetrics(TileActions, frozen=True, kw_only=True, dict=True):
    """The metrics of a tile. tab is the tab that is open, or ALL, and metrics_from the number of metrics to skip."""

    tab: str
    metrics_from: int = 0

    @property
    def is_all(self) -> bool:
        return self.tab == ALL

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """The current page of the metrics table, or all metrics if all tabs are shown."""
        metrics = self.view.data.metrics
        return metrics if self.is_all else metrics[self.metrics_from : self.metrics_from + METRICS_PAGE]

    @property
    def first_metrics(self) -> tuple[Metric, ...]:
        """The beginning of the metrics table, for the overview; empty if the page shows all tabs."""
        return () if self.is_all else self.view.data.metrics[:_FIRST_METRICS]

    @property
    def metrics_url(self) -> str:
        return self.href_below_head(Tab.DATA)

    @property
    def metrics_link(self) -> str:
        number = len(self.view.data.metrics)
        return ngettext("View {n} metric", "View all {n} metrics", number).format(n=Count(number))

    @property
    def metrics_columns(self) -> list[parts.Item]:
        return [{"label": label} for label in (_("Metric"), _("Type"), _("Unit"), _("Description"))]

    @property
    def metrics_pages(self) -> dict[str, str]:
        """Props of the `pagination` component below the metrics table; {} if it has only one page."""
        shown = range(self.metrics_from, self.metrics_from + len(self.metrics))
        return parts.metrics_pages(shown, len(self.view.data.metrics), partial(self.href, Tab.DATA))
