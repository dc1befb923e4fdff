"""`--format github`: commands of GitHub's workflow log, which show each finding at its line of a pull request."""

from collections.abc import Iterable, Iterator

from tilekit.commands.formats.places import file_of, line_of, told
from tilekit.commands.outcome import FindingJson, Outcome

_LEVELS = {"blocker": "error", "warning": "warning", "advice": "notice"}
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


def github_lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A command for each finding; nothing a partner wrote can end it or begin another."""
    for outcome in outcomes:
        yield from (_command(outcome, finding) for finding in outcome["findings"])


def _command(outcome: Outcome, finding: FindingJson) -> str:
    properties: dict[str, object] = {"file": file_of(outcome, finding)}
    line, column = line_of(outcome, finding)
    properties |= {"line": line} if line else {}
    properties |= {"col": column} if line and column else {}
    properties["title"] = f"{finding['code']} ({outcome['name']})"
    named = ",".join(f"{name}={_escaped(str(value), _IN_PROPERTY)}" for name, value in properties.items())
    return f"::{_LEVELS[finding['severity']]} {named}::{_escaped(told(outcome, finding), _IN_MESSAGE)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
