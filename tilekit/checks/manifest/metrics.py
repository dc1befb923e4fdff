"""Checks of the metric prefix, the metrics file and the metric that shows that data arrives."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, Stage, shown_value
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check, manifest_of
from tilekit.checks.manifest.paths import is_missing
from tilekit.checks.metrics.normal_forms import common_dotted_prefix
from tilekit.checks.parsed_files import METADATA
from tilekit.checks.registry import check
from tilekit.core.kind import sends_metrics
from tilekit.core.messages import N_
from tilekit.parse.metrics_table import MetricsTable, read_table
from tilekit.parse.positions import Unparsable
from tilekit.platform_lists import line_set

METRICS = "/assets/integration/metrics"
PREFIX, CHECK, METADATA_PATH = f"{METRICS}/prefix", f"{METRICS}/check", f"{METRICS}/metadata_path"


@check(
    code="MF-043",
    name=N_("No metric prefix"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("Enter the prefix that all your metric names share. Example: “myproduct.”"),
    follow_ups=("XC-001", "XC-004"),  # without a prefix, it is unknown which metrics are the listing's own
    applies_to="/assets/integration/metrics/prefix",
    expected=N_("Only ASCII, and present if there are metrics"),
    bad="metrics without a prefix",
    good='"prefix": "acme.queue."',
)
def has_prefix(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A listing with metrics has an ASCII prefix. MF-046 reports a manifest without any metrics settings."""
    manifest = manifest_of(bundle)
    prefix = manifest.text(PREFIX)
    if not prefix.isascii():
        text = N_(
            "The metric prefix {p} contains characters that are not allowed in metric names. Use letters, digits, "
            "underscores and dots."
        )
        yield manifest.finding(PREFIX, message=text, p=prefix)
    elif not prefix and asks_for_metric_check(bundle, context):
        yield manifest.finding(PREFIX, fix=_fix_setting_prefix(manifest, metric_names(bundle)))


@manifest_check(
    "MF-044",
    Severity.WARNING,
    N_("The metric prefix {p} must end with a dot. Otherwise it also matches {p}other."),
    name=N_("Metric prefix without a dot"),
    fix=FixClass.SUGGESTED,
    applies_to="/assets/integration/metrics/prefix",
    expected=N_("Ends with a dot"),
    bad='"prefix": "acme.queue"',
    good='"prefix": "acme.queue."',
)
def ends_prefix_with_dot(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    prefix = manifest.text(PREFIX)
    if prefix and not prefix.endswith("."):
        fits = all(name.startswith(f"{prefix}.") for name in metric_names(bundle))
        fix = manifest.setting(PREFIX, f"{prefix}.", N_("Add the dot")) if fits else None
        yield manifest.finding(PREFIX, p=shown_value(prefix), fix=fix)


@check(
    code="MF-045",
    name=N_("Metric prefix already in use"),
    severity=Severity.WARNING,
    stage=Stage.DEEP,
    optional_needs=(Need.TAKEN,),
    message=N_("The metric prefix {p} belongs to {owner}. Choose another."),
    applies_to="/assets/integration/metrics/prefix",
    expected=N_("Not a shared prefix, and not the prefix of another listing"),
    bad='"prefix": "system."',
    good='"prefix": "acme.queue."',
)
def has_own_prefix(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    manifest = manifest_of(bundle)
    prefix = manifest.text(PREFIX)
    owner = context.taken.owner("metric_prefix", prefix) if context.taken and prefix else None
    if prefix and not line_set("shared_metric_prefixes.txt").isdisjoint((prefix, f"{prefix}.")):
        text = N_("The metric prefix {p} is reserved for shared metrics. Choose another.")
        yield manifest.finding(PREFIX, message=text, p=prefix)
    elif owner:
        yield manifest.finding(PREFIX, p=prefix, owner=owner)


@manifest_check(
    "MF-046",
    Severity.BLOCKER,
    N_("{named} is not in the listing. Add this file or use another one."),
    name=N_("Missing metrics file"),
    fix=FixClass.SUGGESTED,
    applies_to="/assets/integration/metrics/metadata_path",
    expected=N_("The path of an existing file, which is required if there is a metadata.csv with metrics"),
    bad="a metadata.csv that is not in the manifest",
    good='"metadata_path": "metadata.csv"',
)
def has_metadata(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    path = manifest.text(METADATA_PATH)
    is_there = METADATA in bundle.files
    fix = manifest.setting(METADATA_PATH, METADATA, N_("Use metadata.csv")) if is_there else None
    if path and is_missing(path, bundle):
        yield manifest.finding(METADATA_PATH, named=shown_value(path), fix=fix)
    elif not path and is_there and metric_names(bundle):
        text = N_("The listing contains metadata.csv but does not use it as its metrics file. Use or remove it.")
        yield manifest.finding(METADATA_PATH, message=text, fix=fix)


@check(
    code="MF-047",
    name=N_("No metric to check"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    fix=FixClass.SUGGESTED,
    message=N_("Choose a metric that you send on every run. We use it to show customers that data is arriving."),
    applies_to="/assets/integration/metrics/check",
    expected=N_("A metric name or a list of metric names, if metadata.csv has rows"),
    bad="no metric to check",
    good='"check": "acme.queue.depth"',
)
def has_metric_check(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A listing with metrics names one that is always sent."""
    manifest = manifest_of(bundle)
    if asks_for_metric_check(bundle, context) and not any(text.strip() for text in manifest.texts(CHECK)):
        yield manifest.finding(CHECK, fix=_fix_choosing_gauge(manifest, bundle))


def metric_names(bundle: Bundle) -> list[str]:
    """The names in metadata.csv; none if the file is missing or unreadable."""
    table = _readable_table(bundle)
    return [name for name in table.names if name] if table else []


def _readable_table(bundle: Bundle) -> MetricsTable | None:
    try:
        return bundle.parse(METADATA, read_table)
    except (KeyError, Unparsable):
        return None


def asks_for_metric_check(bundle: Bundle, context: Context) -> bool:
    """Whether MF-047 asks for a metric to check: the listing has metrics, or a submission says that it sends some."""
    is_asked = context.scope is Scope.SUBMISSION and sends_metrics(bundle.kind)
    return is_asked or (isinstance(manifest_of(bundle).at(METRICS), dict) and bool(metric_names(bundle)))


def _fix_setting_prefix(manifest: Manifest, names: list[str]) -> Fix | None:
    """The fix that sets the prefix to the longest dotted prefix of all names; None if they have none."""
    prefix = common_dotted_prefix(names)
    return manifest.setting(PREFIX, prefix, N_("Use {prefix}"), prefix=prefix) if prefix else None


def _fix_choosing_gauge(manifest: Manifest, bundle: Bundle) -> Fix | None:
    """The fix that chooses the gauge on the most dashboards; of several, the first in the file."""
    table = _readable_table(bundle)
    if not table:
        return None
    pairs = zip(table.names, table.column("metric_type"), strict=False)
    gauges = [name for name, kind in pairs if kind == "gauge"]
    boards = [bundle.files[path] for path in bundle.files if path.startswith("assets/dashboards/")]
    if not gauges:
        return None
    best = max(gauges, key=lambda name: sum(name.encode() in data for data in boards))
    return manifest.setting(CHECK, best, N_("Use {metric}"), metric=best)
