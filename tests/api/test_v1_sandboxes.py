"""Sandboxes, sign-off and releases through our own API."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import Event
from listings.models import Listing, Release, Submission
from listings.states.availabilities import Availability
from listings.states.revision_states import RevisionState
from releases.models import ReleaseConfirmation
from sandboxes.actions import switch_tile_off
from sandboxes.models import SandboxOrg, SandboxRequest, SignOff, TileActivation, TileLook
from tests.api.submissions_scene import Partner
from tests.api.v1_client import V1, Response, error, make_v1
from tests.listings.scene import NOW
from tests.sandboxes.scene import admin
from tests.validation.scene import go_live

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
PURPOSE = "To look at our tile before its release."


class Api(V1):
    """The API client of a partner with one listing."""

    def __init__(self, acme: Partner) -> None:
        super().__init__(acme.api.caller)
        self.acme = acme
        self.base = f"listings/{acme.listing.pk}"

    def do(self, word: str, body: object = None, if_match: str = "") -> Response:
        return self.post(f"{self.base}/{word}", body, if_match)

    def sign_off(self, **body: object) -> Response:
        return self.do("sign-off", {"submission": str(Submission.objects.latest("pk").pk), **body})


def at(stage: str) -> Api:
    acme = Partner()
    acme.reach(stage)
    return Api(acme)


def test_a_sandbox_is_requested_once() -> None:
    api = make_v1()
    body = {"region": "eu", "purpose": PURPOSE}
    response, again = (api.post("sandbox-requests", body) for _ in range(2))
    body = response.json()
    assert (response.status_code, body["state"], body["region"], body["org"]) == (201, "requested", "eu", None)
    assert (again.status_code, error(again)["code"]) == (409, "sandbox-request-open")
    assert api.get("sandbox-requests").json() == {"items": [body], "next_cursor": None}
    assert SandboxRequest.objects.get().requested_by == api.caller.application.pk


@pytest.mark.parametrize(
    "body, status, target",
    [
        ({"region": "moon", "purpose": PURPOSE}, 422, "region"),
        ({"region": "eu"}, 422, "purpose"),
        ({"region": "eu", "purpose": "Short."}, 409, None),
    ],
)
def test_a_wrong_request_is_named(body: object, status: int, target: str | None) -> None:
    response = make_v1().post("sandbox-requests", body)
    assert (response.status_code, error(response)["target"]) == (status, target)


def test_orgs_and_activations_are_shown() -> None:
    api = at("in_sandbox")
    org = SandboxOrg.objects.get()
    (shown,) = api.get("sandbox-orgs").json()["items"]
    assert (shown["id"], shown["name"], shown["region"], shown["state"]) == (str(org.pk), "acme-dev", "us1", "active")
    (on,) = api.get(f"{api.base}/activations").json()["items"]
    submission = Submission.objects.get()
    assert (on["org"], on["submission"], on["is_outdated"]) == (str(org.pk), str(submission.pk), False)
    assert on["page"] == f"/sandboxes/tiles/{TileActivation.objects.get().pk}/"
    switch_tile_off(org_id=org.pk, submission_id=submission.pk, by=admin(), now=NOW)
    assert api.get(f"{api.base}/activations").json()["items"] == []


def test_an_application_signs_off_what_it_read() -> None:
    api = at("in_sandbox")
    other = api.sign_off(submission=str(uuid4()))
    assert (other.status_code, error(other)["context"]["codes"]) == (409, ["submission-replaced"])
    assert not TileLook.objects.exists()
    response, again = api.sign_off(), api.sign_off()
    assert (response.status_code, response.json()["state"]) == (200, "signed_off")
    assert (again.status_code, error(again)["context"]["codes"]) == (409, ["state"])
    application = api.caller.application.pk
    assert (SignOff.objects.get().by, TileLook.objects.get().actor_id) == (application, application)
    event = Event.objects.get(verb="revision.sign-off")
    assert (event.actor_kind, event.actor_id) == ("application", application)


def test_price_and_eula_are_confirmed_on_the_marketplace() -> None:
    api = at("in_sandbox")
    Listing.objects.update(route="marketplace")
    open_terms = api.sign_off()
    assert (open_terms.status_code, error(open_terms)["context"]["codes"]) == (409, ["terms-open"])
    assert not TileLook.objects.exists()
    assert api.sign_off(terms_confirmed=True).status_code == 200


def test_changes_are_asked_for_with_a_note() -> None:
    api = at("in_sandbox")
    empty = api.do("change-request", {"note": " "})
    assert (empty.status_code, error(empty)["context"]["codes"]) == (409, ["note-missing"])
    short = error(api.do("change-request", {"note": "x"}))["context"]
    assert (short["codes"], short["reasons"]) == (["text-too-short"], "“Changes needed” needs at least 2 characters.")
    response = api.do("change-request", {"note": "Another logo."})
    assert (response.status_code, response.json()["state"]) == (200, "changes_requested")
    assert api.get(f"{api.base}/activations").json()["items"][0]["is_outdated"] is True


def test_a_promotion_signs_off_and_schedules() -> None:
    api = at("in_sandbox")
    stale = api.do("promotion", None, '"1.1"')
    assert (stale.status_code, error(stale)["code"]) == (412, "precondition-failed")
    response = api.do("promotion", None, api.get(api.base)["ETag"])
    assert (response.status_code, response.json()["state"]) == (200, "scheduled")


def test_a_release_on_hold_is_confirmed_once_and_can_then_be_scheduled() -> None:
    api, body = at("on_hold"), {"release_at": (timezone.now() + timedelta(days=2)).isoformat()}
    early = api.do("schedule", body)
    assert (early.status_code, error(early)["context"]["codes"]) == (409, ["release-on-hold"])
    stale = api.do("release-confirmation", None, '"1.1"')
    assert (stale.status_code, error(stale)["code"]) == (412, "precondition-failed")
    listing = api.get(api.base)
    assert listing.json()["status"]["party"] == "partner"
    response, again = api.do("release-confirmation", None, listing["ETag"]), api.do("release-confirmation")
    assert (response.status_code, response.json()["state"]) == (200, "signed_off")
    assert response.json()["status"]["party"] == "staff"
    assert (again.status_code, error(again)["context"]["codes"]) == (409, ["release-not-on-hold"])
    assert ReleaseConfirmation.objects.get().confirmed_by == api.caller.application.pk
    assert Event.objects.get(verb="revision.confirm-release").actor_kind == "application"
    assert api.do("schedule", body).json()["state"] == "scheduled"


def test_a_release_that_is_not_signed_off_is_not_confirmed() -> None:
    response = at("in_sandbox").do("release-confirmation")
    assert (response.status_code, error(response)["context"]["codes"]) == (409, ["state"])


def test_a_release_is_scheduled_and_taken_off() -> None:
    api, soon = at("signed_off"), timezone.now() + timedelta(days=2)
    past = api.do("schedule", {"release_at": "2020-01-01T00:00:00Z"})
    assert (past.status_code, error(past)["context"]["codes"]) == (409, ["release-time-past"])
    naive = api.do("schedule", {"release_at": "2030-01-01T00:00:00"})
    assert (naive.status_code, error(naive)["target"]) == (422, "release_at")
    response = api.do("schedule", {"release_at": soon.isoformat()})
    assert (response.status_code, response.json()["state"]) == (200, "scheduled")
    assert api.acme.revision.release_at == soon
    off = api.call("DELETE", f"{api.base}/schedule", None)
    assert (off.status_code, off.json()["state"]) == (200, "signed_off")
    assert api.call("DELETE", f"{api.base}/schedule", None).status_code == 409


def test_a_roll_back_is_tried_and_left_to_admins() -> None:
    api = at("published")
    first, second = Submission.objects.get(), next_version(api.acme)
    names = {"submission": str(first.pk), "reason": "Empty dashboards."}
    tried = api.do("releases", {**names, "validate_only": True})
    assert (tried.status_code, [reason["code"] for reason in tried.json()["reasons"]]) == (200, ["not-allowed"])
    assert any("replaces the live tile" in change for change in tried.json()["changes"])
    refused = api.do("releases", names)
    assert (refused.status_code, error(refused)["code"]) == (403, "not-allowed")
    assert Listing.objects.get().live_release.submission_id == second.pk
    live = api.do("releases", {"submission": str(second.pk), "validate_only": True}).json()
    assert ({reason["code"] for reason in live["reasons"]}, live["changes"]) == ({"not-allowed", "never-live"}, [])
    items = api.get(f"{api.base}/releases").json()["items"]
    assert [(release["submission"], release["is_live"]) for release in items] == [
        (str(second.pk), True),
        (str(first.pk), False),
    ]
    Listing.objects.update(availability=Availability.NONE, live_release=None)
    reasons = api.do("releases", {**names, "validate_only": True}).json()["reasons"]
    assert {reason["code"] for reason in reasons} == {"not-allowed", "availability"}
    assert Release.objects.count() == 2


@pytest.mark.parametrize(
    "word", ["sandbox-requests", "sandbox-orgs", "{base}/activations", "{base}/releases", "{base}/history"]
)
def test_lists_know_their_parameters(word: str) -> None:
    api = at("in_sandbox")
    response = api.get(word.format(base=api.base), colour="red")
    assert (response.status_code, error(response)["target"]) == (422, "colour")


def next_version(acme: Partner) -> Submission:
    """Another submission of the listing, live instead of the first."""
    row = Submission.objects.get()
    row.pk, row.submission_number, row._state.adding = uuid4(), 2, True
    row.save(force_insert=True)
    go_live(row)
    assert acme.revision.state == RevisionState.PUBLISHED
    return row
