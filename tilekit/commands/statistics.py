"""`--statistics`: the number of findings of each check, without their places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tilekit.commands.outcome import SEVERITIES, Outcome, SeverityName
from tilekit.commands.report import first_of, nothing
from tilekit.commands.words import said
from tilekit.core.messages import N_


def statistics_lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line for each severity and code: findings, listings, what was found. The most frequent come first."""
    listings: Counter[tuple[SeverityName, str]] = Counter()
    messages: defaultdict[tuple[SeverityName, str], list[str]] = defaultdict(list)
    accepted = 0
    for outcome in outcomes:
        accepted += outcome.get("accepted", 0)
        for finding in outcome["findings"]:
            messages[finding["severity"], finding["code"]].append(finding["message"])
        listings.update({(finding["severity"], finding["code"]) for finding in outcome["findings"]})
    if not messages:
        yield nothing(accepted)
        return
    yield f"{said(N_('findings')):>8}  {said(N_('listings')):>8}  {said(N_('severity')):<8}  {said(N_('check'))}"
    for severity, code in sorted(messages, key=lambda row: (SEVERITIES.index(row[0]), -len(messages[row]), row[1])):
        found = messages[severity, code]
        counts = f"{len(found):>8}  {listings[severity, code]:>8}"
        yield f"{counts}  {said(severity):<8}  {code:<7}  {first_of(found)}"
    if accepted:
        yield said(N_("in the baseline: {accepted}"), accepted=accepted)
