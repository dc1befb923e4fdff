"""The partner replaces a submission, teams approve, and our staff hold the listing, in different orders."""

import pytest

from accounts.models import Team
from common.actor import Actor, TeamRole
from listings.actions import cancel_replacement, change_state, replace_submission, submit_revision
from listings.lifecycle.revisions import REVISION
from listings.states.revision_states import RevisionState
from tests.reviews.scene import InReview, after, in_review, pass_checks, reviewer_for
from tests.validation.scene import attest_again

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


@pytest.fixture
def lead() -> Actor:
    return reviewer_for(Team.ENGINEERING, role=TeamRole.LEAD)


def change(verb: str, scene: InReview, by: Actor, *, hours: float) -> None:
    words = {"reason": "Trademark", "note": "We ask our lawyers."}
    now = after(hours=hours)
    change_state(REVISION, scene.revision_id, verb, parameters=words, seen=None, by=by, now=now)


def replace(scene: InReview, *, hours: float) -> None:
    replace_submission(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=hours))


def cancel(scene: InReview, *, hours: float) -> None:
    cancel_replacement(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=hours))


def test_replacement_is_cancelled_during_a_hold_after_all_teams_approved(scene: InReview, lead: Actor) -> None:
    replace(scene, hours=1)
    scene.approve_all(now=after(hours=2))
    change("put on hold", scene, lead, hours=3)

    cancel(scene, hours=4)

    assert scene.revision.state == RevisionState.IN_REVIEW
    change("end hold", scene, lead, hours=5)
    assert scene.revision.state == RevisionState.APPROVED


def test_checks_pass_during_a_hold_and_all_approvals_carry_over(scene: InReview, lead: Actor) -> None:
    replace(scene, hours=1)
    scene.approve_all(now=after(hours=2))
    attest_again(scene.revision, by=scene.owner, now=after(hours=3))
    submit_revision(revision_id=scene.revision_id, seen=None, by=scene.owner, now=after(hours=3))
    change("put on hold", scene, lead, hours=4)

    pass_checks(scene.revision_id, now=after(hours=5))

    assert scene.revision.state == RevisionState.IN_REVIEW
    change("end hold", scene, lead, hours=6)
    assert scene.revision.state == RevisionState.APPROVED
