"""XC-005, XC-006 and XC-017: the queries of monitors, and identical dashboards."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.dashboards.titles import product_names
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.logs.sources import filtered_sources, may_overlap, own_source, own_sources, sure_source
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.manifest.metrics import PREFIX
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.registry import check
from tilekit.checks.service_checks.file import service_check_names
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.pipeline.sources import sources_in
from tilekit.platform_lists import lines
from tilekit.queries.edits import with_term
from tilekit.queries.languages import Language
from tilekit.queries.monitors import MonitorQuery
from tilekit.queries.widgets import EVENT_SOURCES, LOG_SOURCES

_OTHER_SOURCE = N_("The query reads source:{value}, but your pipeline has source:{source}. Use the same source.")

_OF_ENVIRONMENT = re.compile(r"[-_.](?:pre-?prod|prod(?:uction)?|stag(?:e|ing)|stg|dev|qa|uat|test|internal)$")
_OTHER_EVENTS = N_(
    "The query reads events of source:{value}, which is not a name of this listing. Use your own source."
)
# Events of the platform, which every account has.
_OF_PLATFORM = (
    "datadog", "monitor", "alert", "agent", "kubernetes", "docker", "deploy", "myapps", "amazon", "azure", "gcp", "aws",
    "watchdog", "change",
)  # fmt: skip


@check(
    code="XC-005",
    name=N_("Unlisted service check in a monitor"),
    severity=Severity.WARNING,
    message=N_(
        "The monitor uses the service check {value}, which is not in your listing. "
        "Add the service check or correct the name."
    ),
    applies_to=N_("monitors, service checks"),
    expected=N_("The service check that a monitor uses is in service_checks.json"),
    bad="a monitor on acme.up",
    good="a monitor on acme.queue.can_connect",
)
def lists_watched_checks(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Service checks in monitors are the listing's own, or ones that every Agent sends: datadog.agent.up."""
    listed, shared = service_check_names(bundle), (*lines("shared_metric_prefixes.txt"), "ntp.")
    for asset, query in templates_with_query(bundle):
        is_unlisted = query.check != "" and query.check not in listed and not query.check.startswith(shared)
        if asset.at("/definition/type") == "service check" and is_unlisted:
            yield asset.finding("/definition/query", query.check)


@check(
    code="XC-006",
    name=N_("Monitor query that matches other logs"),
    severity=Severity.WARNING,
    message=N_("The query can match logs from other products. Add source:{source} to the query."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("monitors, dashboards, pipeline"),
    expected=N_("A log monitor filters on a log source, which the pipeline also has"),
    bad='logs("status:error")',
    good='logs("source:acme-queue status:error")',
)
def filters_own_logs(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Log monitors read the source of the pipeline. A graph of only other logs is advice."""
    yield from _graphs_of_other_logs(bundle)
    yield from _graphs_of_other_events(bundle)
    yield from _views_of_other_logs(bundle)
    for asset, query in templates_with_query(bundle):
        logs = [search for search in query.searches if search.source == "logs"]
        filters = [
            query_filter for search in logs for query_filter in search.parts.filters if not query_filter.is_negated
        ]
        named = [query_filter.value for query_filter in filters if query_filter.key == "source"]
        sources = filtered_sources(bundle) if named else []
        if sources and not any(may_overlap(value, sources) for value in named):
            yield asset.finding(logs[0].pointer, named[0], message=_OTHER_SOURCE, source=sources[0])
        source = own_source(bundle) if logs else ""
        if source and not named:
            sure = sure_source(bundle)
            fix = _term_fix(asset, query, f"source:{sure}") if sure else None
            yield asset.finding(logs[0].pointer, logs[0].text, source=source, fix=fix)


def _views_of_other_logs(bundle: Bundle) -> Iterator[RawFinding]:
    """Saved views of logs that name a source, but none of the listing's."""
    sources = own_sources(bundle) if filtered_sources(bundle) else []
    for view in assets(bundle, "saved_views") if sources else ():
        named = sources_in(text(view.value.get("query"))) if view.value.get("type") == "logs" else []
        if named and not any(_is_own(one, sources) for one in named):
            yield view.finding("/query", named[0], message=_OTHER_SOURCE, severity=Severity.ADVICE, source=sources[0])


def _graphs_of_other_events(bundle: Bundle) -> Iterator[RawFinding]:
    """Searches for events of a source that is like no name of the listing."""
    names = {_letters(one) for one in (*own_sources(bundle), *product_names(bundle), manifest_of(bundle).text(PREFIX))}
    for board in boards(bundle):
        for _, query in board.queries:
            named = sources_in(query.text) if query.source in EVENT_SOURCES else []
            plain = [_letters(source) for source in named if "$" not in source and "*" not in source]
            is_own = any(one in name or name in one for one in plain for name in names if name)
            if plain and not is_own and not plain[0].startswith(_OF_PLATFORM):
                yield board.asset.finding(query.pointer, named[0], message=_OTHER_EVENTS, severity=Severity.ADVICE)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _is_own(source: str, sources: list[str]) -> bool:
    """Whether a source is the listing's, or an additional one, but not that of one environment of the vendor."""
    is_additional = source.startswith(tuple(sources)) and not _OF_ENVIRONMENT.search(source)
    return may_overlap(source, sources) or is_additional or "$" in source


def _graphs_of_other_logs(bundle: Bundle) -> Iterator[RawFinding]:
    """Searches of dashboards that name a log source, but none of the listing's."""
    sources = own_sources(bundle) if filtered_sources(bundle) else []
    for board in boards(bundle) if sources else ():
        for _, query in board.queries:
            is_search = query.language is Language.SEARCH and query.source in LOG_SOURCES
            named = [source for source in sources_in(query.text) if "$" not in source] if is_search else []
            if named and not any(_is_own(one, sources) for one in named):
                yield board.asset.finding(
                    query.pointer, named[0], message=_OTHER_SOURCE, severity=Severity.ADVICE, source=sources[0]
                )


def _term_fix(asset: Asset, query: MonitorQuery, term: str) -> Fix | None:
    """The fix that inserts the term at the start of the first log search."""
    own_query = next(((search, at) for search, at in query.own_searches if search.source == "logs"), None)
    title = N_("Add {term}")
    if own_query is None:
        inner = next(search for search in query.searches if search.source == "logs")
        return asset.rewording(inner.pointer, with_term(inner.text, term), title, term=term)
    start, end, new = with_term(own_query[0].text, term)
    return asset.rewording(own_query[0].pointer, (own_query[1] + start, own_query[1] + end, new), title, term=term)


@check(
    code="XC-017",
    name=N_("Duplicate dashboards"),
    severity=Severity.WARNING,
    message=N_("Two dashboards have the title “{value}”. Rename one of them."),
    applies_to=N_("dashboards, listing"),
    expected=N_("No two dashboards have the same title or the same content"),
    bad="two dashboards with the same title",
    good="Overview and Consumers",
)
def has_no_duplicate_dashboards(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No two dashboards have the same title or the same content."""
    titles, contents = set[str](), set[str]()
    for board in boards(bundle):
        content = bundle.files.digest(board.asset.file)
        if board.title and board.title.lower() in titles:
            yield board.asset.finding("/title", board.title)
        elif content in contents:
            yield board.asset.finding(
                value=board.title, message=N_("Two dashboards have the same content. Remove one of them.")
            )
        titles.add(board.title.lower())
        contents.add(content)
