"""The file storage doesn't respond: the wizard works without the files, and shows where they are missing."""

import html
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests.files import samples
from tests.files.outage import make_unavailable
from tests.markup import compact
from tests.studio.scene import Scene, ready_scene, signed_in
from validation.models import CheckFailure, InstantFindings

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
OUT_OF_DATE = "files right now"
HTMX = {"HX-Request": "true"}


@pytest.fixture(params=[True, False], ids=["checked", "never checked"])
def scene(request: pytest.FixtureRequest, data_dir: Path, settings: Settings) -> Scene:
    """A draft whose files are not in memory."""
    draft_scene = ready_scene()
    if request.param:
        signed_in(draft_scene.editor).get(draft_scene.url("step", "overview"))
    else:
        InstantFindings.objects.all().delete()
    make_unavailable(data_dir, settings)
    return draft_scene


@pytest.fixture
def client(scene: Scene) -> Client:
    return signed_in(scene.editor)


def test_every_step_can_be_edited_and_says_so_where_files_are_missing(scene: Scene, client: Client) -> None:
    pages = {step: client.get(scene.url("step", step)) for step in ("overview", "setup", "content", "data")}

    assert {page.status_code for page in pages.values()} == {200}
    assert OUT_OF_DATE in compact(pages["data"].content.decode())


def test_home_of_the_listing_opens_without_buttons(scene: Scene, client: Client) -> None:
    is_checked = InstantFindings.objects.exists()

    response = client.get(scene.revision.listing.get_absolute_url())

    assert response.status_code == 200
    assert (OUT_OF_DATE in html.unescape(compact(response.content.decode()))) is not is_checked


def test_a_save_is_stored(scene: Scene, client: Client) -> None:
    body = {"version": scene.section().version, "changes": {"short_description": "Kelp for ferries"}}

    saved = client.post(scene.url("section-save", "overview"), json.dumps(body), content_type="application/json")

    assert saved.status_code == 200
    assert scene.section().document["short_description"] == "Kelp for ferries"
    for part in ("section-fields", "findings"):
        assert client.get(scene.url(part, "overview"), headers=HTMX).status_code == 200


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["field", "whole form"])
def test_an_upload_is_refused_at_its_field_and_the_rest_is_kept(
    scene: Scene, client: Client, headers: dict[str, str]
) -> None:
    logo = SimpleUploadedFile("logo.svg", samples.SVG.replace(b"<path", b"<desc>new</desc><path"))
    address = (
        f"{scene.url('section-upload', 'overview')}?path=overview.logo_light"
        if headers
        else scene.url("step", "overview")
    )
    typed = {"section": "overview", "version": str(scene.section().version), "short_description": "Kelp for ferries"}

    response = client.post(address, {"logo_light-file": logo, **({} if headers else typed)}, headers=headers)

    assert response.status_code == 422
    assert "store logo.svg" in compact(response.content.decode())
    if not headers:
        assert "Kelp for ferries" in compact(response.content.decode())


def test_pages_that_are_made_of_files_say_so(scene: Scene, client: Client) -> None:
    for name in ("preview", "revision-export"):
        page = client.get(scene.url(name))
        assert (page.status_code, "read this listing" in compact(page.content.decode())) == (503, True)
        assert int(page.headers["Retry-After"]) > 0
    assert not CheckFailure.objects.exists()
