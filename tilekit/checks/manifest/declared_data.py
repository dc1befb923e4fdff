"""MF-026: an integration declares what it sends or reads."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Scope, Severity, finding
from tilekit.checks.manifest.known_tags import DATA_GROUPS, tag_values, tags_added
from tilekit.checks.manifest.manifest_file import manifest_of
from tilekit.checks.manifest.metrics import METADATA_PATH, metric_names
from tilekit.checks.metrics.listed_metrics import readable_metrics
from tilekit.checks.parsed_files import require_manifest
from tilekit.checks.registry import check
from tilekit.core.kind import exchanges_data
from tilekit.core.messages import N_
from tilekit.sections.configuration import Configuration
from tilekit.sections.data import Data

_DATA_TYPES = "data.submitted_data_types"


@check(
    code="MF-026",
    name=N_("No data declared"),
    severity=Severity.WARNING,
    scope=Scope.FOLDER,
    fix=FixClass.SUGGESTED,
    message=N_("The listing does not declare which data it sends or queries. Choose the data types."),
    applies_to=N_("listing"),
    expected=N_(
        "Unless the listing is tile_only, at least one Submitted or Queried Data Type, or a metric, log source, log "
        "pipeline, service check, event or OAuth scope that shows the data"
    ),
    bad="a listing without content",
    good="a dashboard and its metrics",
)
def has_content(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """An integration declares what it sends or reads. The form requires the field itself.

    It is only advice if its files show the data. Not reported if the manifest is missing or the header of the metrics
    file can't be read, because they might declare it.
    """
    require_manifest(bundle)
    data, manifest = bundle.section(Data), manifest_of(bundle)
    has_types = data.submitted_data_types or any(tag_values(manifest, group) for group in DATA_GROUPS)
    if not exchanges_data(bundle.kind) or has_types or _has_unreadable_metrics(bundle):
        return
    if not _shows_data(bundle):
        yield finding(path=_DATA_TYPES)
        return
    tags = [f"{DATA_GROUPS[0]}::{name}" for name in _sent_data_types(bundle)]
    fix = tags_added(manifest, tags, N_("Use the data types found in the listing's files")) if tags else None
    text = N_("Choose the data types that you send to or read from the platform.")
    yield finding(path=_DATA_TYPES, message=text, severity=Severity.ADVICE, fix=fix)


def _shows_data(bundle: Bundle) -> bool:
    """Whether a file or a scope of the listing shows that it sends or reads data."""
    data, metrics = bundle.section(Data), readable_metrics(bundle)
    reads = any("read" in row.scope or "query" in row.scope for row in bundle.section(Configuration).oauth_scopes)
    checks = data.service_checks_json is not None and data.service_checks_json.size > len("[]\n") + 1
    sends = data.creates_events or data.log_pipeline_yaml or data.logs_source or checks
    return bool(reads or sends or (metrics and metrics.table.rows))


def _sent_data_types(bundle: Bundle) -> Iterator[str]:
    """The data types that the listing's files contain."""
    if metric_names(bundle):
        yield "Metrics"
    if any(path.startswith("assets/logs/") for path in bundle.files):
        yield "Logs"
    if bundle.section(Data).creates_events:
        yield "Events"


def _has_unreadable_metrics(bundle: Bundle) -> bool:
    metrics = readable_metrics(bundle)
    if metrics is None:
        return manifest_of(bundle).text(METADATA_PATH) != ""
    return not metrics.table.rows and not metrics.table.has_columns()
