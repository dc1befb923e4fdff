"""French and Japanese texts fit into their places, in a real browser."""

import pytest

from tests.accounts.factories import make_person
from tests.browser.axe import NARROW_PX, WIDTHS
from tests.browser.people import sign_in
from tests.chromium import BrowserPage

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("data_dir")]
# Names in code that wrap although they would fit into one line.
WRAPPED = """() => [...document.querySelectorAll('main :is(p, li) > code')].filter(code => {
  const text = document.createRange();
  text.selectNodeContents(code);
  const lines = new Set([...text.getClientRects()].map(line => Math.round(line.top)));
  code.style.whiteSpace = 'nowrap';
  const fits = text.getBoundingClientRect().width <= code.parentElement.clientWidth;
  code.style.whiteSpace = '';
  return lines.size > 1 && fits;
}).map(code => code.textContent)"""
# Selects whose text is wider than the space for it.
CUT_OFF = """() => [...document.querySelectorAll('main select')].filter(select => {
  const copy = document.createElement('span'), style = getComputedStyle(select);
  copy.textContent = select.selectedOptions[0].text;
  copy.style.cssText = `font: ${style.fontSize} ${style.fontFamily}; position: absolute; white-space: nowrap`;
  document.body.append(copy);
  const space = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return copy.getBoundingClientRect().width > space + 1;
}).map(select => select.selectedOptions[0].text)"""


def test_short_code_does_not_wrap_in_japanese(browser_page: BrowserPage) -> None:
    browser_page.page.set_viewport_size({"width": NARROW_PX, "height": 800})

    browser_page.open("/developers/api/?language=ja")

    assert browser_page.page.locator("main :is(p, li) > code").count() > 3
    assert browser_page.page.evaluate(WRAPPED) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["fr", "ja"])
def test_filters_of_checks_are_not_cut_off(browser_page: BrowserPage, language: str, width: int) -> None:
    sign_in(browser_page, make_person(is_admin=True, language=language))
    browser_page.page.set_viewport_size({"width": width, "height": 800})

    browser_page.open("/checks/")

    assert browser_page.page.evaluate(CUT_OFF) == []


def test_placeholder_of_the_catalogue_fits_in_french(browser_page: BrowserPage) -> None:
    browser_page.page.set_viewport_size({"width": NARROW_PX, "height": 800})

    browser_page.open("/catalogue/?language=fr")

    box = browser_page.page.get_by_role("searchbox")
    assert box.evaluate("box => { box.value = box.placeholder; return box.scrollWidth - box.clientWidth }") <= 0
