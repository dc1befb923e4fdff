"""Tokens of a trial open nothing but the trial's own endpoints, and no other token opens those."""

import re
from uuid import UUID

import pytest
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import NoReverseMatch, reverse

from api.tokens.models import AccessToken
from tests.api.v1_calls import CALLS, NOBODY
from tests.api.v1_client import make_v1
from tests.contract.addresses import urls
from tests.trials.scene import TrialScene, make_trial_scene

pytestmark = pytest.mark.django_db
OTHER_CALLS = ("/v1.0/ingestion/products", "/rp/product-ingestion/product", f"/api/publishers/{NOBODY}/offers")


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> TrialScene:
    return make_trial_scene()


@pytest.fixture
def bearer(scene: TrialScene) -> dict[str, str]:
    return {"Authorization": f"Bearer {scene.tokens()['access_token']}"}


def test_tokens_of_a_trial_open_no_call_of_our_api(scene: TrialScene, bearer: dict[str, str]) -> None:
    listing_id = str(scene.scene.revision.listing_id)
    client = Client(raise_request_exception=False)
    paths = [(call.method, f"/api/v1/{call.path}") for call in CALLS if call.least is not None]

    opened = []
    for method, path in [*paths, *(("GET", path) for path in OTHER_CALLS)]:
        address = re.sub(r"{\w+}", NOBODY, path.replace("{listing_id}", listing_id))
        response = client.generic(method, address, "{}", content_type="application/json", headers=bearer)
        if response.status_code != 401:
            opened.append((method, path, response.status_code))

    assert len(paths) >= 30
    assert opened == []


def test_tokens_of_a_trial_open_no_page(scene: TrialScene, bearer: dict[str, str]) -> None:
    values = {"listing_id": scene.scene.revision.listing_id, "number": 1, "slug": scene.scene.organisation.slug}
    defaults = {"UUIDConverter": UUID(NOBODY), "IntConverter": 1, "SlugConverter": "x", "StringConverter": "x"}
    client, differing = Client(), []
    for name, pattern in urls().items():
        kinds = {
            key: type(kind).__name__.removesuffix("Converter").lower()
            for key, kind in pattern.pattern.converters.items()
        }
        try:
            address = reverse(name, kwargs={key: values.get(key, defaults.get(kind)) for key, kind in kinds.items()})
        except NoReverseMatch:
            continue
        statuses = {client.get(address, headers=headers).status_code for headers in ({}, bearer)}
        if len(statuses) > 1:
            differing.append((name, statuses))

    assert differing == []


def test_tokens_of_our_api_open_no_endpoint_of_a_trial(scene: TrialScene) -> None:
    token = make_v1("Southquay").headers["Authorization"].removeprefix("Bearer ")
    assert AccessToken.objects.count() == 1

    assert scene.call(token).status_code == 401
    assert scene.post("token", scene.refresh(token)).json()["error"] == "invalid_grant"
    assert scene.last_codes() == ["token-unknown"]


def test_keys_of_our_api_get_no_token_of_a_trial_and_the_other_way_round(scene: TrialScene) -> None:
    caller = make_v1("Southquay").caller
    theirs = {"client_id": str(caller.application.client_id), "client_secret": caller.secret}

    assert scene.post("token", scene.exchange(scene.code(), **theirs)).status_code == 401
    ours = {"client_id": scene.client_id, "client_secret": scene.secret}
    form = {"grant_type": "client_credentials", "resource": "slipway", **ours}
    assert Client().post(f"/{scene.scene.organisation.pk}/oauth2/token", form).json()["error"] == "unauthorized_client"


def test_tokens_of_another_listing_are_unknown(scene: TrialScene) -> None:
    other = make_trial_scene("Southquay")
    tokens = other.tokens()

    assert scene.call(tokens["access_token"]).status_code == 401
    assert scene.post("token", scene.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert scene.post("revoke", scene.revocation(tokens["access_token"])).status_code == 200
    assert other.call(tokens["access_token"]).status_code == 200


def test_issuer_is_separate_and_has_no_keys(scene: TrialScene) -> None:
    adapter = get_adapter()

    assert adapter.get_issuer() == f"{settings.PUBLIC_URL}/oauth-trials"
    assert adapter.list_private_keys() == []
    with pytest.raises(ImproperlyConfigured):
        adapter.get_signing_key()
    assert Token._meta.db_table != AccessToken._meta.db_table


@pytest.mark.parametrize(
    "path",
    [".well-known/openid-configuration", ".well-known/jwks.json", "identity/o/authorize", "identity/o/api/token",
     "identity/o/api/userinfo", "identity/o/api/introspect", "identity/o/api/clients", "identity/o/device"],
)  # fmt: skip
def test_other_endpoints_of_the_library_do_not_exist(path: str) -> None:
    assert Client().get(f"/{path}").status_code == 404
