"""Finds the line of a word in a multi-line text, if the pointer leads to the whole text."""

import re

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding
from tilekit.checks.finding_locations import position_of
from tilekit.checks.parsed_files import text_of


def at_text(bundle: Bundle, raw_finding: RawFinding, text: str, *, pointer: str = "") -> RawFinding:
    """The raw finding at the first occurrence of the text after the position of a pointer, by default its own."""
    start = position_of(bundle, raw_finding.file, pointer or raw_finding.pointer)
    if start is None:
        return raw_finding
    pattern = re.compile(rf"(?<![\w.-]){re.escape(text)}(?![\w.-])")
    for number, line in enumerate(text_of(bundle, raw_finding.file).lines[start.line - 1 :], start=start.line):
        match = pattern.search(line, start.column - 1 if number == start.line else 0)
        if match:
            return replace(raw_finding, line=number, column=match.start() + 1)
    return raw_finding
