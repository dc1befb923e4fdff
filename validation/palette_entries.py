"""What the command palette offers about checks: their pages, and the buttons of waiver requests."""

import re
from collections.abc import Iterator

from django.urls import reverse

from common.palette import PaletteEntry, PaletteGroup, PaletteQuery, register_entries
from listings.display.place_names import translate_message
from listings.pages.button_entries import subject_entries
from validation.page.check_list import listed_checks
from validation.views.waiver_requests import WAIVER_PAGES

_PART_OF_CODE = re.compile(r"[A-Za-z]{2,3}-?\d+")


@register_entries
def check_entries(query: PaletteQuery) -> Iterator[PaletteEntry]:
    """The checks, if a word is a code or its beginning: "MD-0", "md047"."""
    if not any(map(_PART_OF_CODE.fullmatch, query.words)):
        return
    for check in listed_checks():
        name, href = translate_message(check.name), reverse("validation:check", args=[check.code])
        yield PaletteEntry(group=PaletteGroup.GUIDES, label=check.code, href=href, detail=name)


register_entries(
    subject_entries(
        WAIVER_PAGES,
        "waiver_request_id",
        WAIVER_PAGES.lifecycle.visible,
        about=lambda request: str(request.listing.name),
    )
)
