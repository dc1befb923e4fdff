"""ID tokens of workflows, exchanged over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.utils import timezone

from accounts.actions import remove_application
from accounts.models import Organisation, OrganisationState, TrustedPublisher
from api.models import AccessToken, UsedIdToken
from audit.models import Event
from listings.models import Listing
from tests.accounts.factories import make_organisation
from tests.api.issuer import Issuer, trusted_issuer
from tests.api.trusted_scene import EXCHANGE, Trusting
from tests.api.v1_client import error

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with trusted_issuer() as issuer:
        yield issuer


@pytest.fixture
def scene(issuer: Issuer) -> Trusting:
    return Trusting(issuer)


@pytest.mark.parametrize("key_id", ["rsa", "ec"])
def test_an_id_token_gets_a_token_for_the_listing(scene: Trusting, key_id: str) -> None:
    response = scene.exchange(scene.issuer.token(key_id=key_id))

    body = response.json()
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert {**body, "access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 900,
        "listing": str(scene.listing_id),
    }
    token = AccessToken.objects.get(publisher=scene.publisher)
    assert token.expires_at - token.issued_at == timedelta(minutes=15)
    assert body["access_token"] not in str(AccessToken.objects.values())
    assert Event.objects.get(verb="publisher.use").object_ids["publisher"] == str(scene.publisher.pk)
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    assert scene.client.get(f"/api/v1/listings/{scene.listing_id}", headers=headers).status_code == 200
    AccessToken.objects.update(expires_at=timezone.now())
    assert scene.client.get(f"/api/v1/listings/{scene.listing_id}", headers=headers).status_code == 401


def test_an_id_token_is_exchanged_once(scene: Trusting) -> None:
    token = scene.issuer.token()

    responses = [scene.exchange(token) for _ in range(2)]

    assert [response.status_code for response in responses] == [200, 401]
    assert error(responses[1])["code"] == "id-token-used"
    assert AccessToken.objects.filter(publisher=scene.publisher).count() == 1


def test_ids_of_tokens_are_forgotten_once_they_are_void(scene: Trusting) -> None:
    scene.exchange()
    UsedIdToken.objects.update(expires_at=timezone.now())
    AccessToken.objects.update(expires_at=timezone.now())

    scene.exchange()

    assert UsedIdToken.objects.count() == AccessToken.objects.filter(publisher=scene.publisher).count() == 1


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"aud": "https://elsewhere.example"}, "aud"),
        ({"aud": ["http://127.0.0.1:8000"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"exp": 1_700_000_000}, "expired"),
        ({"exp": None}, "exp"),
        ({"exp": 1e300}, "longer"),
        ({"nbf": 4_000_000_000}, "not valid yet"),
        ({"iat": 4_000_000_000}, "not valid yet"),
        ({"iat": None}, "iat"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"repository": None}, "repository"),
        ({"repository": ["northquay/tide-gauge"]}, "repository"),
    ],
)
def test_a_token_of_the_issuer_says_what_is_wrong(scene: Trusting, changes: dict[str, Any], words: str) -> None:
    response = scene.exchange(scene.issuer.token(**changes))

    assert (response.status_code, error(response)["code"]) == (401, "invalid-id-token")
    assert words in error(response)["message"]
    assert not UsedIdToken.objects.exists()


@pytest.mark.parametrize(
    "changes, claim",
    [
        ({"repository": "evil/tide-gauge"}, "repository"),
        ({"job_workflow_ref": "northquay/tide-gauge/.github/workflows/other.yml@refs/tags/v1"}, "job_workflow_ref"),
        ({"job_workflow_ref": "evil/shared/.github/workflows/publish.yml@refs/tags/v1"}, "job_workflow_ref"),
        ({"job_workflow_ref": None, "workflow_ref": "evil/shared"}, "workflow_ref"),
        ({"job_workflow_ref": None, "workflow_ref": None}, "job_workflow_ref"),
        ({"job_workflow_ref": None, "workflow_ref": None, "workflow": "publish.yml"}, "job_workflow_ref"),
    ],
)
def test_the_response_names_the_claim_that_does_not_match(scene: Trusting, changes: dict[str, Any], claim: str) -> None:
    response = scene.exchange(scene.issuer.token(**changes))

    value = changes[claim]
    context = {"claim": claim, "value": value} if value else {"claim": claim}
    code = "claim-mismatch" if value else "claim-missing"
    assert (response.status_code, error(response)["code"], error(response)["context"]) == (403, code, context)
    reason = f"the token's {claim} claim is “{value}”" if value else f"the token has no {claim} claim"
    assert reason in error(response)["message"]
    assert not AccessToken.objects.filter(publisher=scene.publisher).exists()


def test_environment_and_ref_are_compared_where_they_are_set(scene: Trusting) -> None:
    TrustedPublisher.objects.update(environment="release", ref="refs/tags/v*")

    without = scene.exchange()
    branch = scene.exchange(scene.issuer.token(environment="release", ref="refs/heads/main"))
    right = scene.exchange(scene.issuer.token(environment="release"))

    assert [error(response)["context"]["claim"] for response in (without, branch)] == ["environment", "ref"]
    assert right.status_code == 200


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
def test_runs_for_pull_requests_sign_in_only_if_they_are_allowed(scene: Trusting, event: str) -> None:
    refused = scene.exchange(scene.issuer.token(event_name=event))
    TrustedPublisher.objects.update(events=[event])
    allowed = scene.exchange(scene.issuer.token(event_name=event))

    assert (refused.status_code, error(refused)["code"]) == (403, "claim-mismatch")
    assert error(refused)["context"] == {"claim": "event_name", "value": event}
    assert allowed.status_code == 200


def test_a_repository_of_the_same_name_is_another_one(scene: Trusting) -> None:
    assert scene.exchange(scene.issuer.token(repository_id=None)).status_code == 200
    assert scene.exchange().status_code == 200
    assert TrustedPublisher.objects.get().repository_id == "4711"
    assert Event.objects.get(verb="application.pin-repository").object_ids["repository"] == "4711"

    responses = [scene.exchange(scene.issuer.token(repository_id=repository)) for repository in ("4712", None)]

    assert [error(response)["context"]["claim"] for response in responses] == ["repository_id"] * 2


def test_nothing_of_another_organisation_is_trusted(scene: Trusting) -> None:
    other = make_organisation("Southquay")
    responses = [scene.exchange(tenant_id=tenant) for tenant in (other.pk, uuid4())]
    assert [error(response)["code"] for response in responses] == ["claim-mismatch"] * 2


def test_a_workflow_of_two_listings_names_one(scene: Trusting) -> None:
    scene.trust(scene.other_id, "GitHub for the buoy")

    unclear, right = scene.exchange(), scene.exchange(listing=scene.other_id)
    unknown = scene.exchange(listing=scene.api.draft(name="Third").listing_id)

    assert (unclear.status_code, error(unclear)["code"]) == (409, "listing-required")
    assert set(error(unclear)["context"]["listings"]) == {str(scene.listing_id), str(scene.other_id)}
    assert right.json()["listing"] == str(scene.other_id)
    assert unknown.status_code == 404


def test_the_most_specific_publisher_acts(scene: Trusting) -> None:
    tags = scene.trust(scene.listing_id, "Tags", ref="refs/tags/*")
    scene.exchange()
    assert AccessToken.objects.get(key=None).publisher == tags


def test_access_ends_with_the_application(scene: Trusting) -> None:
    headers, path = scene.headers(), f"/api/v1/listings/{scene.listing_id}"

    remove_application(
        organisation_id=scene.organisation.pk,
        application_id=scene.publisher.application_id,
        by=scene.api.owner,
        now=timezone.now(),
    )

    assert scene.client.get(path, headers=headers).status_code == 401
    assert error(scene.exchange())["code"] == "claim-mismatch"


def test_access_is_suspended_with_the_organisation(scene: Trusting) -> None:
    headers, path = scene.headers(), f"/api/v1/listings/{scene.listing_id}"
    Organisation.objects.update(state=OrganisationState.SUSPENDED)
    assert scene.client.get(path, headers=headers).status_code == 401
    assert error(scene.exchange())["code"] == "organisation-suspended"
    Organisation.objects.update(state=OrganisationState.ACTIVE)
    assert scene.exchange().status_code == 200


def test_a_listing_that_moved_on_takes_its_access_along(scene: Trusting) -> None:
    headers, path = scene.headers(), f"/api/v1/listings/{scene.listing_id}"
    Listing.objects.filter(pk=scene.listing_id).update(organisation=make_organisation("Southquay"))

    assert scene.client.get(path, headers=headers).status_code == 404
    response = scene.exchange()
    assert (response.status_code, error(response)["code"]) == (409, "publisher-listing-not-found")
    scene.trust(scene.other_id, "Buoy")
    assert scene.exchange().json()["listing"] == str(scene.other_id)


def test_calls_are_limited(scene: Trusting, settings: LazySettings) -> None:
    settings.API_TOKENS_PER_MINUTE = 2
    responses = [scene.exchange("x") for _ in range(3)]
    assert [response.status_code for response in responses] == [401, 401, 429]
    assert 0 < int(responses[2]["Retry-After"]) <= 60


def test_calls_for_many_organisations_are_limited_together(scene: Trusting, settings: LazySettings) -> None:
    settings.API_TOKENS_PER_MINUTE = 2
    responses = [scene.exchange("x", tenant_id=uuid4()) for _ in range(7)]
    assert [response.status_code for response in responses[5:]] == [401, 429]


def test_a_wrong_body_is_refused_in_the_shape_of_the_api(scene: Trusting) -> None:
    responses = [scene.exchange("x" * 20_000), scene.exchange(tenant_id="no id"), scene.client.get(EXCHANGE)]
    assert [response.status_code for response in responses] == [422, 422, 405]
    assert [error(response)["code"] for response in responses] == [
        "validation-failed",
        "validation-failed",
        "method-not-allowed",
    ]
