"""The guides in a language: one Markdown file for each subject and language, next to this module.

A guide without a translation is shown in English.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from guides.texts import GuideText, TextSection, parse_guide
from tilekit.core.message_catalogues import ENGLISH

GUIDES_FOLDER = Path(__file__).resolve().parent


class Guide(Struct, frozen=True, kw_only=True):
    """A guide in a language. language is that of the text: English if there is no translation."""

    slug: str
    language: str
    text: GuideText
    english: GuideText

    @property
    def title(self) -> str:
        return self.text.head.title

    @property
    def summary(self) -> str:
        return self.text.head.summary

    @property
    def search_words(self) -> str:
        """Other names of the subject, with the English ones, which readers of every language search for."""
        english = self.english.head
        return f"{self.text.head.search_words} {english.title} {english.search_words}"

    @property
    def samples(self) -> Sequence[str]:
        return self.english.head.samples

    @property
    def headed_sections(self) -> list[TextSection]:
        """The sections with a heading."""
        return [section for section in self.text.sections if section.anchor]

    def names_of(self, anchor: str) -> str:
        """Other names of a section, with the English ones."""
        return " ".join(text.head.section_words.get(anchor, "") for text in (self.text, self.english))

    def title_of(self, anchor: str) -> str:
        """The heading of a section, or the title of the guide if it has no such section."""
        return next((section.title for section in self.headed_sections if section.anchor == anchor), self.title)


@cache
def guides_in(language: str) -> Mapping[str, Guide]:
    """{slug: guide} in order. The files are read once per process."""
    english = {slug: parse_guide(source) for slug, source in sources_in(ENGLISH)}
    translated = {} if language == ENGLISH else {slug: parse_guide(source) for slug, source in sources_in(language)}
    slugs = sorted(english, key=lambda slug: (english[slug].head.order, slug))
    return {
        slug: Guide(
            slug=slug,
            language=language if slug in translated else ENGLISH,
            text=translated.get(slug, english[slug]),
            english=english[slug],
        )
        for slug in slugs
    }


def sources_in(language: str, folder: Path = GUIDES_FOLDER) -> Iterator[tuple[str, str]]:
    """(slug, text of the file) of the guides that exist in a language, by slug."""
    for file in sorted((folder / language).glob("*.md")):
        yield file.stem, file.read_text("utf-8")
