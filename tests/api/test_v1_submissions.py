"""Submissions through our own API: submitting, reading, withdrawing."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from listings.actions import save_section
from listings.models import Section, Submission
from listings.states.revision_states import RevisionState
from tests.api.submissions_scene import Partner
from tests.api.v1_client import V1, error
from tests.listings.scene import NOW
from tests.reviews.scene import InReview, pass_checks
from validation.models import Run

pytestmark = pytest.mark.django_db
BOXES = ("submission.attest_accuracy", "submission.attest_sandbox_test")


@pytest.fixture
def acme() -> Partner:
    """A partner with a draft that is ready except for the checkboxes of Review & Submit."""
    partner = Partner()
    partner.reach("draft")
    unticked = {"attest_accuracy": False, "attest_sandbox_test": False}
    type_in(partner, "submission", **unticked)
    return partner


@pytest.fixture
def api(acme: Partner) -> V1:
    return V1(acme.api.caller)


def type_in(acme: Partner, key: str, **changes: object) -> None:
    save_section(revision_id=acme.revision.pk, key=key, version=None, changes=changes, by=acme.owner, now=NOW)


def path(acme: Partner, word: str = "submissions") -> str:
    return f"listings/{acme.listing.pk}/{word}"


@pytest.mark.parametrize("confirm", ["all", list(BOXES)])
def test_what_is_confirmed_is_ticked_and_submitted(acme: Partner, api: V1, confirm: object) -> None:
    response = api.post(path(acme), {"confirm": confirm, "note": "Only the texts changed."})
    submission = response.json()
    assert response.status_code == 201
    assert (submission["outcome"], submission["round"], submission["revision"]) == ("checking", 1, 1)
    assert response["Location"].endswith(submission["links"]["self"])
    row = Submission.objects.get()
    assert (submission["id"], submission["digest"]) == (str(row.pk), row.digest)
    frozen = row.documents["submission"]
    assert (frozen["attest_accuracy"], frozen["reviewer_note"]) == (True, "Only the texts changed.")
    run = Run.objects.get()
    assert submission["checks"] == {"state": "queued", "progress": {"done": 0, "total": 0}, "job": str(run.pk)}
    event = Event.objects.get(verb="revision.submit")
    assert (event.actor_kind, event.actor_id) == ("application", api.caller.application.pk)
    for link in ("self", "listing", "findings"):
        assert api.client.get(submission["links"][link], headers=api.headers).status_code == 200
    assert api.get(f"submissions/{row.pk}").json() == submission


def test_a_box_that_nobody_confirms_is_missing(acme: Partner, api: V1) -> None:
    response = api.post(path(acme), {"confirm": [BOXES[0]]})
    problem = error(response)
    assert (response.status_code, problem["code"]) == (409, "not-possible")
    assert problem["context"]["codes"] == ["field-missing"]
    assert problem["context"]["missing"] == [BOXES[1]]
    assert [(finding["code"], finding["path"]) for finding in problem["findings"]] == [("field-missing", BOXES[1])]
    assert not Submission.objects.exists()
    assert Section.objects.get(key="submission").document["attest_accuracy"] is False


def test_a_blocker_is_a_finding_of_the_refusal(acme: Partner, api: V1) -> None:
    type_in(acme, "overview", integration_id="Acme_Queue")
    response = api.post(path(acme), {"confirm": "all"})
    findings = error(response)["findings"]
    assert response.status_code == 409
    assert ("MF-004", "blocker") in {(finding["code"], finding["severity"]) for finding in findings}
    assert {finding["severity"] for finding in findings} == {"blocker"}


@pytest.mark.parametrize(
    "body, target",
    [
        ({"confirm": ["submission.colour"]}, "confirm"),
        ({"confirm": ["submission.agreement_program"]}, "confirm"),
        ({"confirm": "some"}, "confirm"),
        ({"confirm": "all", "note": "x" * 4_001}, "note"),
        ({"confirm": "all", "note": 1}, "note"),
    ],
)
def test_a_wrong_declaration_is_named(acme: Partner, api: V1, body: object, target: str) -> None:
    response = api.post(path(acme), body)
    assert (response.status_code, error(response)["target"].partition(".")[0]) == (422, target)
    assert not Submission.objects.exists()


def test_twice_is_one_submission(acme: Partner, api: V1) -> None:
    first, second = (api.post(path(acme), {"confirm": "all"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Submission.objects.count() == Run.objects.count() == 1


def test_an_etag_names_the_draft_that_was_read(acme: Partner, api: V1) -> None:
    etag = api.get(f"listings/{acme.listing.pk}")["ETag"]
    type_in(acme, "overview", title="Typed by hand")
    stale = api.post(path(acme), {"confirm": "all"}, etag)
    assert (stale.status_code, error(stale)["code"]) == (412, "precondition-failed")
    assert not Submission.objects.exists()
    present = api.get(f"listings/{acme.listing.pk}")["ETag"]
    assert api.post(path(acme), {"confirm": "all"}, present).status_code == 201


@pytest.mark.parametrize("stage", ["approved", "in_sandbox", "published"])
def test_only_a_draft_is_submitted(stage: str) -> None:
    acme = Partner()
    acme.reach(stage)
    response = V1(acme.api.caller).post(path(acme), {"confirm": "all"})
    assert (response.status_code, error(response)["context"]["state"]) == (409, stage)
    assert Submission.objects.count() == 1


def test_the_next_round_replaces_what_was_returned(acme: Partner, api: V1) -> None:
    submission = api.post(path(acme), {"confirm": "all"}).json()
    scene_of(acme).send_back(note="Say more.")
    returned = api.get(f"submissions/{submission['id']}").json()
    assert (returned["outcome"], returned["status"]["party"]) == ("returned", "partner")
    reviews = {review["team"]: (review["state"], review["note"]) for review in returned["reviews"]}
    assert reviews["documentation"] == ("changes_requested", "Say more.")
    assert reviews["engineering"] == ("paused", "")

    api.post(path(acme), {"confirm": "all"})
    items = api.get(path(acme)).json()["items"]
    assert [(submission["round"], submission["outcome"]) for submission in items] == [(2, "checking"), (1, "replaced")]
    assert [len(submission["reviews"]) for submission in items] == [4, 1]


def test_findings_of_a_submission_are_those_of_its_run(acme: Partner, api: V1) -> None:
    submission = api.post(path(acme), {"confirm": "all"}).json()
    report = api.get(f"submissions/{submission['id']}/findings").json()
    assert report == {"revision": 1, "items": [], "missing": []}


def test_what_is_withdrawn_is_a_draft_again() -> None:
    acme = Partner()
    acme.reach("in_review")
    api = V1(acme.api.caller)
    etag = api.get(f"listings/{acme.listing.pk}")["ETag"]
    response = api.post(path(acme, "withdrawal"), {"reason": "A mistake."}, etag)
    assert (response.status_code, response.json()["state"]) == (200, "draft")
    again = api.post(path(acme, "withdrawal"), {"reason": "A mistake."}, etag)
    assert (again.status_code, error(again)["code"]) == (412, "precondition-failed")
    twice = api.post(path(acme, "withdrawal"))
    assert (twice.status_code, error(twice)["context"]["codes"]) == (409, ["state"])
    assert acme.revision.state == RevisionState.DRAFT
    assert [submission["outcome"] for submission in api.get(path(acme)).json()["items"]] == ["withdrawn"]


def test_submission_in_review_is_replaced() -> None:
    acme = Partner()
    acme.reach("in_review")
    api, scene = V1(acme.api.caller), InReview(owner=acme.owner, revision_id=acme.revision.pk)
    scene.approve("engineering", now=timezone.now())
    opened_at = scene.review("documentation").opened_at
    etag = api.get(f"listings/{acme.listing.pk}")["ETag"]

    begun = api.post(path(acme, "replacement"), None, etag)
    again = api.post(path(acme, "replacement"))
    api.patch(f"listings/{acme.listing.pk}/sections/support", {"support_md": "Write to us."})
    second = api.post(path(acme), {"confirm": "all"})

    assert (begun.status_code, begun.json()["state"]) == (200, "changes_requested")
    assert (again.status_code, error(again)["context"]["codes"]) == (409, ["state"])
    assert (second.status_code, second.json()["round"]) == (201, 2)
    pass_checks(acme.revision.pk, now=timezone.now())
    newer, older = api.get(path(acme)).json()["items"]
    assert (newer["outcome"], older["outcome"]) == ("waiting", "replaced")
    states = {review["team"]: review["state"] for review in newer["reviews"]}
    assert (states["engineering"], states["documentation"]) == ("approved", "waiting")
    assert scene.review("documentation").opened_at == opened_at


def test_cancelled_replacement_continues_the_review() -> None:
    acme = Partner()
    acme.reach("replacing")
    api, support = V1(acme.api.caller), f"listings/{acme.listing.pk}/sections/support"
    submitted = api.get(support).json()["document"]
    api.patch(support, {"support_md": "Write to us."})
    assert api.get(support).json()["document"] != submitted

    stale = api.delete(path(acme, "replacement"), **{"If-Match": '"0"'})
    etag = api.get(f"listings/{acme.listing.pk}")["ETag"]
    cancelled = api.delete(path(acme, "replacement"), **{"If-Match": etag})
    twice = api.delete(path(acme, "replacement"))

    assert (stale.status_code, error(stale)["code"]) == (412, "precondition-failed")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "in_review")
    assert (twice.status_code, error(twice)["context"]["codes"]) == (409, ["state"])
    assert api.get(support).json()["document"] == submitted
    assert [submission["outcome"] for submission in api.get(path(acme)).json()["items"]] == ["waiting"]


def test_pages_follow_each_other_and_cost_the_same(
    acme: Partner, api: V1, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _round in range(3):
        api.post(path(acme), {"confirm": "all"})
        scene_of(acme).send_back(note="Say more.")
    with django_assert_max_num_queries(10):
        first = api.get(path(acme), limit=2).json()
    with django_assert_max_num_queries(10):
        api.get(path(acme), limit=1)
    second = api.get(path(acme), limit=2, cursor=first["next_cursor"]).json()
    assert [submission["round"] for submission in first["items"] + second["items"]] == [3, 2, 1]
    assert second["next_cursor"] is None
    unknown = api.get(path(acme), state="draft")
    assert (unknown.status_code, error(unknown)["target"]) == (422, "state")


def scene_of(acme: Partner) -> InReview:
    """The partner's listing as a scene of a submission in review."""
    pass_checks(acme.revision.pk)
    return InReview(owner=acme.owner, revision_id=acme.revision.pk)
