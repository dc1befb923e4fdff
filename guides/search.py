"""Search in the guides: sections that contain every word of the query, or else similar words, the best ones first.

A section that has the words in its heading, or as its other names, comes before those that only mention them.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from django.urls import reverse
from msgspec import Struct

from guides.library import Guide, guides_in
from guides.texts import TextSection
from tilekit import markdown
from tilekit.core.suggestions import closest_word
from tilekit.search_text import search_tokens

MAX_RESULTS, MAX_QUERY_WORDS = 20, 8
_TITLE_POINTS, _HEADING_POINTS, _TEXT_POINTS = 6, 5, 1
_EXACT_POINTS = 2  # "Units" rather than the guide "Metrics and units"
_WHOLE_WORD_FACTOR = 2  # "in" means "in" rather than "instructions"
_SHORTEST_PLURAL = 4
_COUNTED_TIMES = 3  # occurrences of a word in a text
_LEAST_SIMILARITY, _PAIR_LENGTH = 0.75, 2
_EXCERPT_BEFORE, _EXCERPT_LENGTH = 60, 220


class GuideResult(Struct, frozen=True, kw_only=True):
    """A section of a guide that contains the words. section is "" for the introduction of a guide."""

    href: str
    guide: str
    section: str
    excerpt: str
    language: str
    points: int


class _SearchEntry(Struct, frozen=True, kw_only=True):
    guide: Guide
    section: TextSection
    text: str
    words: tuple[str, str, str]  # normalised: title and names of the guide, heading and names, text


class GuideResults(Struct, frozen=True, kw_only=True):
    """The results of a search. are_similar means that no section contains all words, but these contain similar ones."""

    results: Sequence[GuideResult] = ()
    are_similar: bool = False


def search_guides(query: str, language: str) -> GuideResults:
    """The best sections for the query, each word of which may be the beginning of a word in the guide."""
    words = search_tokens(query).split()[:MAX_QUERY_WORDS]
    results = _results(query, words, language)
    if results or not words:
        return GuideResults(results=results)
    similar = _results(query, _similar_words(words, language), language)
    return GuideResults(results=similar, are_similar=bool(similar))


def _results(query: str, words: Sequence[str], language: str) -> list[GuideResult]:
    scored = ((_points(entry, words), entry) for entry in _entries(language))
    results = [_result(entry, [query.casefold(), *words], points) for points, entry in scored if points]
    return sorted(results, key=lambda result: -result.points)[:MAX_RESULTS]


def _similar_words(words: Sequence[str], language: str) -> list[str]:
    """The words, with those of the guides instead of unknown ones; [] if one is not similar to any.

    Unknown pairs of Japanese characters are left out: the guides have a space between the words of a compound.
    """
    similar: list[str] = []
    for word in words:
        among = [other for other in _vocabulary(language) if other[0] == word[0]]
        is_known = any(other.startswith(word) for other in among)
        match = word if is_known else closest_word(word, among, cutoff=_LEAST_SIMILARITY)
        if match:
            similar.append(match)
        elif word.isascii() or len(word) > _PAIR_LENGTH:
            return []
    return similar if len(words) < 2 * len(similar) else []


@cache
def _vocabulary(language: str) -> Sequence[str]:
    return sorted({word for entry in _entries(language) for text in entry.words for word in text.split()})


@cache
def _entries(language: str) -> Sequence[_SearchEntry]:
    return [*_all_entries(language)]


def _all_entries(language: str) -> Iterator[_SearchEntry]:
    for guide in guides_in(language).values():
        for section in guide.text.sections:
            text = " ".join(markdown.plain(part.markdown) for part in section.parts)
            title = f"{guide.title} {guide.search_words}"
            heading = f"{section.title} {guide.names_of(section.anchor)}"
            words = (_padded(title), _padded(heading), _padded(text))
            yield _SearchEntry(guide=guide, section=section, text=text, words=words)


def _padded(text: str) -> str:
    return f" {search_tokens(text)} "


def _points(entry: _SearchEntry, words: Sequence[str]) -> int:
    """The points of the entry; 0 if one of the words occurs only in the title of the guide, or not at all."""
    title, heading, text = entry.words
    total = 0
    for word in words:
        in_title = _TITLE_POINTS * _strength(word, title)
        points = _HEADING_POINTS * _strength(word, heading) + _TEXT_POINTS * _times(word, text)
        if not points and not in_title:
            return 0
        total += points + (0 if entry.section.anchor else in_title)
    return total + _EXACT_POINTS * _has_exact_title(entry, words)


def _has_exact_title(entry: _SearchEntry, words: Sequence[str]) -> bool:
    """Whether each word of the heading, or of the title of the guide, is one of the words."""
    title = search_tokens(entry.section.title or entry.guide.title).split()
    return {_singular(word) for word in title} <= {_singular(word) for word in words}


def _strength(word: str, text: str) -> int:
    """2 if the text contains the word, as singular or plural; 1 if a word of it only begins with the word; else 0."""
    if any(f" {form} " in text for form in (word, f"{word}s", _singular(word))):
        return _WHOLE_WORD_FACTOR
    return int(f" {word}" in text)


def _times(word: str, text: str) -> int:
    """How often the text contains the word, at most 3 times."""
    singular = _singular(word)
    others = text.count(f" {singular} ") if singular != word else 0
    return min(text.count(f" {word}") + others, _COUNTED_TIMES)


def _singular(word: str) -> str:
    """The word without the s of an English or French plural."""
    is_plural = len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if is_plural else word


def _result(entry: _SearchEntry, phrases: Sequence[str], points: int) -> GuideResult:
    url = reverse("guides:guide", args=[entry.guide.slug])
    anchor = entry.section.anchor
    return GuideResult(
        href=f"{url}#{anchor}" if anchor else url,
        guide=entry.guide.title,
        section=entry.section.title,
        excerpt=_excerpt(entry.text, phrases),
        language=entry.guide.language,
        points=points,
    )


def _excerpt(text: str, phrases: Sequence[str]) -> str:
    """The part of the text around the first of the phrases that it contains."""
    folded = text.casefold()
    place = next((place for phrase in phrases if (place := folded.find(phrase)) >= 0), 0)
    start = max(place - _EXCERPT_BEFORE, 0)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = start + _EXCERPT_LENGTH
    cut = text[start:end] if end >= len(text) else text[start:end].rpartition(" ")[0]
    return ("… " if start else "") + cut + ("" if end >= len(text) else " …")
