"""`--format github`: GitHub workflow commands, which show each finding at its line of a pull request."""

from collections.abc import Iterable, Iterator, Mapping

from tilekit.commands.formats.places import file_of, line_of, path_of, text_of
from tilekit.commands.listing_outcome import FindingJson, ListingOutcome, UncheckedJson
from tilekit.commands.report_rows import codes_of

_GITHUB_LEVELS = {"blocker": "error", "warning": "warning", "advice": "notice"}
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


def github_lines(outcomes: Iterable[ListingOutcome]) -> Iterator[str]:
    """A command for each row of findings and each check that could not be finished.

    No text of a partner can end a command or start another.
    """
    for outcome in outcomes:
        yield from (_finding(outcome, finding) for finding in outcome["findings"])
        yield from (_unchecked_command(outcome, check) for check in outcome["unchecked"])


def _finding(outcome: ListingOutcome, finding: FindingJson) -> str:
    properties: dict[str, object] = {"file": file_of(outcome, finding)}
    line, column = line_of(outcome, finding)
    properties |= {"line": line} if line else {}
    properties |= {"col": column} if line and column else {}
    properties["title"] = f"{codes_of(finding)} ({outcome['name']})"
    return _command(_GITHUB_LEVELS[finding["severity"]], properties, text_of(outcome, finding))


def _unchecked_command(outcome: ListingOutcome, unchecked: UncheckedJson) -> str:
    properties = {"file": path_of(outcome), "title": f"{unchecked['code']} ({outcome['name']})"}
    return _command("error", properties, unchecked["message"])


def _command(level: str, properties: Mapping[str, object], text: str) -> str:
    named = ",".join(f"{name}={_escape(str(value), _IN_PROPERTY)}" for name, value in properties.items())
    return f"::{level} {named}::{_escape(text, _IN_MESSAGE)}"


def _escape(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
