"""Finds the listed metric that an unlisted name probably misspells."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tilekit.checks.metrics.normal_forms import common_dotted_prefix
from tilekit.core.suggestions import closest_word

_SURE, _MOST_WRONG = 0.75, 2
_CACHED_NAMES = 256
_NAME_SEPARATOR, _DIGITS_IN_NAME = re.compile(r"[._]"), re.compile(r"\d+")
_INFLECTION = re.compile(r"(?<=[a-z]{3})(?:s|es|d|ed|ing)$")


def closest_metric(name: str, names: Iterable[str]) -> str:
    """The most similar metric, "" if there is none. The common prefix is ignored, because all names share it."""
    return _closest_metric(name, tuple(names))


@lru_cache(maxsize=_CACHED_NAMES)
def _closest_metric(name: str, names: tuple[str, ...]) -> str:
    """The same, cached because many queries use the same name and drafts are checked after every save."""
    suggestion = closest_word(name, names)
    at = len(common_dotted_prefix([name, suggestion]))
    return suggestion if suggestion and closest_word(name[at:], [suggestion[at:]]) else ""


def without_repeats(name: str, names: Iterable[str]) -> str:
    """The only name that equals this one without repeated segments (queue.queue.depth); "" for none or several."""
    words = _without_repeats(_NAME_SEPARATOR.split(name))
    likely = (other for other in names if other.startswith(words[0]) and other.endswith(words[-1]) and other != name)
    equals = [other for other in likely if _without_repeats(_NAME_SEPARATOR.split(other)) == words]
    return equals[0] if len(equals) == 1 else ""


def _without_repeats(words: list[str]) -> list[str]:
    """The words without those that repeat the ones immediately before them."""
    for size in range(len(words) // 2, 0, -1):
        for at in range(len(words) - 2 * size + 1):
            if words[at : at + size] == words[at + size : at + 2 * size]:
                return _without_repeats(words[: at + size] + words[at + 2 * size :])
    return words


def is_surely_same(name: str, suggestion: str) -> bool:
    """Whether two names are certainly the same: different punctuation, repeated segments, or one misspelled word.

    Words that differ in a number (p95, p99) are different, and so are words with other letters (read, used).
    """
    words, others = _NAME_SEPARATOR.split(name), _NAME_SEPARATOR.split(suggestion)
    if "".join(words).casefold() == "".join(others).casefold() or without_repeats(name, (suggestion,)):
        return True
    different = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    return len(words) == len(others) and len(different) == 1 and _is_misspelled(*different[0])


def is_probably_same(name: str, suggestion: str) -> bool:
    """Whether two names are certainly the same, or one word has another ending (fail, failed)."""
    words, others = _NAME_SEPARATOR.split(name), _NAME_SEPARATOR.split(suggestion)
    has_same_stems = list(map(_stem, words)) == list(map(_stem, others))
    return is_surely_same(name, suggestion) or has_same_stems


def has_same_words(name: str, suggestion: str) -> bool:
    """Whether one name has all words of the other, in any form and order, so that it may be a variant of it."""
    words, others = (set(map(_stem, _NAME_SEPARATOR.split(one))) for one in (name, suggestion))
    return words <= others or others <= words


def _stem(word: str) -> str:
    return _INFLECTION.sub("", word)


def _is_misspelled(word: str, other: str) -> bool:
    """Whether at most two characters are wrong and neither makes another word (active, inactive; open, opened)."""
    from difflib import SequenceMatcher  # slow import

    shorter, longer = sorted((word, other), key=len)
    makes_another = longer.endswith(shorter) or (longer.startswith(shorter) and len(longer) > len(shorter) + 1)
    if makes_another or _DIGITS_IN_NAME.findall(word) != _DIGITS_IN_NAME.findall(other):
        return False
    matcher = SequenceMatcher(None, word, other)
    wrong = sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal")
    return wrong <= _MOST_WRONG and matcher.ratio() >= _SURE
