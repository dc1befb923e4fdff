"""A waiver whose finding is gone is no longer needed, and is needed again if the finding comes back."""

from datetime import timedelta

import pytest
from django.db import transaction

from listings.models import Listing
from tests.listings.scene import NOW, staff
from tests.validation.scene import owner, submitted
from validation.models import Run, Waiver
from validation.page.waivers import IN_FORCE, OVER, UNNEEDED, waivers
from validation.queries.live_report import waived_codes
from validation.queries.overlays import overlay_of
from validation.waiver_tidying import tidy_waivers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
EARLIER = NOW - timedelta(days=1)


@pytest.fixture
def run() -> Run:
    """The run of a submission, which is later than the waivers."""
    return Run.objects.select_related("revision", "submission").get(submission=submitted(owner()))


def waive(listing: Listing, fingerprint: str, **values: object) -> Waiver:
    given = {"origin": fingerprint, "code": "MD-016", "reason": "Agreed", "by": staff().id, "at": EARLIER, **values}
    return Waiver.objects.create(listing=listing, fingerprint=fingerprint, **given)


def tidy(run: Run, *fingerprints: str) -> list[str]:
    """The fingerprints of the waivers that are no longer needed after the run found these."""
    with transaction.atomic():
        tidy_waivers(run, fingerprints, now=NOW)
    return sorted(Waiver.objects.exclude(unneeded_since=None).values_list("fingerprint", flat=True))


def test_waiver_without_its_finding_is_no_longer_needed(run: Run) -> None:
    listing = run.revision.listing
    for fingerprint in ("gone", "there"):
        waive(listing, fingerprint)
    waive(listing, "new", at=NOW)
    waive(listing, "over", until=EARLIER)

    assert tidy(run, "there") == ["gone", "over"]

    shown = {state: {row.fingerprint for row in waivers(state=state)} for state in (IN_FORCE, UNNEEDED, OVER)}
    assert shown == {IN_FORCE: {"there", "new"}, UNNEEDED: {"gone"}, OVER: {"over"}}
    assert waived_codes() == {"MD-016": 2}


def test_waiver_whose_finding_comes_back_still_applies(run: Run) -> None:
    waive(run.revision.listing, "gone")
    assert tidy(run) == ["gone"]

    assert "gone" in overlay_of(run.revision.listing_id).waived
    assert tidy(run, "gone") == []


def test_renamed_copies_are_needed_together(run: Run) -> None:
    listing = run.revision.listing
    waive(listing, "old")
    waive(listing, "renamed", origin="old")

    assert tidy(run, "renamed") == []
    assert tidy(run) == ["old", "renamed"]


def test_waivers_of_checks_that_did_not_run_stay(run: Run) -> None:
    waive(run.revision.listing, "gone")
    run.skipped = ["MD-016"]

    assert tidy(run) == []
