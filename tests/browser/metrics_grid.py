"""The metrics table in the browser: its cells and what a person does with them."""

from playwright.sync_api import Locator, expect

from tests.chromium import BrowserPage
from tests.studio.metrics.metrics_file import HEADER, stored_file
from tests.studio.scene import Scene

SAVED = "All changes saved"
METRICS = f"""{HEADER}
cache.hits,gauge,,hit,second,"Hits, read",1,Northquay Cache,hits
cache.misses,gauge,,miss,,Misses,-1,Northquay Cache,misses
cache.age,gauge,,second,, Age ,0,Northquay Cache,age
""".encode()


class MetricsGrid:
    """The grid on the step *Data* of a scene."""

    def __init__(self, browser: BrowserPage, scene: Scene, *, query: str = "") -> None:
        self.browser, self.page, self.scene = browser, browser.page, scene
        browser.open(scene.url("step", "data") + query)
        self.section = self.page.locator("#metrics")
        self.section.scroll_into_view_if_needed()
        self.grid = self.section.get_by_role("grid")
        expect(self.grid).to_have_attribute("aria-rowcount", "1" if not self._has_file() else self._row_count())

    def _has_file(self) -> bool:
        return bool(self.scene.section("data").document.get("metadata_csv"))

    def _row_count(self) -> str:
        return str(len(stored_file(self.scene).decode().rstrip().splitlines()))

    def cell(self, line: int, column: str) -> Locator:
        """The cell in a row, counted from 1 as shown, by the name of its column."""
        return self.section.locator(f"tbody tr[aria-rowindex='{line + 1}'] [data-column={column}]")

    def tool(self, name: str) -> Locator:
        return self.section.get_by_role("button", name=name, exact=True)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def editor(self) -> Locator:
        return self.section.locator(".cell-editor")

    def tick(self, *lines: int) -> None:
        for line in lines:
            self.section.locator(f"tbody tr[aria-rowindex='{line + 1}'] input[type=checkbox]").click()

    def column(self, name: str) -> list[str]:
        """The shown texts of a column."""
        return self.section.locator(f"tbody [data-column={name}]").all_inner_texts()

    def copy_elsewhere(self, text: str) -> None:
        """Put a text on the clipboard, as another program does."""
        self.browser.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)

    def stored(self) -> bytes:
        """The bytes of the file, once everything is saved."""
        expect(self.section.locator("[data-grid-status]")).to_have_text(SAVED)
        return stored_file(self.scene)
