"""Counts what a person does on pages: each click, key chord, filled field and chosen file is one interaction."""

from playwright.sync_api import Locator

from tests.browser.steps import field, wait_until_settled
from tests.chromium import BrowserPage

Files = dict[str, bytes]


class CountedHand:
    """The hand of a person who uses visible words. done lists the interactions in order."""

    def __init__(self, browser: BrowserPage) -> None:
        self.browser, self.page = browser, browser.page
        self.done: list[str] = []

    def click(self, target: Locator, what: str) -> None:
        """Click, and wait until everything is saved."""
        target.click()
        self._note(f"click {what}")

    def follow(self, role: str, name: str) -> None:
        """Click a link or button that loads a page."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]  # a role
        self._note(f"click {role} {name}")

    def fill(self, label: str, text: str) -> None:
        shown = self.page.get_by_label(label, exact=True).and_(self.page.locator("input, textarea"))
        shown.first.fill(text)
        self._note(f"fill {label}")

    def tick(self, path: str, option: str = "") -> None:
        """Click the box of a field, or one of its options."""
        box = field(self.browser, path)
        (box.get_by_text(option, exact=True) if option else box.locator("label")).first.click()
        self._note(f"tick {path} {option}")

    def pick(self, path: str, *options: str) -> None:
        """Open a picker with search, and click options."""
        self.click(field(self.browser, path).get_by_role("combobox"), f"picker {path}")
        for option in options:
            shown = field(self.browser, path).locator(".picker-options").get_by_text(option, exact=True)
            self.click(shown, f"option {option}")

    def choose(self, label: str, files: Files) -> None:
        """Choose files in the dialog that a click on the label opens. Each file counts."""
        with self.page.expect_file_chooser() as chosen:
            self.page.get_by_text(label).first.click()
        chosen.value.set_files(
            [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files.items()]
        )
        self.done += [f"click {label}", *(f"choose {name}" for name in files)]

    def open_mail(self, link: str) -> None:
        """Open an e-mail and click its link."""
        self.browser.open(link)
        self.done += ["open the mail", "click its link"]

    def assert_at_most(self, limit: int) -> None:
        """Fail with the list of interactions if there were more."""
        listed = "\n".join(f"{number:3} {what}" for number, what in enumerate(self.done, 1))
        assert len(self.done) <= limit, f"{len(self.done)} interactions, at most {limit}:\n{listed}"

    def _note(self, what: str) -> None:
        self.done.append(what)
        wait_until_settled(self.browser)
