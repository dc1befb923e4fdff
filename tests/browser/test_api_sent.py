"""Values from API clients, in a real browser: the card on Review & Submit, and the hint at a field."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.actors import actor_of
from common.actor import Role
from tests.api.factories import caller_of
from tests.api.ingestion_client import Api
from tests.api.test_variants import FEATURE, PATH, make, of_plan, put
from tests.browser.axe import faults_on_every_width, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser
WIDTHS = (1280, 390)


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    return make_scene()


@pytest.fixture
def wizard(browser_page: BrowserPage, scene: Scene) -> BrowserPage:
    api = Api(caller_of(scene.organisation, actor_of(scene.member(Role.OWNER))))
    plan = make(api)["id"]
    long = {**FEATURE, "note": "wide " * 60}
    assert put(api, of_plan(api, plan, "Availability", PATH), long, PATH).status_code == 200
    title = {"title": "Set by a machine"}
    assert put(api, of_plan(api, None, "Listing", "listings"), title, "listings").status_code == 200
    sign_in(browser_page, scene.editor)
    return browser_page


def test_what_was_sent_unfolds_and_scrolls_inside_its_card(wizard: BrowserPage, scene: Scene) -> None:
    wizard.open(scene.url("step", "review"))
    card = wizard.page.locator("#api-sent")
    expect(card.get_by_role("listitem")).to_have_count(3)

    card.get_by_text("Feature availability").click()

    content = card.locator("pre", has_text="openPrice")
    expect(content).to_be_visible()
    for width in WIDTHS:
        wizard.page.set_viewport_size({"width": width, "height": 800})
        assert px_too_wide(wizard) == 0
        assert content.evaluate("box => box.scrollWidth > box.clientWidth")
    assert faults_on_every_width(wizard) == []


def test_the_hint_goes_once_a_person_changes_the_field(wizard: BrowserPage, scene: Scene) -> None:
    wizard.open(scene.url("step", "overview"))
    hint = wizard.page.get_by_text("through the API. Imports leave this value as it is until you change it here.")
    expect(hint).to_have_count(1)
    for width in WIDTHS:
        wizard.page.set_viewport_size({"width": width, "height": 800})
        expect(hint).to_be_visible()
        assert px_too_wide(wizard) == 0

    wizard.page.get_by_label("Tile title", exact=True).fill("By hand")

    expect(hint).to_be_hidden()
