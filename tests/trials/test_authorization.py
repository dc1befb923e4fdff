"""Who may answer the consent page, where the browser is sent, and what the log stores."""

import json
from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django.core import serializers
from django.test import Client
from django.utils import timezone

from accounts.actors import actor_of
from audit.models import Event
from common.actor import Role
from common.errors import NotAllowed, NotFound
from common.regions import Region
from listings.models import Listing
from tests.accounts.factories import make_member, make_organisation
from tests.retention import remove
from tests.studio.scene import signed_in
from tests.trials.scene import (
    CALLBACK,
    LOOPBACK,
    SCOPES,
    VERIFIER,
    TrialScene,
    configure_oauth,
    make_trial_scene,
    query_of,
)
from trials.actions import generate_sandbox_secret, start_trial
from trials.actions.requests import MAX_REQUESTS
from trials.fingerprints import fingerprint
from trials.models import IssuedValue, RequestKind, SandboxClient, Trial, TrialRequest
from trials.queries import sign_in_of
from trials.views.server import CALLS_PER_MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> TrialScene:
    return make_trial_scene()


def test_whole_flow_is_logged_in_order_and_gives_the_facts(scene: TrialScene) -> None:
    listing_id = scene.scene.revision.listing_id
    assert sign_in_of(listing_id) is None
    tokens = scene.tokens()
    scene.call(tokens["access_token"], SCOPES[0])
    fresh = scene.post("token", scene.refresh(tokens["refresh_token"])).json()
    scene.call(fresh["access_token"], SCOPES[1])
    scene.post("revoke", scene.revocation(tokens["refresh_token"]))

    kinds = ["authorization", "consent", "token", "call", "refresh", "call", "revocation"]
    assert [row.kind for row in scene.log()] == kinds
    assert {row.is_accepted for row in scene.log()} == {True}
    assert fresh["refresh_token"] == tokens["refresh_token"]  # as on the platform, it works until it is revoked
    sign_in = sign_in_of(listing_id)
    assert sign_in is not None
    assert (sign_in.used_pkce, sign_in.scopes) == (True, {*SCOPES})


def test_facts_are_those_of_the_newest_trial_that_was_used(scene: TrialScene) -> None:
    scene.call(scene.tokens()["access_token"], SCOPES[0])
    listing_id = scene.scene.revision.listing_id
    start_trial(listing_id=listing_id, region=Region.EU, by=scene.scene.actor, now=timezone.now())
    before = sign_in_of(listing_id)
    signed_in(scene.scene.editor).get(scene.url("authorize"), scene.authorization(code_challenge_method="plain"))

    after = sign_in_of(listing_id)

    assert before is not None
    assert after is not None
    assert (before.used_pkce, before.scopes) == (True, {SCOPES[0]})
    assert (after.used_pkce, after.scopes) == (False, frozenset())


def test_browser_is_sent_back_with_code_state_domain_and_site(scene: TrialScene) -> None:
    response = scene.consent()

    query = query_of(response)
    assert response.headers["Location"].startswith(f"{CALLBACK}?")
    assert query["state"] == "northquay-state"
    assert query["site"] == f"http://testserver/oauth-trials/{scene.client_id}/us5"
    assert query["domain"] == f"testserver/oauth-trials/{scene.client_id}/us5"


def test_log_contains_no_secret(scene: TrialScene) -> None:
    code = scene.code()
    tokens = scene.post("token", scene.exchange(code)).json()
    scene.call(tokens["access_token"])
    scene.post("token", scene.exchange(code, client_secret="another-secret"))
    scene.post("revoke", scene.revocation(tokens["refresh_token"]))

    rows = [*TrialRequest.objects.all(), *IssuedValue.objects.all(), *Trial.objects.all(), *SandboxClient.objects.all()]
    stored = serializers.serialize(
        "json", [*rows, *OAuthClient.objects.all(), *Token.objects.all(), *Event.objects.all()]
    )
    secrets = (
        code,
        tokens["access_token"],
        tokens["refresh_token"],
        scene.secret,
        VERIFIER,
        "another-secret",
        "northquay-state",
    )
    assert [secret for secret in secrets if secret in stored] == []
    assert fingerprint(code) in json.dumps(scene.log()[1].answer)
    assert scene.log()[2].parameters["code"] == fingerprint(code)


def test_visitor_signs_in_first_and_a_stranger_finds_nothing(scene: TrialScene) -> None:
    address, query = scene.url("authorize"), scene.authorization()
    stranger = make_member(make_organisation("Southquay"), Role.OWNER)

    assert Client().get(address, query).headers["Location"].startswith("/accounts/login/?next=/oauth-trials/")
    assert signed_in(stranger).get(address, query).status_code == 404
    assert signed_in(stranger).post(address, {"request": "x"}, query_params=query).status_code == 404
    assert scene.log() == []


def test_viewer_may_consent(scene: TrialScene) -> None:
    viewer = signed_in(scene.scene.member(Role.VIEWER))

    assert "code" in query_of(scene.consent(browser=viewer))


def test_consent_needs_a_csrf_token_and_the_signed_request(scene: TrialScene) -> None:
    query = scene.authorization()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.scene.editor)

    assert strict.post(scene.url("authorize"), {"action": "grant"}, query_params=query).status_code == 403
    forged = signed_in(scene.scene.editor).post(scene.url("authorize"), {"request": "a:b"}, query_params=query)
    assert forged.status_code == 403
    assert IssuedValue.objects.count() == 0


def test_consent_form_of_another_client_is_refused(scene: TrialScene) -> None:
    other = make_trial_scene("Southquay")
    page = signed_in(other.scene.editor).get(other.url("authorize"), other.authorization())
    request = page.context["form"].initial["request"]

    form = {"request": request, "scopes": [*SCOPES], "action": "grant"}
    response = signed_in(scene.scene.editor).post(scene.url("authorize"), form, query_params=scene.authorization())

    assert response.status_code == 403


def test_consent_page_cannot_be_framed_and_may_send_the_browser_to_services(scene: TrialScene) -> None:
    response = signed_in(scene.scene.editor).get(scene.url("authorize"), scene.authorization())

    policy = response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https: http:" in policy
    assert "no-store" in response.headers["Cache-Control"]


def test_address_that_the_listing_no_longer_has_gets_no_code(scene: TrialScene) -> None:
    query = scene.authorization()
    browser = signed_in(scene.scene.editor)
    page = browser.get(scene.url("authorize"), query)
    configure_oauth(scene.scene, oauth_redirect_uris=["https://other.northquay.example/callback"])

    form = {"request": page.context["form"].initial["request"], "scopes": [*SCOPES], "action": "grant"}
    response = browser.post(scene.url("authorize"), form, query_params=query)

    assert "Location" not in response.headers
    assert scene.last_codes() == ["refused"]


def test_loopback_address_is_accepted_for_its_request_only(scene: TrialScene) -> None:
    assert query_of(scene.consent(redirect_uri=LOOPBACK))["code"]
    scene.consent()

    assert OAuthClient.objects.get(pk=scene.client_id).get_redirect_uris() == [CALLBACK]


def test_published_client_is_told_apart(scene: TrialScene) -> None:
    section = scene.scene.section("configuration")
    section.document["oauth_client_id"] = "0190d8f0-0000-7000-8000-000000000001"
    section.save()

    browser = signed_in(scene.scene.editor)
    browser.get(scene.url("authorize"), scene.authorization(client_id=section.document["oauth_client_id"]))

    assert scene.last_codes() == ["client-id-published"]


def test_secret_in_place_of_the_id_is_not_logged(scene: TrialScene) -> None:
    signed_in(scene.scene.editor).get(scene.url("authorize"), scene.authorization(client_id=scene.secret))

    request = scene.log()[-1]
    assert request.faults[0] == ["client-id-unknown", {"value": fingerprint(scene.secret)}]
    assert scene.secret not in str(vars(request))


def test_sign_in_without_a_trial_is_refused(scene: TrialScene) -> None:
    Trial.objects.all().delete()

    response = signed_in(scene.scene.editor).get(scene.url("authorize"), scene.authorization())

    assert response.status_code == 400
    assert "No trial has been started." in response.content.decode()
    assert Trial.objects.count() == 0


def test_listing_without_oauth_declares_no_scopes(scene: TrialScene) -> None:
    configure_oauth(scene.scene, code_type="tile_only")

    signed_in(scene.scene.editor).get(scene.url("authorize"), scene.authorization(scope=SCOPES[0]))

    assert "redirect-uri-unknown" in scene.last_codes()


def test_new_secret_replaces_the_old_one_at_once(scene: TrialScene) -> None:
    code = scene.code()
    listing_id = scene.scene.revision.listing_id
    new = generate_sandbox_secret(listing_id=listing_id, by=scene.scene.actor, now=timezone.now())

    assert new.client.client_id == scene.client_id
    assert scene.post("token", scene.exchange(code)).status_code == 401
    assert scene.post("token", scene.exchange(code, client_secret=new.value)).status_code == 200
    assert new.value not in str(list(Event.objects.values_list("object_ids", flat=True)))


def test_only_editors_get_a_secret_and_only_members_start_a_trial(scene: TrialScene) -> None:
    listing_id, now = scene.scene.revision.listing_id, timezone.now()
    stranger = actor_of(make_member(make_organisation("Southquay"), Role.OWNER))

    with pytest.raises(NotAllowed):
        generate_sandbox_secret(listing_id=listing_id, by=actor_of(scene.scene.member(Role.VIEWER)), now=now)
    with pytest.raises(NotFound):
        start_trial(listing_id=listing_id, region=Region.EU, by=stranger, now=now)


def test_old_trials_are_deleted_with_their_tokens(scene: TrialScene) -> None:
    token = scene.tokens()["refresh_token"]
    now = timezone.now()

    assert remove("trials", now=now) == []
    assert remove("trials", now=now + timedelta(days=30)) == [1]

    assert [model.objects.count() for model in (Trial, TrialRequest, IssuedValue, Token)] == [0, 0, 0, 0]
    assert scene.post("token", scene.refresh(token)).json()["error"] == "invalid_grant"


def test_too_many_requests_are_refused_and_not_logged(scene: TrialScene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trials.views.server.count", lambda *_name, **_window: CALLS_PER_MINUTE + 1)

    statuses = {scene.post(name, {}).status_code for name in ("token", "revoke")} | {scene.call("x").status_code}
    page = signed_in(scene.scene.editor).get(scene.url("authorize"), scene.authorization())

    assert {*statuses, page.status_code} == {429}
    assert scene.log() == []


def test_log_of_a_trial_has_a_limit(scene: TrialScene) -> None:
    row = {"trial": Trial.objects.get(), "kind": RequestKind.CALL, "region": Region.US5, "is_accepted": False}
    TrialRequest.objects.bulk_create(TrialRequest(**row, status=401, at=timezone.now()) for _ in range(MAX_REQUESTS))

    scene.call("x")

    assert TrialRequest.objects.count() == MAX_REQUESTS


def test_suspended_organisation_and_deleted_listing_have_no_server(scene: TrialScene) -> None:
    organisation = scene.scene.organisation
    type(organisation).objects.filter(pk=organisation.pk).update(state="suspended")
    suspended = scene.call("x").status_code
    type(organisation).objects.filter(pk=organisation.pk).update(state="active")
    Listing.objects.update(deleted_at=timezone.now())

    assert (suspended, scene.call("x").status_code) == (404, 404)
    assert Client().get(scene.url("call", Region.US5, "x").replace("/us5/", "/mars/")).status_code == 404
