"""What a page must be free of: anything that axe finds, in light and in dark, and sideways scrolling."""

from typing import Literal

from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from playwright.sync_api import Page

from tests.chromium import BrowserPage

# By night colours alone are different, so that their rules are enough.
_NIGHT = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
# axe leaves empty style attributes behind; htmx would copy them, which the security policy refuses.
_TIDY = """() => document.querySelectorAll("[style='']").forEach((each) => each.removeAttribute("style"))"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def assert_clean(browser: BrowserPage) -> None:
    """Nothing for axe on the page that is open, by day and by night."""
    found = faults(browser)
    assert not found, f"{browser.page.url}\n" + "\n".join(found)


def faults(browser: BrowserPage) -> list[str]:
    """What axe finds on the page that is open: scheme, rule and element. The page is left in light."""
    by_night = _faults(browser.page, "dark", _NIGHT)
    by_day = _faults(browser.page, "light", DEFAULT_OPTIONS)
    return [*by_day, *by_night]


def px_too_wide(browser: BrowserPage) -> int:
    """How far the page scrolls sideways; 0 where it fits."""
    return int(browser.page.evaluate(_WIDER))


def _faults(page: Page, scheme: Literal["light", "dark"], options: dict[str, object]) -> list[str]:
    # Without motion, or colours would be read on their way from one scheme to the other.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = Axe().run(page, options=options).response["violations"]
    page.evaluate(_TIDY)
    return [f"{scheme}: {rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
