"""Lines of a changelog that are not release notes: comments and blocks of code."""

import re
from collections.abc import Sequence

_OPENS = re.compile(r"(?:(?P<fence>`{3,}(?=[^`]*$)|~{3,})|<!--)", re.DOTALL)
_COMMENT_END = "-->"
_OF_LIST = re.compile(r"[ \t]|[*+-][ \t]")


def skipped_lines(lines: Sequence[str]) -> set[int]:
    """The lines (from 0) of separate comments and code blocks: not indented, and after a blank line or a heading.

    An unclosed block is text, and so are all lines after it. Blocks in an item of a list belong to the item.
    """
    skipped = set[int]()
    start, end = 0, ""
    for index, line in enumerate(lines):
        opens = _OPENS.match(line) if not end and _stands_alone(lines, index, skipped) else None
        if opens:
            start, end = index, opens["fence"] or _COMMENT_END
        if end and (index > start or end == _COMMENT_END) and _closes(line, end):
            skipped.update(range(start, index + 1))
            end = ""
    return skipped


def _stands_alone(lines: Sequence[str], index: int, skipped: set[int]) -> bool:
    above = lines[index - 1] if index else ""
    return not above.strip() or above.startswith("#") or index - 1 in skipped


def _closes(line: str, end: str) -> bool:
    """Whether the line closes the block. An item of a list never does, because a form may have inserted it."""
    if end == _COMMENT_END:
        return end in line and not _OF_LIST.match(line)
    return line.startswith(end) and not line.strip().strip(end[0])
