"""Options of a multiple choice are selected by clicking their labels."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from common.actor import Role
from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.browser.steps import wait_until_settled
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, ready_scene

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "data_dir")]
NAMES = ("Linux", "Windows", "macOS")


def _choice_at(browser: BrowserPage) -> tuple[Scene, Locator]:
    scene = ready_scene()
    sign_in(browser, scene.editor)
    browser.open(scene.url("step", "overview"))
    return scene, browser.page.locator("#f-overview-supported_os-field")


def _option(field: Locator, name: str) -> Locator:
    return field.locator(".picker-options").get_by_text(name, exact=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_click_on_the_word_of_an_option_chooses_it(new_browser_page: Callable[..., BrowserPage], width: int) -> None:
    browser = new_browser_page(has_touch=width == 390, viewport={"width": width, "height": 800})
    scene, field = _choice_at(browser)
    before = set(scene.section().document["supported_os"])
    press = Locator.tap if width == 390 else Locator.click
    wanted = [name for name in NAMES if name not in before][:2]

    press(field.get_by_role("combobox"))
    assert field.locator(".picker-options").evaluate("list => list.scrollWidth <= list.clientWidth")
    for name in wanted:
        press(_option(field, name))
        expect(field.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    expect(_option(field, wanted[0])).to_be_visible()  # the list stays open for the next one
    press(_option(field, wanted[0]))
    expect(field.get_by_role("button", name=f"Remove {wanted[0]}")).to_have_count(0)

    wait_until_settled(browser)
    assert set(scene.section().document["supported_os"]) == before | {wanted[1]}


def test_word_that_was_searched_for_is_chosen_by_mouse_and_keyboard(browser_page: BrowserPage) -> None:
    scene, field = _choice_at(browser_page)
    page, before = browser_page.page, set(scene.section().document["supported_os"])
    first, second = [name for name in NAMES if name not in before][:2]

    field.get_by_role("combobox").fill(first[:3])
    _option(field, first).click()
    field.get_by_role("combobox").fill(second)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")

    expect(_option(field, first)).to_be_hidden()
    wait_until_settled(browser_page)
    assert set(scene.section().document["supported_os"]) == before | {first, second}


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize("path", ["overview.supported_os", "overview.categories"])
def test_list_closes_when_somebody_tabs_on(browser_page: BrowserPage, path: str, key: str) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    combobox = browser_page.page.locator(f"#f-{path.replace('.', '-')}-field").get_by_role("combobox").first

    combobox.focus()
    expect(combobox).to_have_attribute("aria-expanded", "true")
    browser_page.page.keyboard.press(key)

    expect(combobox).to_have_attribute("aria-expanded", "false")
    expect(browser_page.page.locator(".picker-options:visible")).to_have_count(0)


def test_keys_change_nothing_for_people_who_may_only_look(browser_page: BrowserPage) -> None:
    scene = ready_scene()
    sign_in(browser_page, scene.member(Role.VIEWER))
    browser_page.open(scene.url("step", "overview"))
    search = browser_page.page.locator("#f-overview-supported_os-field").get_by_role("combobox")
    chips = browser_page.page.locator("#f-overview-supported_os-field .chip")
    before = chips.all_inner_texts()

    search.press("Backspace")
    search.fill("HP-UX")
    search.press("Enter")

    assert before
    assert chips.all_inner_texts() == before
