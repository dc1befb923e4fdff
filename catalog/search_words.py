"""Splits texts into search words, so that SQLite and PostgreSQL find the same tiles."""

from collections.abc import Iterable

from tilekit.search_text import search_tokens

MAX_SEARCH_WORDS = 12
_LONGEST = 60
_CORRECTED_LENGTHS = range(4, 31)  # shorter words are too similar


def words_of(text: str) -> list[str]:
    """The words of a text, normalised by `tilekit.search_text` and cut to 60 characters."""
    return [word[:_LONGEST] for word in search_tokens(text).split()]


def indexed_text(text: str) -> str:
    """The text for the index: each word once, with a space before it."""
    return "".join(f" {word}" for word in dict.fromkeys(words_of(text)))


def may_be_misspelt(word: str) -> bool:
    """Whether to correct typing errors in the word: it has 4 to 30 letters, none Chinese, Japanese or Korean."""
    return len(word) in _CORRECTED_LENGTHS and all(character < "\u1100" for character in word)


def variants(word: str) -> set[str]:
    """The word and every form with one letter removed. Words that differ by one typing error share a variant."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def spellings(texts: Iterable[str]) -> set[tuple[str, str]]:
    """{(variant, word)} for every word whose typing errors are corrected."""
    words = {word for text in texts for word in words_of(text) if may_be_misspelt(word)}
    return {(variant, word) for word in words for variant in variants(word)}


def is_one_typo(one: str, other: str) -> bool:
    """Whether the words differ by one missing, extra or wrong letter, or by two swapped neighbours."""
    if len(one) > len(other):
        one, other = other, one
    start = _common_prefix(one, other)
    end = _common_prefix(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == len(right) == 2 and left == right[::-1])


def _common_prefix(one: str, other: str) -> int:
    """The length of the common prefix."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
