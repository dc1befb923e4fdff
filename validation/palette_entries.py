"""What the command palette offers about checks: their pages, and the buttons of waiver requests and disputes."""

import re
from collections.abc import Iterator

from django.urls import reverse

from common.palette import PaletteEntry, PaletteGroup, PaletteQuery, register_entries
from listings.display.place_names import translate_message
from listings.pages.button_entries import register_request_buttons
from validation.page.check_list import listed_checks
from validation.views.disputes import DISPUTE_PAGES
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


register_request_buttons(WAIVER_PAGES, "waiver_request_id")
register_request_buttons(DISPUTE_PAGES, "dispute_id")
