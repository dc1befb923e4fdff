"""`--format text`: findings as people read them in a terminal."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from msgspec import Struct

from tilekit.commands.outcome import FindingJson, Outcome, SeverityName, Tally, place_of
from tilekit.commands.terminal import Paint, one_line
from tilekit.commands.words import columns, said
from tilekit.core.messages import N_

WORDS: Mapping[SeverityName, str] = {"blocker": N_("blocker"), "warning": N_("warning"), "advice": N_("advice")}
_COLOURS: Mapping[SeverityName, str] = {"blocker": "31", "warning": "33", "advice": "36"}
_BOLD, _DIM = "1", "2"


def text_lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The lines of every listing as soon as it is checked; of several, or of none, a last line that says so."""
    paint, tally = Paint(sys.stdout), Tally()
    for outcome in tally.counted(outcomes):
        yield from lines_of(outcome, paint)
    if not tally.listings:
        yield said(N_("No listing differs from the base."))
    elif tally.listings > 1:
        yield said(N_("{count} listings. {totals}"), count=tally.listings, totals=totals(tally))


def lines_of(outcome: Outcome, paint: Paint) -> Iterator[str]:
    """The lines of one listing: its findings by file, then how many there are."""
    yield paint(one_line(outcome["path"]), _BOLD)
    tally, margin = Tally(), _Margin.of(paint)
    for file, findings in groupby(outcome["findings"], key=lambda finding: finding["file"]):
        yield f"  {paint(one_line(file) or said(N_('the listing itself')), _BOLD)}"
        for finding in findings:
            tally.add(finding["severity"])
            yield from _finding_lines(finding, margin, paint)
    yield f"  {totals(tally) if outcome['findings'] else said(N_('nothing found'))}"
    if outcome["skipped"]:
        skipped = said(N_("not checked here, it takes the portal: {codes}"), codes=", ".join(outcome["skipped"]))
        yield f"  {paint(skipped, _DIM)}"
    yield ""


def totals(tally: Tally) -> str:
    """How many of each severity."""
    text = N_("blockers: {blockers}, warnings: {warnings}, advice: {advice}")
    return said(text, blockers=tally.blockers, warnings=tally.warnings, advice=tally.advice)


class _Margin(Struct, frozen=True):
    """The words of severities in their colours, each as wide as room."""

    words: Mapping[SeverityName, str]
    room: int

    @classmethod
    def of(cls, paint: Paint) -> "_Margin":
        words = {severity: said(text) for severity, text in WORDS.items()}
        room = max(map(columns, words.values())) + 1
        padded = {severity: word + " " * (room - columns(word)) for severity, word in words.items()}
        return cls({severity: paint(word, _COLOURS[severity]) for severity, word in padded.items()}, room)


def _finding_lines(finding: FindingJson, margin: _Margin, paint: Paint) -> Iterator[str]:
    word = margin.words[finding["severity"]]
    yield f"    {place_of(finding):>7}  {word}  {finding['code']}  {one_line(finding['message'])}"
    if finding["fix"]:
        hint = said(N_("can be fixed: {title}"), title=finding["fix"]["title"])
        yield f"    {'':7}  {'':{margin.room}}  {paint(one_line(hint), _DIM)}"
