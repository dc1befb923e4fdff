"""Live listings with the results of checks, without running checks."""

from datetime import datetime
from itertools import count

from listings.models import Listing
from tests.catalog.factories import make_tile
from tests.listings.scene import NOW
from tilekit.checks.version import catalogue_version
from validation.models import LiveCheck, LiveFinding

CODE = "MF-034"
_prints = count(1)


def checked(name: str = "", *, at: datetime = NOW, version: str = "") -> LiveCheck:
    """A live listing that the current checks have checked, without findings."""
    tile = make_tile(name)
    listing = Listing.objects.get(pk=tile.pk)
    assert listing.live_release is not None
    return LiveCheck.objects.create(
        listing=listing,
        submission_id=listing.live_release.submission_id,
        catalogue_version=version or catalogue_version(),
        at=at,
    )


def make_live_finding(check: LiveCheck, **values: object) -> LiveFinding:
    """Add a blocker of one check."""
    given: dict[str, object] = {
        "code": CODE,
        "severity": "blocker",
        "path": "overview.title",
        "message": "Write a title.",
        "fingerprint": f"{next(_prints):016}",
        **values,
    }
    return LiveFinding.objects.create(check_of=check, **given)
