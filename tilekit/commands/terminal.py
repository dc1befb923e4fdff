"""Colours and progress, only if the stream is a terminal."""

import os
import re
import sys
from typing import TextIO

_ERASE = "\r\x1b[K"
_MAX_SHOWN_NAME = 60
_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")


class Paint:
    """Colours for a terminal, none for a file. NO_COLOR disables them, FORCE_COLOR enables them for a file too."""

    def __init__(self, stream: TextIO) -> None:
        self.is_on = not os.environ.get("NO_COLOR") and (bool(os.environ.get("FORCE_COLOR")) or _is_terminal(stream))

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.is_on else text


class ProgressLine:
    """One line on the error stream that shows the progress of long work; nothing in a pipe or in CI.

    least is the number of items from which progress is shown.
    """

    def __init__(self, total: int, *, least: int = 2) -> None:
        self._total = total
        self._is_on = total >= least and _is_terminal(sys.stderr) and not os.environ.get("CI")

    def at(self, done: int, name: str) -> None:
        """Show how many items are done and which one is next."""
        if self._is_on:
            print(
                f"{_ERASE}[{done}/{self._total}] {one_line(name)[-_MAX_SHOWN_NAME:]}",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def clear(self) -> None:
        """Clear the line before something else is printed."""
        if self._is_on:
            print(_ERASE, end="", file=sys.stderr, flush=True)


def print_note(text: object) -> None:
    """Print a line about the run to the error stream. Standard output contains only the result."""
    print(f"tilekit: {text}", file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """The text without characters that move the cursor or forge a line, because file names are not trusted."""
    if text.isprintable():  # the fast path for nearly all texts
        return text
    return "".join(
        character if _is_shown(character) else character.encode("unicode_escape").decode() for character in text
    )


def _is_shown(character: str) -> bool:
    return character.isprintable() or character == "\N{NO-BREAK SPACE}"  # French uses it before punctuation


def escape_unencodable(stream: TextIO) -> None:
    """Make a stream escape characters that its encoding can't represent, instead of failing in the
    middle of a report.
    """
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")


def write_names_as_bytes(stream: TextIO) -> None:
    """Make a stream write UTF-8, and file names by their original bytes, whatever the encoding of the terminal is."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="surrogateescape")


def without_surrogates(text: str) -> str:
    """The text with a replacement character for each lone surrogate, which no stream or URL accepts."""
    return text if text.isascii() else _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"
