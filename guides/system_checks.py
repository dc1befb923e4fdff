"""Django system checks that the sections of guides to which fields, steps and checks link exist."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from guides.fields import fields_by_place
from guides.library import guides_in
from guides.links import GUIDE_OF_PART, GUIDE_OF_SUBJECT
from tilekit.core.message_catalogues import ENGLISH
from tilekit.sections import STEPS


@register
def linked_sections_exist(**_: Any) -> list[CheckMessage]:
    """Report each place that links to a section which no guide has."""
    sections = {f"{slug}#{anchor}" for slug, guide in guides_in(ENGLISH).items() for anchor in guide.text.anchors}
    return [
        Error(f"{source} links to the guide {place!r}, which does not exist", id="guides.sections")
        for place, source in _linked_places()
        if place not in sections
    ]


def _linked_places() -> Iterator[tuple[str, str]]:
    for step in STEPS:
        yield step.guide, f"the step {step.key}"
    for place, fields in fields_by_place().items():
        yield from ((place, f"the field {item.name}") for item in fields if place or not item.is_read_only)
    for subject, place in GUIDE_OF_SUBJECT.items():
        yield place, f"the subject {subject} of checks"
    for part, place in GUIDE_OF_PART.items():
        yield place, f"the checks of {part}"
