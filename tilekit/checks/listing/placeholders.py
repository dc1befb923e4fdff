"""Checks for placeholders of a template that were not replaced."""

import re
from collections.abc import Iterable, Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import JSON_SUFFIX, MANIFEST, MARKDOWN_SUFFIX, METADATA, markdown_of, text_files
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.text import SourceText
from tilekit.scaffold.paths import OAUTH_FILE
from tilekit.sections.initial_values import template_placeholders

# A pattern that begins with a few literal characters is fast; the character before is tested only after a match.
_PLACEHOLDER = re.compile(
    r"[TFXLl<](?:(?<![\w#@-].)(?:(?<=T)(?:ODO|B[DC])|(?<=F)IXME|(?<=X)XX)(?![\w-])|(?<!\w.)(?<=[Ll])(?i:orem ipsum\b)|"
    r"(?<=<)(?:YOUR|INSERT|REPLACE)[ _-][A-Za-z _-]*>)"
)
# Every placeholder contains one of them. Searching for them is many times as fast as the pattern.
_MARKERS = ("TODO", "TBD", "TBC", "FIXME", "XXX", "orem ", "OREM ", "<YOUR", "<INSERT", "<REPLACE")
# MF-003, MF-031, MF-034 and OA-018 report these: a placeholder is not a valid UUID or address.
_HAS_OWN_CHECK = {
    MANIFEST: re.compile(r'"(?:app_uuid|homepage|support_email|sales_email)"\s*:'),
    OAUTH_FILE: re.compile(r'"id"\s*:'),
}
# Placeholders of our own templates are also searched in code, because nobody else writes them.
_CONFLICT, _CONFLICT_LINE = "<<<<<<< ", re.compile(r"<{7} \S+\s*$")
_CONFLICT_MESSAGE = N_("This is the start of a merge conflict. Keep one of the two texts, and remove the markers.")
_OF_START_TEXTS = re.compile("|".join(map(re.escape, sorted(template_placeholders()))))
# Values that customers enter.
_FOR_CUSTOMERS = re.compile(
    r"<YOUR[ _-](?:[A-Za-z0-9 _-]*[ _-])?(?:API|APP|KEYS?|TOKEN|SECRET|PASSWORD|USER(?:NAME)?|E-?MAIL|IDS?|URL|URI"
    r"|HOST(?:NAME)?"
    r"|IP|PORT|SITE|REGION|ZONE|ACCOUNT|ORG(?:ANI[SZ]ATION)?|WORKSPACE|TENANT|PROJECT|CLUSTER|NAMESPACE|SERVER|INSTANCE|DOMAIN"
    r"|SUBDOMAIN|ENDPOINT|PATH|FILE|DATABASE|BUCKET|ENV(?:IRONMENT)?|SERVICE|VERSION|NAME)>",
    re.IGNORECASE,
)
# Texts about the word itself: “the TODO app”, “TODO and FIXME comments”.
_ARTICLE_BEFORE = re.compile(r"\b(?:an?|the|your|our|their|its|each|every|this|these|any|all)\s+$", re.IGNORECASE)
_AS_A_WORD = re.compile(r"\s+[a-z]")
_AS_A_KIND = re.compile(
    r"(?:(?:\s*[,/&]\s*|,?\s+(?:and|or)\s+)(?:TODO|TBD|FIXME|XXX))*[\s-]+"
    r"(?:apps|boards|comments|entries|items|keywords|lists|markers|notes|tags|tasks)\b",
    re.IGNORECASE,
)
_ESCAPED_SPACE = re.compile(r"\\[nrt]")  # in JSON, the n of a line break does not belong to the next word
_EXAMPLE = "conf.yaml.example"
# Line, column, text.
TextPosition = tuple[int, int, str]


@check(
    code="GEN-009",
    name=N_("Leftover template text"),
    severity=Severity.WARNING,
    message=N_("The template text “{text}” is still there. Replace it before you submit."),
    applies_to=N_("all files"),
    expected=N_("No placeholder left from a template (TODO, TBD, FIXME, lorem ipsum, <YOUR_...> outside code)"),
    bad="TODO: write this section",
    good="the section itself",
)
def has_no_placeholders(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for path, source in text_files(bundle, (*JSON_SUFFIX, *MARKDOWN_SUFFIX, METADATA, _EXAMPLE)):
        for line in _conflicts(source):
            yield finding(file=path, line=line, column=1, value=_CONFLICT.strip(), message=_CONFLICT_MESSAGE)
        if not path.startswith("tests/"):
            is_prose = path.endswith(MARKDOWN_SUFFIX)
            placeholders = _in_prose(bundle, path, source) if is_prose else _in_text(path, source)
            for number, column, text in placeholders:
                if path in _HAS_OWN_CHECK and _HAS_OWN_CHECK[path].search(source.lines[number - 1]):
                    continue
                yield finding(file=path, line=number, column=column, value=text, text=text)


def _conflicts(source: SourceText) -> Iterator[int]:
    """The first line of each merge conflict, even if somebody has removed its other markers."""
    is_marked = _CONFLICT in source.text
    return (number for number, line in enumerate(source.lines if is_marked else (), 1) if _CONFLICT_LINE.match(line))


def _in_text(path: str, source: SourceText) -> tuple[TextPosition, ...]:
    """The placeholders of a file. In an example configuration, customers replace those in angle brackets."""
    lines = (_ESCAPED_SPACE.sub("  ", line) for line in source.lines)
    positions = _placeholder_positions(lines) if _may_hold(source.text) else ()
    return tuple(one for one in positions if not (path.endswith(_EXAMPLE) and one[2].startswith("<")))


def _in_prose(bundle: Bundle, path: str, source: SourceText) -> tuple[TextPosition, ...]:
    if not _may_hold(source.text):
        return ()
    placeholders = {
        place for place in _placeholder_positions(_prose(bundle, path)) if not _OF_START_TEXTS.fullmatch(place[2])
    }
    ours = (
        (number, match.start() + 1, match[0])
        for number, line in enumerate(source.lines, start=1)
        for match in _OF_START_TEXTS.finditer(line)
    )
    return tuple(sorted({*placeholders, *ours}))


def _may_hold(text: str) -> bool:
    return any(marker in text for marker in _MARKERS)


def _placeholder_positions(lines: Iterable[str]) -> tuple[TextPosition, ...]:
    return tuple(
        (number, match.start() + 1, match[0])
        for number, line in enumerate(lines, start=1)
        for match in _PLACEHOLDER.finditer(line)
        if not (
            _is_for_customers(line, match)
            or _is_mentioned(line, match)
            or line[: match.start()].rstrip().endswith("//")  # a comment in code
        )
    )


def _is_mentioned(line: str, match: re.Match[str]) -> bool:
    """Whether the text mentions the word instead of using it as a placeholder."""
    if not match[0].isupper() or match[0].startswith("<"):
        return False
    before, after = line[: match.start()], line[match.end() :]
    return bool(_AS_A_KIND.match(after) or (_ARTICLE_BEFORE.search(before) and _AS_A_WORD.match(after)))


def _is_for_customers(line: str, match: re.Match[str]) -> bool:
    """Whether a text in angle brackets is a value that a customer enters.

    It has the name of one, or is alone in quotation marks.
    """
    if not match[0].startswith("<") or _OF_START_TEXTS.fullmatch(match[0]):
        return False
    quotes = line[match.start() - 1 : match.start()], line[match.end() : match.end() + 1]
    return quotes in (('"', '"'), ("'", "'"), ("`", "`")) or _FOR_CUSTOMERS.fullmatch(match[0]) is not None


def _prose(bundle: Bundle, path: str) -> list[str]:
    """The lines without code. Tags are put back, because a placeholder in angle brackets looks like a tag."""
    markdown = markdown_of(bundle, path)
    lines = list(markdown.prose)
    for tag in markdown.tags:
        line = lines[tag.line - 1]
        start, end = tag.column - 1, tag.column - 1 + len(tag.source)
        lines[tag.line - 1] = line[:start] + tag.source + line[end:]
    return lines
