"""Changed text for the `diff` component: word by word, so that a reader sees the one word that moved."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# Above this many words a text is compared line by line: comparing words takes quadratic time.
_MOST_TOKENS = 4000


def word_changes(old: str, new: str) -> list[tuple[str, str]]:
    """Parts of both texts in order: ("same" | "del" | "ins", text)."""
    before, after = _cut(old), _cut(new)
    parts: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            parts.append(("del", "".join(before[i1:i2])))
        if j2 > j1:
            parts.append(("ins", "".join(after[j1:j2])))
    return parts


def value_words(value: object) -> str:
    """Any stored value as text: a file by its name, a list line by line, a row by its values."""
    if value is None or value == "":
        return ""
    if isinstance(value, Mapping):
        if isinstance(value.get("sha256"), str):
            return str(value.get("name", ""))
        return ", ".join(value_words(item) for name, item in value.items() if name != "key" and item)
    if isinstance(value, list):
        return "\n".join(value_words(item) for item in value)
    return str(value)


def _cut(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    return tokens if len(tokens) <= _MOST_TOKENS else text.splitlines(keepends=True)
