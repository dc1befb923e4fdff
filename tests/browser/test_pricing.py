"""The Pricing step: amounts as people write them, what customers pay, and the metric that is billed."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Person
from tests.browser.axe import WIDE_PX, WIDTHS
from tests.browser.people import sign_in
from tests.browser.steps import field, wait_until_settled
from tests.chromium import BrowserPage
from tests.studio.scene import Scene, ready_scene
from tests.tilekit.listing import METADATA, base_files

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "data_dir")]
BILLED = ("datadog.marketplace.acme.queue_brokers", "datadog.marketplace.acme.queue_hosts")
PLAN = {"billing_type": "tag_count", "unit_label": "broker", "product_id": "widget", "includes_assets": True}
THIN = "\N{NARROW NO-BREAK SPACE}"


def metered_scene(language: str) -> Scene:
    """A listing with a plan without a price, and with two metrics for billing."""
    manifest = json.loads(base_files()["manifest.json"]) | {"pricing": [PLAN]}
    row = METADATA.splitlines()[1]
    rows = [row.replace(row.partition(",")[0], name) for name in BILLED]
    table = "\n".join([*METADATA.splitlines(), *rows, ""])
    scene = ready_scene(**{"manifest.json": json.dumps(manifest).encode(), "metadata.csv": table.encode()})
    Person.objects.filter(pk=scene.editor.pk).update(language=language)
    return scene


def retype(at: Locator, text: str) -> None:
    """Click the label, replace the text, and leave the field with the keyboard."""
    page = at.page
    at.locator("label").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def stored(scene: Scene, name: str) -> object:
    return scene.section("pricing").document.get(name)


@pytest.fixture
def open_pricing(new_browser_page: Callable[..., BrowserPage]) -> Callable[[str, int], tuple[Scene, BrowserPage]]:
    def opened(language: str, width: int) -> tuple[Scene, BrowserPage]:
        scene = metered_scene(language)
        browser = new_browser_page(viewport={"width": width, "height": 900}, locale=language)
        sign_in(browser, Person.objects.get(pk=scene.editor.pk))
        browser.open(scene.url("step", "pricing"))
        return scene, browser

    return opened


def preview(page: Page) -> Locator:
    """The preview of the tile, which is folded on small screens."""
    pane = page.locator("details.pane:has(#preview-stage)")
    if not pane.locator("#preview-stage").is_visible():
        pane.locator("summary").first.click()
    return page.locator("#preview-stage .price")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "language, typed, amount, shown, bill, doubtful, words",
    [
        ("en", "$1250,5", "1250.50", "1,250.50", "$125,050 per month", "1.250", "Write 1,250 or 1.25."),
        ("fr", f"1{THIN}250,50 $US", "1250.50", f"1{THIN}250,50", f"125{THIN}050 $ par mois", "1,250", f"1{THIN}250"),
    ],
)
def test_amounts_are_typed_in_the_readers_way(
    open_pricing: Callable[[str, int], tuple[Scene, BrowserPage]],
    language: str, width: int, typed: str, amount: str, shown: str, bill: str, doubtful: str, words: str,
) -> None:  # fmt: skip
    scene, browser = open_pricing(language, width)
    page, price = browser.page, field(browser, "pricing.unit_price")

    retype(price, typed)
    wait_until_settled(browser)
    expect(price.locator("input")).to_have_value(shown)
    expect(page.locator("#example-bill")).to_contain_text(bill)
    expect(preview(page)).to_contain_text(shown.partition(".")[0])
    assert stored(scene, "unit_price") == amount

    retype(price, doubtful)
    wait_until_settled(browser)
    expect(price.locator("input")).to_have_value(doubtful)
    expect(price.locator(".finding")).to_contain_text(words)
    assert stored(scene, "unit_price") == doubtful

    trial = field(browser, "pricing.trial_days")
    retype(trial, "30 days")
    wait_until_settled(browser)
    expect(trial.locator("input")).to_have_value("30")
    expect(page.locator("#example-bill")).to_contain_text("30")
    assert stored(scene, "trial_days") == 30
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_billed_metric_is_picked_or_typed(
    open_pricing: Callable[[str, int], tuple[Scene, BrowserPage]],
) -> None:
    scene, browser = open_pricing("en", WIDE_PX)
    metric = field(browser, "pricing.metric")
    options = metric.locator(".picker-options")

    metric.locator("label").first.click()
    expect(options.get_by_role("button")).to_have_text(BILLED)
    browser.page.keyboard.type("hosts")
    expect(options.get_by_role("button").filter(visible=True)).to_have_text(BILLED[1:])
    options.get_by_text(BILLED[1], exact=True).click()
    expect(options).to_be_hidden()
    wait_until_settled(browser)
    assert stored(scene, "metric") == BILLED[1]

    browser.page.keyboard.press("ArrowDown")
    browser.page.keyboard.press("Enter")
    wait_until_settled(browser)
    assert stored(scene, "metric") == BILLED[0]

    retype(metric, "datadog.marketplace.acme.other")
    expect(options).to_be_hidden()
    expect(metric.locator(".finding")).to_contain_text("Choose one of them")
    wait_until_settled(browser)
    assert stored(scene, "metric") == "datadog.marketplace.acme.other"
