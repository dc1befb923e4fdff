"""XC-061: sections and dashboards that the README mentions but the listing does not have."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import title_key
from tilekit.checks.dashboards.board import boards
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text as text_of
from tilekit.parse.text import matches_in

_MARKED_NAME = r"[\"“*_]{1,2}(?P<%s>[A-Z][^\"”*_\n]{1,60})[\"”*_]{1,2}"
_SECTION_CALLED = rf"\b(?:the )?section (?:called |named )?{_MARKED_NAME % 'after'}"
_NAMED_SECTION = re.compile(
    rf"{_SECTION_CALLED} (?:above|below|of this (?:README|page|guide))\b"
    rf"|\b(?:the )?{_MARKED_NAME % 'before'} section (?:above|below)\b"
    rf"|\b(?:see|follow|in) {_SECTION_CALLED.replace('after', 'told')}(?=[.,)]|$)"
)
_NAMED_BOARD = re.compile(
    r"\b(?:[Oo]pen|[Gg]o to|[Vv]iew|[Cc]heck) (?:the |your )?[\"“*_`]{0,2}"
    r"(?P<name>[A-Z0-9][\w.&+-]*(?: (?:[A-Z0-9-][\w.&+-]*|of|and|by|for|the))*)[\"”*_`]{0,2} dashboards?\b"
)
_PLATFORM_WORDS = frozenset(("agent", "apm", "datadog", "host", "infrastructure", "integration", "overview", "system"))
_MISSING_BOARD_TEXT = N_("The listing has no dashboard called {value}. Correct the name or add the dashboard.")


@readme_check(
    "XC-061",
    Severity.WARNING,
    N_("There is no section called “{value}”. Correct the name or add the section."),
    name=N_("Section or dashboard that does not exist"),
    starts_observed=True,
    applies_to=N_("README, dashboards"),
    expected=N_("Sections and dashboards that the README tells customers to read or open are in the listing"),
    bad="the section “Permissions” below, but no such heading",
    good="the section “Permissions” below, and ## Permissions",
)
def points_to_own_parts(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """References to a section of the same page have a heading, and dashboards to open are those of the listing."""
    headings = [title_key(one.text) for one in readme.markdown.headings]
    for number, match in matches_in(readme.markdown.prose, _NAMED_SECTION, ("section",)):
        name = (match["after"] or match["before"] or match["told"]).strip()
        if not any(title_key(name) in heading or heading in title_key(name) for heading in headings if heading):
            yield readme.finding(number, match.start() + 1, value=name)
    titles = [text_of(board.asset.value.get("title")) for board in boards(bundle)]
    known_words, own_names = _PLATFORM_WORDS.union(*map(_words, titles)), own_names_of(bundle)
    for number, match in matches_in(readme.markdown.prose, _NAMED_BOARD, ("dashboard",)) if titles else ():
        if known_words.isdisjoint(_words(match["name"])) and not own_names.has_word_of(match["name"]):
            yield readme.finding(number, match.start() + 1, value=match["name"], message=_MISSING_BOARD_TEXT)


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", name.lower())
