"""DB-059 to DB-061: queries that don't work."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.dashboards.board import Board, dashboard_check
from tilekit.checks.dashboards.data_sources import empty_queries
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.parsed_files import refuse_broken_manifest
from tilekit.checks.query_functions import UNKNOWN_PART, misspelled_functions, unreadable_metrics
from tilekit.checks.readme.delivery import denied_data
from tilekit.checks.service_checks.file import service_check_names
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.parse.dashboard import Widget
from tilekit.parse.json_values import elements, members, text
from tilekit.platform_lists import lines
from tilekit.queries.brackets import broken_at, excerpt_around
from tilekit.queries.languages import Language, parse_text
from tilekit.queries.query_parts import METRIC_NAME_MISSING, FunctionCall, QueryFault
from tilekit.queries.widgets import EVENT_SOURCES, QueryText
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_EVENT_WIDGETS = ("event_stream", "event_timeline")
_PLATFORM_CHECKS = ("datadog.", "ntp.", "http.", "tcp.", "process.", "dns.", "ssl.")
_ARGUMENTS = frozenset(("mean", "max", "min", "last", "sum", "area", "norm", "asc", "desc"))
_SIMILARITY = 0.8
_NO_QUERY = N_("The formula uses {near}, but the widget has no query with this name. Correct it.")
# No hand-made graph has more queries; thousands of did-you-mean searches among thousands of names would take too long.
_MOST_NAMES = 100


@dashboard_check(
    "DB-059",
    Severity.BLOCKER,
    N_("This query has a syntax error near “{near}”. Correct it."),
    name=N_("Syntax error in a dashboard query"),
    fix=FixClass.SUGGESTED,
    applies_to="queries",
    expected=N_("Brackets and quotation marks in a query match, and a metric query has a metric name"),
    bad="avg:acme.queue.depth{$queue",
    good="avg:acme.queue.depth{$queue}",
)
def has_valid_queries(board: Board, _: Bundle) -> Iterator[RawFinding]:
    """Brackets and quotation marks balance, and a metric query names a metric. Other unknown parts are reported as
    advice.
    """
    for _widget, query in board.queries:
        fault = query.parts.fault
        if fault is None:
            yield from misspelled_functions(board.asset, query.pointer, _calls(query))
            if query.language is Language.METRIC and query.source == "metrics":
                yield from unreadable_metrics(board.asset, query.pointer, query.parts.metrics)
            continue
        broken = broken_at(query.text)
        is_nameless = fault.reason == METRIC_NAME_MISSING and query.language is Language.METRIC
        if broken is not None or is_nameless:
            yield _syntax_finding(board, query, fault if broken is None else QueryFault(broken, fault.reason))
        else:
            yield replace(_syntax_finding(board, query, fault), severity=Severity.ADVICE, message=UNKNOWN_PART)
    yield from _odd_names(board)
    for widget in board.leaves:
        for pointer, request in widget.requests:
            yield from empty_queries(board.asset, pointer, request)


def _odd_names(board: Board) -> Iterator[RawFinding]:
    """Formulas with names that are certainly not queries. Most formulas are just the name of one query."""
    for widget in board.leaves:
        for pointer, request in widget.requests:
            formulas = _objects(request, "formulas")
            names = {text(item.get("name")) for item in _objects(request, "queries")} if formulas else set()
            for at, formula in enumerate(formulas if names and "" not in names else ()):
                if text(formula.get("formula")) not in names:
                    yield from _odd_name(board, names, f"{pointer}/formulas/{at}/formula")


def _objects(request: dict[str, Json], key: str) -> list[dict[str, Json]]:
    return [members(item) for item in elements(request.get(key))]


def _odd_name(board: Board, names: set[str], pointer: str) -> Iterator[RawFinding]:
    """A finding for the first name in a formula that is not a query.

    Only if the formula names no query at all, if it calculates with the name, or if the name is similar to one.
    """
    formula = text(board.asset.at(pointer))
    used = parse_text(Language.FORMULA, formula).references
    unknown = [name for name in used if name not in names]
    for name in unknown[:1]:
        alike = [other for other in names if _digits(other) == _digits(name)]  # query1 is not a misspelled query2
        suggestion = closest_word(name.lower(), alike, cutoff=_SIMILARITY) if len(names) <= _MOST_NAMES else ""
        is_operand = name not in _ARGUMENTS and re.search(rf"(?:[-+*/]\s*\(*|^\(*){re.escape(name)}\b(?!\()", formula)
        if suggestion or is_operand or len(unknown) == len(used):
            match = re.search(rf"\b{re.escape(name)}\b", formula)
            at = match.start() if match else 0
            fix = board.asset.rewording(pointer, (at, at + len(name), suggestion), N_("Use {near}"), near=suggestion)
            raw_finding = board.asset.finding(pointer, name, near=name, message=_NO_QUERY)
            fixed = replace(
                raw_finding, severity=Severity.ADVICE, fix=fix if suggestion and suggestion not in used else None
            )
            yield board.asset.inside(fixed, at)


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))


def _calls(query: QueryText) -> tuple[FunctionCall, ...]:
    """The function calls of a metric query or a formula; none for calculated columns, which have other functions."""
    is_asked = query.language is Language.METRIC or query.pointer.endswith("/formula")
    return query.parts.calls if is_asked and not query.pointer.endswith("/expression") else ()


def _syntax_finding(board: Board, query: QueryText, fault: QueryFault) -> RawFinding:
    """The finding about a syntax error, at its column in the query."""
    raw_finding = board.asset.finding(query.pointer, query.text, near=excerpt_around(query.text, fault.at) or "…")
    return board.asset.inside(raw_finding, fault.at)


@dashboard_check(
    "DB-060",
    Severity.ADVICE,
    N_("This list is always empty because the listing sends no events. Remove the list."),
    name=N_("Event list without events of the listing"),
    applies_to=N_("event widgets"),
    expected=N_(
        "No event lists if the listing sends no events; otherwise, sources:{id} or another source in each event search"
    ),
    bad="an event list, but the listing sends no events",
    good="sources:acme-queue, if the listing sends events",
)
def shows_own_events(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """Only dashboards of listings that send events have event lists, and these show the listing's own events."""
    refuse_broken_manifest(bundle)
    data, integration_id = bundle.section(Data), bundle.section(Overview).integration_id
    sends = data.creates_events or "events" in bundle.kind.submitted
    for widget in board.leaves:
        queries = [query for query in board.queries_of(widget) if query.source in EVENT_SOURCES and query.parts.filters]
        if not sends and (widget.type in _EVENT_WIDGETS or any(query.source == "event_stream" for query in queries)):
            yield from _without_events(board, widget, queries, bundle=bundle)
        for query in queries if sends and integration_id else ():
            if not _sources(query):
                message = N_("Add sources:{source} so that the list shows only your events.")
                yield board.asset.finding(query.pointer, query.text, message=message, source=integration_id)


def _without_events(board: Board, widget: Widget, queries: list[QueryText], *, bundle: Bundle) -> Iterator[RawFinding]:
    """Findings about an event list of a listing that sends no events.

    The list names no source, or shows the listing's own events although its README denies them too: otherwise, the
    declaration may be wrong. Events of other sources exist without the listing.
    """
    sources = {_alphanumeric(source) for query in queries for source in _sources(query)}
    integration_id = bundle.section(Overview).integration_id
    place = queries[0].pointer if queries else f"{widget.pointer}/definition/query"
    value = queries[0].text if queries else text(widget.definition.get("query"))
    if not sources:
        message = N_("The listing sends no events, so this list shows only events from other sources. Remove it.")
        yield board.asset.finding(place, value, message=message)
    elif "events" in denied_data(bundle) and any(
        _alphanumeric(integration_id).startswith(source) or source.startswith(_alphanumeric(integration_id))
        for source in sources
    ):
        yield board.asset.finding(place, value)


def _sources(query: QueryText) -> list[str]:
    """The sources that a query names: source:acme, sources:acme,other, tags:source:acme or @evt.source:acme."""
    values = list[str]()
    for query_filter in query.parts.filters:
        key, value = query_filter.key, query_filter.value
        if key == "tags" and ":" in value:
            key, _, value = value.partition(":")
        if key.rpartition(".")[2].lstrip("@") in ("source", "sources"):
            values += value.split(",")
    return values


def _alphanumeric(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


@dashboard_check(
    "DB-061",
    Severity.WARNING,
    N_("{value} is not one of your service checks. Add the service check or correct the name."),
    name=N_("Unlisted service check on a dashboard"),
    applies_to="check_status",
    expected=N_("The service check is in service_checks.json"),
    bad="acme.up, which is not in service_checks.json",
    good="acme.queue.can_connect",
)
def shows_listed_service_checks(board: Board, bundle: Bundle) -> Iterator[RawFinding]:
    """Service checks on dashboards are in the listing, or come from the platform, so that every customer has them."""
    status_widgets = [widget for widget in board.leaves if widget.type == "check_status"]
    listed = service_check_names(bundle) if status_widgets else frozenset()
    for widget in status_widgets:
        check = text(widget.definition.get("check"))
        if (
            check
            and check not in listed
            and not check.startswith((*_PLATFORM_CHECKS, *lines("shared_metric_prefixes.txt")))
        ):
            yield board.asset.finding(f"{widget.pointer}/definition/check", check)
