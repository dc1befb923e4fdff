"""Search in the guides: sections in which every word of the query occurs, the best ones first."""

from collections.abc import Iterator, Sequence
from functools import cache

from django.urls import reverse
from msgspec import Struct

from guides.library import Guide, guides_in
from guides.texts import TextSection
from tilekit import markdown
from tilekit.search_text import search_tokens

MAX_RESULTS, MAX_QUERY_WORDS = 20, 8
_TITLE_POINTS, _HEADING_POINTS, _TEXT_POINTS = 6, 5, 1
_COUNTED_TIMES = 3  # occurrences of a word in a text
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
    words: tuple[str, str, str]  # normalised: title of the guide, heading, text


def search_guides(query: str, language: str) -> list[GuideResult]:
    """The best sections for the query, each word of which may be the beginning of a word in the guide."""
    words = search_tokens(query).split()[:MAX_QUERY_WORDS]
    if not words:
        return []
    scored = ((_points(entry, words), entry) for entry in _entries(language))
    results = [_result(entry, [query.casefold(), *words], points) for points, entry in scored if points]
    return sorted(results, key=lambda result: -result.points)[:MAX_RESULTS]


@cache
def _entries(language: str) -> Sequence[_SearchEntry]:
    return [*_all_entries(language)]


def _all_entries(language: str) -> Iterator[_SearchEntry]:
    for guide in guides_in(language).values():
        for section in guide.text.sections:
            text = " ".join(markdown.plain(part.markdown) for part in section.parts)
            words = (_padded(guide.title), _padded(section.title), _padded(text))
            yield _SearchEntry(guide=guide, section=section, text=text, words=words)


def _padded(text: str) -> str:
    return f" {search_tokens(text)}"


def _points(entry: _SearchEntry, words: Sequence[str]) -> int:
    """The points of the entry; 0 if one of the words occurs only in the title of the guide, or not at all."""
    title, heading, text = entry.words
    total = 0
    for word in words:
        start = f" {word}"
        points = _HEADING_POINTS * (start in heading) + _TEXT_POINTS * min(text.count(start), _COUNTED_TIMES)
        in_title = _TITLE_POINTS * (start in title and not entry.section.anchor)
        if not points and start not in title:
            return 0
        total += points + in_title
    return total


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
