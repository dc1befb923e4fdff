"""Changed text for the `diff` component, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

Part = tuple[str, str]
"""(kind, text) with kind `same`, `ins`, `del` or, between lines, `gap`."""
# White space belongs to the word after it, because spaces as separate words are too many to compare.
_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+$")
# Above this many words a changed passage is shown as a whole: comparing words takes quadratic time.
_MAX_TOKENS = 2000
_CONTEXT_LINES = 3


def word_changes(old: str, new: str) -> list[Part]:
    """The changes of a text in reading order. Lines are compared first, then the words of changed lines."""
    before, after = (text.splitlines(keepends=True) for text in (old, new))
    parts = [
        part
        for tag, one, other in _passages(before, after)
        for part in ([("same", one)] if tag == "equal" else _changed_words(one, other))
    ]
    return [(kind, "".join(text for _, text in found)) for kind, found in groupby(parts, key=itemgetter(0))]


def _changed_words(old: str, new: str) -> Iterator[Part]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    is_long = max(len(before), len(after)) > _MAX_TOKENS
    for tag, one, other in [("replace", old, new)] if is_long else _passages(before, after):
        found = [("same", one)] if tag == "equal" else [("del", one), ("ins", other)]
        yield from (part for part in found if part[1])


def _passages(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """How each passage changes, as an opcode, and its old and new text."""
    # Without autojunk, which treats frequent words as noise in texts of 200 words or more.
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield tag, "".join(before[i1:i2]), "".join(after[j1:j2])


def without_unchanged(parts: Sequence[Part]) -> list[Part]:
    """The parts with a gap in place of unchanged lines, except three lines next to each change."""
    shown: list[Part] = []
    for position, (kind, text) in enumerate(parts):
        lines = text.splitlines(keepends=True) if kind == "same" and len(parts) > 1 else []
        first, last = lines[: _CONTEXT_LINES if position else 0], lines[-_CONTEXT_LINES:]
        if position == len(parts) - 1:
            last = []
        is_short = len(lines) <= len(first) + len(last)
        shown += [(kind, text)] if is_short else [("same", "".join(first)), ("gap", ""), ("same", "".join(last))]
    return [part for part in shown if part[0] == "gap" or part[1]]
