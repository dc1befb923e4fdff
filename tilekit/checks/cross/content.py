"""XC-001, XC-004 to XC-006 and XC-017: dashboards and monitors against what the listing sends."""

from collections.abc import Iterator
from difflib import get_close_matches

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.context import Context
from tilekit.checks.cross.data import READS, readable_metrics
from tilekit.checks.dashboards.reading import boards
from tilekit.checks.dashboards.scan import metric_names
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.logs.pipeline import sources_in
from tilekit.checks.registry import check
from tilekit.checks.service_checks import files as service_check_files
from tilekit.core.messages import N_
from tilekit.parse.dashboard import text
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_SERVICE_CHECK = '"'
_ENDINGS = (".count", ".avg", ".max", ".min", ".median", ".sum", ".95percentile", ".as_count")


class _Known:
    """The listing's metrics, and which of its own are not among them."""

    def __init__(self, bundle: Bundle) -> None:
        metrics = readable_metrics(bundle)
        self.names = frozenset(metrics.table.names) if metrics else frozenset()
        self.prefix = metrics.prefix if metrics and metrics.table.rows else ""

    def missing(self, query: str) -> Iterator[str]:
        """Metrics of a query that start with the listing's prefix and are not listed."""
        for name in metric_names(query) if self.prefix else ():
            bare = next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)
            if name.startswith(self.prefix) and name not in self.names and bare not in self.names:
                yield name

    def near(self, name: str) -> str:
        """The listed metric that looks most like it."""
        return next(iter(get_close_matches(name, self.names, n=1, cutoff=0.8)), "")


@check(
    code="XC-001",
    severity=Severity.WARNING,
    message=N_("The dashboard uses {value}, which is not in your metrics file. Add it or correct the name."),
    folded=N_("The dashboard uses {value} in {n} places, and it is not in your metrics file."),
    reads=READS,
)
def lists_shown_metrics(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Own metrics of dashboards are listed."""
    known = _Known(bundle)
    for board in boards(bundle) if known.prefix else ():
        for query in (query for widget in board.leaves for query in widget.queries if query.source == "metrics"):
            for name in known.missing(query.text):
                near = known.near(name)
                message = N_("The dashboard uses {value}, which is not listed. Did you mean {near}?") if near else ""
                yield board.asset.spot(query.pointer, name, message=message, near=near)


@check(
    code="XC-004",
    severity=Severity.WARNING,
    message=N_("The monitor uses {value}, which is not in your metrics file."),
    reads=READS,
)
def lists_watched_metrics(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Own metrics of monitors are listed."""
    known = _Known(bundle)
    for monitor in assets(bundle, "monitors") if known.prefix else ():
        for name in known.missing(text(monitor.at("/definition/query"))):
            yield monitor.spot("/definition/query", name)


@check(
    code="XC-005",
    severity=Severity.WARNING,
    message=N_("The monitor uses {value}, which you do not list."),
    reads=READS,
)
def lists_watched_checks(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Service checks of monitors are listed."""
    listed = set[str]()
    for asset in service_check_files(bundle):
        items = asset.document.value if isinstance(asset.document.value, list) else []
        listed |= {text(item.get("check")) for item in items if isinstance(item, dict)}
    for monitor in assets(bundle, "monitors"):
        query = text(monitor.at("/definition/query"))
        name = query.split(_SERVICE_CHECK)[1] if query.startswith(_SERVICE_CHECK) and query.count('"') > 1 else ""
        if monitor.at("/definition/type") == "service check" and name and name not in listed:
            yield monitor.spot("/definition/query", name)


@check(
    code="XC-006",
    severity=Severity.WARNING,
    message=N_("Add source:{source} to the query."),
    reads=READS,
)
def filters_own_logs(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Monitors of logs read the listing's source."""
    source = bundle.section(Data).logs_source or bundle.section(Overview).integration_id
    for monitor in assets(bundle, "monitors"):
        query = text(monitor.at("/definition/query"))
        if monitor.at("/definition/type") == "log alert" and source and not sources_in(query):
            yield monitor.spot("/definition/query", query, source=source)


@check(
    code="XC-017",
    severity=Severity.WARNING,
    message=N_("Two dashboards are called {value}."),
    reads=READS,
)
def differ(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """No two dashboards have one title or one content."""
    titles, contents = set[str](), set[str]()
    for board in boards(bundle):
        content = bundle.files.digest(board.asset.file)
        if board.title and board.title.lower() in titles:
            yield board.asset.spot("/title", board.title)
        elif content in contents:
            yield board.asset.spot(value=board.title, message=N_("Two dashboards have the same content."))
        titles.add(board.title.lower())
        contents.add(content)
