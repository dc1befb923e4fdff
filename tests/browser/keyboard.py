"""Uses pages with the keyboard only: Tab, arrow keys, Space, Enter and text."""

import pytest
from playwright.sync_api import Locator

from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage

_MOST_STEPS = 150
# Logged to the console, which fails the test. A key press also causes a click event, but without a pointer type.
_WATCH_POINTERS = """
for (const kind of ["pointerdown", "mousedown", "touchstart"]) {
  addEventListener(kind, (event) => console.error(`pointer: ${kind} on ${event.target.outerHTML}`), true);
}
"""
# Null if the element was rendered again.
_IS_FOCUSED = "element => element.isConnected ? element === document.activeElement : null"
# A focus ring on the element itself or on its container.
_IS_SEEN = """element => {
  const boxes = [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean);
  return element.matches(":focus-visible") && boxes.some((box) => getComputedStyle(box).outlineStyle !== "none");
}"""


def without_mouse(browser: BrowserPage) -> None:
    """Fail the test if a pointer is used on any of the following pages."""
    browser.page.add_init_script(_WATCH_POINTERS)


def walk_to(browser: BrowserPage, target: Locator, *, back: bool = False) -> None:
    """Press Tab until the target visibly has the focus. It is looked up only once, because that takes long."""
    element = target.element_handle()
    for _ in range(_MOST_STEPS):
        is_focused = element.evaluate(_IS_FOCUSED)
        if is_focused is None:
            element = target.element_handle()
            is_focused = element.evaluate(_IS_FOCUSED)
        if is_focused:
            assert element.evaluate(_IS_SEEN), f"nobody sees where the focus is: {target}"
            return
        browser.page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"the keyboard does not reach {target} on {browser.page.url}")


def write(browser: BrowserPage, label: str, text: str) -> None:
    """Go to the first field with the label and replace its value."""
    page = browser.page
    walk_to(browser, page.get_by_label(label, exact=True).and_(page.locator("input, textarea")).first)
    browser.page.keyboard.press("ControlOrMeta+A")
    browser.page.keyboard.type(text)


def toggle(browser: BrowserPage, target: Locator, *, back: bool = False) -> None:
    walk_to(browser, target, back=back)
    browser.page.keyboard.press("Space")


def enter(browser: BrowserPage, target: Locator) -> None:
    """Go to a link or button and press Enter."""
    walk_to(browser, target)
    browser.page.keyboard.press("Enter")


def follow(browser: BrowserPage, target: Locator) -> None:
    """Go to a link and press Enter; waits until the new page is loaded."""
    walk_to(browser, target)
    with browser.page.expect_navigation():
        browser.page.keyboard.press("Enter")
    wait_until_settled(browser)
