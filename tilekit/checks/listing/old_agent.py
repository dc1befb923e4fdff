"""GEN-018: commands and files of Agent 5 in other texts than the README, and those that RM-049 does not know."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import source_of
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.listing.shown_texts import SearchableTexts, texts_of_assets
from tilekit.checks.parsed_files import CHANGELOG, README
from tilekit.checks.readme.examples import OLD_COMMAND, explains_upgrade, heading_above
from tilekit.checks.readme.markdown_text import markdown_texts
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.text import lines_of, matches_in

_MESSAGE = N_("{value} is from Agent 5. Use the command or file of Agent 7.")
_AGENT_WORDS = ("agent", "datadog.conf", "/var/log/datadog/")
_OTHER = re.compile(
    r"\bdd-agent (?:start|stop|restart)\b|\bsetup_agent\.sh\b|\\embedded\\+agent\.exe\b"
    r"|/var/log/datadog/(?:collector|forwarder|supervisord)\.log\b"
    r"|\b(?:[Rr]equires?|[Nn]eeds?) (?:the )?(?:Datadog )?Agent (?:version |v)?5(?:\.\d+)*\b"
    r"|\bAgent,? (?:version |v)?5(?:\.\d+)*(?: or (?:later|newer|higher|above)|\+)"
)
_OF_AGENT_5 = re.compile(f"{OLD_COMMAND.pattern}|{_OTHER.pattern}")
_CHANGED = re.compile(r"\b(?:deprecat|drop|fix|mov|remov|renam|replac|support for|updat)\w*", re.IGNORECASE)


@check(
    code="GEN-018",
    name=N_("Command or file of Agent 5"),
    severity=Severity.WARNING,
    message=_MESSAGE,
    folded=N_("{value} ({n} places) is from Agent 5. Use the command or file of Agent 7."),
    starts_observed=True,
    applies_to=N_("all texts that customers read"),
    expected=N_("Commands and files are those of Agent 7, except in texts about an upgrade"),
    bad="Look at /etc/dd-agent/datadog.conf",
    good="Look at /etc/datadog-agent/datadog.yaml",
)
def names_present_agent(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No text names commands or files that Agent 7 does not have. RM-049 reports common ones in the README."""
    for markdown in markdown_texts(bundle):
        pattern = _OTHER if markdown.file == README else _OF_AGENT_5
        for number, match in matches_in(markdown.markdown.lines, pattern, _AGENT_WORDS):
            around = f"{heading_above(markdown, number)}: {match.string}"
            is_changed = markdown.file == CHANGELOG and _CHANGED.search(around)
            if not is_changed and not explains_upgrade(around):
                yield markdown.finding(number, match.start() + 1, value=match[0])
    for shown in SearchableTexts(texts_of_assets(bundle)).with_words(_AGENT_WORDS):
        for match in _OF_AGENT_5.finditer(shown.content):
            if not explains_upgrade(_line_around(match)):
                yield shown.finding(match.start(), match[0])
    agent = source_of(bundle)
    for path, content in agent.data.items() if agent else ():
        for number, match in matches_in(lines_of(content), _OF_AGENT_5, _AGENT_WORDS):
            if agent and not explains_upgrade(match.string):
                yield agent.hit(path, number, match.start() + 1, value=match[0]).finding(_MESSAGE)


def _line_around(match: re.Match[str]) -> str:
    return match.string[match.string.rfind("\n", 0, match.start()) + 1 :].partition("\n")[0]
