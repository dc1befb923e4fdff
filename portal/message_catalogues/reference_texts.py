"""Finds the texts of OpenAPI documents, which the reference pages of the API show translated."""

from collections.abc import Iterable, Iterator
from itertools import chain

import django
from django.utils import translation

from portal.message_catalogues.marked import MarkedText
from tilekit.core.message_catalogues import ENGLISH


def texts_of_reference() -> Iterator[MarkedText]:
    """The titles, summaries and descriptions in the OpenAPI documents."""
    django.setup()
    from api.reference.calls import calls_of  # app ready
    from api.reference.surfaces import surfaces  # app ready
    from api.reference.tables import event_reference  # app ready

    for word, surface in surfaces().items():
        texts = [str(surface.title), surface.description]
        with translation.override(ENGLISH):
            calls = calls_of(surface)
        for call in calls:
            rows = chain(call.parameters, call.fields, call.response_fields)
            texts += [call.tag, call.summary, *call.paragraphs, *(row.description for row in rows)]
        yield from _marked(word, texts)
    with translation.override(ENGLISH):
        reference = event_reference()
    rows = chain(reference.headers, *(event.fields for event in reference.events))
    yield from _marked("events", [*reference.responses.values(), *(row.description for row in rows)])


def _marked(word: str, texts: Iterable[str]) -> Iterator[MarkedText]:
    return (MarkedText(f"api/{word}", (text,)) for text in dict.fromkeys(texts) if text)
