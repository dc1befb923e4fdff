"""`--statistics`: the number of findings of each check, without their places."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tilekit.checks.registered_checks import check_of
from tilekit.commands.listing_outcome import SEVERITY_NAMES, ListingOutcome, SeverityName
from tilekit.commands.text_report import no_findings_text
from tilekit.commands.translation import translated
from tilekit.core.messages import N_


def _heading() -> str:
    names = (N_("findings"), N_("listings"), N_("severity"), N_("check"))
    findings, listings, severity, check = map(translated, names)
    return f"{findings:>8}  {listings:>8}  {severity:<8}  {check}"


def statistics_lines(outcomes: Iterable[ListingOutcome]) -> Iterator[str]:
    """A line for each severity and code: number of findings, number of listings, name of the check.
    The most frequent come first.
    """
    listings: Counter[tuple[SeverityName, str]] = Counter()
    findings: Counter[tuple[SeverityName, str]] = Counter()
    accepted = 0
    for outcome in outcomes:
        accepted += outcome.get("accepted", 0)
        findings.update((finding["severity"], finding["code"]) for finding in outcome["findings"])
        listings.update({(finding["severity"], finding["code"]) for finding in outcome["findings"]})
    if not findings:
        yield no_findings_text(accepted)
        return
    yield _heading()
    for severity, code in sorted(findings, key=lambda row: (SEVERITY_NAMES.index(row[0]), -findings[row], row[1])):
        counts = f"{findings[severity, code]:>8}  {listings[severity, code]:>8}"
        yield f"{counts}  {translated(severity):<8}  {code:<7}  {translated(check_of(code).name)}"
    if accepted:
        yield translated(N_("in the baseline: {accepted}"), accepted=accepted)
