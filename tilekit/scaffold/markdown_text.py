"""Lines of a Markdown file: code fences, headings, and texts that can be below a heading without breaking it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})(.*)$", re.DOTALL)
_SECTION = re.compile(r"^ {0,3}##(?=[ \t]|$)", re.MULTILINE)
_DEEP_HEADING = re.compile(r"^   ###?(?=[ \t]|$)", re.MULTILINE)
_NO_UNICODE = re.compile("[\ud800-\udfff]")


def decoded(data: bytes) -> str:
    """The text without its byte order mark. Bytes that are not UTF-8 become surrogates, as with `surrogateescape`."""
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def normal_text(text: str) -> str:
    """The text as a field stores it: every line end is a line feed, and surrogates become U+FFFD."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else _NO_UNICODE.sub("\ufffd", text)


def raw_lines(text: str) -> list[str]:
    """The lines with their ends."""
    return re.findall(r"[^\n]*\n|[^\n]+$", text)


def joined_lines(lines: Sequence[str], newline: str) -> str:
    """The lines as one text. A line without an end gets one if lines follow it."""
    return "".join([*(line if line.endswith("\n") else line + newline for line in lines[:-1]), *lines[-1:]])


def newline_of(text: str) -> str:
    """The line end that most lines have."""
    return "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"


def trimmed(text: str) -> str:
    """The text in the form that a field stores: no blank lines at either end, headings indented by at
    most two spaces.
    """
    return map_lines(stripped(text), _DEEP_HEADING, lambda line: line[1:])


def stripped(text: str) -> str:
    """The text without blank lines at either end."""
    lines = normal_text(text).split("\n")
    filled = [index for index, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""


def heading_of(line: str) -> tuple[int, str]:
    """Level and title of the heading on the line; level 0 if it is not a heading."""
    if not line.startswith("#"):
        return 0, ""
    bare = line.lstrip("#")
    level = len(line) - len(bare)
    if level > 6 or (bare.strip() and bare[0] not in " \t"):
        return 0, ""
    title = bare.strip()
    closed = title.rstrip("#")
    is_closed = closed != title and (not closed or closed[-1] in " \t")
    return level, closed.rstrip() if is_closed else title


def outside_fences(lines: Iterable[str]) -> Iterator[bool]:
    """For each line, whether it is text rather than code; a fence itself is code."""
    fence = ""
    for line in lines:
        before, fence = fence, _fence_after(line, fence)
        yield not before and not fence


def open_fence(lines: Iterable[str]) -> str:
    """The fence that is still open after the lines; "" for none."""
    fence = ""
    for line in lines:
        fence = _fence_after(line, fence)
    return fence


def map_lines(text: str, pattern: re.Pattern[str], change: Callable[[str], str]) -> str:
    """The text after changing every matching line outside code. The pattern needs the flag MULTILINE."""
    if not pattern.search(text):
        return text
    lines = text.split("\n")
    flags = list(outside_fences(lines))
    return "\n".join(
        change(line) if flag and pattern.match(line) else line for line, flag in zip(lines, flags, strict=True)
    )


def escape_headings(text: str, pattern: re.Pattern[str] = _SECTION) -> str:
    """The text with one space before each heading that would end its section; it renders the same.

    The pattern allows up to three spaces. `unescape_headings` removes the space again.
    """
    return map_lines(text, pattern, lambda line: line if line.startswith("   ") else " " + line)


def unescape_headings(text: str, pattern: re.Pattern[str] = _SECTION) -> str:
    """The text as it was before `escape_headings`."""
    return map_lines(text, pattern, lambda line: line.removeprefix(" "))


def _fence_after(line: str, fence: str) -> str:
    """The marks of the code block that is open after the line; "" if none is open."""
    if "```" not in line and "~~~" not in line:
        return fence
    match = _FENCE.match(line.rstrip("\r\n"))
    if not match:
        return fence
    mark, rest = match.groups()
    if not fence:
        return "" if mark[0] == "`" and "`" in rest else str(mark)
    closes = mark[0] == fence[0] and len(mark) >= len(fence) and not rest.strip()
    return "" if closes else fence
