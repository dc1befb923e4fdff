"""Checks for common spelling mistakes in texts that customers read."""

import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_letters

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, Stage, finding
from tilekit.checks.fixes import text_edit
from tilekit.checks.parsed_files import MARKDOWN_SUFFIX, markdown_of, text_files
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position
from tilekit.parse.text import SourceText
from tilekit.platform_lists import rows

# Not part of a name such as acme.recieve_count.
_LATIN_WORD = re.compile(r"(?<![\w.])[A-Za-z]{3,}(?!\w|\.\w)")
# Most texts contain no mistake. That is tested much faster on lower-case bytes with spaces for all other characters.
_LETTERS = bytes(ord(chr(code).lower()) if chr(code) in ascii_letters else ord(" ") for code in range(256))


@check(
    code="GEN-011",
    name=N_("Possible spelling mistake"),
    severity=Severity.ADVICE,
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    message=N_("“{word}” might be a spelling mistake. Did you mean “{suggestion}”?"),
    folded=N_("“{word}” might be a misspelling of “{suggestion}”. The word appears in {n} places."),
    applies_to=N_("all text"),
    expected=N_("No common spelling mistakes outside code and names"),
    bad="recieve",
    good="receive",
)
def is_spelled_correctly(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """There is no common misspelling in Markdown outside code, in the manifest's texts and in
    descriptions of metrics.
    """
    for path, source in text_files(bundle, (*MARKDOWN_SUFFIX, "manifest.json", "metadata.csv")):
        if _known_in_bytes().isdisjoint(source.data.translate(_LETTERS).split()):
            continue
        lines = markdown_of(bundle, path).prose if path.endswith(MARKDOWN_SUFFIX) else source.lines
        right_words = corrections()
        for number, line in enumerate(lines, start=1):
            for match in _LATIN_WORD.finditer(line):
                right = right_words.get(match[0].lower())
                if right and (match[0].islower() or match[0].istitle()):
                    suggestion = right.capitalize() if match[0].istitle() else right
                    fix = _fix_word(path, source, (number, match.start(), len(match[0])), suggestion=suggestion)
                    yield finding(
                        file=path,
                        line=number,
                        column=match.start() + 1,
                        value=match[0],
                        word=match[0],
                        suggestion=suggestion,
                        fix=fix,
                    )


def _fix_word(path: str, source: SourceText, place: tuple[int, int, int], *, suggestion: str) -> Fix:
    number, start, length = place
    offset = source.offset(Position(number, start + 1))
    edit = text_edit(path, source, (offset, offset + length), new=suggestion)
    return Fix(title=Message(N_("Change it to {suggestion}"), {"suggestion": suggestion}), edits=(edit,))


@lru_cache(maxsize=1)
def corrections() -> dict[str, str]:
    """The correct spelling of each misspelled word, in lower case."""
    return {row["wrong"]: row["right"] for row in rows("misspellings.csv")}


@lru_cache(maxsize=1)
def _known_in_bytes() -> frozenset[bytes]:
    return frozenset(map(str.encode, corrections()))
