"""What a page must be free of: anything that axe finds, in light and in dark, and sideways scrolling."""

from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.steps import settled
from tests.chromium import BrowserPage

NARROWEST_PX, NARROW_PX, WIDE_PX = 320, 390, 1280
_HEIGHT_PX = 900
_DAY: dict[str, object] = {"resultTypes": ["violations"]}
# By night colours alone are different, so that their rules are enough.
_NIGHT = {**_DAY, "runOnly": ["color-contrast", "link-in-text-block"]}
# axe leaves empty style attributes behind; htmx would copy them, which the security policy refuses.
_RUN = """async (options) => {
  const { violations } = await axe.run(options);
  document.querySelectorAll("[style='']").forEach((each) => each.removeAttribute("style"));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def assert_clean(browser: BrowserPage) -> None:
    """Nothing for axe on the page that is open, by day and by night."""
    found = faults(browser)
    assert not found, f"{browser.page.url}\n" + "\n".join(found)


def faults(browser: BrowserPage) -> list[str]:
    """What axe finds on the page that is open, once it has settled: scheme, rule, element. It is left in light."""
    settled(browser)
    by_night = _faults(browser.page, "dark", _NIGHT)
    by_day = _faults(browser.page, "light", _DAY)
    return [*by_day, *by_night]


def faults_on_every_width(browser: BrowserPage) -> list[str]:
    """What axe finds and what scrolls sideways on the page that is open, which is left wide."""
    found = []
    for width in (NARROWEST_PX, NARROW_PX, WIDE_PX):
        browser.page.set_viewport_size({"width": width, "height": _HEIGHT_PX})
        settled(browser)
        if wide := px_too_wide(browser):
            found.append(f"{wide} px too wide at {width}")
        # No style begins between the two narrow widths (test_pages holds that): axe would find the same on both.
        if width != NARROWEST_PX:
            found += [f"at {width}, {fault}" for fault in faults(browser)]
    return [f"{browser.page.url}: {fault}" for fault in found]


def px_too_wide(browser: BrowserPage) -> int:
    """How far the page scrolls sideways; 0 where it fits."""
    return int(browser.page.evaluate(_WIDER))


def _faults(page: Page, scheme: Literal["light", "dark"], options: dict[str, object]) -> list[str]:
    # Without motion, or colours would be read on their way from one scheme to the other.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{scheme}: {fault}" for fault in page.evaluate(_RUN, options)]
