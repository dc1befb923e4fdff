"""The matrix of tiles and sandbox orgs."""

import pytest

from listings.actions import start_revision
from listings.models import Listing, Revision
from listings.states.revision_states import RevisionState
from sandboxes.models import SandboxOrg, TileActivation
from sandboxes.page.matrix import matrix_of
from tests.reviews.scene import InReview, in_review, today
from tests.validation.scene import go_live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def enable(scene: InReview, org: SandboxOrg) -> None:
    TileActivation.objects.filter(org=org).update(deactivated_at=today())
    TileActivation.objects.create(
        listing=scene.revision.listing, submission=scene.submission, org=org, activated_at=today()
    )


def texts() -> tuple[str, str]:
    """The note of the only tile and the text of its only cell."""
    (row,) = matrix_of(Listing.objects.all()).rows
    return row.note, row.cells[0].label


def test_matrix_names_submissions_where_versions_are_equal() -> None:
    scene = in_review(now=today())
    scene.approve_all(now=today())
    go_live(scene.submission, now=today())
    org = SandboxOrg.objects.get()
    enable(scene, org)
    assert texts() == ("Version 1.0.0, live", "1.0.0")
    revision = start_revision(listing_id=scene.revision.listing_id, by=scene.owner, now=today())
    update = InReview(owner=scene.owner, revision_id=revision.pk, reviewers=scene.reviewers)
    update.edit("submission", reviewer_note="Only the release date has changed.", now=today())
    update.resubmit(now=today())
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.APPROVED)

    assert texts() == (
        "Version 1.0.0, revision 2, submission 1, approved",
        "1.0.0, revision 1, submission 1",
    )

    enable(update, org)
    assert texts() == ("Version 1.0.0, approved", "1.0.0")
