"""XC-062: dashboards, monitors and rules that the README says are included."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in
from tilekit.sections.overview import Overview

_ASSET_KINDS = {
    "dashboard": "dashboards",
    "monitor": "monitors",
    "detection rule": "detection_rules",
    "security rule": "detection_rules",
    "saved view": "saved_views",
}
_ASSET_WORDS = "|".join(_ASSET_KINDS)
_INCLUDED = re.compile(
    rf"\b(?:out-of-the-box|pre-?built|pre-?configured|included|bundled|ready-made|ready-to-use|recommended) "
    rf"(?:\w+ ){{0,2}}(?P<a>{_ASSET_WORDS})s?\b"
    rf"|\b(?:integration|tile|listing|it) (?:also )?(?:includes|comes with|ships with|provides|contains|installs) "
    rf"(?:(?!what\b|to\b|data\b|how\b|that\b)\w+ ){{0,4}}?(?P<b>{_ASSET_WORDS})s?\b"
    rf"|\b(?P<c>{_ASSET_WORDS})s? (?:that|which) (?:come|comes|ship|ships|is included|are included) with\b",
    re.IGNORECASE,
)
_PLATFORM = "Datadog"
_DENIED = re.compile(r"\b(?:no|not|without|does not|doesn't|any|your own|create|build)\b", re.IGNORECASE)


@readme_check(
    "XC-062",
    Severity.WARNING,
    N_("The text says that there is a {value}, but the listing has none. Add it, or correct the text."),
    name=N_("Asset that only the README mentions"),
    starts_observed=True,
    applies_to=N_("README, assets"),
    expected=N_("Dashboards, monitors, rules and views that are included according to the README are in the listing"),
    bad="“comes with recommended monitors” without a monitor",
    good="“comes with a dashboard” and a dashboard",
)
def includes_claimed_assets(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """What customers expect after reading the README, they find after installing the tile."""
    if bundle.section(Overview).vendor_name.startswith(_PLATFORM):
        return  # its rules come with the platform
    words = tuple(word.partition(" ")[0] for word in _ASSET_KINDS)
    reported = set[str]()
    for number, match in matches_in(text.markdown.prose, _INCLUDED, words):
        kind = (match["a"] or match["b"] or match["c"]).lower()
        if not _DENIED.search(match[0]) and kind not in reported and not assets(bundle, _ASSET_KINDS[kind]):
            reported.add(kind)
            yield text.finding(number, match.start() + 1, value=kind)
