"""XC-003, XC-022 and XC-023: the listing's data in dashboards."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import source_of
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context, title_key
from tilekit.checks.dashboards.board import boards
from tilekit.checks.dashboards.variable_filters import scoped_metrics
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity, Stage
from tilekit.checks.logs.attribute_values import NEVER_SET, OTHER_CASE, impossible_values
from tilekit.checks.logs.attributes import known_attributes
from tilekit.checks.logs.sources import may_overlap, own_sources
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of, readable_metrics
from tilekit.checks.metrics.metrics_file import cell_edit
from tilekit.checks.metrics.tag_lists import are_tags
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.parsed_files import refuse_broken_manifest
from tilekit.checks.readme.markdown_text import readme_of
from tilekit.checks.registry import check
from tilekit.checks.service_checks.file import service_check_names
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text
from tilekit.parse.positions import readable
from tilekit.pipeline.sources import matches_source, sources_excluded, sources_in
from tilekit.queries.languages import Language
from tilekit.queries.widgets import EVENT_SOURCES, LOG_SOURCES, QueryText
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_REQUEST = re.compile(r".*/queries/\d+(?=/)|.*/requests/[^/]+(?=/)|.*/definition(?=/)")
# Tags that the Agent or the platform adds to all data.
_COMMON_TAGS = frozenset((
    "host", "env", "service", "version", "region", "availability-zone", "instance-type", "account", "scope", "team",
    "kube_cluster_name", "kube_namespace", "kube_deployment", "pod_name", "container_name", "image_name",
    "cluster_name", "device", "name", "status", "source", "cloud_provider", "project_id", "aws_account",
    "subscription_id",
))  # fmt: skip


@check(
    code="XC-003",
    name=N_("Dashboard without data of the listing"),
    severity=Severity.WARNING,
    message=N_("This dashboard shows no data from your integration. Add your own metrics, logs or events."),
    applies_to=N_("dashboards"),
    expected=N_("Each dashboard with queries uses at least one metric, log, event or service check from the listing"),
    bad="a dashboard with only system.cpu",
    good="a dashboard with acme.queue.depth",
)
def shows_own_data(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Every dashboard with queries shows a metric, a log, an event or a service check of the listing.

    If a listing sends logs or events, every search of them counts, because a search need not name the source.
    """
    refuse_broken_manifest(bundle)
    own_data = _Own(bundle)
    for board in boards(bundle):
        asks = [query for _, query in board.queries if query.language is not Language.FORMULA]
        is_app = any(widget.family == "app" for widget in board.widgets)
        if asks and not is_app and not any(map(own_data.sends, asks)):
            yield board.asset.finding(value=board.title)


class _Own:
    """The data that the listing declares."""

    def __init__(self, bundle: Bundle) -> None:
        metrics, data, overview = readable_metrics(bundle), bundle.section(Data), bundle.section(Overview)
        self.listed, self.checks = listed_metrics(bundle), service_check_names(bundle)
        self.prefix = metrics.prefix if metrics and metrics.prefix else data.metric_prefix
        submitted = bundle.kind.submitted
        self.logs = bool(data.log_pipeline_yaml or data.logs_source or "logs" in submitted)
        self.events = data.creates_events or "events" in submitted
        named = (overview.integration_id, data.logs_source, overview.title, overview.source_type_name)
        self.names = tuple(title_key(name) for name in named if len(title_key(name)) > 2)

    def sends(self, query: QueryText) -> bool:
        """Whether a query may find data of the listing."""
        if (query.source in LOG_SOURCES and self.logs) or (query.source in EVENT_SOURCES and self.events):
            return True
        if query.language is Language.CHECK:
            return query.text in self.checks or self._names_listing(query.text)
        parts = query.parts
        metrics = any(self._is_own_metric(metric.name) for metric in parts.metrics)
        return metrics or any(
            self._names_listing(f"{query_filter.key}{query_filter.value}") for query_filter in parts.filters
        )

    def _is_own_metric(self, name: str) -> bool:
        return (self.prefix != "" and name.startswith(self.prefix)) or metric_of(self.listed, name) is not None

    def _names_listing(self, text: str) -> bool:
        plain = title_key(text)
        return any(name in plain for name in self.names)


@check(
    code="XC-022",
    name=N_("Template variable without a sample tag"),
    severity=Severity.ADVICE,
    message=N_("No metric has the tag {value} in sample_tags. Add the tag to sample_tags or use another tag."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("template variables, sample_tags"),
    expected=N_("The tag of each template variable is in sample_tags or is a common tag such as host"),
    bad="the variable broker, which no metric has",
    good="queue",
)
def lists_tags_of_variables(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Tags of template variables are in sample_tags of a metric, or the code or the README names them.

    Not checked if there are no sample_tags.
    """
    listed = listed_metrics(bundle)
    sample_tags = {tag for row in listed.values() for tag in row.tags}
    for board in boards(bundle) if sample_tags else ():
        scoped = scoped_metrics(board, bundle)
        for pointer, variable in board.variables:
            tag, name = text(variable.get("prefix")), text(variable.get("name"))
            hears = [one.metric.name for one in scoped if name in one.variables_used]
            names = [row.name for row in (metric_of(listed, metric) for metric in hears) if row]
            is_known = tag in sample_tags | _COMMON_TAGS or tag.startswith("@")
            if tag and names and not is_known and not _is_tag_named(bundle, tag):
                fix = None if tag.lower() in sample_tags | _COMMON_TAGS else _fix_sample_tags(bundle, names, tag)
                yield board.asset.finding(f"{pointer}/prefix", tag, fix=fix)


def _is_tag_named(bundle: Bundle, tag: str) -> bool:
    """Whether the code of the check sets the tag, or the README names it as code."""
    source, readme = source_of(bundle), readable(readme_of, bundle)
    is_set = re.compile(rf"(?<![\w.-]){re.escape(tag)}:")
    in_code = source is not None and any(is_set.search(module.text) for module in source.modules.values())
    return in_code or (readme is not None and f"`{tag}`" in readme.source.text)


def _fix_sample_tags(bundle: Bundle, names: list[str], tag: str) -> Fix | None:
    """The fix that adds the tag to sample_tags of these metrics; None if it is not a valid tag."""
    metrics = readable_metrics(bundle)
    if metrics is None or "sample_tags" not in metrics.table.header or not are_tags([tag]):
        return None
    edits: list[Edit] = []
    for row, name, tags in zip(
        metrics.table.rows, metrics.table.names, metrics.table.column("sample_tags"), strict=True
    ):
        if name in names:
            new = ",".join([*(one for one in tags.split(",") if one), tag])
            edits.append(cell_edit(metrics, row, "sample_tags", text=new))
    return Fix(title=Message(N_("Add {tag} to sample_tags"), {"tag": tag}), edits=tuple(edits))


@check(
    code="XC-023",
    name=N_("Unknown log attribute in a widget or monitor"),
    severity=Severity.WARNING,
    message=N_(
        "@{value} is not a standard attribute and is not in any result of your pipeline tests. Add a "
        "sample or correct the name."
    ),
    folded=N_(
        "{n} queries use @{value}, which is not a standard attribute and is not in any result of your pipeline "
        "tests. Add a sample or correct the name."
    ),
    folded_variants={
        NEVER_SET: N_(
            "@{name} is never {value}, as {n} queries expect, because the pipeline sets one of these values: {values}. "
            "Correct the value."
        ),
        OTHER_CASE: N_(
            "Searches for attributes are case-sensitive, and your test results have {near} instead of {value}. Correct "
            "the value in {n} queries."
        ),
    },
    stage=Stage.DEEP,
    applies_to=N_("dashboards, monitors, pipeline"),
    expected=N_(
        "Each log attribute in a query is a facet or a standard attribute, is set by the pipeline, or is in a test "
        "result"
    ),
    bad="@acme.size, which the pipeline does not set",
    good="a facet of the pipeline",
)
def shows_real_attributes(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Log attributes in queries are facets, standard attributes, made by the pipeline, or in a result of its tests.

    Not checked without test results, or for logs with another source. Calculated fields (#name) are not attributes.
    """
    attributes, sources = known_attributes(bundle), own_sources(bundle)
    for board in boards(bundle) if attributes.results else ():
        log_queries = [query for _, query in board.queries if query.source in LOG_SOURCES]
        others = {_request(query) for query in log_queries if _reads_others(query, sources)}
        for query in log_queries:
            yield from _impossible(bundle, board.asset, query) if _request(query) not in others else ()
            for field in _fields(query) if _request(query) not in others else ():
                if not attributes.knows(field.lstrip("@")):
                    yield board.asset.finding(query.pointer, field)
    for asset, watched in templates_with_query(bundle) if attributes.results else ():
        searches = [search for search in watched.searches if search.source in LOG_SOURCES]
        for search in searches if not any(_reads_others(one, sources) for one in searches) else ():
            yield from _impossible(bundle, asset, search)
            for field in search.parts.fields:
                if not attributes.knows(field):
                    yield asset.finding(search.pointer, field)


def _impossible(bundle: Bundle, asset: Asset, search: QueryText) -> Iterator[RawFinding]:
    """Findings about values that no log has."""
    if search.language is Language.SEARCH:
        for one in impossible_values(bundle, search.parts.filters):
            yield asset.finding(search.pointer, one.value, message=one.message, **one.parameters)


def _request(query: QueryText) -> str:
    """The pointer of the innermost query, request or widget definition that contains the text."""
    match = _REQUEST.match(query.pointer)
    return match[0] if match else query.pointer


def _reads_others(query: QueryText, sources: list[str]) -> bool:
    """Whether a search names a source that is not the listing's, or excludes the listing's own."""
    if query.language is not Language.SEARCH:
        return False
    included, excluded = sources_in(query.text), sources_excluded(query.text)
    if included:
        return any(not may_overlap(source, sources) for source in included)
    return any(matches_source(source, excluded) for source in sources)


def _fields(query: QueryText) -> tuple[str, ...]:
    """The attributes in a query, except those with a wildcard or a template variable in their name."""
    named = query.parts.fields if query.language is not Language.METRIC else ()
    return tuple(field for field in named if not {"$", "*"} & set(field))
