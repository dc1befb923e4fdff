"""SR-022, SR-023 and SR-032: the message of a rule's signals."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import title_key
from tilekit.checks.detection_rules.rule_files import detection_rule_check, queries_of
from tilekit.checks.empty_texts import ARTICLES, says_nothing
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.unsafe_markup import unsafe_in
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.queries.languages import Language, parse_text

_NO_MESSAGE = N_("The rule has no message. Explain what it has detected and what to do next.")
MIN_RULE_MESSAGE, MAX_MESSAGE_LOOKED_AT = 100, 20_000
_POINTER = "/message"
_HEADING = re.compile(r"^ {0,3}#+[ \t]*(.+)$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"\{\{\s*@([\w.-]+)\s*\}\}")
# Not translated, because the check knows no headings in other languages.
_PARTS = {
    "Goal": re.compile(r"goal|purpose|overview|detect", re.IGNORECASE),
    "Strategy": re.compile(r"strategy|how\b|method|approach|logic", re.IGNORECASE),
    "Triage": re.compile(r"triage|investigat|analy|verif", re.IGNORECASE),
    "Response": re.compile(r"respon|remediat|mitigat|action|next", re.IGNORECASE),
}
_RULE_SECTION = re.compile(r"^ {0,3}(#+)[ \t]*([^\n]+)\n(.*?)(?=^ {0,3}#|\Z)", re.MULTILINE | re.DOTALL)
_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
# A sentence of a template that nobody has replaced.
_INSTRUCTION = re.compile(r"\W*(?:add|describe|enter|explain|insert|write)\b[^.\n]{0,80}\bhere\b", re.IGNORECASE)
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Words that stand for a text which nobody has written, such as “to be added”.
_FILLERS = ARTICLES | frozenset(
    "above added be below coming done later n na none pending see soon tba tbc tbd todo".split()
)
# Variables that are available in every signal.
_BUILT_IN_VARIABLES = ("signal", "env", "service", "host", "status", "rule")


@detection_rule_check(
    "SR-022",
    Severity.ADVICE,
    N_("Headings that the message does not have: {missing}. Add them in English."),
    name=N_("Incomplete message of a detection rule"),
    applies_to="/message",
    expected=N_("At least 100 characters, with the headings Goal, Strategy, Triage and Response"),
    bad="Look at this.",
    good="Goal, Strategy, Triage and Response",
)
def has_complete_message(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    content = text(asset.value.get("message"))
    if not content.strip():
        yield asset.finding(_POINTER, "message", message=_NO_MESSAGE, severity=Severity.WARNING)
        return
    headings = " ".join(_HEADING.findall(content[:MAX_MESSAGE_LOOKED_AT]))
    missing = [name for name, words in _PARTS.items() if not words.search(headings)]
    if len(content) < MIN_RULE_MESSAGE or missing:
        is_short = len(content) < MIN_RULE_MESSAGE
        message = N_("The message has fewer than 100 characters. Add more detail.") if is_short else ""
        # Waivers depend on the value, so it stays in lower case.
        yield asset.finding(_POINTER, ", ".join(missing).lower(), message=message, missing=tuple(missing))


@detection_rule_check(
    "SR-032",
    Severity.ADVICE,
    N_("The section “{value}” of the message says nothing, or no more than the rule's name. Add what is missing."),
    name=N_("Empty section in a rule message"),
    starts_observed=True,
    applies_to="/message",
    expected=N_("Each section has a text of its own"),
    bad="a heading Strategy without a text",
    good="Count failed sign-ins for each user.",
)
def has_filled_sections(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """Sections of the message have a text that is neither the rule's name nor an instruction of a template."""
    message, name = text(asset.value.get("message"))[:MAX_MESSAGE_LOOKED_AT], title_key(text(asset.value.get("name")))
    content = _CODE_BLOCK.sub(lambda code: code[0].replace("#", "x"), message)  # a comment is not a heading
    sections = list(_RULE_SECTION.finditer(content))
    for at, section in enumerate(sections):
        below = sections[at + 1][1] if at + 1 < len(sections) else ""
        is_parent = len(below) > len(section[1])
        text_below = _HIDDEN.sub("", section[3])
        is_empty = title_key(text_below) in ("", name) or says_nothing(text_below, _FILLERS)
        if (is_empty and not is_parent) or _INSTRUCTION.match(text_below.strip()):
            raw_finding = asset.finding(_POINTER, section[2].strip())
            yield asset.inside(raw_finding, section.start(1))


@detection_rule_check(
    "SR-023",
    Severity.BLOCKER,
    N_("The message contains something that is not allowed: {value}. Remove it."),
    name=N_("Unsafe HTML, link or variable in a rule message"),
    is_security=True,
    applies_to="/message",
    expected=N_("Only allowed HTML and links, and in {{@variables}} only attributes that the queries use"),
    bad="{{@nobody}}",
    good="{{@usr.id}}",
)
def has_safe_message(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The message contains no executable HTML or links, and its variables are attributes that the rule knows.

    The rule knows the attributes that its queries group by, count or filter on. A variable that stays empty is only a
    warning.
    """
    message, unsafe_parts, unknown = text(asset.value.get("message")), dict[str, int](), dict[str, int]()
    for unsafe in unsafe_in(message):
        before = sum(len(line) for line in message.splitlines(keepends=True)[: unsafe.line - 1])
        unsafe_parts.setdefault(unsafe.what, before + unsafe.column - 1)
    if unsafe_parts:
        yield asset.inside_all(asset.finding(_POINTER, ", ".join(unsafe_parts)), unsafe_parts.values())
    attributes = _attributes(asset)
    for used in _ATTRIBUTE.finditer(message[:MAX_MESSAGE_LOOKED_AT]):
        if used[1] not in attributes and used[1].partition(".")[0] not in _BUILT_IN_VARIABLES:
            unknown.setdefault("{{@" + used[1] + "}}", used.start(1) - 1)
    if unknown:
        explanation = N_("The message has variables that are always empty: {value}. Use attributes from the queries.")
        raw_finding = asset.finding(_POINTER, ", ".join(unknown), message=explanation, severity=Severity.WARNING)
        yield asset.inside_all(raw_finding, unknown.values())


def _attributes(asset: Asset) -> set[str]:
    """The attributes that queries group by, count or filter on."""
    attributes = set[str]()
    for _, query in queries_of(asset):
        attributes |= set(parse_text(Language.SEARCH, text(query.get("query"))).fields)
        for key in ("groupByFields", "distinctFields", "metrics"):
            names = query.get(key)
            attributes |= {text(name).lstrip("@") for name in names} if isinstance(names, list) else set()
        attributes.add(text(query.get("metric")).lstrip("@"))
    return attributes
