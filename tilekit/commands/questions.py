"""Questions on a terminal for options that were not given."""

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from tilekit.commands.exit_codes import UsageError
from tilekit.core.messages import N_

T = TypeVar("T")


def can_ask() -> bool:
    """Whether somebody can answer: the input is a terminal, and not a file, a pipe or closed."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def require_options(values: Mapping[str, str | None]) -> None:
    """Raise UsageError with the names of all options without a value if nobody can be asked for them."""
    missing = tuple(name for name, value in values.items() if value is None)
    if missing and not can_ask():
        text = N_("Missing: {names}. Questions are only asked on a terminal.")
        raise UsageError.of(text, names=missing)


def option_or_answer(value: str | None, question: str, parse: Callable[[str], T], *, default: str = "") -> T:
    """The parsed value of an option; without one, the answer on a terminal, or the default if nobody can be asked.

    parse raises UsageError for a text that can't be used. A question is then asked again.
    """
    if value is not None or not can_ask():
        return parse(default if value is None else value)
    while True:
        try:
            return parse(_answer(f"{question} [{default}]: " if default else f"{question}: ") or default)
        except UsageError as error:
            print(error, file=sys.stderr)


def _answer(prompt: str) -> str:
    """The answer without surrounding spaces. Raises EOFError at the end of the input."""
    print(prompt, end="", file=sys.stderr, flush=True)
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError as error:
        raise UsageError.of(N_("This text can't be decoded.")) from error
    if not line:
        raise EOFError
    return line.strip()
