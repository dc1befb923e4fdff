"""Decides whether a change of a text only corrects its spelling."""

import re
import unicodedata
from collections import Counter

from tilekit.checks.listing.spelling import corrections
from tilekit.parse.markdown.reader import parse_markdown
from tilekit.parse.positions import Unparsable

_LATIN_LETTERS = re.compile(r"[A-Za-z]+")
_HIDDEN_RUN = re.compile(r"\0+")
# Digits, currency signs, and what addresses, paths and identifiers contain.
_PROTECTED_SIGN = re.compile(r"[\d@_/\\=|{}%$€£¥\0]|\w\.\w")
_NEGATION = re.compile(r"\b(?:no|not|now|nor|never|none|nothing|without|cannot)\b|\b\w+n['’]t\b", re.IGNORECASE)
# White space, punctuation and accents of Latin letters.
_UNCOMPARED_SIGN = re.compile(r"""[\s.,;:!?'"()‘’“”–—…\u0300-\u036f-]""")


def keeps_protected(old: str, new: str) -> bool:
    """Whether links, addresses, code, numbers and prices of a text stay the same, in their order."""
    return _protected(old) == _protected(new)


def is_spelling(old: str, new: str) -> bool:
    """Whether only punctuation, spaces, accents and capitals differ, and words that are known to be misspelled.

    Other words may mean something else after a change of one letter ("free", "fee"). What `keeps_protected` compares
    and negations must stay the same.
    """
    return keeps_protected(old, new) and _negations(old) == _negations(new) and _compared(old) == _compared(new)


def _protected(text: str) -> list[str]:
    """Code, links and definitions, and the words outside them that must not change."""
    try:
        markdown = parse_markdown(text.encode())
    except Unparsable:
        return [text]
    lines = list(zip(markdown.lines, markdown.prose, strict=True))
    code = [line if shown.isspace() else _hidden(line, shown) for line, shown in lines if line != shown]
    words = (word for _line, shown in lines for word in shown.split())
    return [*code, *(word for word in words if _PROTECTED_SIGN.search(word))]


def _hidden(line: str, shown: str) -> str:
    """The characters of a line that its prose does not contain."""
    gaps = ("\0" if before == after else before for before, after in zip(line, shown, strict=True))
    return _HIDDEN_RUN.sub("\0", "".join(gaps))


def _negations(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _NEGATION.findall(text))


def _compared(text: str) -> str:
    """The letters and other signs of the text, with correct spelling."""
    correct = corrections()
    text = _LATIN_LETTERS.sub(lambda word: correct.get(word[0].lower(), word[0]), text)
    return _UNCOMPARED_SIGN.sub("", unicodedata.normalize("NFD", text)).casefold()
