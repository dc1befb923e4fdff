"""The defaults of an organisation fill its new listings, and the wizard says where a value came from."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Event
from common.actor import Role
from listings.actions import create_listing, save_section
from listings.models import OrganisationDefaults, Revision
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#632ca6" d="M0 0h9v9z"/></svg>'
TYPED = {
    "support__support_email": "help@acme.example",
    "support__maintainer_email": "team@acme.example",
    "overview__supported_os": ["Linux", "Windows"],
    "configuration__oauth_redirect_uris": "https://acme.example/back\nhttps://acme.example/other",
}


@pytest.fixture
def scene(data_dir: Path) -> Scene:
    return make_scene()


def page_of(scene: Scene) -> str:
    return reverse("studio:listing-defaults", args=[scene.organisation.slug])


def saved(scene: Scene, **values: object) -> None:
    response = signed_in(scene.editor).post(page_of(scene), {**TYPED, **values})
    assert response.status_code == 302


def new_listing(scene: Scene, name: str = "Next") -> Revision:
    return create_listing(
        organisation_id=scene.organisation.pk,
        route="integrations",
        offering_type="integration",
        name=name,
        by=scene.actor,
        now=NOW,
    )


def test_new_listings_begin_with_the_defaults(scene: Scene) -> None:
    saved(scene, overview__logo_light=SimpleUploadedFile("logo.svg", LOGO))

    revision = new_listing(scene)

    support, overview = (revision.sections.get(key=key).document for key in ("support", "overview"))
    assert (support["support_email"], support["maintainer_email"]) == ("help@acme.example", "team@acme.example")
    assert overview["supported_os"] == ["Linux", "Windows"]
    assert overview["logo_light"]["name"] == "logo.svg"
    assert not revision.sections.get(key="configuration").document.get("oauth_redirect_uris")
    assert not scene.section("support").document.get("support_email")
    assert Event.objects.filter(verb="organisation.set-defaults").count() == 1


def test_addresses_of_a_method_are_filled_in_when_it_is_chosen(scene: Scene) -> None:
    saved(scene)
    revision = new_listing(scene)

    changes = {"code_type": "api_oauth"}
    save_section(revision_id=revision.pk, key="configuration", version=None, changes=changes, by=scene.actor, now=NOW)

    uris = revision.sections.get(key="configuration").document["oauth_redirect_uris"]
    assert uris == ["https://acme.example/back", "https://acme.example/other"]


def test_wizard_says_where_a_value_came_from_until_it_is_changed(scene: Scene) -> None:
    saved(scene)
    revision = new_listing(scene)
    address = reverse("studio:step", args=[revision.listing_id, revision.number, "support"])
    client = signed_in(scene.editor)
    text = "From your organisation's defaults.".replace("'", "&#x27;")

    before = compact(client.get(address).content.decode()).count(text)
    changes = {"support_email": "other@acme.example"}
    save_section(revision_id=revision.pk, key="support", version=None, changes=changes, by=scene.actor, now=NOW)
    after = compact(client.get(address).content.decode()).count(text)

    assert (before, after) == (2, 1)


def test_defaults_are_filled_from_a_listing(scene: Scene) -> None:
    changes = {"support_email": "help@acme.example"}
    save_section(revision_id=scene.revision.pk, key="support", version=None, changes=changes, by=scene.actor, now=NOW)
    client = signed_in(scene.editor)
    link = f"{page_of(scene)}?from={scene.revision.listing_id}"

    home = client.get(scene.revision.listing.get_absolute_url()).content.decode()
    shown = compact(client.get(link).content.decode())

    assert f'href="{link}"' in home
    assert 'value="help@acme.example"' in shown
    assert not OrganisationDefaults.objects.exists()


def test_logo_is_replaced_refused_and_removed(scene: Scene) -> None:
    client, page = signed_in(scene.editor), page_of(scene)
    saved(scene, overview__logo_light=SimpleUploadedFile("logo.svg", LOGO))

    refused = client.post(page, {**TYPED, "overview__logo_light": SimpleUploadedFile("logo.svg", b"\x89PNG\r\n\x1a\n")})
    kept = OrganisationDefaults.objects.get().values["overview.logo_light"]["name"]
    saved(scene, overview__logo_light__remove="on")

    assert refused.status_code == 422
    assert 'href="#id_overview__logo_light-field"' in compact(refused.content.decode())
    assert kept == "logo.svg"
    assert "overview.logo_light" not in OrganisationDefaults.objects.get().values


def test_wrong_address_is_said_at_its_field(scene: Scene) -> None:
    response = signed_in(scene.editor).post(page_of(scene), {"support__support_email": "no address"})

    assert response.status_code == 422
    assert 'value="no address"' in compact(response.content.decode())
    assert not OrganisationDefaults.objects.exists()


def test_each_redirect_uri_must_be_an_address(scene: Scene) -> None:
    typed = {**TYPED, "configuration__oauth_redirect_uris": "https://acme.example/back\nlocalhost:8000/back"}

    response = signed_in(scene.editor).post(page_of(scene), typed)

    assert response.status_code == 422
    assert "“localhost:8000/back” is not a web address." in compact(response.content.decode())
    assert not OrganisationDefaults.objects.exists()


def test_viewers_and_strangers_do_not_set_defaults(scene: Scene) -> None:
    people = scene.member(Role.VIEWER), make_scene("Other").editor

    assert [signed_in(person).get(page_of(scene)).status_code for person in people] == [403, 404]
