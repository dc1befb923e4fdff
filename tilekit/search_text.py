"""Normalises stored texts and queries for the search in the same way."""

import re
import unicodedata
from collections.abc import Collection, Iterator

# Scripts without spaces between words: kana, Han and their extensions, half-width kana.
_CJK = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_CJK}]+)|([^\W_{_CJK}]+)")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u0370-\u04ff\u1e00-\u1fff]")


def search_tokens(text: str) -> str:
    """The words of a text, normalised and joined by one space; "" if it contains none.

    Unicode compatibility forms are unified (NFKC), case is folded, and accents of Latin, Greek and Cyrillic letters are
    removed. A run of Chinese or Japanese characters becomes its overlapping pairs; a single character stays.
    """
    folded = _ACCENTED.sub(_without_accents, unicodedata.normalize("NFKC", text).casefold())
    tokens: list[str] = []
    for match in _RUN.finditer(unicodedata.normalize("NFKC", folded)):
        run, word = match.groups()
        tokens += _pairs(run) if run else [word]
    return " ".join(tokens)


def matched_parts(text: str, terms: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it matches: a word that begins with a term, or a pair of CJK characters.

    terms are normalised words.
    """
    end = 0
    for match in _RUN.finditer(text):
        yield text[end : match.start()], False
        run, word = match.groups()
        if word:
            yield word, _begins(word, terms)
        else:
            yield from _matched_characters(run, terms)
        end = match.end()
    yield text[end:], False


def _matched_characters(run: str, terms: Collection[str]) -> Iterator[tuple[str, bool]]:
    pairs = [_begins(pair, terms) for pair in _pairs(run)]
    for at, character in enumerate(run):
        yield character, any(pairs[max(at - 1, 0) : at + 1])


def _begins(word: str, terms: Collection[str]) -> bool:
    return search_tokens(word).startswith(tuple(terms))


def _without_accents(match: re.Match[str]) -> str:
    decomposed = unicodedata.normalize("NFD", match.group())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
