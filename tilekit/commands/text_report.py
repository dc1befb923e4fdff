"""`--format text`: findings as people read them in a terminal, one row for each code."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tilekit.checks.finding_groups import TIDY_CODE, FindingGroup
from tilekit.commands.listing_outcome import FindingCounts, FindingJson, ListingOutcome, SeverityName, position_text
from tilekit.commands.report_rows import all_of, findings_by_check, findings_by_row, row_message
from tilekit.commands.terminal import Paint, one_line
from tilekit.commands.translation import display_width, language, translated
from tilekit.core.messages import N_, joined

_TIDY_ROW = "-"  # the code that readers see instead of TIDY_CODE
SEVERITY_LABELS: Mapping[SeverityName, str] = {
    "blocker": N_("blocker"),
    "warning": N_("warning"),
    "advice": N_("advice"),
}
_COLOURS: Mapping[SeverityName, str] = {"blocker": "31", "warning": "33", "advice": "36"}
_BOLD, _DIM = "1", "2"
FEW_PLACES = 3


def text_lines(outcomes: Iterable[ListingOutcome], *, all_places: bool = False) -> Iterator[str]:
    """The lines of each listing as soon as it is checked. Unless there is exactly one listing, the last line has the
    totals.

    all_places prints a line for each finding; otherwise a row names the first few places.
    """
    paint, counts = Paint(sys.stdout), FindingCounts()
    rows = FindingRows(paint, all_places=all_places)
    skipped: set[str] = set()
    for outcome in counts.counted(outcomes):
        skipped.update(outcome["skipped"])
        yield from outcome_lines(outcome, rows)
    if not counts.listings:
        yield translated(N_("No listings have changed since the base commit."))
    elif counts.listings > 1:
        yield translated(N_("{count} listings. {totals}"), count=counts.listings, totals=totals(counts))
    if skipped:
        text = N_("{n} checks can only run in the portal and were skipped. --format json lists them.")
        yield paint(translated(text, n=len(skipped)), _DIM)


def outcome_lines(outcome: ListingOutcome, rows: "FindingRows") -> Iterator[str]:
    """The lines of one listing: its findings by severity and code, then their number."""
    yield rows.paint(one_line(outcome["path"]), _BOLD)
    counts = FindingCounts()
    list(counts.counted([outcome]))
    for group in findings_by_row(outcome["findings"]):
        yield from rows.lines(group)
    for check in outcome["unchecked"]:
        location = f"({check['fault']}, {check['place']})"
        yield f"  {rows.paint(check['message'], _COLOURS['blocker'])} {rows.paint(location, _DIM)}"
    if outcome["findings"] or not outcome["unchecked"]:
        yield f"  {totals(counts) if outcome['findings'] else no_findings_text(counts.accepted)}"
    yield ""


def totals(finding_counts: FindingCounts) -> str:
    """A line with the number of findings of each severity and, if the baseline accepts findings, their number."""
    text = N_("blockers: {blockers}, warnings: {warnings}, advice: {advice}")
    if finding_counts.accepted:
        text = N_("blockers: {blockers}, warnings: {warnings}, advice: {advice}; in the baseline: {accepted}")
    counts = {"blockers": finding_counts.blockers, "warnings": finding_counts.warnings, "advice": finding_counts.advice}
    return translated(text, **counts, accepted=finding_counts.accepted)


def no_findings_text(accepted: int) -> str:
    """The text for no findings, or none outside the baseline."""
    return (
        translated(N_("nothing new; in the baseline: {accepted}"), accepted=accepted)
        if accepted
        else translated(N_("nothing found"))
    )


class FindingRows:
    """Writes groups as rows: severity and code in columns, places below the text."""

    def __init__(self, paint: Paint, *, all_places: bool) -> None:
        self.paint, self._all_places = paint, all_places
        self._words = {severity: translated(text) for severity, text in SEVERITY_LABELS.items()}
        self._room = max(map(display_width, self._words.values()))

    def lines(self, group: FindingGroup[FindingJson]) -> Iterator[str]:
        """The row of a group: the message, the places and the fix."""
        severity, findings = group.findings[0]["severity"], group.findings
        word = self._words[severity]
        margin = self.paint(word, _COLOURS[severity]) + " " * (self._room - display_width(word))
        yield f"  {margin}  {group.code or _TIDY_ROW:<7}  {one_line(row_message(group))}"
        below = " " * (self._room + 13)
        yield from (f"{below}{one_line(line)}" for line in self._place_lines(group))
        if not group.mixes_codes and (hint := _hint(findings)):
            yield f"{below}{self.paint(one_line(hint), _DIM)}"

    def _place_lines(self, group: FindingGroup[FindingJson]) -> Iterator[str]:
        findings = list(all_of(group.findings))
        if self._all_places:
            yield from _all_places(group, findings)
            return
        if group.mixes_codes and group.code != TIDY_CODE:
            kinds = list(findings_by_check(group.findings))
            yield from (f"{kind.code}  {where_of(kind.findings[0])}  {row_message(kind)}" for kind in kinds)
            if rest := len(findings) - len(kinds):
                yield translated(N_("{n} more with --all-places"), n=rest)
            return
        few, rest = findings[:FEW_PLACES], len(findings) - FEW_PLACES
        lines = [joined(_in_short(few), language())] if group.mixes_codes else list(_by_message(few))
        more = translated(N_("{n} more with --all-places"), n=rest) if rest > 0 else ""
        if more and len(lines) == 1:
            lines, more = [joined([lines[0], more], language())], ""
        yield from [*lines, *filter(None, [more])]


def _by_message(findings: Sequence[FindingJson]) -> Iterator[str]:
    """The places of each message, below its first line."""
    for message in dict.fromkeys(finding["message"] for finding in findings):
        places = joined(_in_short(finding for finding in findings if finding["message"] == message), language())
        yield places if message == findings[0]["message"] else f"{places}  {message}"


def _all_places(group: FindingGroup[FindingJson], places: Sequence[FindingJson]) -> Iterator[str]:
    """Each place, with the message if the messages of the group differ."""
    is_same = len({finding["message"] for finding in group.findings}) == 1
    for place in places:
        code = f"{place['code']}  " if group.mixes_codes else ""
        yield where_of(place) if is_same else f"{where_of(place)}  {code}{place['message']}"


def _in_short(findings: Iterable[FindingJson]) -> Iterator[str]:
    """The place of each finding; a file is named once for consecutive places."""
    file = ""
    for finding in findings:
        place = position_text(finding)
        yield place if place and finding["file"] == file else where_of(finding)
        file = finding["file"]


def _hint(findings: Sequence[FindingJson]) -> str:
    """The fix for the findings; "" if there is none."""
    fixes = [finding["fix"] for finding in findings if finding["fix"]]
    if not fixes:
        return ""
    is_safe, first = fixes[0]["class"] == "safe", fixes[0]["title"]
    if len(fixes) < len(findings) or any(fix["title"] != first for fix in fixes):
        text = N_("{n} of them can be fixed") if is_safe else N_("a fix is suggested for {n} of them")
        return translated(text, n=len(fixes))
    return translated(N_("can be fixed: {title}") if is_safe else N_("suggested fix: {title}"), title=first)


def where_of(finding: FindingJson) -> str:
    """`metadata.csv:12:5`, as far as the position is known; “the whole listing” if there is no file."""
    if not finding["file"]:
        return translated(N_("the whole listing"))
    return ":".join(part for part in (finding["file"], position_text(finding)) if part)
