"""XC-024 and XC-032: the detection rules and saved views that read the pipeline's logs."""

from collections.abc import Iterator, Mapping, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.sources import filtered_sources, may_overlap
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.pipeline.sources import sources_in
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview


@check(
    code="XC-024",
    name=N_("Pipeline that no detection rule reads"),
    severity=Severity.BLOCKER,
    message=N_("No detection rule reads the logs that your pipeline processes. Use source:{source} in the queries."),
    applies_to=N_("detection rules, pipeline"),
    expected=N_("At least one query in the detection rules reads the source of the log pipeline"),
    bad="rules on source:acme, logs from source:acme-queue",
    good="the same source in both",
)
def reads_pipeline(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Detection rules query the source of the listing's pipeline. SR-024 reports rules without a pipeline, and MF-052
    a pipeline whose source is not the one that the manifest declares and the rules read.
    """
    rules = list(assets(bundle, "detection_rules"))
    sources = filtered_sources(bundle) if rules else []
    queries = [(rule, at, query) for rule in rules for at, query in _query_texts(rule.value)]
    readable = [*sources, *filter(None, (bundle.section(Data).logs_source,))]
    if sources and queries and not any(_may_read(query, readable) for _, _, query in queries):
        rule, at, _ = queries[0]
        yield rule.finding(f"/queries/{at}/query", sources[0], source=sources[0])


def _may_read(query: str, sources: Sequence[str]) -> bool:
    """Whether the query may find logs of these sources. A query without a source reads all logs."""
    queried = sources_in(query)
    return not queried or any(may_overlap(source, sources) for source in queried)


def _query_texts(value: Mapping[str, Json]) -> list[tuple[int, str]]:
    """Index and text of each query of a rule."""
    items = enumerate(elements(value.get("queries")))
    return [(at, text(item.get("query"))) for at, item in items if isinstance(item, dict)]


@check(
    code="XC-032",
    name=N_("Saved views of logs without a pipeline"),
    severity=Severity.WARNING,
    message=N_("Saved views of logs need a log pipeline. Add one in the Data step."),
    applies_to=N_("saved views, pipeline"),
    expected=N_("If there are saved views of logs, the listing has a log pipeline"),
    bad="a view of logs without a log pipeline",
    good="a log pipeline",
)
def has_pipeline_for_views(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    if bundle.section(Data).log_pipeline_yaml is None:
        for view in assets(bundle, "saved_views"):
            if view.value.get("type") == "logs":
                yield view.finding("/type", bundle.section(Overview).integration_id)
