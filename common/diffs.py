"""Compares two texts word by word, for the `diff` component."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

Part = tuple[str, str]
"""(kind, text) with kind `same`, `ins`, `del` or, between lines, `gap`."""
# A word includes the white space before it: comparing spaces as separate words would take too long.
_DIFF_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+$")
# Above this many words a changed passage is shown as a whole: comparing words takes quadratic time.
_MAX_TOKENS = 2000
_CONTEXT_LINES = 3


def word_changes(old: str, new: str) -> list[Part]:
    """The unchanged, deleted and inserted parts, in reading order. Lines are compared first, then words in them."""
    before, after = (text.splitlines(keepends=True) for text in (old, new))
    parts = [
        part
        for tag, one, other in _passages(before, after)
        for part in ([("same", one)] if tag == "equal" else _changed_words(one, other))
    ]
    return [(kind, "".join(text for _, text in pieces)) for kind, pieces in groupby(parts, key=itemgetter(0))]


def _changed_words(old: str, new: str) -> Iterator[Part]:
    before, after = _DIFF_TOKEN.findall(old), _DIFF_TOKEN.findall(new)
    is_long = max(len(before), len(after)) > _MAX_TOKENS
    for tag, one, other in [("replace", old, new)] if is_long else _passages(before, after):
        changes = [("same", one)] if tag == "equal" else [("del", one), ("ins", other)]
        yield from (part for part in changes if part[1])


def _passages(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(opcode of difflib, old text, new text) for each run of lines or words."""
    # Without autojunk, which treats frequent words as noise in texts of 200 words or more.
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield tag, "".join(before[i1:i2]), "".join(after[j1:j2])


def without_unchanged(parts: Sequence[Part]) -> list[Part]:
    """The parts with gaps instead of unchanged lines; three lines next to each change stay."""
    shown: list[Part] = []
    for position, (kind, text) in enumerate(parts):
        lines = text.splitlines(keepends=True) if kind == "same" and len(parts) > 1 else []
        first, last = lines[: _CONTEXT_LINES if position else 0], lines[-_CONTEXT_LINES:]
        if position == len(parts) - 1:
            last = []
        is_short = len(lines) <= len(first) + len(last)
        shown += [(kind, text)] if is_short else [("same", "".join(first)), ("gap", ""), ("same", "".join(last))]
    return [part for part in shown if part[0] == "gap" or part[1]]
