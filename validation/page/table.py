"""What the present checks have against live listings, as a table for a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from common.tones import TONES
from tilekit.core.messages import render
from validation.models import LiveFinding, Mode
from validation.page.rule import place_of, state_of
from validation.queries.overlays import modes_by_code
from validation.queries.report import live_findings
from validation.stored import from_row

_AT_ONCE = 500
# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of_table() -> Iterator[Sequence[str]]:
    """The header, then a row for each finding; two queries. No cell is a formula."""
    modes, language = modes_by_code(), translation.get_language() or "en"
    yield [_("Rule"), _("Mode"), _("State"), _("Listing"), _("Organisation"), _("Place"), _("Finding")]
    rows = live_findings().select_related("check_of__listing__organisation")
    for row in rows.order_by("code", "check_of", "pk").iterator(chunk_size=_AT_ONCE):
        yield [_plain(cell) for cell in _cells(row, modes, language)]


def _cells(row: LiveFinding, modes: Mapping[str, Mode], language: str) -> Sequence[str]:
    listing = row.check_of.listing
    return [
        row.code,
        modes.get(row.code, Mode.ENFORCE).value,
        str(TONES["hit"][state_of(row)].label),
        listing.name,
        listing.organisation.name,
        place_of(row),
        render(from_row(row).message, language),
    ]


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
