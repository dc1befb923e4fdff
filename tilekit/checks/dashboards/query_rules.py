"""DB-059 to DB-061: queries that cannot work."""

from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.reading import Board
from tilekit.checks.dashboards.rules import rule
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.reading import refuse_broken_manifest
from tilekit.checks.service_checks import listed_checks
from tilekit.core.messages import N_
from tilekit.lists import lines
from tilekit.parse.dashboard import text
from tilekit.queries.brackets import broken_at, near
from tilekit.queries.facts import NAMELESS, Fault
from tilekit.queries.widgets import QueryText
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_EVENT_WIDGETS = ("event_stream", "event_timeline")
_EVENTS = ("events", "event_stream")
_PLATFORM_CHECKS = ("datadog.", "ntp.", "http.", "tcp.", "process.", "dns.", "ssl.")


@rule("DB-059", Severity.BLOCKER, N_("We cannot read this query near “{near}”."))
def has_whole_queries(board: Board, _: Bundle) -> Iterator[Spot]:
    """Brackets and quotation marks balance, and a metric query names a metric; what else is not known is advice."""
    for _widget, query in board.queries:
        fault = query.parts.fault
        if fault is None:
            continue
        broken = broken_at(query.text)
        if broken is not None or fault.reason == NAMELESS:
            yield _broken(board, query, fault if broken is None else Fault(broken, fault.reason))
        else:
            message = N_("We do not know this part of the query: “{near}”.")
            yield replace(_broken(board, query, fault), severity=Severity.ADVICE, message=message)


def _broken(board: Board, query: QueryText, fault: Fault) -> Spot:
    """The column is that of the place inside the query."""
    spot = board.asset.spot(query.pointer, query.text, near=near(query.text, fault.at) or "…")
    return board.asset.inside(spot, fault.at)


@rule("DB-060", Severity.ADVICE, N_("This list stays empty: the listing sends no events."))
def shows_own_events(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Lists of events stand on boards of listings that send events, and show those of the listing."""
    refuse_broken_manifest(bundle)
    data, ident = bundle.section(Data), bundle.section(Overview).integration_id
    sends = data.creates_events or "events" in bundle.kind.submitted
    for widget in board.leaves:
        pointer = f"{widget.pointer}/definition/query"
        queries = [query for query in board.queries_of(widget) if query.source in _EVENTS and query.parts.filters]
        if not sends and (widget.type in _EVENT_WIDGETS or any(query.source == "event_stream" for query in queries)):
            place = queries[0].pointer if queries else pointer
            yield board.asset.spot(place, queries[0].text if queries else text(widget.definition.get("query")))
        for query in queries if sends and ident else ():
            if not any(found.key in ("source", "sources") for found in query.parts.filters):
                message = N_("Add sources:{source}, so that the list shows your events alone.")
                yield board.asset.spot(query.pointer, query.text, message=message, source=ident)


@rule("DB-061", Severity.WARNING, N_("{value} is not one of your service checks."))
def knows_checks(board: Board, bundle: Bundle) -> Iterator[Spot]:
    """Service checks that are shown are listed; those of the platform are everyone's."""
    shown = [widget for widget in board.leaves if widget.type == "check_status"]
    listed = listed_checks(bundle) if shown else frozenset()
    for widget in shown:
        check = text(widget.definition.get("check"))
        if (
            check
            and check not in listed
            and not check.startswith((*_PLATFORM_CHECKS, *lines("shared_metric_prefixes.txt")))
        ):
            yield board.asset.spot(f"{widget.pointer}/definition/check", check)
