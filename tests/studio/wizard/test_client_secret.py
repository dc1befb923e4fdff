import re

import pytest
from django.http import HttpResponse

from accounts.tokens import hash_of
from audit.models import Event
from common.actor import Role
from listings.actions import save_section
from listings.models import ClientSecret, Revision, SectionVersion
from listings.states.revision_states import RevisionState
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    scene = make_scene()
    configure(scene, code_type="api_oauth")
    return scene


def configure(scene: Scene, **changes: object) -> None:
    save_section(
        revision_id=scene.revision.pk, key="configuration", version=None, changes=changes, by=scene.actor, now=NOW
    )


def generate(scene: Scene, *, version: int | None = None, by: object = None) -> HttpResponse:
    seen = scene.section("configuration").version if version is None else version
    form = {"section": "configuration", "version": seen, "_secret": "generate"}
    browser = signed_in(by or scene.editor)  # type: ignore[arg-type]  # a person
    return browser.post(scene.url("step", "configuration"), form)


def secret_in(response: HttpResponse) -> str:
    match = re.search(
        r'<div class="banner"[^>]* autofocus>.*<code id="f-configuration-oauth_client_secret">([^<]+)<',
        compact(response.content.decode()),
    )
    assert match is not None
    return match.group(1)


def test_secret_is_shown_once_and_kept_as_a_hash(scene: Scene) -> None:
    response = generate(scene)
    secret = secret_in(response)

    row = ClientSecret.objects.get(ended_at=None)
    assert row.hash == hash_of(secret)
    document = scene.section("configuration").document
    assert document["oauth_client_secret"] == {"id": str(row.pk), "fingerprint": secret[-4:]}
    assert document["oauth_client_id"]
    assert "no-store" in response.headers["Cache-Control"]
    again = compact(signed_in(scene.editor).get(scene.url("step", "configuration")).content.decode())
    assert secret not in again
    assert f"…{secret[-4:]}" in again
    stored = " ".join(
        str(version.document) for version in SectionVersion.objects.filter(section__revision=scene.revision)
    )
    assert secret not in stored
    assert secret not in str(list(Event.objects.values_list("object_ids", flat=True)))


def test_new_secret_ends_the_old_one_and_keeps_the_client(scene: Scene) -> None:
    first = secret_in(generate(scene))
    client = scene.section("configuration").document["oauth_client_id"]

    second = secret_in(generate(scene))

    assert first != second
    assert ClientSecret.objects.filter(ended_at=None).count() == 1
    assert scene.section("configuration").document["oauth_client_id"] == client


def test_second_click_ends_nothing(scene: Scene) -> None:
    version = scene.section("configuration").version
    generate(scene, version=version)

    assert generate(scene, version=version).status_code == 409
    assert ClientSecret.objects.count() == 1


def test_listing_without_a_client_has_no_secret(scene: Scene) -> None:
    configure(scene, code_type="tile_only")

    assert generate(scene).status_code == 409
    assert "_secret" not in compact(signed_in(scene.editor).get(scene.url("step", "configuration")).content.decode())


def test_form_that_sends_a_secret_changes_nothing(scene: Scene) -> None:
    configure(scene, oauth_client_secret={"id": "mine", "fingerprint": "abcd"})

    assert not scene.section("configuration").document.get("oauth_client_secret")


def test_viewer_and_frozen_revision_get_none(scene: Scene) -> None:
    assert generate(scene, by=scene.member(Role.VIEWER)).status_code == 403

    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.SUBMITTED)
    assert generate(scene).status_code == 409
    assert ClientSecret.objects.count() == 0
