"""Accessibility checks for pages: no findings of axe in light and dark mode, and no horizontal scrolling."""

from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.steps import settled
from tests.chromium import BrowserPage

NARROWEST_PX, NARROW_PX, WIDE_PX = 320, 390, 1280
_HEIGHT_PX = 900
_ABOUT_COLOURS = ("color-contrast", "link-in-text-block")
_DAY: dict[str, object] = {"resultTypes": ["violations"]}
# Dark mode changes only colours, so only the rules about colours run again.
_COLOURS = {**_DAY, "runOnly": [*_ABOUT_COLOURS]}
_REST = {**_DAY, "rules": {rule: {"enabled": False} for rule in _ABOUT_COLOURS}}
_LOOKS = """
const looks = () => new Map([...document.querySelectorAll("body *")].map((each) => {
  const { color, backgroundColor, backgroundImage } = getComputedStyle(each);
  return [each, each.checkVisibility() ? `${color} ${backgroundColor} ${backgroundImage}` : ""];
}));
"""
_NOTE_LOOKS = f"() => {{ {_LOOKS} window.looksBefore = looks(); }}"
_LOOK_ELSE = f"""() => {{ {_LOOKS}
  window.lookElse = [...looks()].filter(([each, look]) => look && look !== window.looksBefore.get(each));
  return window.lookElse.length > 0;
}}"""
# axe leaves empty style attributes; htmx would copy them, which the security policy forbids.
_RUN = """async ([options, lookElse]) => {
  const place = lookElse ? window.lookElse.map(([each]) => each) : document;
  const { violations } = await axe.run(place, options);
  document.querySelectorAll("[style='']").forEach((each) => each.removeAttribute("style"));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def assert_clean(browser: BrowserPage) -> None:
    """Assert that axe finds nothing on the open page, in light and dark mode."""
    found = faults(browser)
    assert not found, f"{browser.page.url}\n" + "\n".join(found)


def faults(browser: BrowserPage) -> list[str]:
    """Findings of axe on the open page after it has settled: scheme, rule, element. Ends in light mode."""
    settled(browser)
    by_night = _faults(browser.page, "dark", _COLOURS)
    by_day = _faults(browser.page, "light", _DAY)
    return [*by_day, *by_night]


def faults_on_every_width(browser: BrowserPage) -> list[str]:
    """Findings of axe and horizontal scrolling on the open page, at all widths. Ends at the largest width."""
    found = [*_sideways(browser, WIDE_PX), *faults(browser)]
    browser.page.evaluate(_NOTE_LOOKS)
    # No style begins between the two narrow widths (test_pages checks that), so axe would find the same on both.
    found += [*_sideways(browser, NARROWEST_PX), *_sideways(browser, NARROW_PX)]
    found += [f"at {NARROW_PX}, {fault}" for fault in _faults_of_narrow(browser.page)]
    browser.page.set_viewport_size({"width": WIDE_PX, "height": _HEIGHT_PX})
    return [f"{browser.page.url}: {fault}" for fault in found]


def px_too_wide(browser: BrowserPage) -> int:
    """How many pixels the page is too wide; 0 if it fits."""
    return int(browser.page.evaluate(_WIDER))


def _sideways(browser: BrowserPage, width: int) -> list[str]:
    browser.page.set_viewport_size({"width": width, "height": _HEIGHT_PX})
    settled(browser)
    wide = px_too_wide(browser)
    return [f"{wide} px too wide at {width}"] if wide else []


def _faults_of_narrow(page: Page) -> list[str]:
    """Colours are checked only where they differ from the wide page, because that takes most of the time of axe."""
    found = _faults(page, "light", _REST)
    if page.evaluate(_LOOK_ELSE):
        found += [*_faults(page, "dark", _COLOURS, in_part=True), *_faults(page, "light", _COLOURS, in_part=True)]
    return found


def _faults(
    page: Page, scheme: Literal["light", "dark"], options: dict[str, object], *, in_part: bool = False
) -> list[str]:
    """in_part: check only the parts that look different from before."""
    # Without animations, because colours would be read during the transition between schemes.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [f"{scheme}: {fault}" for fault in page.evaluate(_RUN, [options, in_part])]
