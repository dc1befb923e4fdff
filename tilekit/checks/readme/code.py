"""Checks of code blocks and tables."""

import re
from collections.abc import Iterator
from textwrap import dedent

import msgspec

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, FixClass, RawFinding, Severity
from tilekit.checks.parsed_files import is_open_to_end
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check, texts_with_code
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.markdown.parts import Fence

_COMMAND = re.compile(
    r"(?:[A-Z_]+=\S+ )*(?:\$ )?(?:sudo |doas )?(?:\.?/\w\S*|apt|apt-get|aws|az|bash|brew|cargo|cat|cd|chmod|chown"
    r"|composer|cp|curl|datadog-agent|dnf|docker|docker-compose|dpkg|echo|export|find|gcloud|gem|git|go|gradle|grep|helm|java"
    r"|kubectl|ln|ls|make|mkdir|mv|mvn|nano|node|npm|npx|oc|pecl|php|pip|pip3|ps|python|python3|rm|rpm|sed|service|sh|snap"
    r"|source|ssh|sudo|systemctl|tar|tee|terraform|unzip|vi|vim|wget|yarn|yum|zypper)(?:\s|$)"
)
_SQL = r"select|create|grant|insert|update|alter"
# (language, pattern of the first line of such code)
_LOOKS_LIKE = (
    ("xml", re.compile(r"<\?xml\b|<(\w+)>.*</\1>$")),
    ("sql", re.compile(rf"(?:{_SQL.upper()})\s|(?i:{_SQL})\s.*;$")),
    ("python", re.compile(r"(?:import [\w.]+(?: as \w+)?|from [\w.]+ import [\w, ]+|def \w+\(.*\):)$")),
    ("ini", re.compile(r"\[[\w.-]+\]$")),
    ("text", re.compile(r"[+|=*┌╔]|--")),  # a table that a command prints
    ("shell", _COMMAND),
)
_YAML_LINE = re.compile(r"\s+\S|- |[\w./-]+:(?:\s|$)")
_AFTER_CODE = re.compile(r"#{2,6} \S|\[[^\]]+\]: \S")


@check(
    code="RM-037",
    name=N_("Unclosed code block"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("This code block is not closed. Add a line with {value} at the end of the code."),
    applies_to="Markdown",
    expected=N_("Every code block is closed"),
    bad="``` without a closing ```",
    good="``` above and below the code",
)
def closes_code(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for text in texts_with_code(bundle):
        for fence in text.markdown.fences:
            if not fence.is_closed:
                edits = [_edit_closing_block(text, fence)] if is_open_to_end(fence, text.markdown) else []
                yield text.finding(fence.line, value=fence.mark, fix=text.fix(N_("Close the code block"), edits))


def _edit_closing_block(text: MarkdownText, fence: Fence) -> Edit:
    """The edit that closes the block after the last line of code, before a section's heading or
    the address of a link.
    """
    lines = text.markdown.lines
    end = next((at for at in range(fence.line, len(lines)) if _AFTER_CODE.match(lines[at])), len(lines))
    while end > fence.line and end < len(lines) and not lines[end - 1].strip():
        end -= 1
    lead = "\n" if end == len(lines) and lines[-1] else ""
    return text.lines_edit(end + 1, end, f"{lead}{fence.mark}\n")


@readme_check(
    "RM-038",
    Severity.ADVICE,
    N_("This code block has no language. Add one after the three backticks. Example: yaml."),
    name=N_("Code block without a language"),
    fix=FixClass.SUGGESTED,
    folded=N_("{n} code blocks have no language. Add one to each, after the three backticks."),
    expected=N_("Every code block has a language"),
    bad="``` alone",
    good="```yaml",
)
def names_languages(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    for fence in text.markdown.fences:
        if not fence.language and fence.is_closed:
            line = text.markdown.lines[fence.line - 1]
            code = "\n".join(text.markdown.lines[fence.line : fence.end_line - 1])
            column = line.find(fence.mark) + len(fence.mark) + 1
            language = _language(code)
            edits = [text.edit(fence.line, column, length=0, new=language)] if language else []
            fix = text.fix(N_("Add the language"), edits)
            yield text.finding(fence.line, fix=fix)


@readme_check(
    "RM-039",
    Severity.WARNING,
    N_("This table row has {n} cells, but the header has {m}. Correct the row."),
    name=N_("Wrong number of cells in a table row"),
    expected=N_("All rows of a table have the same number of cells"),
    bad="a row of 3 cells in a table with 4 columns",
    good="4 cells in every row",
)
def has_equal_rows(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    for row in text.markdown.unequal_rows:
        value = text.markdown.lines[row.line - 1].strip()
        yield text.finding(row.line, value=value, n=row.cells, m=row.expected)


def _language(code: str) -> str:
    """The language of the code, from the first line that is not a comment; "" if uncertain."""
    lines = [line for line in code.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    first = lines[0].strip() if lines else ""
    if first[:1] in ("{", "[") and _is_json(code):
        return "json"
    if lines and all(map(_YAML_LINE.match, dedent("\n".join(lines)).split("\n"))):
        return "yaml"
    return next((name for name, pattern in _LOOKS_LIKE if pattern.match(first)), "")


def _is_json(code: str) -> bool:
    try:
        msgspec.json.decode(code)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return False
    return True
