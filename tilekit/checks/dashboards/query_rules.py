"""DB-059 to DB-061: queries that cannot work."""

from collections.abc import Iterator
from dataclasses import replace

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.reading import Board
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.dashboards.scan import broken_at, lacks_metric_at, near
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.service_checks import files as service_check_files
from tilekit.core.messages import N_
from tilekit.lists import lines
from tilekit.parse.dashboard import Query, text
from tilekit.sections.data import Data

_EVENT_WIDGETS = ("event_stream", "event_timeline")
_PLATFORM_CHECKS = ("datadog.", "ntp.", "http.", "tcp.", "process.", "dns.", "ssl.")


@rule("DB-059", Severity.BLOCKER, N_("We cannot read this query near “{near}”."))
def has_whole_queries(board: Board, _: Bundle) -> Iterator[Spot]:
    """Brackets and quotation marks balance, and a metric query names a metric."""
    for query in (query for widget in board.leaves for query in widget.queries):
        at = broken_at(query.text)
        if at is None and query.source == "metrics" and not query.pointer.endswith("/metric_name"):
            at = lacks_metric_at(query.text)
        if at is not None:
            yield _broken(board, query, at)


def _broken(board: Board, query: Query, at: int) -> Spot:
    """The column is that of the place inside the query where its line holds it as it is written."""
    source, places = board.asset.document.source, board.asset.document.places
    start = places.values[query.pointer][0] + 1
    is_plain = source.text.startswith(query.text, start)
    place = source.position(start + at) if is_plain else source.position(start)
    spot = board.asset.spot(query.pointer, query.text, near=near(query.text, at))
    return replace(spot, line=place.line, column=place.column)


@rule("DB-060", Severity.ADVICE, N_("This list stays empty: the listing sends no events."))
def shows_own_events(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Lists of events stand on boards of listings that send events."""
    data = bundle.section(Data)
    sends = data.creates_events or "events" in bundle.kind.submitted
    for widget in board.leaves:
        if widget.type in _EVENT_WIDGETS and not sends:
            pointer = f"{widget.pointer}/definition/query"
            yield board.asset.spot(pointer, text(widget.definition.get("query")))


@rule("DB-061", Severity.WARNING, N_("{value} is not one of your service checks."))
def knows_checks(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Service checks that are shown are listed; those of the platform are everyone's."""
    shown = [widget for widget in board.leaves if widget.type == "check_status"]
    listed = _listed(bundle) if shown else set()
    for widget in shown:
        check = text(widget.definition.get("check"))
        if (
            check
            and check not in listed
            and not check.startswith((*_PLATFORM_CHECKS, *lines("shared_metric_prefixes.txt")))
        ):
            yield board.asset.spot(f"{widget.pointer}/definition/check", check)


def _listed(bundle: Bundle) -> set[str]:
    found = set[str]()
    for asset in service_check_files(bundle):
        items = asset.document.value if isinstance(asset.document.value, list) else []
        found |= {text(item.get("check")) for item in items if isinstance(item, dict)}
    return found
