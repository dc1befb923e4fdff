"""The findings of a check in live listings."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from common.pages import Page, page_of
from listings.display.place_names import place_name
from listings.models import Listing
from tilekit.checks.finding import Severity
from validation.finding_rows import PageFinding
from validation.models import LiveCheck, LiveFinding
from validation.queries.live_report import live_findings
from validation.stored_findings import from_row

LISTINGS_PER_PAGE, MAX_PLACES = 20, 5
# Most severe first: a listing has the state of its most severe finding.
_HARDEST = ("new", "breaks", "old", Severity.WARNING.value, Severity.ADVICE.value, "waived")


class LiveFindingRow(PageFinding, frozen=True, kw_only=True):
    """A finding in a live listing. state is in the badge family `live_finding`."""

    state: str


class LiveListingFindings(Struct, frozen=True, kw_only=True):
    """A live listing with findings of the check. hidden_count counts the findings that are not shown."""

    listing: Listing
    state: str
    places: Sequence[LiveFindingRow]
    hidden_count: int


def failing_listings_page(code: str, *, after: str) -> tuple[Sequence[LiveListingFindings], Page[LiveCheck]]:
    """The live listings with findings of the check, sorted by name. Two queries."""
    live = live_findings().filter(code=code)
    rows = LiveCheck.objects.filter(pk__in=live.values("check_of")).select_related("listing__organisation")
    page = page_of(rows, order=("listing__name", "pk"), size=LISTINGS_PER_PAGE, after=after)
    listed = [row.pk for row in page.rows]
    ordered = live.filter(check_of__in=listed).order_by("check_of", "pk")
    findings = {pk: list(group) for pk, group in groupby(ordered, key=lambda finding: finding.check_of_id)}
    return [_listing_findings(row.listing, findings.get(row.pk, ())) for row in page.rows], page


def live_finding_state(row: LiveFinding) -> str:
    """The state of a finding, in the badge family `live_finding`. The row must be annotated with is_waived."""
    if row.is_waived:  # type: ignore[attr-defined]  # annotated
        return "waived"
    if row.severity != Severity.BLOCKER:
        return row.severity
    if row.was_in_previous_release:
        return "old"
    return "new" if row.is_new else "breaks"


def finding_place_name(row: LiveFinding) -> str:
    """The display name of a finding's place."""
    return place_name(row.path, row.file, row.line)


def _listing_findings(listing: Listing, rows: Iterable[LiveFinding]) -> LiveListingFindings:
    places = [
        LiveFindingRow(finding=from_row(row), place=finding_place_name(row), state=live_finding_state(row))
        for row in rows
    ]
    places.sort(key=lambda row: _HARDEST.index(row.state))
    state = places[0].state if places else "waived"
    return LiveListingFindings(
        listing=listing, state=state, places=places[:MAX_PLACES], hidden_count=max(len(places) - MAX_PLACES, 0)
    )
