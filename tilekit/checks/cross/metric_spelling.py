"""Finds out which spelling of a metric the other files of the listing use."""

from collections.abc import Mapping

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.dashboards.board import boards
from tilekit.checks.monitors.template_files import templates_with_query
from tilekit.checks.parsed_files import MANIFEST
from tilekit.sections.data import Data


def is_used_elsewhere(bundle: Bundle, name: str, suggestion: str) -> bool:
    """Whether several files use an unlisted name, and none uses the similar listed one."""
    used = _files_by_metric(bundle)
    return len(used.get(name, ())) > 1 and suggestion not in used


@once_per_bundle
def _files_by_metric(bundle: Bundle) -> Mapping[str, set[str]]:
    queries = ((board.asset.file, query) for board in boards(bundle) for _, query in board.queries)
    in_dashboards = [(file, metric) for file, query in queries for metric in query.parts.metrics]
    in_templates = [
        (asset.file, metric) for asset, query in templates_with_query(bundle) for _, metric in query.metrics
    ]
    files: dict[str, set[str]] = {name: {MANIFEST} for name in bundle.section(Data).metric_check}
    for file, metric in (*in_dashboards, *in_templates):
        files.setdefault(metric.name, set()).add(file)
    return files
