"""“Did you mean” suggestions: the search for the word that was probably meant."""

from collections.abc import Callable, Collection, Iterable
from heapq import nlargest
from itertools import islice

MAX_WORD_LENGTH, MAX_WORDS = 200, 1_000
_MAX_CANDIDATES, _MIN_TYPO_LENGTH = 4, 6


def closest_word(word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The most similar of the words; "" if none is similar enough.

    cutoff is from 0 (anything) to 1 (equal). Returns "" for words of more than 200 characters and for more than a
    thousand words. Only the few words that share most bigrams are compared in detail, so that a thousand words are
    fast.
    """
    if len(word) > MAX_WORD_LENGTH:
        return ""
    among = list(islice(words, MAX_WORDS + 1))
    if len(among) > MAX_WORDS:
        return ""
    candidates = [other for other in among if _may_be_similar(len(word), len(other), cutoff)]
    if not candidates:
        return ""
    from difflib import SequenceMatcher  # slow import

    matcher, best = SequenceMatcher(b=word), (cutoff, "")
    for other in nlargest(_MAX_CANDIDATES, candidates, key=_similarity_to(word, candidates)):
        matcher.set_seq1(other)
        if matcher.quick_ratio() >= best[0]:  # much faster, and never less than the ratio
            best = max(best, (matcher.ratio(), other))
    return best[1]


def _may_be_similar(length: int, other: int, cutoff: float) -> bool:
    """Whether two words of these lengths can be similar enough, if the longer one contains the shorter one."""
    return other <= MAX_WORD_LENGTH and 2 * min(length, other) >= cutoff * (length + other)


def is_typo(word: str, other: str) -> bool:
    """Whether the words differ by one typo that is not at either end.

    A typo is a wrong, missing or extra character, or two swapped ones. Words with a different first or last character
    are different words (router, route; score, core).
    """
    if abs(len(word) - len(other)) > 1 or max(len(word), len(other)) < _MIN_TYPO_LENGTH:
        return False
    start = len(common_start((word, other)))
    end = len(common_start((word[start:][::-1], other[start:][::-1])))
    middle, even = word[start : len(word) - end], other[start : len(other) - end]
    return bool(start and end) and (
        max(len(middle), len(even)) == 1 or (len(middle) == len(even) == 2 and middle == even[::-1])
    )


def common_start(words: Collection[str]) -> str:
    """The common prefix of the words; "" for no words."""
    first, last = min(words, default=""), max(words, default="")
    ends = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(ends, len(first))]


def _similarity_to(word: str, others: list[str]) -> Callable[[str], float]:
    """A function for the share of bigrams that another word has in common with this one.

    It searches in the text of the other word, which is much faster than a set of its bigrams. The common prefix of
    the others is skipped, because metric names have long prefixes.
    """
    pairs = _bigrams(f"^{word}$")
    common = pairs & _bigrams(f"^{common_start(others)}")
    sought, n_common, n_pairs = pairs - common, len(common), len(pairs)

    def likeness(other: str) -> float:
        return (n_common + sum(map(f"^{other}$".__contains__, sought))) / (n_pairs + len(other) + 1)

    return likeness


def _bigrams(framed: str) -> frozenset[str]:
    """The set of character bigrams."""
    return frozenset(map(str.__add__, framed, framed[1:]))
