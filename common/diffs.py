"""Changed text for the `diff` component, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Part = tuple[str, str]
"""(kind, text) with kind `same`, `ins`, `del` or, between lines, `gap`."""
# White space belongs to the word after it, because spaces as separate words are too many to compare.
_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+$")
# Above this many words a text is compared line by line: comparing words takes quadratic time.
_MAX_TOKENS = 2000


def word_changes(old: str, new: str) -> list[Part]:
    """The changes of a text in reading order. Very long texts are compared line by line."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    is_long = max(len(before), len(after)) > _MAX_TOKENS
    if is_long:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    # Without autojunk, which treats frequent words as noise in texts of 200 words or more.
    matcher = SequenceMatcher(None, before, after, autojunk=is_long)
    return [
        part for tag, i1, i2, j1, j2 in matcher.get_opcodes() for part in _of_opcode(tag, before[i1:i2], after[j1:j2])
    ]


def _of_opcode(tag: str, old: Sequence[str], new: Sequence[str]) -> list[Part]:
    if tag == "equal":
        return [("same", "".join(old))]
    found = [("del", "".join(old)), ("ins", "".join(new))]
    return [part for part in found if part[1]]
