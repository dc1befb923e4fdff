"""Working without a mouse: walking with Tab, choosing with arrows and Space, typing, Enter."""

import pytest
from playwright.sync_api import Locator

from tests.browser.steps import settled
from tests.chromium import BrowserPage

_MOST_STEPS = 150
# Told to the console, where every message is a fault: a key press makes a click too, but one of no pointer.
_WATCH_POINTERS = """
for (const kind of ["pointerdown", "mousedown", "touchstart"]) {
  addEventListener(kind, (event) => console.error(`pointer: ${kind} on ${event.target.outerHTML}`), true);
}
"""
_IS_FOCUSED = "element => element === document.activeElement"
# A ring of its own, or around the box in which it stands.
_IS_SEEN = """element => {
  const boxes = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
  return element.matches(":focus-visible") && boxes.some((box) => getComputedStyle(box).outlineStyle !== "none");
}"""


def without_mouse(browser: BrowserPage) -> None:
    """From the next page on, every use of a pointer is a fault."""
    browser.page.add_init_script(_WATCH_POINTERS)


def walk_to(browser: BrowserPage, target: Locator, *, back: bool = False) -> None:
    """Press Tab until the target has the focus, visibly."""
    for _ in range(_MOST_STEPS):
        if target.evaluate(_IS_FOCUSED):
            assert target.evaluate(_IS_SEEN), f"nobody sees where the focus is: {target}"
            return
        browser.page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"the keyboard does not reach {target} on {browser.page.url}")


def write(browser: BrowserPage, label: str, text: str) -> None:
    """Walk to the first field of the label and type over what stands there."""
    page = browser.page
    walk_to(browser, page.get_by_label(label, exact=True).and_(page.locator("input, textarea")).first)
    browser.page.keyboard.press("ControlOrMeta+A")
    browser.page.keyboard.type(text)


def toggle(browser: BrowserPage, target: Locator, *, back: bool = False) -> None:
    walk_to(browser, target, back=back)
    browser.page.keyboard.press("Space")


def enter(browser: BrowserPage, target: Locator) -> None:
    """Walk to a link or button and press Enter."""
    walk_to(browser, target)
    browser.page.keyboard.press("Enter")


def follow(browser: BrowserPage, target: Locator) -> None:
    """The same with what leads to a page; ends when that page stands."""
    walk_to(browser, target)
    with browser.page.expect_navigation():
        browser.page.keyboard.press("Enter")
    settled(browser)
