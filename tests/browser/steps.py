"""What people do in their browsers, a small function each. Nothing sleeps: each waits for what the page says."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Locator, expect

from accounts.demo import DOMAIN
from tests.chromium import BrowserPage

PASSWORD = "demo-slipway"
# Edits wait in the tab's storage until they are stored, and htmx marks what it is still drawing. A function, because
# the security policy refuses expressions that the page would have to evaluate.
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


def sign_in(browser: BrowserPage, login: str) -> None:
    """Through the form; ends on the page that waits for this person."""
    browser.open("/accounts/login/")
    browser.page.get_by_label("E-mail address").fill(f"{login}@{DOMAIN}")
    browser.page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(browser, browser.page.get_by_role("button", name="Sign in", exact=True))
    expect(browser.page.get_by_role("link", name="Sign in")).to_have_count(0)


def zipped(folder: Path) -> bytes:
    """The folder as partners zip it: one folder at the top."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.write(path, f"{folder.name}/{path.relative_to(folder)}")
    return out.getvalue()


def import_zip(browser: BrowserPage, folder: Path) -> None:
    """A new listing from the folder, on the page New Listing; ends on its first step."""
    page = browser.page
    open_page(browser, "Home")
    follow(browser, page.get_by_role("link", name="Import a folder"))
    card = page.locator("#import")
    card.get_by_label("Zip").set_input_files(
        {"name": f"{folder.name}.zip", "mimeType": "application/zip", "buffer": zipped(folder)}
    )
    card.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/overview/")


def open_step(browser: BrowserPage, title: str) -> None:
    """By the task list on the left."""
    follow(browser, browser.page.locator("#tasks").get_by_role("link", name=re.compile(rf"^{re.escape(title)}")))
    expect(browser.page.get_by_role("heading", level=2, name=title, exact=True).first).to_be_attached()


def settled(browser: BrowserPage) -> None:
    """Wait until the page stands, every edit is stored and the page shows what became of it."""
    browser.page.wait_for_load_state()
    browser.page.evaluate(_SETTLED)


def follow(browser: BrowserPage, target: Locator) -> None:
    """Click what leads to a page, maybe the same one anew; ends when that page stands."""
    with browser.page.expect_navigation():
        target.click()
    settled(browser)


def field(browser: BrowserPage, path: str) -> Locator:
    """The field of a path: `overview.title`, `content.monitors`."""
    return browser.page.locator(f"#f-{path.replace('.', '-')}-field")


def fill(browser: BrowserPage, label: str, text: str) -> None:
    browser.page.get_by_label(label, exact=True).fill(text)


def tick(browser: BrowserPage, *labels: str) -> None:
    """Click the words of boxes and choices that begin so: their help stands in the label too."""
    for label in labels:
        words = re.compile(rf"^\s*{re.escape(label)}")
        browser.page.locator("label").filter(has_text=words).get_by_text(words).first.click()
        expect(browser.page.get_by_label(words)).to_be_checked()


def upload(browser: BrowserPage, control: str, *, name: str, content: bytes) -> None:
    """Put a file into the input of this id, and wait until the page shows what came of it."""
    with browser.page.expect_response(lambda response: "/files/" in response.url and response.ok):
        browser.page.locator(f"#{control}").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
    settled(browser)


def open_page(browser: BrowserPage, name: str) -> None:
    """By the main navigation; its links may carry a count."""
    navigation = browser.page.get_by_role("navigation", name="Main navigation")
    follow(browser, navigation.get_by_role("link", name=re.compile(rf"^{re.escape(name)}")))


def press(browser: BrowserPage, name: str) -> None:
    """A button that leads to a page."""
    follow(browser, browser.page.get_by_role("button", name=name, exact=True))


def hand_in(browser: BrowserPage, run_jobs: Callable[[], int]) -> None:
    """Submit, let the worker run, and see the result on the page that is open, without loading it again."""
    open_step(browser, "Review & Submit")
    press(browser, "Submit for review")
    progress = browser.page.locator("#progress")
    expect(progress).to_contain_text("Waiting to start.")
    assert run_jobs() > 0
    expect(progress).to_contain_text("Nothing blocks.")
    settled(browser)


def open_review(browser: BrowserPage, title: str) -> None:
    """From the queue."""
    open_page(browser, "Queue")
    follow(browser, browser.page.locator("table.queue").get_by_role("link", name=title, exact=True))


def comment(browser: BrowserPage, path: str, text: str) -> None:
    """A blocking comment at a field of the review page."""
    field(browser, path).get_by_role("link", name="Comment").click()
    form = browser.page.locator("#comment")
    form.get_by_label("Comment", exact=True).fill(text)
    tick(browser, "Blocking")
    follow(browser, form.get_by_role("button", name="Add comment", exact=True))
    expect(field(browser, path)).to_contain_text(text)
