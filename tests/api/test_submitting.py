"""Submissions are created, cancelled and promoted through the ingestion API."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.utils import timezone

from api.ingestion.submissions.responses import row_named
from audit.models import Event
from jobs.actions import claim_job
from jobs.long_running import WorkAttempt
from jobs.models import Job
from listings.actions import save_section, start_revision
from listings.models import Listing, Revision, Section, Submission
from listings.states.revision_states import RevisionState
from releases.queries import RELEASE_JOB
from reviews.actions import approve_review
from reviews.models import Review
from sandboxes.actions import enable_tile, switch_tile_off
from sandboxes.models import SandboxOrg, SignOff, TileLook
from tests.accounts.factories import make_agreement
from tests.api.ingestion_client import fault
from tests.api.submissions_scene import Partner, release
from tests.listings.scene import reloaded
from tests.reviews.scene import FIRST_TEAMS, reviewer_for
from tests.sandboxes.scene import admin
from tilekit.sections import limits
from validation.models import Run, RunState
from validation.tasks import perform_run

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
BODY = {
    "resourceType": "SubmissionCreationRequest",
    "targets": [{"type": "Scope", "value": "preview"}],
}
IN_PROGRESS = ("submitted", "in_review", "approved", "failed", "sent_back")
FURTHER = ("in_sandbox", "signed_off", "scheduled", "published")


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Each test has its own folder of files."""


@pytest.fixture
def acme() -> Partner:
    return Partner()


def stored() -> list[object]:
    """Rows that no refused call may change."""
    rows = [model.objects.order_by("pk").values() for model in (Submission, Revision, Section, SignOff, TileLook)]
    return [list(row) for row in rows]


def submission_notes(of: Partner) -> dict[str, object]:
    return dict(Section.objects.get(revision=of.revision, key="submission").document)


def test_a_draft_is_submitted(acme: Partner) -> None:
    acme.reach("draft")
    response = acme.api.post(acme.path, BODY)
    assert response.status_code == 201
    submission = response.json()
    assert submission == acme.api.get(f"{acme.path}/{submission['id']}").json()
    assert (submission["state"], submission["substate"], submission["releaseNumber"]) == ("InProgress", "Submitted", 1)
    assert Submission.objects.get().submitted_by == acme.api.caller.application.pk
    event = Event.objects.get(verb="revision.submit")
    assert (event.actor_kind, event.actor_id) == ("application", acme.api.caller.application.pk)
    assert Run.objects.get().state == RunState.QUEUED


def test_keys_and_words_have_no_case(acme: Partner) -> None:
    acme.reach("draft")
    body = {
        "RESOURCETYPE": "submissioncreationrequest",
        "Targets": [{"Type": "scope", "Value": "Preview"}],
        "publishoption": {"IsManualPublish": "true", "CERTIFICATIONNOTES": "Hello"},
        "extendedProperties": [{"type": "x", "value": None}],
    }
    assert acme.api.post(acme.path, body).status_code == 201
    assert (submission_notes(acme)["requested_release"], submission_notes(acme)["reviewer_note"]) == ("hold", "Hello")


@pytest.mark.parametrize("stage", ["submitted", "in_review", "approved", "rejected", *FURTHER])
def test_there_is_one_submission_at_a_time(acme: Partner, stage: str) -> None:
    acme.reach(stage)
    before = stored()
    response = acme.api.post(acme.path, {**BODY, "publishOption": {"certificationNotes": "Again"}})
    assert (response.status_code, fault(response)["faultCode"]) == (409, 50409)
    assert stored() == before


@pytest.mark.parametrize("stage", ["failed", "sent_back", "withdrawn"])
def test_a_failed_submission_is_replaced(acme: Partner, stage: str) -> None:
    acme.reach(stage)
    response = acme.api.post(acme.path, BODY)
    assert (response.status_code, response.json()["releaseNumber"]) == (201, 2)
    assert acme.submissions()[0]["id"] == response.json()["id"]


def test_who_submits_declares_what_the_boxes_say(acme: Partner) -> None:
    acme.reach("draft")
    nothing = dict.fromkeys(("attest_accuracy", "attest_sandbox_test", "attest_no_test_urls"))
    save_section(
        revision_id=acme.revision.pk, key="submission", version=None, changes=nothing, by=acme.owner, now=timezone.now()
    )
    rights = {"logo_rights": False}
    save_section(
        revision_id=acme.revision.pk, key="overview", version=None, changes=rights, by=acme.owner, now=timezone.now()
    )
    assert acme.api.post(acme.path, BODY).status_code == 201
    assert Submission.objects.get().documents["overview"]["logo_rights"] is True
    # No OAuth client, so there are no findings about one.
    ticked = {name for name in nothing if Submission.objects.get().documents["submission"].get(name)}
    assert ticked == {"attest_accuracy", "attest_sandbox_test"}
    event = Event.objects.filter(verb="section.edit").latest("pk")
    assert event.actor_id == acme.api.caller.application.pk


def test_what_is_live_stays_beside_its_update(acme: Partner) -> None:
    acme.reach("published")
    start_revision(listing_id=acme.listing.pk, by=acme.owner, now=timezone.now())
    (live,) = acme.submissions()
    response = acme.api.post(acme.path, BODY)
    assert response.status_code == 201, response.content
    assert [submission["substate"] for submission in acme.submissions()] == ["Submitted", "InStore"]
    assert (response.json()["releaseNumber"], acme.submissions()[1]) == (2, live)


def test_an_incomplete_draft_fails_with_its_validations(acme: Partner) -> None:
    product = acme.api.product()
    path = f"products/{product['id']}/submissions"
    response = acme.api.post(path, BODY)
    assert (response.status_code, response.json()["substate"]) == (201, "Submitted")
    address = f"{path}/{response.json()['id']}"
    assert acme.api.get(f"{address}/validations").json() == {"value": []}
    run_checks(acme.revision, ends=RunState.BLOCKED)
    validations = acme.api.get(address).json()
    assert (validations["state"], validations["substate"]) == ("InProgress", "Failed")
    assert validations["pendingUpdateInfo"]["status"] == "Failed"
    items = acme.api.get(f"{address}/validations").json()["value"]
    assert {"FD-001", "OA-002"} <= {
        validation["errorCode"] for validation in items if validation["severity"] == "Error"
    }
    assert not Review.objects.exists()
    assert acme.revision.state == RevisionState.CHANGES_REQUESTED
    assert acme.api.post(path, BODY).json()["releaseNumber"] == 2


def test_what_only_lacks_a_field_does_not_reach_reviewers(acme: Partner) -> None:
    acme.reach("draft")
    support = {"maintainer_email": ""}
    save_section(
        revision_id=acme.revision.pk, key="support", version=None, changes=support, by=acme.owner, now=timezone.now()
    )
    path = f"{acme.path}/{acme.api.post(acme.path, BODY).json()['id']}"
    run_checks(acme.revision, ends=RunState.BLOCKED)
    items = acme.api.get(f"{path}/validations").json()["value"]
    assert [validation["errorCode"] for validation in items if validation["severity"] == "Error"] == ["FD-001"]
    assert acme.api.get(path).json()["substate"] == "Failed"


def test_what_people_must_do_first_is_named(acme: Partner) -> None:
    acme.reach("draft")
    make_agreement()
    response = acme.api.post(acme.path, BODY)
    assert (response.status_code, list(fault(response)["data"])) == (409, ["programme-agreement"])
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "change, named",
    [
        ({"resourceType": "Submission"}, "resourceType"),
        ({"targets": [{"type": "Scope", "value": "live"}]}, "targets"),
        ({"targets": "preview"}, "targets"),
        ({"resources": [{"type": "Listing"}]}, "value"),
        ({"publishOption": {"releaseTimeInUtc": "soon"}}, "releaseTimeInUtc"),
        ({"publishOption": {"releaseTimeInUtc": "9999-12-31T23:59:00-05:00"}}, "releaseTimeInUtc"),
        ({"publishOption": {"certificationNotes": "x" * 100_000}}, "submission.reviewer_note"),
        ({"publishOption": {"certificationNotes": "a\0b"}}, "publishOption.certificationNotes"),
    ],
)
def test_wrong_bodies_name_the_field(acme: Partner, change: dict[str, object], named: str) -> None:
    acme.reach("draft")
    response = acme.api.post(acme.path, {**BODY, **change})
    assert response.status_code == 400
    assert named in fault(response)["data"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "option, expected",
    [
        ({}, ("asap", None)),
        ({"isManualPublish": True}, ("hold", None)),
        ({"isManualPublish": False}, ("asap", None)),
        ({"releaseTimeInUtc": "1601-01-01T00:00:00Z"}, ("asap", None)),
        ({"releaseTimeInUtc": "2100-03-02T00:00:00Z"}, ("on_date", "2100-03-02")),
        ({"releaseTimeInUtc": "2100-03-02T15:00:00Z"}, ("on_date", "2100-03-03")),
        ({"releaseTimeInUtc": "2100-03-02T00:30:00+01:00"}, ("on_date", "2100-03-02")),
        ({"releaseTimeInUtc": "9999-12-31T23:59:00Z"}, ("on_date", "9999-12-31")),
        ({"releaseTimeInUtc": "2100-03-02T00:00:00"}, ("on_date", "2100-03-02")),
        ({"releaseTimeInUtc": "2100-03-02T00:00:00Z", "isManualPublish": True}, ("hold", None)),
    ],
)
def test_the_wish_for_the_release_is_kept(
    acme: Partner, option: dict[str, object], expected: tuple[str, str | None]
) -> None:
    acme.reach("draft")
    acme.api.post(acme.path, {**BODY, "publishOption": option})
    frozen = Submission.objects.get().documents["submission"]
    assert (frozen["requested_release"], frozen.get("requested_release_on")) == expected


def test_wishes_are_stored_together_or_not_at_all(acme: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    acme.reach("draft")
    monkeypatch.setattr(limits, "API_ENTITIES", 0)
    options = {"isAutoPromote": True, "certificationNotes": "Try the second gauge."}
    assert acme.api.post(acme.path, {**BODY, "publishOption": options}).status_code == 400
    stored = Section.objects.get(revision=acme.revision, key="submission").document
    assert not stored.get("reviewer_note")


@pytest.mark.parametrize("stage", IN_PROGRESS)
def test_a_submission_in_progress_is_cancelled(acme: Partner, stage: str) -> None:
    path = acme.reach(stage)
    assert acme.api.delete(path).status_code == 204
    assert (acme.revision.state, acme.submissions()) == (RevisionState.DRAFT, [])
    assert acme.api.get(path).status_code == 404
    assert acme.api.delete(path).status_code == 404


def test_checks_that_end_meanwhile_refuse_no_cancellation(acme: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    path = acme.reach("submitted")

    def read(listing: Listing, submission_id: str) -> Submission:
        row = row_named(listing, submission_id)
        Revision.objects.filter(pk=row.revision_id).update(version=F("version") + 1)
        return row

    monkeypatch.setattr("api.ingestion.submissions.actions.row_named", read)
    assert acme.api.delete(path).status_code == 204
    assert acme.submissions() == []


@pytest.mark.parametrize("stage", ["rejected", *FURTHER])
def test_nothing_else_is_cancelled(acme: Partner, stage: str) -> None:
    path = acme.reach(stage)
    before = stored()
    response = acme.api.delete(path)
    assert (response.status_code, fault(response)["faultCode"]) == (409, 50409)
    assert stored() == before


def test_a_replaced_submission_is_not_cancelled(acme: Partner) -> None:
    first = acme.reach("failed")
    acme.api.post(acme.path, BODY)
    assert acme.api.delete(first).status_code == 409
    assert len(acme.submissions()) == 2


def test_a_preview_is_promoted(acme: Partner) -> None:
    path = acme.reach("in_sandbox")
    response = acme.api.post(f"{path}/promote", {})
    assert response.status_code == 200
    assert response.json() == acme.api.get(f"{path}/workflowDetails").json()["value"][1]
    assert (response.json()["targetEnvironment"], response.json()["state"]) == ("Live", "InProgress")
    assert acme.revision.state == RevisionState.SCHEDULED
    application = acme.api.caller.application.pk
    assert TileLook.objects.get().actor_id == application
    assert SignOff.objects.get().by == application
    done = (
        Event.objects.filter(actor_id=application, actor_kind="application")
        .exclude(verb__endswith=".use")
        .order_by("pk")
    )
    assert list(done.values_list("verb", flat=True)) == ["tile.look", "revision.sign-off", "revision.schedule"]
    assert acme.api.post(f"{path}/promote").status_code == 409


@pytest.mark.parametrize("stage", [*IN_PROGRESS, "rejected", "signed_off", "scheduled", "published"])
def test_nothing_else_is_promoted(acme: Partner, stage: str) -> None:
    path = acme.reach(stage)
    before = stored()
    response = acme.api.post(f"{path}/promote")
    assert (response.status_code, fault(response)["faultCode"]) == (409, 50409)
    assert stored() == before


def test_a_release_that_is_on_hold_is_left_to_people(acme: Partner) -> None:
    path = acme.reach("in_sandbox")
    with_wish(requested_release="hold")
    assert acme.api.post(f"{path}/promote").status_code == 200
    assert (acme.revision.state, Job.objects.filter(kind=RELEASE_JOB).count()) == (RevisionState.SIGNED_OFF, 0)
    assert acme.api.get(path).json()["substate"] == "Publishing"


def test_a_release_keeps_its_day(acme: Partner) -> None:
    path, day = acme.reach("in_sandbox"), (timezone.now() + timedelta(days=30)).date()
    with_wish(requested_release="on_date", requested_release_on=day.isoformat())
    acme.api.post(f"{path}/promote")
    assert acme.revision.release_at is not None
    assert acme.revision.release_at.isoformat() == f"{day}T00:00:00+00:00"


def test_a_refused_promotion_leaves_nothing(acme: Partner) -> None:
    path, day = acme.reach("in_sandbox"), (timezone.now() + timedelta(days=3000)).date()
    with_wish(requested_release="on_date", requested_release_on=day.isoformat())
    before = stored()
    response = acme.api.post(f"{path}/promote")
    assert (response.status_code, list(fault(response)["data"])) == (409, ["release-time-far"])
    assert stored() == before


def test_a_paid_listing_is_promoted_with_its_price(acme: Partner) -> None:
    path = acme.reach("in_sandbox")
    Listing.objects.update(route="marketplace")
    assert acme.api.post(f"{path}/promote").status_code == 200


def test_a_tile_that_is_off_is_not_promoted(acme: Partner) -> None:
    path = acme.reach("in_sandbox")
    of = {"org_id": SandboxOrg.objects.get().pk, "submission_id": Submission.objects.get().pk}
    switch_tile_off(**of, by=admin(), now=timezone.now())
    response = acme.api.post(f"{path}/promote")
    assert (response.status_code, list(fault(response)["data"])) == (409, ["tile-not-seen"])


def with_wish(**changes: str) -> None:
    """Change the stored submission as if another release had been requested."""
    submission = Submission.objects.get()
    submission.documents["submission"].update(changes)
    submission.save()


def test_submissions_of_others_are_out_of_reach(acme: Partner) -> None:
    path, other = acme.reach("in_sandbox"), Partner("Other")
    before = stored()
    responses = [other.api.post(acme.path, BODY), other.api.post(f"{path}/promote"), other.api.delete(path)]
    assert [response.status_code for response in responses] == [404] * 3
    assert stored() == before


def test_a_submission_goes_the_whole_way(acme: Partner) -> None:
    """Every step of the client is an API call; our steps use the actions of the pages."""
    acme.reach("draft")
    path = f"{acme.path}/{acme.api.post(acme.path, BODY).json()['id']}"

    def substate() -> str:
        return str(acme.api.get(path).json()["substate"])

    run_checks(reloaded(acme.revision))
    assert (substate(), acme.api.get(f"{path}/reports").json()["value"][0]["status"]) == ("Submitted", "Pending")
    for team in FIRST_TEAMS:
        approve(team)
    assert substate() == "Submitted"
    enable_tile(revision_id=acme.revision.pk, orgs=[], seen=None, by=admin(), now=timezone.now())
    assert substate() == "ReadyToPublish"
    assert acme.api.post(f"{path}/promote", {}).status_code == 200
    assert substate() == "Publishing"
    release(acme.revision)
    assert substate() == "InStore"
    assert acme.api.get(path).json()["publishedTimeInUtc"] != "1601-01-01T00:00:00Z"
    details = acme.api.get(f"{path}/workflowDetails").json()["value"]
    assert all(detail["state"] == "Success" and detail["startDateTimeInUtc"] for detail in details)
    assert acme.api.delete(f"products/{acme.listing.pk}").status_code == 409


def run_checks(revision: Revision, *, ends: RunState = RunState.PASSED) -> None:
    """Run the queued checks as the worker does."""
    run = Run.objects.get(revision=revision)
    job = claim_job(job_id=Job.objects.get(key=str(run.pk)).pk, now=timezone.now())
    assert job is not None
    attempt = WorkAttempt(row_id=run.pk, job_id=job.pk, number=job.attempt)
    perform_run(attempt, renew=lambda: None, clock=timezone.now)
    run.refresh_from_db()
    assert run.state == ends, list(run.findings.values_list("code", "path", "file"))


def approve(team: str) -> None:
    review = Review.objects.get(team=team)
    submission_id, by = review.submission_id, reviewer_for(team)
    approve_review(review_id=review.pk, submission_id=submission_id, note="", by=by, now=timezone.now())
