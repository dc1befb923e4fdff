"""The token endpoints, over HTTP."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Application, ApplicationKey, Organisation, OrganisationState
from api.bearer import token_of
from api.models import AccessToken
from api.tokens.resources import TokenResource
from audit.models import Event
from tests.api.factories import INGESTION, Caller, make_caller

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture
def caller() -> Caller:
    return make_caller()


def _ask(client: Client, caller: Caller, **changes: str) -> dict[str, object]:
    response = client.post(f"/{caller.organisation.pk}/oauth2/token", caller.form(**changes))
    return {"status": response.status_code, **response.json()}


def test_a_key_gets_a_token(client: Client, caller: Caller) -> None:
    response = client.post(f"/{caller.organisation.pk}/oauth2/token?api-version=1.0", caller.form())
    body = response.json()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert body["token_type"] == "Bearer"
    assert body["resource"] == INGESTION
    assert body["expires_in"] == body["ext_expires_in"] == "3599"
    assert int(body["not_before"]) < int(body["expires_on"])
    row = token_of(body["access_token"], resource=TokenResource.INGESTION, now=timezone.now())
    assert row is not None
    assert row.application == caller.application
    assert ApplicationKey.objects.get().last_used_at is not None
    assert not response.cookies


def test_the_token_is_stored_as_a_hash(client: Client, caller: Caller) -> None:
    token = caller.token(client)
    assert len(token) == 43
    assert token not in str(AccessToken.objects.values().get())


def test_the_newer_form_takes_a_scope(client: Client, caller: Caller) -> None:
    form = caller.form(resource="", scope=f"{INGESTION}/.default")
    body = client.post(f"/{caller.organisation.pk}/oauth2/v2.0/token", form).json()
    assert body["expires_in"] == 3599
    assert body.keys() == {"token_type", "expires_in", "ext_expires_in", "access_token"}


@pytest.mark.parametrize("name", ["grant_type", "client_id", "client_secret", "resource"])
def test_spaces_around_a_value_do_not_count(client: Client, caller: Caller, name: str) -> None:
    assert _ask(client, caller, **{name: f" {caller.form()[name]}\r\n"})["status"] == 200


@pytest.mark.parametrize("resource", [f" {INGESTION} ", f"{INGESTION}/", INGESTION.upper()])
def test_a_resource_is_recognised(client: Client, caller: Caller, resource: str) -> None:
    assert _ask(client, caller, resource=resource)["status"] == 200


@pytest.mark.parametrize("path", ["oauth2/TOKEN", "OAuth2/token"])
def test_path_words_have_no_case(client: Client, caller: Caller, path: str) -> None:
    assert client.post(f"/{str(caller.organisation.pk).upper()}/{path}", caller.form()).status_code == 200


@pytest.mark.parametrize(
    "changes, status, error, number",
    [
        ({"client_secret": "guess"}, 401, "invalid_client", 7000215),
        ({"client_id": str(uuid4())}, 400, "unauthorized_client", 700016),
        ({"client_id": "no id"}, 400, "unauthorized_client", 700016),
        ({"resource": "https://elsewhere.example"}, 400, "invalid_resource", 500011),
        ({"resource": ""}, 400, "invalid_request", 900144),
        ({"client_secret": ""}, 400, "invalid_request", 900144),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"client_secret": "a\0b"}, 400, "invalid_request", 900144),
    ],
)
def test_refusals(
    client: Client, caller: Caller, changes: dict[str, str], status: int, error: str, number: int
) -> None:
    response = _ask(client, caller, **changes)
    assert (response["status"], response["error"], response["error_codes"]) == (status, error, [number])
    assert str(response["error_description"]).startswith(f"AADSTS{number}: ")
    assert response.keys() >= {"timestamp", "trace_id", "correlation_id"}
    assert not AccessToken.objects.exists()


def test_another_tenant_does_not_know_the_application(client: Client, caller: Caller) -> None:
    other = make_caller("Southquay")
    responses = [client.post(f"/{tenant}/oauth2/token", caller.form()) for tenant in (other.organisation.pk, "common")]
    assert [response.json()["error_codes"] for response in responses] == [[700016], [90002]]


def test_an_expired_key_says_so(client: Client, caller: Caller) -> None:
    ApplicationKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert _ask(client, caller)["error_codes"] == [7000222]


def test_a_token_ends_with_its_key(client: Client, caller: Caller) -> None:
    token, now = caller.token(client), timezone.now()
    ApplicationKey.objects.update(revoked_at=now)
    assert token_of(token, resource=TokenResource.INGESTION, now=now) is None
    assert _ask(client, caller)["error_codes"] == [7000215]


def test_a_token_ends_with_application_organisation_and_time(client: Client, caller: Caller) -> None:
    token, now = caller.token(client), timezone.now()
    assert token_of(token, resource=TokenResource.INGESTION, now=now + timedelta(hours=1)) is None
    assert token_of(token, resource=TokenResource.PORTAL, now=now) is None
    Application.objects.update(removed_at=now)
    assert token_of(token, resource=TokenResource.INGESTION, now=now) is None
    Application.objects.update(removed_at=None)
    Organisation.objects.update(state=OrganisationState.SUSPENDED)
    assert token_of(token, resource=TokenResource.INGESTION, now=now) is None
    assert _ask(client, caller)["error_codes"] == [90002]


def test_a_token_does_not_outlive_its_key(client: Client, caller: Caller) -> None:
    ApplicationKey.objects.update(expires_at=timezone.now() + timedelta(minutes=10))
    assert 590 <= int(str(_ask(client, caller)["expires_in"])) < 600


def test_expired_tokens_are_removed(client: Client, caller: Caller) -> None:
    caller.token(client)
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    caller.token(client)
    assert AccessToken.objects.count() == 1


def test_tokens_for_a_right_key_are_limited(client: Client, caller: Caller, settings: LazySettings) -> None:
    settings.API_TOKENS_PER_MINUTE = 2
    statuses = [_ask(client, caller)["status"] for _ in range(6)]
    response = client.post(f"/{caller.organisation.pk}/oauth2/token", caller.form())
    assert set(statuses) == {200, 429}
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert response["RateLimit-Limit"] == "2"
    assert response.json()["error"] == "temporarily_unavailable"


def test_wrong_secrets_are_limited_and_never_stop_a_right_key(
    client: Client, caller: Caller, settings: LazySettings
) -> None:
    settings.API_TOKENS_PER_MINUTE = 10
    path = f"/{caller.organisation.pk}/oauth2/token"

    responses = [client.post(path, caller.form(client_secret=f"guess {number}")) for number in range(60)]

    assert {response.status_code for response in responses} == {401, 429}
    assert 0 < int(responses[-1]["Retry-After"]) <= 300
    assert _ask(client, caller)["status"] == 200
    assert client.post(path, caller.form(), REMOTE_ADDR="203.0.113.9").status_code == 200


def test_every_error_has_the_same_shape(client: Client, caller: Caller) -> None:
    path = f"/{caller.organisation.pk}/oauth2/token"
    responses = [client.get(path), client.post(path, "{", content_type="application/json"), client.put(path)]
    assert [response.status_code for response in responses] == [405, 400, 405]
    assert all(response.json()["error"] == "invalid_request" for response in responses)


def test_a_client_gets_its_request_id_back(client: Client, caller: Caller) -> None:
    path, headers = f"/{caller.organisation.pk}/oauth2/token", {"client-request-id": "abc"}
    silent = client.post(path, caller.form(), headers=headers)
    asked = client.post(path, caller.form(), headers={**headers, "return-client-request-id": "true"})
    assert "client-request-id" not in silent
    assert asked["client-request-id"] == "abc"


def test_first_use_of_a_key_and_token_in_an_hour_is_an_event(client: Client, caller: Caller) -> None:
    tokens = [caller.token(client) for _ in range(2)]
    for token in tokens:
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/v1.0/ingestion/products", headers=headers).status_code == 200

    objects = {"organisation": str(caller.organisation.pk), "application": str(caller.application.pk)}
    rows = Event.objects.filter(actor_id=caller.application.pk).order_by("pk")
    assert list(rows.values_list("verb", "object_ids")) == [
        ("key.use", {**objects, "key": str(caller.key.pk)}),
        ("token.use", objects),
    ]


def test_first_refused_key_of_an_application_in_an_hour_is_an_event_without_the_secret(
    client: Client, caller: Caller
) -> None:
    for secret in ("guessed-1", "guessed-2"):
        assert _ask(client, caller, client_secret=secret)["status"] == 401
    assert _ask(client, caller, client_id=str(uuid4()), client_secret="guessed-3")["status"] != 200

    (event,) = Event.objects.filter(verb="key.refuse")
    assert (event.actor_id, event.object_ids) == (
        None,
        {"organisation": str(caller.organisation.pk), "application": str(caller.application.pk)},
    )


def test_expired_and_revoked_keys_are_events_too(client: Client, caller: Caller) -> None:
    for changes in ({"expires_at": timezone.now() - timedelta(days=1)}, {"revoked_at": timezone.now()}):
        cache.clear()
        ApplicationKey.objects.update(**changes)
        _ask(client, caller)

    assert Event.objects.filter(verb="key.refuse").count() == 2
