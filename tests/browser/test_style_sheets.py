"""Style sheets mean the same to a browser before and after they are minified."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from common.static_files import minified

pytestmark = pytest.mark.browser
SHEETS = sorted((settings.BASE_DIR / "page_parts" / "static" / "css").rglob("*.css"))
# Each rule with its depth, condition or selector, and declarations, as the browser understands it.
_RULES = r"""(css) => {
  const sheet = new CSSStyleSheet(), found = [];
  // Browsers keep the spaces in conditions and in values with variables.
  const even = (text) => text.replace(/\s*([,:])\s*/g, "$1").replace(/\s+/g, " ");
  sheet.replaceSync(css);
  const read = (rules, depth) => {
    for (const rule of rules) {
      const head = rule.selectorText ?? even(rule.cssText.split("{")[0]);
      const declared = [...(rule.style ?? [])].map((name) => [name, even(rule.style.getPropertyValue(name))]);
      found.push([depth, rule.constructor.name, head, declared]);
      read(rule.cssRules ?? [], depth + 1);
    }
  };
  read(sheet.cssRules, 0);
  return found;
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with closing(chromium.new_page()) as page:
        yield page


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_minified_style_sheet_has_the_same_rules(path: Path, page: Page) -> None:
    css = path.read_text()

    assert page.evaluate(_RULES, minified(css)) == page.evaluate(_RULES, css)


def test_lost_space_is_seen(page: Page) -> None:
    """The test above fails for a minifier that removes a necessary space, as some packages do."""
    assert page.evaluate(_RULES, "a:is(b) { c: d }") != page.evaluate(_RULES, "a :is(b) { c: d }")
