"""The migrations make requests from decisions, and grant one to listings that were submitted without it."""

from importlib import import_module

import pytest
from django.apps.registry import Apps
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Person
from listings.models import Submission
from listings.states.revision_states import RevisionState
from reviews.lifecycles.exceptions import DECIDED_BEFORE
from reviews.models import ExceptionDecision, ExceptionRequest
from tests.listings.scene import NOW
from tests.migrated import UnsquashedLoader
from tests.reviews.scene import InReview, after, browser_of, html_of, today
from tests.validation.scene import go_live

pytestmark = pytest.mark.django_db
copy_decisions = import_module("reviews.migrations.0013_exception_requests").copy_decisions
grant_before = import_module("reviews.migrations.0014_exceptions_before_submission").grant_before
WHY = "Customers host the product."
BEFORE = [("listings", "0033_indexes_of_lists"), ("reviews", "0030_reviews_by_due_date")]


@pytest.fixture(scope="module")
def apps(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Apps:
    """The models before fields were renamed that these migrations read."""
    with django_db_blocker.unblock():
        return UnsquashedLoader(connection).project_state(BEFORE).apps


def migrate(scene: InReview, apps: Apps) -> ExceptionRequest:
    """The request that the first migration copies."""
    write_reason(scene.submission)
    ExceptionRequest.objects.all().delete()
    for answer, note, hours in (("declined", "Use a proxy.", 1), ("granted", "You are right.", 2)):
        if scene.reviewers:
            ExceptionDecision.objects.create(
                listing=scene.revision.listing,
                reason=WHY,
                answer=answer,
                note=note,
                by=Person.objects.get(pk=scene.team("ecosystems").id),
                at=after(hours=hours),
            )
    for _ in range(2):
        copy_decisions(apps, None)
    return ExceptionRequest.objects.get()


def write_reason(submission: Submission) -> None:
    """Give the reason in the listing, as partners did before they sent requests."""
    submission.documents["configuration"]["exception_request"] = WHY
    Submission.objects.filter(pk=submission.pk).update(documents=submission.documents)


def test_decisions_become_a_request_with_their_history(scene: InReview, apps: Apps) -> None:
    by = scene.team("ecosystems").id

    request = migrate(scene, apps)

    assert (request.state, request.answer, request.reason) == ("granted", "You are right.", WHY)
    assert (request.decided_by, request.decided_at) == (by, after(hours=2))
    assert request.requested_by == scene.owner.id
    assert [(entry["verb"], entry["by"], entry["text"]) for entry in request.history] == [
        ("decline", str(by), "Use a proxy."),
        ("grant", str(by), "You are right."),
    ]


def test_submission_without_a_decision_becomes_an_open_request(scene: InReview, apps: Apps) -> None:
    request = migrate(scene, apps)

    assert (request.state, request.reason, request.requested_by) == ("requested", WHY, scene.owner.id)
    assert request.requested_at == scene.submission.submitted_at


@pytest.mark.parametrize("is_live", [True, False])
def test_live_listings_and_reviews_under_way_get_a_granted_request(
    scene: InReview, apps: Apps, *, is_live: bool
) -> None:
    write_reason(scene.submission)
    ExceptionRequest.objects.all().delete()
    if is_live:
        go_live(scene.submission)

    for _ in range(2):
        grant_before(apps, None)

    request = ExceptionRequest.objects.get()
    assert (request.state, request.reason, request.until) == ("granted", WHY, None)
    assert (request.requested_by, request.decided_by) == (scene.owner.id, None)
    html = html_of(browser_of(scene.owner), request.get_absolute_url())
    assert html.count(DECIDED_BEFORE) == 1
    if not is_live:
        scene.approve_all(now=today())
        assert scene.revision.state == RevisionState.APPROVED


@pytest.mark.parametrize("state, expected", [("requested", "granted"), ("declined", "declined")])
def test_request_that_waits_is_granted_and_a_declined_one_stays_declined(
    scene: InReview, apps: Apps, state: str, expected: str
) -> None:
    decided_at = None if state == "requested" else NOW
    ExceptionRequest.objects.update(state=state, decided_at=decided_at, decided_by=None)

    grant_before(apps, None)

    assert ExceptionRequest.objects.get().state == expected


def test_drafts_and_other_methods_get_none(scene: InReview, apps: Apps) -> None:
    ExceptionRequest.objects.all().delete()
    documents = {**scene.submission.documents, "configuration": {"code_type": "tile_only"}}
    Submission.objects.update(documents=documents)

    grant_before(apps, None)

    assert not ExceptionRequest.objects.exists()
