"""Boxes for text, in a real browser."""

from pathlib import Path

import pytest

from tests.accounts.factories import make_person
from tests.browser.people import sign_in
from tests.chromium import BrowserPage

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
