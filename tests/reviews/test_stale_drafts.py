"""Drafts that nobody works on: a warning, and later the archive. Their paused reviews are closed."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from common.actor import Role
from common.errors import NotPossible
from listings.actions import change_state, delete_listing
from listings.actions.submissions import archive_revision
from listings.lifecycle.revisions import REVISION
from listings.maintenance import archive_idle_revisions
from listings.models import Revision
from listings.states.revision_states import RevisionState
from notices.models import Notice
from reviews.models import Question, Review
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.reviews.scene import DOCS, FIRST_TEAMS, InReview, browser_of, html_of, in_review, today

pytestmark = pytest.mark.django_db
WARNING, ARCHIVE = "listing.idle-warning", "listing.archive"


@pytest.fixture
def stale() -> Revision:
    """A draft that nobody has worked on since NOW."""
    revision = draft(member(organisation(), Role.OWNER))
    Revision.objects.filter(pk=revision.pk).update(active_at=NOW)
    return revision


def run_job(now: datetime) -> None:
    archive_idle_revisions(now=now, renew=lambda: None)


def notices(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def test_warning_and_archive_happen_once_each_at_their_time(stale: Revision) -> None:
    warned = NOW + timedelta(days=settings.DRAFT_WARNING_DAYS)
    archived = warned + timedelta(days=settings.DRAFT_ARCHIVE_DAYS)
    moment = timedelta(microseconds=1)
    expected = [(warned - moment, 0, 0), (warned, 1, 0), (warned, 1, 0), (archived - moment, 1, 0), (archived, 1, 1)]

    for now, warnings, archives in [*expected, (archived + timedelta(days=60), 1, 1)]:
        run_job(now)
        assert (notices(WARNING), notices(ARCHIVE)) == (warnings, archives)

    assert reloaded(stale).state == RevisionState.ARCHIVED


def test_edit_after_the_warning_begins_anew_count(stale: Revision) -> None:
    warned = NOW + timedelta(days=settings.DRAFT_WARNING_DAYS)
    run_job(warned)
    Revision.objects.filter(pk=stale.pk).update(active_at=warned, idle_warned_at=None)

    run_job(warned + timedelta(days=settings.DRAFT_ARCHIVE_DAYS))

    assert (notices(WARNING), reloaded(stale).state) == (1, RevisionState.DRAFT)


def test_days_are_settings(stale: Revision, settings: object) -> None:
    settings.DRAFT_WARNING_DAYS, settings.DRAFT_ARCHIVE_DAYS = 2, 1

    run_job(NOW + timedelta(days=2))
    run_job(NOW + timedelta(days=3))

    assert reloaded(stale).state == RevisionState.ARCHIVED


def test_open_request_keeps_a_draft(stale: Revision) -> None:
    asked = {"listing_id": stale.listing_id, "question": "Which unit?", "requested_at": NOW}
    question = Question.objects.create(**asked)
    late = NOW + timedelta(days=100)

    run_job(late)
    assert notices(WARNING) == 0
    Revision.objects.filter(pk=stale.pk).update(idle_warned_at=NOW)
    with pytest.raises(NotPossible) as refused:
        archive_revision(revision_id=stale.pk, now=late)
    assert refused.value.context["codes"] == ["request-open"]

    question.delete()
    run_job(late)
    assert reloaded(stale).state == RevisionState.ARCHIVED


def reviews_of(scene: InReview) -> set[tuple[bool, str]]:
    rows = Review.objects.filter(revision=scene.revision_id)
    return {(row.closed_at is None, row.close_reason) for row in rows}


def test_archive_closes_paused_reviews_and_restore_reopens_them_with_the_next_submission() -> None:
    scene = in_review(now=today())
    scene.send_back(DOCS, now=today())
    Revision.objects.filter(pk=scene.revision_id).update(idle_warned_at=today() - timedelta(days=30))

    archive_revision(revision_id=scene.revision_id, now=today())

    assert reviews_of(scene) == {(False, "archive")}
    html = html_of(browser_of(scene.team(DOCS)), f"/reviews/{scene.review(DOCS).pk}/")
    assert "The listing was archived because nobody worked on it, so the review is closed." in html
    change_state(REVISION, scene.revision_id, "restore", parameters={}, seen=None, by=scene.owner, now=today())
    assert scene.revision.state == RevisionState.CHANGES_REQUESTED
    scene.resubmit(now=today())
    assert Review.objects.filter(revision=scene.revision_id, closed_at=None).count() == len(FIRST_TEAMS)


def test_delete_closes_paused_reviews() -> None:
    scene = in_review(now=today())
    scene.send_back(DOCS, now=today())

    delete_listing(listing_id=scene.revision.listing_id, seen=scene.revision.version, by=scene.owner, now=today())

    assert {reason for _is_open, reason in reviews_of(scene)} <= {"delete"}


def test_page_of_the_listing_shows_when_it_will_be_archived(stale: Revision) -> None:
    owner = browser_of(member(stale.listing.organisation, Role.OWNER))
    page = stale.listing.get_absolute_url()
    text = "so it will be archived on"
    assert text not in html_of(owner, page)

    Revision.objects.filter(pk=stale.pk).update(idle_warned_at=today())

    assert text in html_of(owner, page)
