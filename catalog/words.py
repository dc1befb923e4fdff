"""The words that the catalogue searches: cut by us, so that both databases find the same."""

from collections.abc import Iterable

from tilekit.search import tokens

MOST_WORDS = 12
_LONGEST = 60
_SPELLED = range(4, 31)  # shorter words are too like each other


def words_of(text: str) -> list[str]:
    """The words of a text as `tilekit.search` writes them; of a very long one the beginning."""
    return [word[:_LONGEST] for word in tokens(text).split()]


def prepared(text: str) -> str:
    """What is stored: each word once, with a space before it."""
    return "".join(f" {word}" for word in dict.fromkeys(words_of(text)))


def may_be_misspelt(word: str) -> bool:
    """Whether a word that is found nowhere may stand for another one: letters and digits of no Chinese or Japanese."""
    return len(word) in _SPELLED and all(character < "\u1100" for character in word)


def variants(word: str) -> set[str]:
    """The word, and what is left of it without one of its letters: two words that are one slip apart share one."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def spellings(texts: Iterable[str]) -> set[tuple[str, str]]:
    """(variant, word) of every word that people may misspell."""
    words = {word for text in texts for word in words_of(text) if may_be_misspelt(word)}
    return {(variant, word) for word in words for variant in variants(word)}


def is_one_slip(one: str, other: str) -> bool:
    """True where a letter was left out, put in, mistaken, or changed places with its neighbour."""
    if len(one) > len(other):
        one, other = other, one
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == len(right) == 2 and left == right[::-1])


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
