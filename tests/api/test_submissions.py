"""Reading submissions of the ingestion API, over HTTP."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from api.ingestion.submissions import validations
from listings.actions import save_section, submit_revision, withdraw_revision
from listings.models import Submission
from listings.states.revision_states import ProgressStage, RevisionState
from reviews.models import Thread
from tests.api.ingestion_client import fault
from tests.api.submissions_scene import Partner
from tests.listings.scene import NOW
from tests.reviews.scene import InReview, after, in_review
from validation.models import Run, RunFinding

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
SUBMITTED = ("InProgress", "Submitted", "preview", "Running")
FAILED = ("InProgress", "Failed", "preview", "Failed")
SENT_BACK = ("InProgress", "FailedInCertification", "preview", "Failed")
READY = ("Published", "ReadyToPublish", "preview", "Completed")
PUBLISHING = ("Published", "Publishing", "live", "Running")
IN_STORE = ("Published", "InStore", "live", "Completed")
# Stage, state of the submission, and the states of the five workflow steps by their initials.
TABLE = [
    ("submitted", SUBMITTED, "INN NN"),
    ("in_review", SUBMITTED, "SIN NN"),
    ("approved", SUBMITTED, "SIN NN"),
    ("failed", FAILED, "FNN NN"),
    ("sent_back", SENT_BACK, "SFN NN"),
    ("put_aside", SENT_BACK, "SFN NN"),
    ("rejected", SENT_BACK, "SFN NN"),
    ("changed_mind", SENT_BACK, "SSF NN"),
    ("returned", SENT_BACK, "SSS SF"),
    ("in_sandbox", READY, "SSI NN"),
    ("signed_off", PUBLISHING, "SSS SI"),
    ("scheduled", PUBLISHING, "SSS SI"),
    ("published", IN_STORE, "SSS SS"),
    ("superseded", IN_STORE, "SSS SS"),
]
STEPS = ["Automated validation", "Preview Creation", "Publisher Signoff", "Certification", "Publish"]
REPORTS = {
    "submitted": [],
    "in_review": ["Pending"],
    "sent_back": ["Failed"],
    "approved": ["Passed"],
    "changed_mind": ["Passed"],
}


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Each test has its own folder of files."""


@pytest.fixture
def acme() -> Partner:
    return Partner()


def shown_state(submission: dict[str, Any]) -> tuple[str, str, str, str]:
    ((target,), update) = submission["targets"], submission["pendingUpdateInfo"]
    return submission["state"], submission["substate"], target["value"], update["status"]


@pytest.mark.parametrize("stage, wanted, steps", TABLE)
def test_states_are_told_by_the_table(acme: Partner, stage: str, wanted: tuple[str, ...], steps: str) -> None:
    path = acme.reach(stage)
    body = acme.api.get(path).json()
    assert shown_state(body) == wanted
    assert acme.submissions() == [body]
    assert body["areResourcesReady"] == (body["state"] == "Published")
    assert (body["publishedTimeInUtc"] == "1601-01-01T00:00:00Z") == (body["substate"] != "InStore")
    details = acme.api.get(f"{path}/workflowdetails").json()["value"]
    assert [detail["targetEnvironment"] for detail in details] == ["Preview", "Live"]
    assert [step["name"] for detail in details for step in detail["workflowSteps"]] == STEPS
    assert " ".join("".join(step["state"][0] for step in detail["workflowSteps"]) for detail in details) == steps
    for query in ({"state": wanted[0]}, {"$filter": f"State eq '{wanted[0]}' and Targets eq '{wanted[2]}'"}):
        assert acme.api.get(acme.path, **query).json()["value"] == [body]
    others = [("State", {"InProgress": "Published"}.get(wanted[0], "InProgress"))]
    others += [("State", "Cancelled"), ("Targets", {"live": "preview"}.get(wanted[2], "live"))]
    for name, word in others:
        assert acme.api.get(acme.path, **{"$filter": f"{name} eq '{word}'"}).json() == {"value": []}


@pytest.mark.parametrize("stage", ["draft", "withdrawn", "withdrawn_and_put_aside"])
def test_what_was_not_submitted_or_was_withdrawn_is_no_submission(acme: Partner, stage: str) -> None:
    assert acme.reach(stage) == ""
    for submission in Submission.objects.all():
        number = 10**18 + (submission.pk.int >> 65)
        assert acme.api.get(f"{acme.path}/{number}").status_code == 404


def test_a_submission_has_every_key_and_no_null(acme: Partner) -> None:
    path = acme.reach("submitted")
    body = acme.api.get(path).json()
    assert body == {
        "resourceType": "Submission",
        "state": "InProgress",
        "substate": "Submitted",
        "targets": [{"type": "Scope", "value": "preview"}],
        "resources": body["resources"],
        "variantResources": [],
        "publishedTimeInUtc": "1601-01-01T00:00:00Z",
        "pendingUpdateInfo": {"updateType": "Create", "status": "Running"},
        "releaseNumber": 1,
        "friendlyName": "Submission 1",
        "areResourcesReady": False,
        "id": str(10**18 + (Submission.objects.get().pk.int >> 65)),
    }
    assert len(body["id"]) == 19


def resubmitted(acme: Partner) -> InReview:
    """Two submissions are listed for a listing that was returned, submitted, withdrawn and submitted again."""
    scene = in_review(acme.owner)
    scene.send_back()
    scene.resubmit(now=after(hours=1))
    withdraw_revision(revision_id=scene.revision_id, seen=None, by=acme.owner, now=after(hours=2))
    scene.resubmit(now=after(hours=3))
    return scene


def test_rounds_keep_what_they_were(acme: Partner) -> None:
    resubmitted(acme)
    submissions = acme.submissions()
    assert [shown_state(submission) for submission in submissions] == [SUBMITTED, SENT_BACK]
    assert [(submission["releaseNumber"], submission["friendlyName"]) for submission in submissions] == [
        (3, "Submission 3"),
        (1, "Submission 1"),
    ]
    second = Submission.objects.get(submission_number=2)
    assert acme.api.get(f"{acme.path}/{10**18 + (second.pk.int >> 65)}").status_code == 404


def test_pages_begin_with_the_newest(acme: Partner) -> None:
    resubmitted(acme)
    submissions = acme.submissions()
    first = acme.api.get(acme.path, **{"$top": "1", "$expand": "PublishOption"}).json()
    assert first["nextLink"] == first["@odata.nextLink"]
    second = acme.api.client.get(f"/{first['nextLink']}", headers=acme.api.headers).json()
    assert [submission["id"] for submission in first["value"] + second["value"]] == [
        submission["id"] for submission in submissions
    ]
    assert "publishOption" in second["value"][0]
    assert second.keys() == {"value"}


def test_a_page_costs_the_same_for_one_and_for_many(
    acme: Partner, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    resubmitted(acme)
    path = acme.path
    acme.api.get(path)  # the first use of an hour is recorded
    with django_assert_num_queries(3):  # token, product, submissions
        acme.api.get(path, **{"$top": "1"})
    with django_assert_num_queries(3):
        acme.api.get(path, **{"$expand": "PublishOption"})


def test_wishes_are_told_where_they_are_asked_for(acme: Partner) -> None:
    acme.reach("draft")
    path = acme.path
    changes = {"reviewer_note": "Use the demo.", "requested_release": "on_date", "requested_release_on": "2030-01-02"}
    by = acme.owner
    save_section(revision_id=acme.revision.pk, key="submission", version=None, changes=changes, by=by, now=NOW)
    submit_revision(revision_id=acme.revision.pk, seen=None, by=by, now=NOW)
    (submission,) = acme.api.get(path, **{"$expand": "publishoption"}).json()["value"]
    assert submission["publishOption"] == {
        "releaseTimeInUtc": "2030-01-02T00:00:00Z",
        "isManualPublish": False,
        "isAutoPromote": False,
        "certificationNotes": "Use the demo.",
    }
    assert acme.api.get(f"{path}/{submission['id']}", **{"$expand": "PublishOption"}).json() == submission


@pytest.mark.parametrize(
    "text", ["Name eq 'x'", "State eq", "State ne 'Published'", "State eq 'a' or State eq 'b'", "'"]
)
def test_other_filters_are_refused(acme: Partner, text: str) -> None:
    acme.reach("draft")
    response = acme.api.get(acme.path, **{"$filter": text})
    assert response.status_code == 400
    assert "$filter" in fault(response)["data"]


@pytest.mark.parametrize(
    "text",
    [
        "state EQ published",
        "Targets eq 'Scope=preview' and State eq 'Published'",
        "Targets/Any(t:t/Type eq 'Scope' and t/Value eq 'Preview')",
        "State eq 'published' and targets/any(x:x/type eq 'scope' and x/value eq 'preview')",
    ],
)
def test_filters_are_read_in_every_form(acme: Partner, text: str) -> None:
    path = acme.reach("in_sandbox")
    (submission,) = acme.api.get(acme.path, **{"$filter": text}).json()["value"]
    assert path.endswith(submission["id"])


@pytest.mark.parametrize("number", ["1", "x", "9" * 19, "1" * 18, "1" * 40, "१" * 19, "-1"])
def test_unknown_ids_are_not_there(acme: Partner, number: str) -> None:
    acme.reach("submitted")
    for more in ("", "/validations", "/reports", "/workflowDetails"):
        response = acme.api.get(f"{acme.path}/{number}{more}")
        assert (response.status_code, fault(response)["faultCode"]) == (404, 50404)


def test_submissions_of_others_are_not_there(acme: Partner) -> None:
    path, other = acme.reach("submitted"), Partner("Other")
    for more in ("", "/validations", "/reports", "/workflowDetails"):
        assert other.api.get(f"{path}{more}").status_code == 404
    assert other.api.get(acme.path).status_code == 404


@pytest.mark.parametrize("stage", REPORTS)
def test_reports_tell_what_the_reviewers_decided(acme: Partner, stage: str) -> None:
    reports = acme.api.get(f"{acme.reach(stage)}/reports").json()["value"]
    assert [report["status"] for report in reports] == REPORTS[stage]
    assert all(report["reportTimeInUtc"] == "2026-03-02T09:00:00Z" for report in reports)


def test_an_approval_with_a_note_passes_with_notes(acme: Partner) -> None:
    scene = in_review(acme.owner)
    scene.approve("documentation", note="Well done.")
    scene.approve_all(["engineering", "product_design", "ecosystems"])
    (submission,) = acme.submissions()
    (report,) = acme.api.get(f"{acme.path}/{submission['id']}/reports").json()["value"]
    assert report["status"] == "PassedWithNotes"


def test_validations_are_findings_and_what_reviewers_say(acme: Partner) -> None:
    scene = in_review(acme.owner)
    run = Run.objects.get()
    run.findings.all().delete()
    common = {"run": run, "parameters": {}, "fingerprint": "f" * 16}
    RunFinding.objects.create(
        code="DB-001", severity="blocker", message="One. Two.", file="assets/dashboards/x.json", **common
    )
    RunFinding.objects.create(code="OV-001", severity="warning", message="Three", path="overview.title", **common)
    RunFinding.objects.create(code="OV-002", severity="advice", message="Four", path="overview.title", **common)
    scene.comment(path="pricing.unit_price", body="Why so much?", is_blocking=True)
    scene.comment(body="Nice.")
    scene.comment(body="For us.", is_internal=True)
    scene.send_back(note="Say more.")
    path = f"{acme.path}/{acme.submissions()[0]['id']}/validations"
    items = acme.api.get(path).json()["value"]
    assert [
        tuple(validation[key] for key in ("errorCode", "severity", "message", "resource")) for validation in items
    ] == [
        ("DB-001", "Error", "One. Two.", "Package"),
        ("OV-001", "Warning", "Three", "Listing"),
        ("changes-requested", "Error", "Say more.", "Listing"),
        ("reviewer-comment", "Error", "Why so much?", "Availability"),
        ("reviewer-comment", "Warning", "Nice.", "Listing"),
    ]
    Thread.objects.update(state="resolved", resolved_at=NOW)
    assert len(acme.api.get(path).json()["value"]) == 3


def test_a_rejection_says_why(acme: Partner) -> None:
    (item,) = acme.api.get(f"{acme.reach('rejected')}/validations").json()["value"]
    assert (item["severity"], item["message"]) == ("Error", "Listed already.")


def test_report_is_pending_in_all_states_of_the_review() -> None:
    states = [state for state in RevisionState if state.row.stage is ProgressStage.REVIEW]

    assert {validations._status(SimpleNamespace(state=state), []) for state in states} == {"Pending"}
