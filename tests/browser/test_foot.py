"""The bar at the foot of a step, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser


def test_bar_is_one_line_on_a_phone(
    new_browser_page: Callable[..., BrowserPage], transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    browser = new_browser_page(viewport={"width": 390, "height": 844})
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "data"))

    page = browser.page
    bar = page.get_by_role("region", name="Steps")
    names = ("Back: Setup & Uninstall", "Next problem", "Live preview", "Next")
    boxes = [bar.get_by_role("link", name=name, exact=True).bounding_box() for name in names]

    middles = [box["y"] + box["height"] / 2 for box in boxes if box]
    assert len(middles) == len(names)
    assert max(middles) - min(middles) < 2
