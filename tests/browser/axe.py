"""What a page must be free of: anything that axe finds, in light and in dark, and sideways scrolling."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.chromium import BrowserPage

_SCHEMES = ("light", "dark")
# axe leaves empty style attributes behind; htmx would copy them, which the security policy refuses.
_TIDY = """() => document.querySelectorAll("[style='']").forEach((each) => each.removeAttribute("style"))"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def assert_clean(browser: BrowserPage) -> None:
    """Nothing for axe on the page that is open, by day and by night; the page is left in light."""
    found = [f"{scheme}: {fault}" for scheme in _SCHEMES for fault in _faults(browser.page, scheme)]
    browser.page.emulate_media(color_scheme="light")
    assert not found, f"{browser.page.url}\n" + "\n".join(found)


def px_too_wide(browser: BrowserPage) -> int:
    """How far the page scrolls sideways; 0 where it fits."""
    return int(browser.page.evaluate(_WIDER))


def _faults(page: Page, scheme: str) -> Sequence[str]:
    # Without motion, or colours would be read on their way from one scheme to the other.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two
    found = Axe().run(page).response["violations"]
    page.evaluate(_TIDY)
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
