"""Accessibility checks for pages: no findings of axe in light and dark mode, and no horizontal scrolling.

Colours take most of the time of axe, so each look is checked only on the first page that shows it. The look of a text
is everything on which its contrast depends: its style and the backgrounds behind it.

The other rules are about elements and their order. They run on the narrow page, and then on what only the
wide page shows.
"""

from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage

NARROWEST_PX, NARROW_PX, WIDE_PX = 320, 390, 1280
WIDTHS = (WIDE_PX, pytest.param(NARROW_PX, marks=pytest.mark.slow))  # of a test that does the same at both
_HEIGHT_PX = 900
_ABOUT_COLOURS = ("color-contrast", "link-in-text-block")
# axe would load imported style sheets again, at wrong addresses, for no rule that runs by default.
_VIOLATIONS: dict[str, object] = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
_REST = {**_VIOLATIONS, "rules": {rule: {"enabled": False} for rule in _ABOUT_COLOURS}}
_COLOURS = {**_VIOLATIONS, "runOnly": [*_ABOUT_COLOURS]}
_GROUP_BY_LOOK = """() => {
  const isText = ({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim();
  const hasText = (element) => [...element.childNodes].some(isText);
  const cached = new Map();
  const backgroundsOf = (element, { backgroundColor, backgroundImage, opacity, position }) => {
    const place = ["static", "relative"].includes(position) ? "" : element.className;  // it may be placed over others
    const layer = [backgroundColor, backgroundImage, opacity, place].join().replace("rgba(0, 0, 0, 0),none,1,", "");
    const isOpaque = backgroundImage === "none" && !/^rgba|[/]/.test(backgroundColor);
    return isOpaque ? layer : layer + backgrounds(element.parentElement);
  };
  const backgrounds = (element) => {
    if (!element) return "";
    if (!cached.has(element)) cached.set(element, backgroundsOf(element, getComputedStyle(element)));
    return cached.get(element);
  };
  const look = (element) => {
    const { color, fontSize, fontWeight, textShadow, textDecorationLine } = getComputedStyle(element);
    const around = element.parentElement;
    const isInText = element.matches("a") && around.textContent.trim() !== element.textContent.trim();
    const colourAround = isInText ? getComputedStyle(around).color : "";
    const isExempt = (element.closest("label")?.control ?? element).closest(":disabled, [aria-disabled=true]") !== null;
    const style = [color, fontSize, fontWeight, textShadow, textDecorationLine, colourAround, isExempt];
    return [...style, backgrounds(element)].join();
  };
  const isRead = (element) => hasText(element) || element.matches("input, select, textarea");
  const isShown = (element) => element.checkVisibility() && element.offsetWidth !== 1;
  const texts = [...document.querySelectorAll("body *")].filter((element) => isRead(element) && isShown(element));
  window.looks = Map.groupBy(texts, look);
  return [...window.looks.keys()];
}"""
_LAYOUT_SHIFT = """() => new Promise((resolve) => {
  const complete = performance.getEntriesByType("navigation")[0].domContentLoadedEventStart;
  const size = (shift) => shift.hadRecentInput || shift.startTime < complete ? 0 : shift.value;
  const sum = (shifts) => shifts.reduce((total, shift) => total + size(shift), 0);
  new PerformanceObserver((list) => resolve(sum(list.getEntries()))).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 300);
})"""
_NOTE_SHOWN = """() => {
  window.shownNarrow = new Set([...document.querySelectorAll("body *")].filter((element) => element.checkVisibility()));
}"""
_GROUP_SHOWN_WIDE = """() => {
  const isNew = (element) => element.checkVisibility() && !window.shownNarrow.has(element);
  const all = [...document.querySelectorAll("body *")].filter(isNew);
  window.looks = new Map([["new", all.filter((element) => !isNew(element.parentElement))]]);
  return all.length;
}"""
# axe leaves empty style attributes; htmx would copy them, which the security policy forbids.
_RUN = """async ([options, looks]) => {
  const place = looks ? looks.flatMap((look) => window.looks.get(look)) : document;
  const { violations } = await axe.run(place, options);
  document.querySelectorAll("[style='']").forEach((element) => element.removeAttribute("style"));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_fine_looks: set[str] = set()  # IDs on all pages so far


def load_axe_with_pages(browser: BrowserPage) -> None:
    """Load axe with each page that is opened afterwards, which is faster than sending it to each of many pages."""
    browser.context.add_init_script(AXE_SCRIPT)


def assert_clean(browser: BrowserPage) -> None:
    """Assert that axe finds nothing on the open page, in light and dark mode."""
    violations = faults(browser)
    assert not violations, f"{browser.page.url}\n" + "\n".join(violations)


def faults(browser: BrowserPage) -> list[str]:
    """Findings of axe on the open page after it has settled: scheme, rule, element. Ends in light mode."""
    colours = _faults_of_schemes(browser)
    return [*colours, *browser.page.evaluate(_RUN, [_REST, None])]


def faults_of_opened(browser: BrowserPage) -> list[str]:
    """Findings of axe in what was opened on a page that was checked before: window.opened of the page."""
    colours = _faults_of_schemes(browser)
    browser.page.evaluate("() => { window.looks = new Map([['opened', window.opened]]) }")
    return [*colours, *browser.page.evaluate(_RUN, [_REST, ["opened"]])]


def faults_on_every_width(browser: BrowserPage) -> list[str]:
    """Findings of axe and horizontal scrolling on the open page, at all widths. Ends at the largest width."""
    # No style begins between the two narrow widths (test_pages checks that), so what fits the narrower one fits both.
    page = browser.page
    messages = [*scrolling(browser, NARROWEST_PX), *(f"at {NARROWEST_PX}, {fault}" for fault in faults(browser))]
    page.evaluate(_NOTE_SHOWN)
    messages += scrolling(browser, WIDE_PX)
    wide = _faults_of_schemes(browser)
    if page.evaluate(_GROUP_SHOWN_WIDE):
        wide += page.evaluate(_RUN, [_REST, ["new"]])
    return [f"{page.url}: {message}" for message in [*messages, *(f"at {WIDE_PX}, {fault}" for fault in wide)]]


def scrolling(browser: BrowserPage, width: int) -> list[str]:
    """A list with a message if the open page scrolls horizontally at this width; otherwise []."""
    browser.page.set_viewport_size({"width": width, "height": _HEIGHT_PX})
    wait_until_settled(browser)
    wide = px_too_wide(browser)
    return [f"{wide} px too wide at {width}"] if wide else []


def px_too_wide(browser: BrowserPage) -> int:
    """The number of pixels by which the page is too wide; 0 if it fits."""
    return int(browser.page.evaluate(_WIDER))


def layout_shift(browser: BrowserPage) -> float:
    """The sum of all shifts of the layout that no act of the person caused, once the document was complete."""
    return float(browser.page.evaluate(_LAYOUT_SHIFT))


def _faults_of_schemes(browser: BrowserPage) -> list[str]:
    """Findings about colours in dark and light mode after the page has settled; loads axe. Ends in light mode."""
    wait_until_settled(browser)
    if not browser.page.evaluate("() => 'axe' in window"):
        browser.page.evaluate(AXE_SCRIPT)
    return [*_faults_of_colours(browser.page, "dark"), *_faults_of_colours(browser.page, "light")]


def _faults_of_colours(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    # Without animations, because colours would be read during the transition between schemes.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    new = [look for look in page.evaluate(_GROUP_BY_LOOK) if look not in _fine_looks]
    violations = page.evaluate(_RUN, [_COLOURS, new]) if new else []
    if not violations:
        _fine_looks.update(new)
    return [f"{scheme}: {violation}" for violation in violations]
