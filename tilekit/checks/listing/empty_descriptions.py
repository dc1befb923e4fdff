"""GEN-019: descriptions that say nothing, or no more than the name next to them."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.spec_file import spec_of
from tilekit.checks.context import Context
from tilekit.checks.dashboards.board import boards
from tilekit.checks.dashboards.description import has_description
from tilekit.checks.empty_texts import ARTICLES, says_nothing, words_of
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.manifest.manifest_file import readable_manifest
from tilekit.checks.manifest.titles import adds_to_title
from tilekit.checks.metrics.descriptions import DESCRIPTION, says_something
from tilekit.checks.metrics.meaning import adds_to_name
from tilekit.checks.metrics.metrics_file import RawMetricsFinding, metrics_of, raw_finding_of
from tilekit.checks.metrics.unit_from_name import name_words
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.parse.positions import readable

_MOST_REPEATED = 2
_OF_TILE = ARTICLES | frozenset(
    "collect data datadog description everything get gets information infrastructure integrate integrates integration "
    "metrics monitor monitoring monitors observability observe overview see short system systems track view".split()
)
_OF_BOARD = ARTICLES | frozenset(
    "board box dashboard data default description displays information integration main metrics monitor monitoring "
    "monitors out overview provides shows summary view visualizes visualises".split()
)
_ABOUT_METRIC = frozenset("measure measures metric reports represents shows tracks value".split())
_OF_METRIC = ARTICLES | _ABOUT_METRIC
_OF_OPTION = ARTICLES | frozenset(
    "config configuration configure description enter field option parameter provide set sets setting specify tbd todo "
    "use used value".split()
)
_OF_PICTURE = ARTICLES | frozenset(
    "caption dashboard image img overview photo pic picture png screen screenshot title untitled".split()
)


@check(
    code="GEN-019",
    name=N_("Description that says nothing"),
    severity=Severity.ADVICE,
    message=N_("“{value}” says nothing that customers don't already know. Describe what it shows, measures or sets."),
    starts_observed=True,
    applies_to=N_("short description, captions, dashboards, metrics, options"),
    expected=N_("A description says more than the name and words such as “dashboard” or “metric”"),
    bad="This dashboard shows metrics",
    good="Queue depth and consumers of every broker",
)
def says_more_than_name(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Descriptions contain a word that is neither in the name nor empty. Other checks report those that equal it."""
    yield from _in_manifest(bundle)
    for board in boards(bundle):
        is_empty = says_nothing(board.description, _OF_BOARD, board.title)
        if is_empty and not any(has_description(board, bundle)):
            yield board.asset.finding("/description", board.description)
    yield from _in_metrics(bundle)
    spec = spec_of(bundle)
    for option in spec.options() if spec else ():
        about = text(option.value.get("description"))
        # “The API key of Acme” for acme_api_key is short, but says what to enter.
        is_long = len([word for word in words_of(about) if word not in _OF_OPTION]) > _MOST_REPEATED
        if spec and option.name and not is_long and says_nothing(about, _OF_OPTION, option.name):
            yield spec.finding(f"{option.pointer}/description", about)


def _in_manifest(bundle: Bundle) -> Iterator[RawFinding]:
    manifest = readable_manifest(bundle)
    if manifest is None:
        return
    pointer = "/tile/description"
    if says_nothing(manifest.text(pointer), _OF_TILE, manifest.text("/tile/title")):
        yield from () if any(adds_to_title(manifest, bundle)) else (manifest.finding(pointer),)
    for at in range(len(elements(manifest.at("/tile/media")))):
        pointer = f"/tile/media/{at}/caption"
        if says_nothing(manifest.text(pointer), _OF_PICTURE):
            yield manifest.finding(pointer)


def _in_metrics(bundle: Bundle) -> Iterator[RawFinding]:
    """Descriptions that only say that there is a metric of this name. MD-032 and MD-058 report shorter ones."""
    metrics = readable(metrics_of, bundle)
    if metrics is None or DESCRIPTION not in metrics.table.header:
        return
    reported = {hit.row for read in (says_something, adds_to_name) for hit in read(metrics)}
    for row, about, name in metrics.table.where(DESCRIPTION, str.strip):
        is_about_metric = not _ABOUT_METRIC.isdisjoint(words_of(about))
        is_empty = is_about_metric and says_nothing(about, _OF_METRIC, " ".join(name_words(name)))
        if is_empty and row not in reported:
            yield raw_finding_of(metrics, RawMetricsFinding(row=row, column=DESCRIPTION, value=about))
