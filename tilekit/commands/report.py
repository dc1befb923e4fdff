"""Findings as people read them in a terminal."""

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TextIO

from tilekit.checks.engine import Report
from tilekit.checks.finding import Finding, Severity
from tilekit.commands.words import language, said
from tilekit.core.messages import N_, render

_WORDS = {Severity.BLOCKER: N_("blocker"), Severity.WARNING: N_("warning"), Severity.ADVICE: N_("advice")}
_COLOURS = {Severity.BLOCKER: "31", Severity.WARNING: "33", Severity.ADVICE: "36"}
_BOLD, _DIM = "1", "2"


class Paint:
    """Colours for a terminal, none for a file or where NO_COLOR is set."""

    def __init__(self, stream: TextIO) -> None:
        self.is_on = stream.isatty() and not os.environ.get("NO_COLOR")

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_on else text


def lines_of(title: str, report: Report, paint: Paint) -> Iterator[str]:
    """The lines of one listing: its findings by file, then how many there are."""
    yield paint(title, _BOLD)
    for file, findings in groupby(report.findings, key=lambda finding: finding.file):
        yield f"  {paint(file or said(N_('the listing itself')), _BOLD)}"
        for finding in findings:
            yield from _finding_lines(finding, paint)
    yield f"  {totals(report.findings) if report.findings else said(N_('nothing found'))}"
    if report.skipped:
        skipped = said(N_("not checked here, it takes the portal: {codes}"), codes=", ".join(report.skipped))
        yield f"  {paint(skipped, _DIM)}"
    yield ""


def totals(findings: Iterable[Finding]) -> str:
    """How many of each severity."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    text = N_("blockers: {blockers}, warnings: {warnings}, advice: {advice}")
    return said(
        text, blockers=counts[Severity.BLOCKER], warnings=counts[Severity.WARNING], advice=counts[Severity.ADVICE]
    )


def _finding_lines(finding: Finding, paint: Paint) -> Iterator[str]:
    place = ":".join(str(number) for number in (finding.line, finding.column) if number is not None)
    word = paint(f"{said(_WORDS[finding.severity]):<8}", _COLOURS[finding.severity])
    yield f"    {place:>7}  {word}  {finding.code}  {render(finding.message, language())}"
    if finding.fix:
        hint = said(N_("can be fixed: {title}"), title=finding.fix.title)
        yield f"    {'':7}  {'':8}  {paint(hint, _DIM)}"
