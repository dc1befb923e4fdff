"""Actions of people in a browser, one function each. They never sleep, but wait until the page shows the result."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Locator, expect

from tests.chromium import BrowserPage

PASSWORD = "demo-slipway"
# Edits stay in sessionStorage until they are saved, and htmx marks elements with a request or a swap. A function, as
# the content security policy forbids eval.
_SETTLED = """() => new Promise((resolve, reject) => {
  const until = performance.now() + 60000;
  const busy = ".htmx-request, .htmx-swapping, .htmx-settling";
  const look = () => {
    const waiting = Object.keys(sessionStorage).filter((key) => key.startsWith("edits:"));
    const states = [...document.querySelectorAll("[data-autosave]")].map((says) => says.dataset.state);
    if (!waiting.length && states.every((state) => state === "saved") && !document.querySelector(busy)) resolve();
    else if (performance.now() > until) reject(new Error(`not settled: ${waiting} ${states}`));
    else requestAnimationFrame(look);
  };
  look();
})"""


def zipped(folder: Path) -> bytes:
    """The folder as partners zip it: one folder at the top."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for path in sorted(file for file in folder.rglob("*") if file.is_file()):
            archive.write(path, f"{folder.name}/{path.relative_to(folder)}")
    return out.getvalue()


def import_zip(browser: BrowserPage, folder: Path) -> None:
    """A new listing from the folder, on the page New Listing; ends on its first step."""
    page = browser.page
    open_page(browser, "Home")
    follow(browser, page.get_by_role("link", name="New listing").first)
    with page.expect_file_chooser() as chosen:
        page.get_by_text("Drop files here, or choose them").click()
    chosen.value.set_files({"name": f"{folder.name}.zip", "mimeType": "application/zip", "buffer": zipped(folder)})
    page.get_by_role("button", name="Create draft").click()
    page.wait_for_url("**/overview/")


def open_step(browser: BrowserPage, title: str) -> None:
    """Open a step with the task list."""
    follow(browser, browser.page.locator("#tasks").get_by_role("link", name=re.compile(rf"^{re.escape(title)}")))
    expect(browser.page.get_by_role("heading", level=2, name=title, exact=True).first).to_be_attached()


def wait_until_settled(browser: BrowserPage) -> None:
    """Wait until the page is loaded, every edit is saved and the page shows the result."""
    browser.page.wait_for_load_state()
    browser.page.evaluate(_SETTLED)


def follow(browser: BrowserPage, target: Locator) -> None:
    """Click a link or button that loads a page, possibly the same one; waits until it is loaded."""
    with browser.page.expect_navigation():
        target.click()
    wait_until_settled(browser)


def field(browser: BrowserPage, path: str) -> Locator:
    """The field of a path: `overview.title`, `content.monitors`."""
    return browser.page.locator(f"#f-{path.replace('.', '-')}-field")


def fill(browser: BrowserPage, label: str, text: str) -> None:
    browser.page.get_by_label(label, exact=True).fill(text)


def tick(browser: BrowserPage, *labels: str) -> None:
    """Click the checkboxes and options whose labels begin with the words; labels also contain help texts."""
    for label in labels:
        words = re.compile(rf"^\s*{re.escape(label)}")
        browser.page.locator("label").filter(has_text=words).get_by_text(words).first.click()
        expect(browser.page.get_by_label(words)).to_be_checked()


def upload(browser: BrowserPage, control: str, *, name: str, content: bytes) -> None:
    """Put a file into the input with this ID, and wait until the page shows the result."""
    with browser.page.expect_response(lambda response: "/files/" in response.url and response.ok):
        browser.page.locator(f"#{control}").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
    wait_until_settled(browser)


def open_page(browser: BrowserPage, name: str) -> None:
    """Open a page with the main navigation, whose links may contain a count."""
    navigation = browser.page.get_by_role("navigation", name="Main navigation")
    follow(browser, navigation.get_by_role("link", name=re.compile(rf"^{re.escape(name)}")))


def press(browser: BrowserPage, name: str) -> None:
    """Press a button that loads a page."""
    follow(browser, browser.page.get_by_role("button", name=name, exact=True))


def hand_in(browser: BrowserPage, run_jobs: Callable[[], int]) -> None:
    """Submit, run the jobs, and wait until the open page shows the result without a reload."""
    open_step(browser, "Review & Submit")
    press(browser, "Submit for review")
    progress = browser.page.locator("#progress")
    expect(progress).to_contain_text("Waiting to start.")
    assert run_jobs() > 0
    expect(progress).to_contain_text("The checks found no blockers.")
    wait_until_settled(browser)


def open_review(browser: BrowserPage, title: str) -> None:
    """Open a review from the queue."""
    open_page(browser, "Queue")
    follow(browser, browser.page.locator("table.queue").get_by_role("link", name=title, exact=True))


def comment(browser: BrowserPage, path: str, text: str) -> None:
    """Write a blocking comment on a field of the review page."""
    field(browser, path).get_by_role("link", name="Add comment").first.click()
    form = browser.page.locator("#comment")
    form.get_by_label("Comment", exact=True).fill(text)
    form.get_by_label("Priority").select_option("must")
    form.get_by_role("button", name="Add comment", exact=True).click()
    expect(form).to_have_count(0)
    expect(field(browser, path)).to_contain_text(text)
