"""Publishing through the publisher API, from the draft to customers, and the status for each state."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from listings.actions import submit_revision
from listings.models import Listing, Submission
from reviews.actions import approve_review, request_changes
from reviews.models import Review
from tests.api.publishers_client import error, offer_body, operation_in
from tests.api.publishers_scene import Seller
from tests.api.submissions_scene import release
from tests.listings.scene import NOW
from tests.reviews.scene import pass_checks, reviewer_for
from tests.sandboxes.scene import enabled_activation

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
WAITING = "waitingForPublisherReview"
OFFER = "/tide-vm"
ALL = {"publish", "golive", "cancel"}
# Stage, status of the offer, its operations (newest first), initials of its steps, calls that are not possible.
TABLE = [
    ("draft", "neverPublished", [], "", {"golive", "cancel"}),
    ("submitted", "running", ["running"], "rnnnn", {"publish", "golive"}),
    ("in_review", "running", ["running"], "srnnn", {"publish", "golive"}),
    ("approved", "running", ["running"], "srnnn", {"publish", "golive"}),
    ("failed", "failed", ["failed"], "fnnnn", {"golive"}),
    ("sent_back", "failed", ["failed"], "sfnnn", {"golive"}),
    ("put_aside", "failed", ["failed"], "sfnnn", ALL),
    ("rejected", "failed", ["failed"], "sfnnn", ALL),
    ("withdrawn", "canceled", ["canceled"], "scnnn", {"golive", "cancel"}),
    ("changed_mind", "failed", ["failed"], "ssfnn", {"golive"}),
    ("in_sandbox", WAITING, [WAITING], "sswnn", {"publish", "cancel"}),
    ("signed_off", "running", ["running", "succeeded"], "ssssr", ALL),
    ("scheduled", "running", ["running", "succeeded"], "ssssr", ALL),
    ("returned", "failed", ["failed", "succeeded"], "ssssf", {"golive"}),
    ("published", "published", ["succeeded", "succeeded"], "sssss", ALL),
    ("superseded", "published", ["succeeded", "succeeded"], "sssss", ALL),
]
BODY = {"metadata": {"notification-emails": "a@acme.example"}}
SECRETIVE = {"metadata": {**BODY["metadata"], "clientSecret": "hunter2"}}


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Each test has its own folder of files."""


@pytest.fixture
def acme() -> Seller:
    return Seller()


def advance_to(acme: Seller, stage: str) -> None:
    """Bring a listing to the stage and make it an offer of a virtual machine."""
    acme.reach(stage)
    Listing.objects.update(offering_type="software_license", offer_id="tide-vm")


def status(acme: Seller) -> dict[str, Any]:
    response = acme.publisher.get(f"{OFFER}/status")
    assert response.status_code == 200, response.content
    return dict(response.json())


def operations(acme: Seller, query: str = "") -> list[dict[str, Any]]:
    response = acme.publisher.get(f"{OFFER}/operations", query)
    assert response.status_code == 200, response.content
    return list(response.json())


@pytest.mark.parametrize("stage, word, words, steps, refused", TABLE)
def test_states_are_told_by_the_table(
    acme: Seller, stage: str, word: str, words: list[str], steps: str, refused: set[str]
) -> None:
    advance_to(acme, stage)
    progress = status(acme)
    assert progress["status"] == acme.publisher.get(OFFER).json()["status"] == acme.publisher.get().json()[0]["status"]
    assert (progress["status"], "".join(step["status"][0] for step in progress["steps"])) == (word, steps)
    listed = operations(acme)
    assert [operation["submissionState"] for operation in listed] == words
    shape = [("golive", "production", 2), ("publish", "staging", 3)][-len(words) :] if words else []
    read = [acme.publisher.get(f"{OFFER}/operations/{operation['id']}").json() for operation in listed]
    assert [operation["status"] for operation in read] == words
    kinds = [(operation["submissionType"], operation["slot"]) for operation in listed]
    assert [(*kind, len(operation["steps"])) for kind, operation in zip(kinds, read, strict=True)] == shape
    can_cancel = [operation["cancellationRequestState"] == "canCancel" for operation in read]
    assert any(can_cancel) == can_cancel[-1] == ("cancel" not in refused) if words else not can_cancel
    assert operations(acme, "&status=running") == [
        operation for operation in listed if operation["submissionState"] == "running"
    ]
    for call in refused:
        response = acme.publisher.post(f"{OFFER}/{call}", BODY)
        assert (response.status_code, error(response)["code"], len(error(response)["message"]) > 20) == (
            409,
            "Conflict",
            True,
        )
    assert operations(acme) == listed


def test_an_offer_goes_the_whole_way(acme: Seller) -> None:
    acme.publisher.offer(plans=[{"planId": "basic"}])
    acme.fill()
    published = acme.publisher.post(f"{OFFER}/publish", BODY)
    operation = operation_in(published)
    assert operation == Submission.objects.get().pk
    assert published["Location"].startswith(f"/api/publishers/acme/offers{OFFER}/operations/")
    assert (status(acme)["status"], acme.submissions()[0]["substate"]) == ("running", "Submitted")
    assert acme.publisher.get(OFFER).json()["version"] == 2
    assert operations(acme)[0]["definition"] == BODY
    submission = pass_checks(acme.revision.pk)
    for review in Review.objects.filter(revision=acme.revision):
        by = reviewer_for(review.team)
        approve_review(review_id=review.pk, submission_id=submission.pk, note="", by=by, now=NOW)
    enabled_activation(acme.revision)
    assert (status(acme)["status"], acme.submissions()[0]["substate"]) == (WAITING, "ReadyToPublish")
    released = acme.publisher.post(f"{OFFER}/golive")
    assert acme.publisher.get(f"{OFFER}/operations/{operation_in(released)}").json()["status"] == "running"
    assert acme.publisher.get(f"{OFFER}/operations/{operation}").json()["status"] == "succeeded"
    release(acme.revision)
    assert (status(acme)["status"], acme.submissions()[0]["substate"]) == ("published", "InStore")
    assert acme.publisher.get().json()[0]["status"] == "published"
    assert acme.publisher.post(f"{OFFER}/publish").status_code == 409
    gone = acme.publisher.put(OFFER, offer_body())
    assert (gone.status_code, "basic" in error(gone)["message"]) == (409, True)
    offer = acme.publisher.put(OFFER, offer_body(displayText="Next", plans=[{"planId": "basic"}])).json()
    assert (offer["status"], offer["version"], offer["definition"]["displayText"]) == ("published", 2, "Next")


def test_what_was_canceled_can_be_changed_and_published_again(acme: Seller) -> None:
    acme.publisher.offer()
    acme.fill()
    first = operation_in(acme.publisher.post(f"{OFFER}/publish"))
    refused = acme.publisher.put(OFFER, offer_body(displayText="Changed"))
    assert (refused.status_code, error(refused)["code"]) == (409, "Conflict")
    assert operation_in(acme.publisher.post(f"{OFFER}/cancel", BODY)) == first
    assert (status(acme)["status"], acme.submissions()) == ("canceled", [])
    assert acme.publisher.put(OFFER, offer_body(displayText="Changed")).status_code == 200
    second = operation_in(acme.publisher.post(f"{OFFER}/publish", {}))
    assert [
        (operation["id"], operation["submissionState"], operation["offerVersion"]) for operation in operations(acme)
    ] == [
        (str(second), "running", 2),
        (str(first), "canceled", 1),
    ]
    assert acme.publisher.get(f"{OFFER}/operations/{uuid4()}").status_code == 404


def test_what_came_with_a_call_to_publish_is_of_its_operation_only(acme: Seller) -> None:
    acme.publisher.offer()
    acme.fill()
    acme.publisher.post(f"{OFFER}/publish", SECRETIVE)
    acme.publisher.post(f"{OFFER}/cancel")
    submit_revision(revision_id=acme.revision.pk, seen=None, by=acme.owner, now=timezone.now())
    assert [operation["definition"] for operation in operations(acme)] == [{"metadata": {}}, BODY]
    acme.publisher.post(f"{OFFER}/cancel")
    acme.publisher.post(f"{OFFER}/publish", BODY)
    assert operations(acme)[0]["definition"] == BODY


def test_what_checks_and_reviewers_report_is_at_the_step_that_failed(acme: Seller) -> None:
    advance_to(acme, "in_review")
    by = reviewer_for("documentation")
    review = Review.objects.get(team="documentation")
    note, submission = "Say <b>more</b>.", Submission.objects.get()
    request_changes(review_id=review.pk, submission_id=submission.pk, note=note, by=by, now=NOW)
    progress = status(acme)
    (message,) = progress["messages"]
    assert (message["messageHtml"], message["level"]) == ("Say &lt;b&gt;more&lt;/b&gt;.", "error")
    assert [step["messages"] for step in progress["steps"]] == [[], [message], [], [], []]
