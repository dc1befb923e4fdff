"""What opens wrongly is seen, and the keys of what opens on every page."""

from collections.abc import Callable

import pytest

from tests.browser.axe import NARROWEST_PX, WIDE_PX
from tests.browser.openers import faults_of_openers
from tests.chromium import BrowserPage

pytestmark = pytest.mark.browser
SHOW = """parts => {
  const main = document.querySelector("main");
  main.innerHTML = parts;
  main.querySelector("#lost")?.style.setProperty("margin-inline-start", "-90px");
  const [button, box] = [main.querySelector("#opener"), main.querySelector("#opened")];
  button?.addEventListener("click", () => { box.style.position = "fixed"; box.hidden = false; });
  button?.addEventListener("keydown", ({ key }) => { if (key === "Escape") { box.hidden = true; button.blur(); } });
}"""


@pytest.fixture
def faults(browser_page: BrowserPage, transactional_db: None) -> Callable[[str], list[str]]:
    """A function that shows a part as the content of a page and returns the faults of its openers."""

    def faults_of(part: str) -> list[str]:
        browser_page.open("/accounts/login/")
        browser_page.page.evaluate(SHOW, part)
        return [fault.split(f"{browser_page.page.url}: ")[1] for fault in faults_of_openers(browser_page)]

    return faults_of


def test_what_leaves_the_window_or_fails_axe_is_seen(faults: Callable[[str], list[str]]) -> None:
    lost = "<details><summary>Lost</summary><p id='lost'>Text</p></details>"
    unnamed = "<details><summary>Unnamed</summary><input></details>"

    assert faults(lost + unnamed) == [
        f"at {WIDE_PX}, Lost (summary,details): p is outside of the window",
        f'at {WIDE_PX}, Unnamed (summary,details): label: details[open=""]:nth-child(2) > input',
        f"at {NARROWEST_PX}, Lost (summary,details): p is outside of the window",
    ]


def test_what_does_not_open_or_loses_the_focus_is_seen(faults: Callable[[str], list[str]]) -> None:
    dead = "<button class=btn aria-expanded=false>Dead</button>"
    box = "<div role=dialog aria-label=Box id=opened hidden>Box</div>"
    forgetful = f"<button class=btn aria-haspopup=dialog id=opener>Forgetful</button> {box}"

    assert faults(dead + forgetful) == [
        f"at {WIDE_PX}, Dead (button.btn): a click opens nothing",
        f"at {WIDE_PX}, Forgetful (button.btn): Escape: the opener doesn't have the focus",
        f"at {WIDE_PX}, Forgetful (button.btn): Enter: not opened",
        f"at {NARROWEST_PX}, Dead (button.btn): a click opens nothing",
        f"at {NARROWEST_PX}, Forgetful (button.btn): Escape: the opener doesn't have the focus",
    ]
