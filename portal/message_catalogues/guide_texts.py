"""Lists the guides that have no translation, or one of an earlier English text."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from guides.library import GUIDES_FOLDER, sources_in
from guides.texts import digest_of_guide, parse_guide
from tilekit.core.message_catalogues import ENGLISH


def untranslated_guides(folder: Path = GUIDES_FOLDER, languages: Iterable[str] = ()) -> Iterator[str]:
    """One line for each guide to translate, with the digest that the translation names as its source."""
    for language in languages or (code for code, _ in settings.LANGUAGES):
        if language != ENGLISH:
            yield from _untranslated_in(language, folder)


def _untranslated_in(language: str, folder: Path) -> Iterator[str]:
    translations = dict(sources_in(language, folder))
    for slug, source in sources_in(ENGLISH, folder):
        digest, file = digest_of_guide(source), f"guides/{language}/{slug}.md"
        if slug not in translations:
            yield f"{file}: missing (source: {digest})"
            continue
        translation = parse_guide(translations[slug])
        if translation.head.source != digest:
            yield f"{file}: translates an earlier text (source: {digest})"
        elif translation.anchors != parse_guide(source).anchors:
            yield f"{file}: has other sections than the English text"
