"""The frame over an image: by mouse, keyboard and touch, at two widths."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from files.queries import read_blob
from tests.browser import steps
from tests.browser.axe import assert_clean, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, make_scene
from tilekit.media.images import inspect

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 2000, 1500


def screenshot() -> bytes:
    """A picture whose red part shows where it was cropped."""
    image = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).convert("RGB")
    image.paste("#b03030", (0, 0, WIDTH // 2, HEIGHT // 2))
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def open_overview(browser: BrowserPage, scene: Scene) -> Page:
    """The overview with an uploaded image that is not 16:9."""
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "overview"))
    steps.upload(browser, "f-overview-media-drop", name="board.png", content=screenshot())
    return browser.page


def test_image_is_cropped_by_mouse_and_keyboard_and_undone(
    new_browser_page: Callable[..., BrowserPage], data_dir: Path
) -> None:
    scene = make_scene()
    browser = new_browser_page(viewport={"width": 1280, "height": 900})
    page = open_overview(browser, scene)
    frame, shown = page.get_by_role("application", name="Frame"), page.locator("#cropper-place")

    page.get_by_role("button", name="Crop board.png").click()
    expect(frame).to_be_focused()
    expect(shown).to_have_text("2000 × 1125 pixels, 0 from the left and 187 from the top")
    assert_clean(browser)
    page.keyboard.press("Escape")
    expect(frame).not_to_be_visible()
    expect(page.get_by_role("button", name="Crop board.png")).to_be_focused()

    page.keyboard.press("Enter")
    expect(frame).to_be_focused()
    drag(page, corner(frame, right=True, bottom=True), -120, -60)
    expect(shown).to_have_text(re.compile(r"1[5-8]\d\d × \d+ pixels, 0 from the left and 187 from the top"))
    drag(page, middle(frame), 1000, -1000)  # as far as possible
    expect(shown).to_have_text(re.compile(r" and 0 from the top$"))
    page.get_by_role("button", name="Zoom in").press("Enter")
    frame.focus()
    for _step in range(9):
        page.keyboard.press("+")
    expect(shown).to_have_text(re.compile(r"^1440 × 810 pixels, "))
    expect(page.get_by_role("button", name="Zoom in")).to_have_attribute("aria-disabled", "true")
    for key in ("Shift+ArrowLeft", "Shift+ArrowUp"):
        for _step in range(4):
            page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_text("1440 × 810 pixels, 20 from the left and 0 from the top")
    page.keyboard.press("Enter")

    result = page.locator("#fixed section")
    expect(result).to_contain_text("Cropped board.png")
    expect(result).to_be_focused()
    expect(page.get_by_role("button", name="Crop board.png")).to_have_count(0)
    assert cropped_sides(scene) == (1440, 810)
    result.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Crop board.png")).to_be_visible()
    steps.wait_until_settled(browser)
    assert cropped_sides(scene) == (WIDTH, HEIGHT)


def test_image_is_cropped_by_touch_on_a_small_screen(
    new_browser_page: Callable[..., BrowserPage], data_dir: Path
) -> None:
    scene = make_scene()
    browser = new_browser_page(has_touch=True, viewport={"width": 390, "height": 800})
    page = open_overview(browser, scene)
    frame, shown = page.get_by_role("application", name="Frame"), page.locator("#cropper-place")

    page.get_by_role("button", name="Crop board.png").tap()
    expect(frame).to_be_focused()
    assert px_too_wide(browser) == 0
    page.get_by_role("button", name="Zoom in").tap()
    touch_drag(page, middle(frame), -100, 100)
    expect(shown).to_have_text(re.compile(r"^19\d\d × \d+ pixels, 0 from the left and \d{3} from the top$"))
    touch_drag(page, corner(frame, right=False, bottom=False), 60, 30)
    expect(shown).to_have_text(re.compile(r"^1[4-8]\d\d × \d+ pixels, [1-9]\d+ from the left"))
    left, width = (int(page.locator(f"#cropper [name={name}]").input_value()) for name in ("left", "width"))
    page.get_by_role("button", name="Crop image").tap()

    expect(page.locator("#fixed")).to_contain_text("Cropped board.png")
    steps.wait_until_settled(browser)
    assert left + width < WIDTH
    assert cropped_sides(scene) == (width, width * 9 // 16)


def middle(frame: Locator) -> tuple[float, float]:
    box = frame.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def corner(frame: Locator, *, right: bool, bottom: bool) -> tuple[float, float]:
    box = frame.bounding_box()
    assert box
    return box["x"] + (box["width"] - 8 if right else 8), box["y"] + (box["height"] - 8 if bottom else 8)


def drag(page: Page, start: tuple[float, float], x: float, y: float) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + x, start[1] + y, steps=4)
    page.mouse.up()


def touch_drag(page: Page, start: tuple[float, float], x: float, y: float) -> None:
    """A finger that moves, which Playwright has no method for."""
    session = page.context.new_cdp_session(page)
    points = [(start[0] + x * part / 4, start[1] + y * part / 4) for part in range(5)]
    for kind, point in [("touchStart", points[0]), *(("touchMove", point) for point in points[1:])]:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": point[0], "y": point[1]}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def cropped_sides(scene: Scene) -> tuple[int, int]:
    [row] = scene.section().document["media"]
    facts = inspect(read_blob(row["image"]["sha256"]))
    return facts.width_px, facts.height_px
