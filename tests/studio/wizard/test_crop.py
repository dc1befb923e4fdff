"""The dialog that crops an image, and when the field offers it."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from listings.actions import attach_file
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    return make_scene()


def png(width: int, height: int, *, noise: bool = False) -> bytes:
    image = Image.effect_noise((width, height), 90) if noise else Image.new("L", (width, height), 200)
    target = BytesIO()
    image.convert("RGB").save(target, "PNG")
    return target.getvalue()


def attach(scene: Scene, content: bytes, *, path: str = "overview.media", name: str = "board.png") -> str:
    """Attach a file to a new row. Returns the path of its image."""
    attach_file(revision_id=scene.revision.pk, path=path, name=name, content=content, by=scene.actor, now=NOW)
    return f"overview.media[{scene.section().document['media'][-1]['key']}].image"


def page_of(scene: Scene, client: Client) -> str:
    return compact(client.get(scene.url("step", "overview")).content.decode())


@pytest.mark.parametrize(
    "width, height, noise, is_offered",
    [
        (1600, 900, False, False),
        (1280, 720, False, False),
        (1600, 1000, False, True),
        (3200, 1800, False, True),
        (1000, 1500, False, True),
        (1440, 810, True, True),
    ],
)
def test_crop_is_offered_for_images_that_it_improves(
    width: int, height: int, noise: bool, is_offered: bool, scene: Scene
) -> None:
    attach(scene, png(width, height, noise=noise))

    assert ("data-crop=" in page_of(scene, signed_in(scene.editor))) is is_offered


def test_dialog_starts_with_the_largest_frame_and_says_if_the_image_is_small(scene: Scene) -> None:
    client, path = signed_in(scene.editor), attach(scene, png(1600, 1000))
    small = attach(scene, png(1000, 800), name="small.png")

    dialog, other = (
        compact(client.get(scene.url("crop"), {"path": image}, headers=HTMX).content.decode())
        for image in (path, small)
    )

    assert 'data-least="1440" data-most="1600" data-across="16" data-down="9"' in dialog
    assert 'name="left" value="0"><input type="hidden" name="top" value="50">' in dialog
    assert "smaller than the recommended" not in dialog
    assert "smaller than the recommended 1440 × 810 pixels" in other


def test_cropped_image_is_shown_with_an_undo_button(scene: Scene) -> None:
    client, path = signed_in(scene.editor), attach(scene, png(1600, 1000))
    image = scene.section().document["media"][-1]["image"]
    values = {"path": path, "seen": image["sha256"], "left": "0", "top": "50", "width": "1600", "step": "overview"}

    response = client.post(scene.url("crop"), values, headers=HTMX)

    text = compact(response.content.decode())
    assert (response.status_code, "Cropped board.png" in text, "/undo/" in text) == (200, True, True)
    assert "redraw" in response.headers["HX-Trigger-After-Swap"]
    assert "1600 × 900 px" in page_of(scene, client)
    again = client.post(scene.url("crop"), values, headers=HTMX)
    assert again.status_code == 409


@pytest.mark.parametrize("values", [{"left": "900"}, {"width": "99999"}, {"width": "x"}, {"width": ""}])
def test_wrong_numbers_crop_nothing(values: dict[str, str], scene: Scene) -> None:
    client, path = signed_in(scene.editor), attach(scene, png(1600, 1000))
    before = scene.section().document["media"]
    frame = {"left": "0", "top": "0", "width": "1584", **values}

    response = client.post(
        scene.url("crop"), {"path": path, "seen": before[-1]["image"]["sha256"], **frame}, headers=HTMX
    )

    assert response.status_code == 409
    assert scene.section().document["media"] == before
