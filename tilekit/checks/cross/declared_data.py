"""XC-007 and XC-010 to XC-014: the declared data types and the files that show them."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.cross.metric_spelling import is_used_elsewhere
from tilekit.checks.cross.readme_claims import with_corrected_readme
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, finding
from tilekit.checks.manifest.integration import EVENTS
from tilekit.checks.manifest.known_tags import manifest_tags, tags_added
from tilekit.checks.manifest.manifest_file import manifest_of, readable_manifest
from tilekit.checks.manifest.metrics import CHECK, PREFIX, metric_names
from tilekit.checks.metrics.listed_metrics import listed_metrics, lists_all_metrics, readable_metrics
from tilekit.checks.metrics.name_suggestions import closest_metric, is_surely_same
from tilekit.checks.metrics.names import is_prefix_unused
from tilekit.checks.metrics.normal_forms import common_dotted_prefix
from tilekit.checks.readme.delivery import needs_no_pipeline
from tilekit.checks.registry import check
from tilekit.core.kind import exchanges_data
from tilekit.core.messages import N_
from tilekit.platform_lists import lines
from tilekit.scaffold.manifest_table import TAGS
from tilekit.sections.data import Data
from tilekit.sections.pricing import Pricing

_SUBMITTED = "data.submitted_data_types"


@check(
    code="XC-007",
    name=N_("Unlisted metric to check"),
    severity=Severity.BLOCKER,
    message=N_("{value} is not in your metrics file. Add the metric or correct the name."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("manifest, metadata.csv"),
    expected=N_("Each metric to check is in metadata.csv or is used for billing"),
    bad='"check": "acme.up"',
    good='"check": "acme.queue.depth"',
)
def lists_checked_metric(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    listed = listed_metrics(bundle)
    names = {*listed, bundle.section(Pricing).metric}
    for name in bundle.section(Data).metric_check if lists_all_metrics(bundle) else ():
        if name.strip() and name not in names:
            suggestion = closest_metric(name, listed)
            suggestion = suggestion if suggestion and is_surely_same(name, suggestion) else ""
            message = N_("{value} is not in your metrics file. Did you mean {near}?") if suggestion else ""
            is_sure = suggestion and not is_used_elsewhere(bundle, name, suggestion)
            fix = _fix_using_name(bundle, name, suggestion) if is_sure else None
            yield finding(path="data.metric_check", value=name, message=message, near=suggestion, fix=fix)


def _fix_using_name(bundle: Bundle, name: str, suggestion: str) -> Fix | None:
    """The fix that uses the similar name in the manifest; None if the manifest names no check."""
    manifest = readable_manifest(bundle)
    current = manifest.at(CHECK) if manifest else None
    if manifest is None or current is None:
        return None
    pointer = f"{CHECK}/{current.index(name)}" if isinstance(current, list) and name in current else CHECK
    return manifest.setting(pointer, suggestion, N_("Use {near}"), near=suggestion)


def _fix_declaring_type(bundle: Bundle, kind: str) -> Fix | None:
    """The fix that adds a data type to the tags."""
    manifest = readable_manifest(bundle)
    tag = f"Submitted Data Type::{kind}"
    return tags_added(manifest, [tag], N_("Add the data type")) if manifest else None


@check(
    code="XC-010",
    name=N_("Submitted logs without a pipeline"),
    severity=Severity.WARNING,
    scope=Scope.FOLDER,
    message=N_(
        "The submitted data includes Logs, but the listing has no log pipeline. Add one in the Data step or "
        "remove this data type."
    ),
    applies_to=N_("manifest, pipeline"),
    expected=N_("If Logs is a Submitted Data Type, there is a log pipeline"),
    bad="Submitted Data Type::Logs without a pipeline",
    good="assets/logs/acme-queue.yaml",
)
def has_pipeline(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A listing that sends logs has a pipeline, unless its README says that they need none.

    The form requires the field itself.
    """
    sends_logs = "logs" in bundle.kind.submitted and exchanges_data(bundle.kind)
    if sends_logs and bundle.section(Data).log_pipeline_yaml is None and not needs_no_pipeline(bundle):
        yield _at_tag(bundle, "Logs")


def _at_tag(bundle: Bundle, kind: str, message: str = "") -> RawFinding:
    """The raw finding at the tag that declares a data type."""
    manifest, own_tag = manifest_of(bundle), f"Submitted Data Type::{kind}"
    pointer = next((at for at, tag in manifest_tags(manifest) if tag == own_tag), TAGS)
    return manifest.finding(pointer, path=_SUBMITTED, value=kind, message=message)


def _lacks_data_type(bundle: Bundle, context: Context, kind: str) -> bool:
    """Whether the tags lack the data type but contain others. Raises Unparsable if there are no tags to read.

    MF-026 reports tags without any data type; in a submission, the field itself is required.
    """
    manifest_of(bundle)
    data = bundle.section(Data)
    named = data.submitted_data_types or (context.scope is Scope.CONTENT and data.queried_data_types)
    return bool(named) and exchanges_data(bundle.kind) and kind.lower() not in bundle.kind.submitted


@check(
    code="XC-011",
    name=N_("Logs missing from the submitted data"),
    severity=Severity.ADVICE,
    asked_in_form=True,
    message=N_("The listing has a log pipeline. Add Logs to the submitted data."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("manifest, pipeline"),
    expected=N_("If there is a log pipeline, Logs is a Submitted Data Type"),
    bad="a log pipeline, but no such data type",
    good="Submitted Data Type::Logs",
)
def declares_logs(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    if bundle.section(Data).log_pipeline_yaml and _lacks_data_type(bundle, context, "Logs"):
        yield finding(path=_SUBMITTED, value="Logs", fix=_fix_declaring_type(bundle, "Logs"))


@check(
    code="XC-012",
    name=N_("Metrics that don't match the submitted data"),
    severity=Severity.ADVICE,
    asked_in_form=True,
    message=N_("The listing has metrics. Add Metrics to the submitted data."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("manifest, metadata.csv"),
    expected=N_("Metrics is a Submitted Data Type if, and only if, metadata.csv has metrics"),
    bad="metrics, but no such data type",
    good="Submitted Data Type::Metrics",
)
def declares_metrics(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A listing with metrics declares that it sends metrics, and vice versa.

    MD-048 reports a file without rows, MF-046 one that the manifest does not name.
    """
    metrics = readable_metrics(bundle)
    if metrics is not None and metrics.table.rows and _lacks_data_type(bundle, context, "Metrics"):
        yield finding(path=_SUBMITTED, value="Metrics", fix=_fix_declaring_type(bundle, "Metrics"))
    lists_none = not bundle.section(Data).values.get("metadata_csv") and not metric_names(bundle)
    if _declares_data_type(bundle, context, "metrics") and lists_none:
        text = N_(
            "The submitted data includes Metrics, but the listing has none. Add metrics or remove this data type."
        )
        yield _at_tag(bundle, "Metrics", text)


def _declares_data_type(bundle: Bundle, context: Context, kind: str) -> bool:
    """Whether the tags contain the data type. Always False in a submission, because its field checks report what is
    missing.
    """
    return context.scope is Scope.CONTENT and kind in bundle.kind.submitted and exchanges_data(bundle.kind)


@check(
    code="XC-013",
    name=N_("Events that don't match the submitted data"),
    severity=Severity.ADVICE,
    asked_in_form=True,
    message=N_("“Sends events” is on. Add Events to the submitted data."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("manifest"),
    expected=N_("Events is a Submitted Data Type if, and only if, creates_events is true"),
    bad='"creates_events": true, but no such data type',
    good="Submitted Data Type::Events",
)
def declares_events(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A listing that creates events declares that it sends them, and vice versa."""
    manifest = readable_manifest(bundle)
    if manifest and manifest.at(EVENTS) is False and _declares_data_type(bundle, context, "events"):
        fix = with_corrected_readme(manifest.setting(EVENTS, True, N_("Turn on “Sends events”")), bundle)
        text = N_("The submitted data includes Events, but “Sends events” is off. Turn it on or remove this data type.")
        yield finding(path="data.creates_events", value="Events", message=text, fix=fix)
    if bundle.section(Data).creates_events and _lacks_data_type(bundle, context, "Events"):
        yield finding(path=_SUBMITTED, value="Events", fix=_fix_declaring_type(bundle, "Events"))


@check(
    code="XC-014",
    name=N_("Metric prefix that no metric uses"),
    severity=Severity.BLOCKER,
    message=N_("No metric in your metrics file starts with “{prefix}”. Correct the prefix."),
    fix=FixClass.SUGGESTED,
    follow_ups=("XC-001", "XC-004"),  # if no metric has the prefix, it is unknown which metrics are the listing's own
    applies_to=N_("manifest, metadata.csv"),
    expected=N_("At least one metric in metadata.csv starts with the metric prefix"),
    bad="acme. and queue. in one file",
    good="acme.queue. for all metrics",
)
def uses_prefix(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """At least one metric uses the prefix. If only some metrics lack an allowed prefix, MD-011 reports them."""
    metrics = readable_metrics(bundle)
    if metrics is None or not metrics.prefix or not metrics.table.rows:
        return
    names = [name for name in metrics.table.names if name.strip()]
    shared = lines("shared_metric_prefixes.txt")
    are_shared = bool(names) and all(name.startswith(shared) for name in names)
    if is_prefix_unused(metrics) or (are_shared and not any(map(metrics.prefix.startswith, shared))):
        yield finding(
            path="data.metric_prefix", value=metrics.prefix, prefix=metrics.prefix, fix=_common_prefix(bundle, names)
        )


def _common_prefix(bundle: Bundle, names: list[str]) -> Fix | None:
    """The fix that sets the prefix to the dotted prefix that all names share."""
    manifest, common = readable_manifest(bundle), common_dotted_prefix(names)
    return manifest.setting(PREFIX, common, N_("Use {prefix}"), prefix=common) if manifest and common else None
