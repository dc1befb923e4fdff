"""`--statistics`: how often each check was found, instead of where."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tilekit.checks.catalogue import check_of
from tilekit.commands.outcome import SEVERITIES, Outcome, SeverityName
from tilekit.commands.report import nothing
from tilekit.commands.words import language, said
from tilekit.core.messages import N_, unfilled


def statistics_lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line for each severity and code: findings, listings, what the check asks for. The most frequent come first."""
    findings: Counter[tuple[SeverityName, str]] = Counter()
    listings: Counter[tuple[SeverityName, str]] = Counter()
    accepted = 0
    for outcome in outcomes:
        accepted += outcome.get("accepted", 0)
        found = Counter((finding["severity"], finding["code"]) for finding in outcome["findings"])
        findings += found
        listings.update(found.keys())
    if not findings:
        yield nothing(accepted)
        return
    yield f"{said(N_('findings')):>8}  {said(N_('listings')):>8}  {said(N_('severity')):<8}  {said(N_('check'))}"
    for severity, code in sorted(findings, key=lambda row: (SEVERITIES.index(row[0]), -findings[row], row[1])):
        text = unfilled(check_of(code).message, language())
        counts = f"{findings[severity, code]:>8}  {listings[severity, code]:>8}"
        yield f"{counts}  {said(severity):<8}  {code:<7}  {text}"
    if accepted:
        yield said(N_("in the baseline: {accepted}"), accepted=accepted)
