"""Activates the language and time zone of the person who reads an e-mail."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone, translation

from accounts.models import Person
from page_parts.times import zone_named


@contextmanager
def reader_preferences(reader: Person | None, *, default_language: str) -> Iterator[None]:
    """Activate the reader's language and time zone; without a reader, the default language and the portal's zone."""
    language = reader.language if reader else default_language
    zone = zone_named(reader.time_zone if reader else "")
    with translation.override(language), timezone.override(zone):
        yield
