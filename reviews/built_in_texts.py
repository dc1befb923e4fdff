"""Translates the texts that come with the portal into all of its languages at once."""

from django.conf import settings
from django.utils import translation

from common.lazy_text import LazyText


def translations(text: LazyText) -> dict[str, str]:
    """{language: text} of a translatable text. Languages without a translation are left out."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = str(text)
    original = texts[settings.LANGUAGE_CODE]
    return {key: value for key, value in texts.items() if key == settings.LANGUAGE_CODE or value != original}
