"""The rows of a report: findings in groups, with their places. All formats have the same rows.

A row can combine advice of several checks. Programs look up the codes of checks, so such a row has the code of its
first finding, and the number of findings of each check.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tilekit.checks.finding import Severity
from tilekit.checks.finding_groups import TIDY_CODE, FindingGroup, advice_message, group_findings, only_tidies
from tilekit.commands.listing_outcome import FindingJson, ListingOutcome, SeverityName
from tilekit.commands.translation import language, translated
from tilekit.core.messages import N_, render


def findings_by_row(findings: Iterable[FindingJson]) -> list[FindingGroup[FindingJson]]:
    """The findings in the groups that are rows of a report. The row of a subject shows the text of all its checks."""
    return group_findings(findings, _row_of, most_kinds=1)


def _row_of(finding: FindingJson) -> tuple[str, Severity]:
    severity, fix = finding["severity"], finding["fix"]
    return TIDY_CODE if only_tidies(severity, fix and fix["class"]) else finding["code"], Severity(severity)


def with_rows(outcomes: Iterable[ListingOutcome], *, all_places: bool) -> Iterator[ListingOutcome]:
    """The outcomes with a finding for each row, or with all_places for each place."""
    for outcome in outcomes:
        findings = outcome["findings"]
        rows = all_of(findings) if all_places else map(_row, findings_by_row(findings))
        yield {**outcome, "findings": list(rows)}


def findings_by_check(findings: Iterable[FindingJson]) -> Iterator[FindingGroup[FindingJson]]:
    """The findings in a group for each check and severity."""
    of_checks: dict[tuple[str, SeverityName], list[FindingJson]] = {}
    for finding in findings:
        of_checks.setdefault((finding["code"], finding["severity"]), []).append(finding)
    for (code, severity), members in of_checks.items():
        yield FindingGroup(code, severity, members)


def all_of(findings: Iterable[FindingJson]) -> Iterator[FindingJson]:
    """The findings, each repeated for its other places."""
    for finding in findings:
        others = finding.get("other_places", [])
        first = finding.copy()
        first.pop("other_places", None)
        yield first
        for place in others:
            yield {**first, "line": place["line"], "column": place["column"], "pointer": place["pointer"]}


def _row(group: FindingGroup[FindingJson]) -> FindingJson:
    """The first finding of a group with its checks, the message of the row and, if there are several, all places."""
    places, codes = list(all_of(group.findings)), Counter(finding["code"] for finding in group.findings)
    row: FindingJson = {**places[0], "codes": codes}
    return row if len(places) == 1 else {**row, "message": row_message(group), "places": places}


def codes_of(row: FindingJson) -> str:
    """The codes of the checks of a row."""
    return ", ".join(row.get("codes", [row["code"]]))


def row_message(group: FindingGroup[FindingJson]) -> str:
    """The message of the row of a group."""
    findings = group.findings
    if group.code == TIDY_CODE:
        codes = tuple(dict.fromkeys(finding["code"] for finding in findings))
        text = N_("{n} places have only minor faults ({codes}). Run “tilekit fix --apply” to fix them.")
        return translated(text, n=sum(1 for _ in all_of(findings)), codes=codes)
    if group.mixes_codes:
        return render(advice_message(group.code, len(findings)), language())
    if len(findings) > 1 and len({finding["message"] for finding in findings}) == 1:
        return translated(N_("{message} ({n} findings)"), message=findings[0]["message"], n=len(findings))
    return combined_message([finding["message"] for finding in findings])


def combined_message(messages: Sequence[str]) -> str:
    """The message of the findings of one check. If they differ, the first one and their number."""
    if len(set(messages)) == 1:
        return messages[0]
    return translated(N_("{message} (the first of {n} findings)"), message=messages[0], n=len(messages))
