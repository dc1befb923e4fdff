"""XC-052: release notes that the listing contradicts."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.context import Context
from tilekit.checks.cross.readme_facts import counted_assets
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.listed_metrics import listed_metrics, lists_all_metrics
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.registry import check
from tilekit.checks.release_notes.notes import Notes, notes_of
from tilekit.checks.service_checks.file import service_check_names
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in
from tilekit.scaffold.changelog_parts import ChangelogEntry
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

_RELEASE_OF = re.compile(
    r"(?<!\w)(?:[Ii]nitial|[Ff]irst) (?:release|version) of (?:the )?(?P<name>[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,4})"
)
_REMOVED = re.compile(r"\b[Rr]emov(?:e|ed|es|ing)\b[^.\n]{0,40}?`(?P<name>[a-z][\w]*(?:\.\w+)+)`")
_ADDED = re.compile(
    r"\b(?:initial release|first release|adds?|added|includ(?:es?|ed|ing)) [^.\n]*?"
    r"(?P<kind>log pipelines?|detection rules?|saved views?|monitors|monitor templates?|service checks?|dashboards?)\b",
    re.IGNORECASE,
)
_NEW_METRIC = re.compile(r"\b[Aa]dd(?:s|ed|ing)?\b[^.\n]{0,40}?\bmetrics? `(?P<name>[a-z]\w*(?:\.\w+)+)`")
_KIND_OF_WORD = {
    "detection": "detection_rules",
    "saved": "saved_views",
    "monitor": "monitors",
    "dashboard": "dashboards",
}
_NOT_REMOVED = N_(
    "The release notes say that {value} was removed, but metadata.csv still lists it. Correct one of them."
)
_NOT_ADDED = N_("{value} was added according to the release notes, but metadata.csv lacks it. Correct one of them.")
_NONE = N_("The release notes mention {value}, but the listing has none. Correct the text or add them.")
_PLATFORM = ("datadog", "agent", "marketplace")
_OTHER_PRODUCT = N_("{value} is the name of another product. Use {name}.")


@check(
    code="XC-052",
    name=N_("Release notes that the listing contradicts"),
    severity=Severity.ADVICE,
    starts_observed=True,
    message=N_("The release notes say “{value}”, but the listing has {number}. Correct them."),
    applies_to=N_("CHANGELOG.md, assets"),
    expected=N_("The newest version adds and removes what the listing has and lacks, and names its own product"),
    bad="“Initial release with six dashboards”, but there are two",
    good="“Initial release with two dashboards”",
)
def releases_own_content(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    notes = notes_of(bundle, context)
    entry = notes.newest if notes else None
    if notes is None or entry is None:
        return
    for number, match, count, included in counted_assets(entry.body, bundle):
        if count > included:
            yield notes.finding(entry, match[0], below=number, number=included)
    yield from _changed_metrics(notes, entry, bundle)
    for number, match in matches_in(entry.body, _ADDED, ("release", "add", "includ")):
        if not _has(match["kind"].lower(), bundle):
            yield notes.finding(entry, match["kind"], below=number, message=_NONE)
    overview, own_names = bundle.section(Overview), own_names_of(bundle)
    for number, match in matches_in(entry.body, _RELEASE_OF, ("elease of", "ersion of")):
        name = match["name"].removesuffix(" Integration")
        if own_names.names and not own_names.has_product(name) and not name.lower().startswith(_PLATFORM):
            yield notes.finding(entry, name, below=number, message=_OTHER_PRODUCT, name=overview.title)


def _changed_metrics(notes: Notes, entry: ChangelogEntry, bundle: Bundle) -> Iterator[RawFinding]:
    """Removed metrics that are still listed, and added ones that are not."""
    metrics = frozenset(listed_metrics(bundle))
    for number, match in matches_in(entry.body, _REMOVED, ("emov",)):
        if match["name"] in metrics:
            yield notes.finding(entry, match["name"], below=number, message=_NOT_REMOVED)
    prefixes = {name.partition(".")[0] for name in metrics} if lists_all_metrics(bundle) else set()
    for number, match in matches_in(entry.body, _NEW_METRIC, ("metric",)):
        if match["name"] not in metrics and match["name"].partition(".")[0] in prefixes:
            yield notes.finding(entry, match["name"], below=number, message=_NOT_ADDED)


def _has(kind: str, bundle: Bundle) -> bool:
    """Whether the listing has an asset of a kind that is written in words."""
    data = bundle.section(Data)
    if kind.startswith("log"):
        return data.log_pipeline_yaml is not None
    if kind.startswith("service"):
        return bool(service_check_names(bundle))
    return bool(assets(bundle, _KIND_OF_WORD[kind.partition(" ")[0].removesuffix("s")]))
