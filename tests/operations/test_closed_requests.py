"""Requests that nobody can answer any more are closed with the listing or organisation that they are about."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from accounts.actors import actor_of
from accounts.models import Organisation, OrganisationState, VendorAlias
from audit.models import Event
from common.actor import SYSTEM
from listings.actions import delete_listing
from listings.models import Revision
from listings.queries.staff_requests import request_lifecycles
from listings.states.revision_states import RevisionState
from notices.models import Notice
from operations.deletion.actions import delete_organisation
from operations.deletion.queries import rehearse_deletion
from releases.models import GtmRequest
from reviews.actions import NewThread, open_thread
from reviews.models import Appeal, CommentDispute, ExceptionRequest, Question
from sandboxes.models import SandboxRequest
from tests.accounts.factories import NOW, make_admin, owner_of
from tests.listings.scene import draft
from tests.reviews.scene import InReview, in_review
from validation.models import FindingDispute, WaiverRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
_FINDING = {"code": "MD-047", "severity": "blocker", "message": "Unsorted", "fingerprint": "f" * 16}


@pytest.fixture
def scene() -> InReview:
    """A listing that was submitted and came back, with a request of each kind that is about a listing or review."""
    scene = in_review()
    new_thread, by = NewThread(body="Say more", path="setup.setup_md"), scene.team("documentation")
    thread = open_thread(revision_id=scene.revision.pk, new_thread=new_thread, team="documentation", by=by, now=NOW)
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.CHANGES_REQUESTED)
    listing, at = {"listing": scene.revision.listing}, {"requested_at": NOW}
    Question.objects.create(**listing, **at, question="Which unit?")
    Appeal.objects.create(revision=scene.revision, **at, reason="Another product")
    ExceptionRequest.objects.create(**listing, **at, reason="On premises")
    CommentDispute.objects.create(thread=thread, **at, reason="It is enough")
    FindingDispute.objects.create(**listing, **at, reason="Sorted", **_FINDING)
    WaiverRequest.objects.create(**listing, **at, reason="Fine", **_FINDING)
    GtmRequest.objects.create(**listing, **at, items=["press_quote"], contact="x@northwind.example")
    return scene


@pytest.fixture
def organisation(scene: InReview) -> Organisation:
    """Its organisation, with an open and an answered request of its own, and one about a draft."""
    organisation = scene.revision.listing.organisation
    values = {"organisation": organisation, "purpose": "To try it", "requested_at": NOW, "due_at": NOW}
    SandboxRequest.objects.create(**values)
    SandboxRequest.objects.create(**values, state="declined", decided_at=NOW, answer="No")
    VendorAlias.objects.create(
        organisation=organisation, name="Wind Labs", vendor_id="wind-labs", reason="Our brand", requested_at=NOW
    )
    never_sent = draft(owner_of(organisation), name="Never sent").listing
    Question.objects.create(listing=never_sent, question="Which field?", requested_at=NOW)
    return organisation


def open_rows() -> dict[str, int]:
    """{name of the lifecycle: number of open requests}"""
    rows = {one.name: one.visible(SYSTEM).filter(state__in=one.open_states) for one in request_lifecycles()}
    return {name: requests.count() for name, requests in rows.items() if requests.exists()}


def closings() -> dict[UUID, str]:
    """{request ID: verb of the event that closed it}"""
    events = Event.objects.filter(verb__endswith=".close", actor_id=None)
    return {UUID(row.object_ids.get("request") or row.object_ids["alias"]): row.verb for row in events}


def counts(organisation: Organisation) -> Mapping[str, int]:
    prefix = "Open requests, which are closed: "
    rows = ((str(row.label), row.number) for row in rehearse_deletion(organisation.pk).goes)
    return {label.removeprefix(prefix): number for label, number in rows if label.startswith(prefix)}


def delete(organisation: Organisation) -> None:
    by = actor_of(make_admin())
    delete_organisation(organisation_id=organisation.pk, name=organisation.name, reason="Over", by=by, now=NOW)


@pytest.mark.parametrize("state", OrganisationState)
def test_deletion_of_an_organisation_closes_each_with_its_event(
    organisation: Organisation, state: OrganisationState
) -> None:
    """Leads and admins could not find them any more, and an appeal or alias stayed open for ever."""
    Organisation.objects.filter(pk=organisation.pk).update(state=state)
    before, told = open_rows(), Notice.objects.count()
    assert set(before) == {one.name for one in request_lifecycles()}
    assert before["question"] == 2
    assert counts(organisation) == {str(one.kind): before[one.name] for one in request_lifecycles()}

    delete(organisation)

    assert open_rows() == {}
    assert len(closings()) == sum(before.values())
    assert set(closings().values()) == {f"{name}.close" for name in before}
    numbers = Event.objects.get(verb="organisation.delete").object_ids
    assert (numbers["question_requests"], numbers["comment_dispute_requests"]) == (2, 1)
    assert Notice.objects.count() <= told


def test_closed_requests_keep_why(organisation: Organisation) -> None:
    delete(organisation)

    closed, declined = SandboxRequest.objects.order_by("-state")
    assert (closed.state, declined.state, declined.decided_at) == ("withdrawn", "declined", NOW)
    assert [entry["verb"] for entry in closed.history] == ["close"]
    assert closed.shown_answer == "Closed because the listing or its organisation was deleted."


def test_partner_who_deletes_a_listing_closes_its_requests(scene: InReview) -> None:
    """The listing is hidden from the partner, who could not withdraw them any more."""
    revision, open_before = Revision.objects.get(pk=scene.revision.pk), open_rows()

    delete_listing(
        listing_id=revision.listing_id, seen=revision.version, by=owner_of(revision.listing.organisation), now=NOW
    )

    assert open_rows() == {}
    assert set(closings().values()) == {f"{name}.close" for name in open_before}


def test_questions_about_a_draft_that_is_deleted_have_an_event(organisation: Organisation) -> None:
    question = Question.objects.get(question="Which field?")
    revision = question.listing.revisions.get()

    delete_listing(listing_id=question.listing_id, seen=revision.version, by=owner_of(organisation), now=NOW)

    assert closings() == {question.pk: "question.close"}
    assert not Question.objects.filter(pk=question.pk).exists()
