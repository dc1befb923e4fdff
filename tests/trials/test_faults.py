"""Each fault of a request: what the log says about it, and what the service receives."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Token
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode

from common.regions import Region
from tests.studio.scene import signed_in
from tests.trials.scene import CALLBACK, LOOPBACK, TrialScene, make_trial_scene, query_of
from trials.diagnosis.tokens import FORM_TYPE
from trials.faults import SENTENCES
from trials.models import IssuedValue

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
Request = Callable[[TrialScene], HttpResponse]


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> TrialScene:
    return make_trial_scene()


def authorize(region: Region = Region.US5, **changes: str | None) -> Request:
    return lambda trial: signed_in(trial.scene.editor).get(
        trial.url("authorize", region), trial.authorization(**changes)
    )


def repeated(trial: TrialScene) -> HttpResponse:
    query = {**trial.authorization(), "state": ["one", "two"]}
    return signed_in(trial.scene.editor).get(trial.url("authorize"), query)


def exchange(region: Region = Region.US5, **changes: str | None) -> Request:
    return lambda trial: trial.post("token", trial.exchange(**{"code": trial.code(), **changes}), region)  # type: ignore[arg-type]


def reused(trial: TrialScene) -> HttpResponse:
    code = trial.code()
    trial.post("token", trial.exchange(code))
    return trial.post("token", trial.exchange(code))


def expired(trial: TrialScene) -> HttpResponse:
    code = trial.code()
    IssuedValue.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    cache.clear()  # where the library stores codes until they expire
    return trial.post("token", trial.exchange(code))


def as_json(trial: TrialScene) -> HttpResponse:
    return Client().post(trial.url("token"), trial.exchange(trial.code()), content_type="application/json")


def as_get(trial: TrialScene) -> HttpResponse:
    return Client().get(trial.url("token"), trial.exchange(trial.code()))


def with_slash(trial: TrialScene) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post(f"{trial.url('token')}/", trial.exchange(trial.code()))


def in_query(trial: TrialScene) -> HttpResponse:
    form = urlencode(trial.exchange(trial.code()))
    query = {"client_id": trial.client_id}
    return Client().post(trial.url("token"), form, content_type=FORM_TYPE, query_params=query)


def refresh(**changes: str | None) -> Request:
    return lambda trial: trial.post("token", trial.refresh(trial.tokens()["refresh_token"], **changes))  # type: ignore[arg-type]


def refresh_with_access_token(trial: TrialScene) -> HttpResponse:
    return trial.post("token", trial.refresh(trial.tokens()["access_token"]))


def refresh_after_revocation(trial: TrialScene) -> HttpResponse:
    token = trial.tokens()["refresh_token"]
    assert trial.post("revoke", trial.revocation(token)).status_code == 200
    return trial.post("token", trial.refresh(token))


def revoke(**changes: str | None) -> Request:
    return lambda trial: trial.post("revoke", trial.revocation(trial.tokens()["access_token"], **changes))  # type: ignore[arg-type]


def call(scope: str = "metrics_read", region: Region = Region.US5) -> Request:
    return lambda trial: trial.call(trial.tokens()["access_token"], scope, region)


def call_expired(trial: TrialScene) -> HttpResponse:
    token, past = trial.tokens()["access_token"], timezone.now() - timedelta(seconds=1)
    IssuedValue.objects.update(expires_at=past)
    Token.objects.update(expires_at=past)
    return trial.call(token)


def call_after_revocation(trial: TrialScene) -> HttpResponse:
    token = trial.tokens()["access_token"]
    trial.post("revoke", trial.revocation(token))
    return trial.call(token)


def call_with_fewer_scopes(trial: TrialScene) -> HttpResponse:
    """A refresh may ask for fewer scopes than the customer granted."""
    form = trial.refresh(trial.tokens()["refresh_token"], scope="api_keys_write")
    return trial.call(trial.post("token", form).json()["access_token"])


def error_of(response: HttpResponse) -> str:
    """The error that the service receives, in the address or in the body; "" if there is none."""
    if "Location" in response.headers:
        return query_of(response).get("error", "")
    is_json = response.headers["Content-Type"].startswith("application/json")
    return response.json().get("error", "") if is_json and response.content else ""


# What a service sends -> the codes of its faults, the status of the response, and the error that the service receives.
TABLE: dict[str, tuple[Request, list[str], int, str]] = {
    # The authorisation request: without a known address, the browser is not sent back.
    "no fault": (authorize(), [], 200, ""),
    "loopback, any port": (authorize(redirect_uri=LOOPBACK), [], 200, ""),
    "loopback, IPv6": (authorize(redirect_uri="http://[::1]:9/"), [], 200, ""),
    "no client": (authorize(client_id=None), ["client-id-missing"], 400, ""),
    "another client": (authorize(client_id="northquay"), ["client-id-unknown"], 400, ""),
    "no address": (authorize(redirect_uri=None), ["redirect-uri-missing"], 400, ""),
    "undeclared address": (authorize(redirect_uri="https://evil.example/"), ["redirect-uri-unknown"], 400, ""),
    "host that starts like loopback": (
        authorize(redirect_uri="http://127.0.0.1.evil.example/"), ["redirect-uri-unknown"], 400, "",
    ),
    "user name that looks like loopback": (
        authorize(redirect_uri="http://127.0.0.1@evil.example/"), ["redirect-uri-unknown"], 400, "",
    ),
    "https on loopback": (authorize(redirect_uri="https://127.0.0.1:1/"), ["redirect-uri-unknown"], 400, ""),
    "script instead of an address": (authorize(redirect_uri="javascript:alert(1)"), ["redirect-uri-unknown"], 400, ""),
    "slash at the end": (authorize(redirect_uri=f"{CALLBACK}/"), ["redirect-uri-similar"], 400, ""),
    "additional query": (authorize(redirect_uri=f"{CALLBACK}?a=b"), ["redirect-uri-similar"], 400, ""),
    "repeated parameter": (repeated, ["parameter-repeated"], 400, ""),
    "no response type": (authorize(response_type=None), ["response-type-missing"], 302, "invalid_request"),
    "implicit flow": (
        authorize(response_type="token"), ["response-type-wrong"], 302, "unauthorized_client",
    ),
    "no challenge": (
        authorize(code_challenge=None, code_challenge_method=None), ["challenge-missing"], 302, "invalid_request",
    ),
    "no method": (authorize(code_challenge_method=None), ["challenge-method-missing"], 302, "invalid_request"),
    "plain challenge": (authorize(code_challenge_method="plain"), ["challenge-plain"], 302, "invalid_request"),
    "padded challenge": (authorize(code_challenge="a" * 43 + "="), ["challenge-malformed"], 302, "invalid_request"),
    "undeclared scope": (authorize(scope="logs_read_data"), ["scope-undeclared"], 302, "invalid_scope"),
    "scopes with commas": (
        authorize(scope="metrics_read,api_keys_write"), ["scopes-with-commas"], 302, "invalid_scope",
    ),
    "no state": (authorize(state=None), ["state-missing"], 200, ""),
    "another region": (authorize(Region.EU), ["other-region"], 200, ""),
    "several faults": (
        authorize(state=None, code_challenge_method="plain"), ["challenge-plain", "state-missing"], 302,
        "invalid_request",
    ),
    "canceled": (lambda trial: trial.consent(action="deny"), ["person-refused"], 302, "access_denied"),
    # The token request
    "right exchange": (exchange(), [], 200, ""),
    "GET": (as_get, ["method-wrong", "query-used"], 405, "invalid_request"),
    "JSON": (as_json, ["body-wrong"], 400, "invalid_request"),
    "address with a slash": (with_slash, ["address-unknown"], 404, "not_found"),
    "query": (in_query, ["query-used"], 400, "invalid_request"),
    "no grant type": (exchange(grant_type=None), ["grant-type-missing"], 400, "unsupported_grant_type"),
    "password grant": (exchange(grant_type="password"), ["grant-type-wrong"], 400, "invalid_request"),
    "client credentials": (
        exchange(grant_type="client_credentials"), ["grant-type-wrong"], 400, "unauthorized_client",
    ),
    "no secret": (exchange(client_secret=None), ["secret-missing"], 401, "invalid_client"),
    "wrong secret": (exchange(client_secret="wrong"), ["secret-wrong"], 401, "invalid_client"),
    "unknown client": (exchange(client_id="northquay"), ["client-id-unknown"], 401, "invalid_client"),
    "no code": (exchange(code=None), ["code-missing"], 400, "invalid_request"),
    "unknown code": (exchange(code="northquay"), ["code-unknown"], 400, "invalid_grant"),
    "reused code": (reused, ["code-reused"], 400, "invalid_grant"),
    "expired code": (expired, ["code-expired"], 400, "invalid_grant"),
    "no address with the code": (exchange(redirect_uri=None), ["redirect-uri-missing"], 400, "invalid_request"),
    "other address": (exchange(redirect_uri=LOOPBACK), ["redirect-uri-different"], 400, "invalid_request"),
    "no verifier": (exchange(code_verifier=None), ["verifier-missing"], 400, "invalid_request"),
    "short verifier": (exchange(code_verifier="short"), ["verifier-malformed"], 400, "invalid_grant"),
    "other verifier": (exchange(code_verifier="x" * 43), ["verifier-mismatch"], 400, "invalid_grant"),
    "exchange in another region": (exchange(Region.EU), ["other-region"], 200, ""),
    # Refresh and revocation
    "right refresh": (refresh(), [], 200, ""),
    "no refresh token": (refresh(refresh_token=None), ["token-missing"], 400, "invalid_request"),
    "unknown refresh token": (refresh(refresh_token="northquay"), ["token-unknown"], 400, "invalid_grant"),
    "access token as refresh token": (refresh_with_access_token, ["token-of-other-kind"], 400, "invalid_grant"),
    "revoked refresh token": (refresh_after_revocation, ["token-revoked"], 400, "invalid_grant"),
    "refresh with more scopes": (refresh(scope="logs_read_data"), ["scope-undeclared"], 400, "invalid_scope"),
    "right revocation": (revoke(), [], 200, ""),
    "revocation without a secret": (revoke(client_secret=None), ["secret-missing"], 401, "invalid_client"),
    "revocation without a token": (revoke(token=None), ["token-missing"], 400, "invalid_request"),
    "revocation of an unknown token": (revoke(token="northquay"), ["token-unknown"], 200, ""),
    # Test calls
    "right call": (call(), [], 200, ""),
    "call without a token": (lambda trial: trial.call(""), ["bearer-missing"], 401, "invalid_token"),
    "call with an unknown token": (lambda trial: trial.call("x"), ["token-unknown"], 401, "invalid_token"),
    "call with an expired token": (call_expired, ["token-expired"], 401, "invalid_token"),
    "call with a revoked token": (call_after_revocation, ["token-revoked"], 401, "invalid_token"),
    "call with fewer scopes": (call_with_fewer_scopes, ["scope-not-granted"], 403, "insufficient_scope"),
    "call of an undeclared scope": (call("logs_read_data"), ["scope-undeclared"], 403, "insufficient_scope"),
    "call in another region": (call(region=Region.EU), ["other-region"], 200, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_faults_are_explained(scene: TrialScene, name: str) -> None:
    request, codes, status, error = TABLE[name]

    response = request(scene)

    assert (scene.last_codes(), response.status_code, error_of(response)) == (codes, status, error)


def test_every_sentence_of_a_fault_is_reached() -> None:
    codes = {code for _request, codes, _status, _error in TABLE.values() for code in codes}

    assert set(SENTENCES) - codes == {
        "client-id-published",
        "refused",
        "trial-missing",
    }  # tested in test_authorization.py
