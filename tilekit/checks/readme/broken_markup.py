"""RM-056: tables, bold text and links whose marks don't match, so that customers see them as characters."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_

_DASHES = re.compile(r" {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)+\|? *| {0,3}\| *:?-+:? *\| *")
_ESCAPED_PIPE = re.compile(r"\\\|")
# A whole, broken or unclosed pair of bold marks.
_BOLD = re.compile(r"(?<![\\*])\*\*(?!\*)")
_HALF_BOLD = re.compile(
    r"(?<![\\*\w])\*\*(?=[A-Za-z])[^*\n]{1,80}[^\s*]\*(?![*\w])|(?<![\\*\w])\*(?=[A-Za-z])[^*\n]{1,80}[^\s*]\*\*"
)
_BROKEN_LINK = re.compile(
    r"\[[^\[\]\n]{1,80}\] \((?:https?://|#)[^\s()]+\)|(?<!!)\[[^\[\]\n]{1,80}\]\(https?://[^\s()]+(?=\s|$)"
    r"|\((?P<name>[A-Z][^()\n]{1,60})\)\[https?://[^\]\s]+\]"
)
_NO_TABLE = N_("The first row has {value} cells, but the row of dashes has {number}. Use the same number in both.")
_NO_BOLD = N_("The asterisks around “{value}” don't match, so customers see them. Use two on both sides.")
_NO_LINK = N_("“{value}” is not a link. Write [text](address), without a space.")


@readme_check(
    "RM-056",
    Severity.WARNING,
    _NO_LINK,
    name=N_("Broken table, bold text or link"),
    starts_observed=True,
    expected=N_(
        "The row of dashes of a table has as many cells as the first row, and marks of bold text and links match"
    ),
    bad="**Restart the Agent*",
    good="**Restart the Agent**",
)
def has_matching_marks(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """Tables, bold texts and links outside code are shown as such."""
    lines, prose = text.markdown.lines, text.markdown.prose
    for number, line in enumerate(prose, start=1):
        if number > 1 and line.count("-") > 1 and _DASHES.fullmatch(line) and "|" in lines[number - 2]:
            header, dashes = _cells(lines[number - 2]), _cells(line)
            if header != dashes and not _DASHES.fullmatch(lines[number - 2]):
                yield text.finding(number, value=str(header), message=_NO_TABLE, number=dashes)
        if "**" in line and (half := _HALF_BOLD.search(line)) and len(_BOLD.findall(line)) % 2:
            yield text.finding(number, half.start() + 1, value=half[0].strip("*"), message=_NO_BOLD)
    for number, line in enumerate(lines, start=1):
        if "](" in line or "] (" in line or ")[" in line:
            match = _BROKEN_LINK.search(line) if number not in text.markdown.fenced_lines else None
            if match and line[: match.start()].count("`") % 2 == 0:
                yield text.finding(number, match.start() + 1, value=match[0])


def _cells(line: str) -> int:
    """The number of cells of a row of a table."""
    return _ESCAPED_PIPE.sub("", line).strip().removeprefix("|").removesuffix("|").count("|") + 1
