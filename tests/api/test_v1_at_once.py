"""Clients of our own API that call at the same time."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from api.v1 import submissions
from audit.models import Event
from common.actor import Actor
from listings.models import Revision, Submission
from listings.queries import status_of
from listings.states.revision_states import RevisionState
from listings.states.status_messages import StatusMessage
from releases.actions import publish_revision
from releases.models import ReleaseConfirmation
from reviews.models import Comment, ThreadState
from sandboxes.models import SandboxRequest, SignOff
from tests.api.submissions_scene import Partner
from tests.api.test_submitting_at_once import at_once
from tests.api.v1_client import PREFIX, V1
from tests.listings.scene import NOW
from tests.reviews.scene import InReview
from tests.sandboxes.scene import admin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(data_dir: Path) -> Partner:
    return Partner()


def posts(acme: Partner, path: str, body: object) -> list[int]:
    address = f"{PREFIX}/{path}"
    headers = V1(acme.api.caller).headers

    def post(client: Client) -> int:
        return client.post(address, body, content_type="application/json").status_code

    return at_once(acme, post, headers)


def test_posts_at_once_make_one_submission(acme: Partner) -> None:
    acme.reach("draft")
    assert posts(acme, f"listings/{acme.listing.pk}/submissions", {"confirm": "all"}) == [200, 200, 201]
    assert Submission.objects.count() == 1


def test_a_tile_is_signed_off_once(acme: Partner) -> None:
    acme.reach("in_sandbox")
    body = {"submission": str(Submission.objects.get().pk)}
    assert posts(acme, f"listings/{acme.listing.pk}/sign-off", body) == [200, 409, 409]
    assert (SignOff.objects.count(), acme.revision.state) == (1, RevisionState.SIGNED_OFF)


def test_a_release_is_confirmed_once(acme: Partner) -> None:
    acme.reach("on_hold")
    assert posts(acme, f"listings/{acme.listing.pk}/release-confirmation", {}) == [200, 409, 409]
    assert ReleaseConfirmation.objects.count() == 1


def test_a_submission_is_withdrawn_once(acme: Partner) -> None:
    acme.reach("in_review")
    assert posts(acme, f"listings/{acme.listing.pk}/withdrawal", {}) == [200, 409, 409]
    assert Event.objects.filter(verb="revision.withdraw").count() == 1


def test_a_sandbox_is_requested_once(acme: Partner) -> None:
    body = {"region": "eu", "purpose": "To look at our tile before its release."}
    assert posts(acme, "sandbox-requests", body) == [201, 409, 409]
    assert SandboxRequest.objects.filter(region="eu").count() == 1


def test_a_reply_sent_three_times_at_once_is_stored_once(acme: Partner) -> None:
    acme.reach("in_review")
    thread = InReview(owner=acme.owner, revision_id=acme.revision.pk).comment()
    assert posts(acme, f"threads/{thread.pk}/comments", {"body": "Because."}) == [201, 201, 201]
    thread.refresh_from_db()
    assert (thread.state, Comment.objects.filter(thread=thread).count()) == (ThreadState.ANSWERED, 2)


def test_state_and_outcome_agree_while_a_release_is_published(acme: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tile goes live between two queries of a call: its response doesn't mix the states before and after."""
    acme.reach("scheduled")
    client, revision_id = V1(acme.api.caller), acme.revision.pk

    def publish() -> None:
        publish_revision(revision_id=revision_id, seen=None, by=admin(), now=NOW)
        connection.close()

    def status_later(rows: Sequence[Revision], *, to: Actor) -> Mapping[UUID, StatusMessage]:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(publish).result()
        return status_of(rows, to=to)

    def outcomes() -> tuple[str, str]:
        (item,) = client.get(f"listings/{acme.listing.pk}/submissions").json()["items"]
        return item["state"], item["outcome"]

    with monkeypatch.context() as patches:
        patches.setattr(submissions, "status_of", status_later)
        assert outcomes() == ("scheduled", "scheduled")
    assert outcomes() == ("published", "live")
