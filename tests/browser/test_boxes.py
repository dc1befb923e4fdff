"""Boxes for text, in a real browser."""

from pathlib import Path

import pytest

from listings.actions import save_section
from tests.accounts.factories import make_person
from tests.browser.axe import NARROW_PX, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
from tests.studio.scene import make_scene

pytestmark = pytest.mark.browser
# What stands inside its edges, in lines.
LINES = """box => {
  const style = getComputedStyle(box);
  const edges = parseFloat(style.paddingBlockStart) + parseFloat(style.paddingBlockEnd);
  return (box.clientHeight - edges) / parseFloat(style.lineHeight);
}"""


def test_empty_box_is_as_high_as_its_rows(browser_page: BrowserPage, data_dir: Path) -> None:
    sign_in(browser_page, make_person(is_admin=True))
    browser_page.open("/rules/agent-packages/")

    box = browser_page.page.get_by_label("Packages", exact=True)

    assert round(box.evaluate(LINES)) == 12


def test_long_word_stays_in_the_facts_of_a_tile(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    save_section(
        revision_id=scene.revision.pk,
        key="overview",
        version=None,
        changes={"vendor_name": "Donaudampfschifffahrt" * 4},
        by=scene.actor,
        now=NOW,
    )
    sign_in(browser_page, scene.editor)
    browser_page.page.set_viewport_size({"width": NARROW_PX, "height": 800})

    browser_page.open(scene.url("preview"))

    assert px_too_wide(browser_page) == 0


def test_example_of_a_rule_is_read_whole(browser_page: BrowserPage, transactional_db: None, data_dir: Path) -> None:
    sign_in(browser_page, make_person(is_admin=True))
    browser_page.open("/rules/MF-040/")

    example = browser_page.page.locator("pre.code").first

    assert example.evaluate("box => box.scrollWidth - box.clientWidth") == 0
