"""Text of a template that nobody replaced."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Severity, Spot, finding
from tilekit.checks.reading import JSON_SUFFIX, MARKDOWN_SUFFIX, METADATA, markdown_of, texts
from tilekit.checks.registry import EVERYTHING, check
from tilekit.core.messages import N_

_PLACEHOLDER = re.compile(
    r"(?<![\w#@-])(?:TODO|TBD|FIXME|TBC|XXX)(?![\w-])|(?i:\blorem ipsum\b)|<(?:YOUR|INSERT|REPLACE)[ _-][A-Za-z _-]*>"
)
_SIGNS = ("TODO", "TBD", "FIXME", "TBC", "XXX", "orem ", "OREM ", "<YOUR", "<INSERT", "<REPLACE")
_SHORTEST_OF_ANY_SIGN = 3


@check(
    code="GEN-009",
    severity=Severity.WARNING,
    reads=EVERYTHING,
    message=N_("{file} line {line} still has template text “{text}”. Replace it before you submit."),
)
def left_from_template(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """No placeholder in Markdown outside code, in the manifest, in assets and in the metrics file."""
    for path, source in texts(bundle, (*JSON_SUFFIX, *MARKDOWN_SUFFIX, METADATA)):
        if not path.startswith("tests/") and any(sign in source.text for sign in _SIGNS):
            lines = _prose(bundle, path) if path.endswith(MARKDOWN_SUFFIX) else source.text.split("\n")
            for number, line in enumerate(lines, start=1):
                for match in _PLACEHOLDER.finditer(line):
                    yield finding(file=path, line=number, column=match.start() + 1, value=match[0], text=match[0])


def _prose(bundle: Bundle, path: str) -> list[str]:
    """The lines without code. Tags are put back, because a placeholder in angle brackets reads as one."""
    markdown = markdown_of(bundle, path)
    lines = list(markdown.prose)
    for tag in markdown.tags:
        line = lines[tag.line - 1]
        start, end = tag.column - 1, tag.column - 1 + len(tag.source)
        lines[tag.line - 1] = line[:start] + tag.source + line[end:]
    return lines
