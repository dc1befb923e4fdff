"""What changed in a text, word by word, and in a file, line by line."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Part = tuple[str, str]
"""(kind, text) with kind `same`, `ins`, `del` or, between lines, `gap`."""
# White space goes with the word after it: as words of their own, spaces are too many to be compared.
_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+$")
_MOST_TOKENS = 2000
_CONTEXT = 3


def word_diff(old: str, new: str) -> list[Part]:
    """The changes of a text in the order of reading; very long texts are compared line by line."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    is_long = max(len(before), len(after)) > _MOST_TOKENS
    if is_long:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    # Without autojunk: it takes frequent words for noise in texts of 200 and more.
    matcher = SequenceMatcher(None, before, after, autojunk=is_long)
    return [
        part for tag, i1, i2, j1, j2 in matcher.get_opcodes() for part in _of_opcode(tag, before[i1:i2], after[j1:j2])
    ]


def line_diff(old: str, new: str) -> list[Part]:
    """Changed lines with three lines around them; `gap` stands for the equal lines that are left out."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    groups = list(SequenceMatcher(None, before, after).get_grouped_opcodes(_CONTEXT))
    parts: list[Part] = []
    for group in groups:
        if group[0][1] or parts:
            parts.append(("gap", ""))
        for tag, i1, i2, j1, j2 in group:
            parts += _of_opcode(tag, before[i1:i2], after[j1:j2])
    if groups and groups[-1][-1][2] < len(before):
        parts.append(("gap", ""))
    return parts


def _of_opcode(tag: str, old: Sequence[str], new: Sequence[str]) -> list[Part]:
    if tag == "equal":
        return [("same", "".join(old))]
    found = [("del", "".join(old)), ("ins", "".join(new))]
    return [part for part in found if part[1]]
