"""The page of a check counts what became of its findings."""

from datetime import timedelta

import pytest

from listings.models import Submission
from tests.listings.scene import NOW, staff
from tests.validation.scene import owner, submitted
from validation.models import FindingDispute, Run, RunFinding, Waiver
from validation.queries.check_use import CheckUse, check_use

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
CODE = "MD-016"


def add_run(submission: Submission, *fingerprints: str, hours: int = 0) -> Run:
    """A finished run of the submission with these findings."""
    at = NOW + timedelta(hours=hours)
    run = Run.objects.create(
        revision=submission.revision, submission=submission, state="passed", created_at=at, finished_at=at
    )
    columns = {"run": run, "code": CODE, "severity": "warning", "message": "m"}
    RunFinding.objects.bulk_create(RunFinding(fingerprint=fingerprint, **columns) for fingerprint in fingerprints)
    return run


def test_findings_are_counted() -> None:
    submission = submitted(owner())
    Run.objects.all().delete()
    add_run(submission, "a", "b", "c")
    add_run(submission, "b", "d", hours=1)
    listing = submission.revision.listing
    given = {"listing": listing, "code": CODE, "reason": "x", "by": staff().id, "at": NOW}
    Waiver.objects.create(fingerprint="b", origin="b", **given)
    Waiver.objects.create(fingerprint="renamed", origin="b", **given)
    for number, state in enumerate(("requested", "upheld", "declined", "withdrawn")):
        FindingDispute.objects.create(
            listing=listing,
            code=CODE,
            severity="warning",
            message="m",
            fingerprint=str(number),
            reason="x",
            requested_at=NOW,
            state=state,
            decided_at=None if state == "requested" else NOW,
        )

    assert check_use(CODE, NOW) == CheckUse(shown=4, fixed=2, waived=1, disputed=3, upheld=1)
    assert check_use(CODE, NOW + timedelta(days=91)) == CheckUse(shown=0, fixed=0, waived=0, disputed=0, upheld=0)
