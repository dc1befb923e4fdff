"""Decides whether a change of a text only corrects its spelling."""

import re
import unicodedata

from tilekit.checks.listing.spelling import corrections
from tilekit.parse.markdown.reader import parse_markdown
from tilekit.parse.positions import Unparsable

_LATIN_LETTERS = re.compile(r"[A-Za-z]+")
_HIDDEN_RUN = re.compile(r"\0+")
# Digits, currency signs, and what addresses, paths and identifiers contain.
_PROTECTED_SIGN = re.compile(r"[\d@_/\\=|{}%$€£¥\0]|\w\.\w")
# Indentation, and the signs of lists, headings and quotations.
_LINE_STARTS = " \t>#*+-"
_ACCENT = re.compile(r"[\u0300-\u036f]")
_BETWEEN_WORDS = re.compile(r"""[\s.,;:!?"()“”–—…]+""")
_SINGLE_QUOTES = str.maketrans("‘’", "''")


def keeps_protected(old: str, new: str) -> bool:
    """Whether links, addresses, code, numbers and prices of a text stay the same, in their order."""
    return _protected(old) == _protected(new)


def is_spelling(old: str, new: str) -> bool:
    """Whether only punctuation, accents and capitals differ, and words that are known to be misspelled.

    Other words may mean something else after a change of one letter ("free", "fee"), and so may words that are joined
    or split ("no table", "notable"). What `keeps_protected` compares and lines must stay the same.
    """
    return keeps_protected(old, new) and _compared(old) == _compared(new)


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


def _compared(text: str) -> list[tuple[str, list[str]]]:
    """For each line, how it starts, and its words with correct spelling. Spaces at its end don't count."""
    lines = map(str.rstrip, text.rstrip().splitlines())
    return [(line.removesuffix(rest), _words(rest)) for line in lines for rest in [line.lstrip(_LINE_STARTS)]]


def _words(text: str) -> list[str]:
    """The words without the signs around them. Hyphens and apostrophes inside a word are part of it."""
    correct = corrections()
    text = _LATIN_LETTERS.sub(lambda word: correct.get(word[0].lower(), word[0]), text)
    text = _ACCENT.sub("", unicodedata.normalize("NFD", text)).casefold().translate(_SINGLE_QUOTES)
    return list(filter(None, (word.strip("'-") for word in _BETWEEN_WORDS.split(text))))
