"""The page about trials: credentials, starting a trial, and the log."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from common.actor import Role
from listings.content.bundles import bundle_of_revision
from studio.oauth.forms import TrialForm
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in
from tests.trials.scene import SCOPES, TrialScene, configure_oauth, make_trial_scene
from trials.models import SandboxClient, Trial
from validation.contexts import context_of, deep_context_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> TrialScene:
    return make_trial_scene()


def page_url(scene: Scene, name: str = "oauth-trial") -> str:
    return reverse(f"studio:{name}", args=[scene.revision.listing_id])


def start(trial: TrialScene, **changes: str) -> HttpResponse:
    form = {"region": "eu", "target": "declared", "local_address": "", **changes}
    return signed_in(trial.scene.editor).post(page_url(trial.scene), form)


def text_of(scene: TrialScene, /, **query: str) -> str:
    return compact(signed_in(scene.scene.editor).get(page_url(scene.scene), query).content.decode())


def test_test_client_is_created_and_its_secret_shown_once() -> None:
    scene = make_scene()
    configure_oauth(scene)
    browser = signed_in(scene.editor)
    assert "Create test client" in browser.get(page_url(scene)).content.decode()

    created = compact(browser.post(page_url(scene, "oauth-secret")).content.decode())

    client = SandboxClient.objects.get()
    secret = re.search(r'<div class="banner"[^>]* autofocus>.*<code id="test-secret">([^<]+)<', created)
    assert secret is not None
    assert client.client.check_secret(secret[1])
    again = compact(browser.get(page_url(scene)).content.decode())
    assert secret[1] not in again
    assert client.client_id in again
    assert f"…{client.secret_ending}" in again
    assert scene.section("configuration").document.get("oauth_client_id") != client.client_id


def test_trial_opens_the_declared_address_with_domain_and_site(scene: TrialScene) -> None:
    assert start(scene).status_code == 302

    base = f"testserver%2Foauth-trials%2F{scene.client_id}%2Feu"
    url = f"https://app.northquay.example/connect?domain={base}&amp;site=http%3A%2F%2F{base}"
    assert f'href="{url}"' in text_of(scene)


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "http://127.0.0.1.evil.example/", "javascript:alert(1)", "http://10.0.0.1/", ""],
)
def test_trial_opens_no_other_address(scene: TrialScene, address: str) -> None:
    response = start(scene, target="local", local_address=address)

    assert response.status_code == 422
    assert "Enter an address that starts with http://127.0.0.1" in response.content.decode()
    assert Trial.objects.count() == 1


def test_trial_opens_a_service_on_the_persons_machine(scene: TrialScene) -> None:
    start(scene, target="local", local_address="http://127.0.0.1:9000/connect?a=b")

    assert 'href="http://127.0.0.1:9000/connect?a=b&amp;domain=' in text_of(scene)


@pytest.mark.parametrize(
    "declared, proposed",
    [
        ("http://localhost:9000/connect", "http://localhost:9000/connect"),
        ("https://app.northquay.example/connect", "http://127.0.0.1:8765/connect"),
    ],
)
def test_onboarding_address_on_the_persons_machine_is_proposed(declared: str, proposed: str) -> None:
    form = TrialForm(onboarding_url=declared)

    assert form["local_address"].initial == proposed
    assert form.fields["local_address"].required == (not form.declared)


def test_only_address_to_open_must_be_entered() -> None:
    form = TrialForm({"region": "eu", "target": "local", "local_address": ""}, onboarding_url="")

    assert form.errors["local_address"] == ["Enter an address that starts with http://127.0.0.1, with any port."]


def test_log_shows_requests_in_order_with_their_faults(scene: TrialScene) -> None:
    tokens = scene.tokens()
    scene.call(tokens["access_token"], SCOPES[0])
    scene.post("token", scene.exchange("x"))

    html = text_of(scene)

    titles = re.findall(r"<h4>\d+\. ([^<]+)</h4>", html)
    assert titles == [
        "Authorisation request", "Consent", "Token request", f"Test call: {SCOPES[0]}", "Token request",
    ]  # fmt: skip
    assert "This trial has not issued the code." in html
    assert html.count(">Accepted<") == 4
    assert tokens["access_token"] not in html


def test_log_is_sent_again_only_after_a_request(scene: TrialScene) -> None:
    browser = signed_in(scene.scene.editor)
    trial = Trial.objects.get()

    def poll(seen: int) -> HttpResponse:
        headers = {"HX-Request": "true"}
        return browser.get(page_url(scene.scene), {"seen": f"{trial.pk}-{seen}"}, headers=headers)

    assert poll(0).status_code == 204
    scene.call("x")
    assert "No request has arrived yet." not in poll(0).content.decode()
    assert poll(1).status_code == 204


def test_earlier_trial_can_be_chosen_and_one_of_another_listing_cannot(scene: TrialScene) -> None:
    first = Trial.objects.get()
    scene.call("x")
    start(scene)
    other = make_trial_scene("Southquay")

    assert "Test call: metrics_read" in text_of(scene, trial=str(first.pk))
    elsewhere = Trial.objects.get(listing=other.scene.revision.listing_id).pk
    assert signed_in(scene.scene.editor).get(page_url(scene.scene), {"trial": elsewhere}).status_code == 404


def test_form_says_that_the_listing_has_no_scopes(scene: TrialScene) -> None:
    link = '#f-configuration-oauth_scopes-field">Choose the scopes</a> first.'
    assert link not in text_of(scene)

    configure_oauth(scene.scene, oauth_scopes=[{"scope": "", "reason": "Later"}])

    assert "scope that your service requests will be rejected. <a href=" in text_of(scene)
    assert link in text_of(scene)


def test_viewer_reads_and_starts_but_gets_no_secret(scene: TrialScene) -> None:
    viewer = signed_in(scene.scene.member(Role.VIEWER))

    assert "Generate new test secret" not in viewer.get(page_url(scene.scene)).content.decode()
    assert viewer.post(page_url(scene.scene, "oauth-secret")).status_code == 403
    assert viewer.post(page_url(scene.scene), {"region": "us1", "target": "declared"}).status_code == 302
    assert Client().get(page_url(scene.scene)).status_code == 302


def test_deep_checks_get_their_facts_from_the_log_only(scene: TrialScene) -> None:
    revision = scene.scene.revision
    bundle = bundle_of_revision(revision)
    before = deep_context_of(revision, bundle).sign_in
    scene.call(scene.tokens()["access_token"], SCOPES[0])

    sign_in = deep_context_of(revision, bundle).sign_in

    assert before is None
    assert sign_in is not None
    assert (sign_in.used_pkce, sign_in.scopes) == (True, {SCOPES[0]})
    assert context_of(revision, bundle).sign_in is None
