"""Writes findings of the current checks in live listings as rows of a CSV file."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from listings.models import Listing
from page_parts.badges import badge_of
from tilekit.core.messages import render
from validation.models import LiveFinding, RolloutMode
from validation.page.live_listings import finding_place_name, live_finding_state
from validation.queries.failures import incomplete_live
from validation.queries.live_report import live_findings
from validation.queries.overlays import modes_by_code
from validation.stored_findings import from_row, unchecked_from_json

_AT_ONCE = 500


def report_rows() -> Iterator[Sequence[str]]:
    """The header, then a row for each finding and each check that could not be finished. Three queries."""
    modes, language = modes_by_code(), translation.get_language() or "en"
    yield [_("Check"), _("Mode"), _("State"), _("Listing"), _("Organisation"), _("Location"), _("Finding")]
    rows = live_findings().select_related("check_of__listing__organisation")
    for row in rows.order_by("code", "check_of", "pk").iterator(chunk_size=_AT_ONCE):
        yield _cells(row, modes, language)
    for check in incomplete_live().select_related("listing__organisation").order_by("listing__name", "pk"):
        for unfinished in unchecked_from_json(check.unchecked):
            about = _listing_cells(unfinished.code, "unchecked", check.listing, modes=modes)
            yield [*about, "", render(unfinished.message, language)]


def _cells(row: LiveFinding, modes: Mapping[str, RolloutMode], language: str) -> Sequence[str]:
    about = _listing_cells(row.code, live_finding_state(row), row.check_of.listing, modes=modes)
    return [*about, finding_place_name(row), render(from_row(row).message, language)]


def _listing_cells(code: str, state: str, listing: Listing, *, modes: Mapping[str, RolloutMode]) -> Sequence[str]:
    mode, label = modes.get(code, RolloutMode.ENFORCE).value, str(badge_of("live_finding", state).label)
    return [code, mode, label, listing.name, listing.organisation.name]
