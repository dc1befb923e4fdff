"""Code blocks and tables."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, FixClass, Severity, Spot
from tilekit.checks.reading import swallows_rest
from tilekit.checks.readme.text import Text, readme_of, texts_with_code
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.markdown import Fence

# (language, what code in it looks like)
_LOOKS = (
    ("json", re.compile(r"\s*[{\[]")),
    ("xml", re.compile(r"\s*<[?a-zA-Z]")),
    ("sql", re.compile(r"\s*(?:select|create|grant|insert|update|alter)\s", re.IGNORECASE)),
    ("python", re.compile(r"(?:import|from) \w+|def \w+\(")),
    ("yaml", re.compile(r"\s*(?:- )?[\w.-]+:(?:\s|$)|#")),
    ("ini", re.compile(r"\[\w+\]")),
)
_SHELL = "shell"
_AFTER_CODE = re.compile(r"#{2,6} \S|\[[^\]]+\]: \S")


@check(
    code="RM-037",
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("The code block that starts at line {line} never ends."),
)
def open_code(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Code blocks are closed."""
    for text in texts_with_code(bundle):
        for fence in text.markdown.fences:
            if not fence.is_closed:
                edits = [_closing(text, fence)] if swallows_rest(fence, text.markdown) else []
                yield text.spot(fence.line, value=fence.mark, fix=text.fix(N_("Close it at the end"), edits))


def _closing(text: Text, fence: Fence) -> Edit:
    """The mark behind the last line of code: what follows a section's heading or a link's address is none."""
    lines = text.markdown.lines
    end = next((at for at in range(fence.line, len(lines)) if _AFTER_CODE.match(lines[at])), len(lines))
    while end > fence.line and end < len(lines) and not lines[end - 1].strip():
        end -= 1
    lead = "\n" if end == len(lines) and lines[-1] else ""
    return text.lines_edit(end + 1, end, f"{lead}{fence.mark}\n")


@check(
    code="RM-038",
    severity=Severity.ADVICE,
    fix=FixClass.SUGGESTED,
    message=N_("Name the language after the three backticks, for example yaml."),
    folded=N_("{n} code blocks name no language, the first in line {line}. Write it after the three backticks."),
)
def unnamed_language(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Code blocks name their language."""
    text = readme_of(bundle)
    for fence in text.markdown.fences:
        if not fence.language and fence.is_closed:
            line = text.markdown.lines[fence.line - 1]
            code = "\n".join(text.markdown.lines[fence.line : fence.end_line - 1])
            column = line.find(fence.mark) + len(fence.mark) + 1
            fix = text.fix(N_("Name the language"), [text.edit(fence.line, column, length=0, new=_language(code))])
            yield text.spot(fence.line, fix=fix)


@check(
    code="RM-039",
    severity=Severity.WARNING,
    message=N_("This table row has {n} cells, the heading has {m}."),
)
def unequal_row(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """Table rows have as many cells as their heading."""
    text = readme_of(bundle)
    for row in text.markdown.unequal_rows:
        value = text.markdown.lines[row.line - 1].strip()
        yield text.spot(row.line, value=value, n=row.cells, m=row.expected)


def _language(code: str) -> str:
    """A guess from the first lines; commands are the most common code of a README."""
    first = code.lstrip("\n").lstrip()
    return next((name for name, look in _LOOKS if look.match(first)), _SHELL)
