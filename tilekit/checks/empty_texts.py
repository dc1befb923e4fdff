"""Texts that only repeat a name, or consist of words that say nothing."""

import re
from collections.abc import Collection

_WORD = re.compile(r"[^\W_]+")
ARTICLES = frozenset("a an the this that these your our its it is are of for from in on to with and all any".split())


def says_nothing(content: str, empty: Collection[str], name: str = "") -> bool:
    """Whether a text that is not blank has only empty words, numbers and words of the name."""
    no_news = {*empty, *words_of(name)}
    return content.strip() != "" and all(word in no_news or word.isdecimal() for word in words_of(content))


def words_of(content: str) -> list[str]:
    """The words and numbers of a text, in lower case."""
    return _WORD.findall(content.lower())
