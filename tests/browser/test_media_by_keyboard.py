"""A video with its poster is added to the carousel without a mouse."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import keyboard
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.files import samples
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser
FILM = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(200)


def chooses(browser: BrowserPage, control: Locator, name: str, content: bytes) -> None:
    """Go to a file field with keys, and choose a file in its dialog, which Chromium doesn't always open for a test."""
    keyboard.walk_to(browser, control)
    control.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    expect(browser.page.locator("[data-field=media]")).to_contain_text(name)
    wait_until_settled(browser)


def test_video_gets_a_poster(browser_page: BrowserPage, transactional_db: None, data_dir: Path) -> None:
    scene, page = make_scene(), browser_page.page
    sign_in(browser_page, scene.editor)
    keyboard.without_mouse(browser_page)
    browser_page.open(scene.url("step", "overview"))
    media = page.locator("[data-field=media]")

    keyboard.enter(browser_page, media.get_by_role("button", name="Add an image or video"))
    keyboard.walk_to(browser_page, media.get_by_role("radio", name="Image"))
    page.keyboard.press("ArrowRight")
    wait_until_settled(browser_page)
    files = media.locator(".row-item input[type=file]")
    expect(files).to_have_count(2)
    chooses(browser_page, files.nth(0), "poster.png", samples.png(width=1600, height=900))
    chooses(browser_page, files.nth(1), "queue_tour.mp4", FILM)
    keyboard.walk_to(browser_page, media.get_by_label("Caption"))
    page.keyboard.type("A tour of the queues")
    wait_until_settled(browser_page)

    (row,) = scene.section().document["media"]
    assert (row["media_type"], row["image"]["name"], row["video"]["name"], row["caption"]) == (
        "video",
        "poster.png",
        "queue_tour.mp4",
        "A tour of the queues",
    )
