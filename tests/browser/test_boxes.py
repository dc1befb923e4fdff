"""Text boxes, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Person
from listings.actions import save_section
from reviews.actions import record_view
from tests.accounts.factories import make_person
from tests.browser.axe import NARROW_PX, WIDE_PX, WIDTHS, px_too_wide
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
from tests.reviews.scene import in_review, today
from tests.studio.scene import make_scene
from tests.tilekit.listing import METADATA

pytestmark = pytest.mark.browser
# The height inside the borders, in lines.
LINES = """box => {
  const style = getComputedStyle(box);
  const edges = parseFloat(style.paddingBlockStart) + parseFloat(style.paddingBlockEnd);
  return (box.clientHeight - edges) / parseFloat(style.lineHeight);
}"""


def test_empty_box_is_as_high_as_its_rows(browser_page: BrowserPage, data_dir: Path) -> None:
    sign_in(browser_page, make_person(is_admin=True))
    browser_page.open("/checks/agent-packages/")

    box = browser_page.page.get_by_label("Packages", exact=True)

    assert round(box.evaluate(LINES)) == 12


def test_long_word_stays_in_the_facts_of_a_tile(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    save_section(
        revision_id=scene.revision.pk,
        key="overview",
        version=None,
        changes={"vendor_name": "Donaudampfschifffahrt" * 4},
        by=scene.actor,
        now=NOW,
    )
    sign_in(browser_page, scene.editor)
    browser_page.page.set_viewport_size({"width": NARROW_PX, "height": 800})

    browser_page.open(scene.url("preview"))

    assert px_too_wide(browser_page) == 0


def test_buttons_of_an_error_page_that_wrap_are_centred(browser_page: BrowserPage, data_dir: Path) -> None:
    sign_in(browser_page, make_person())
    browser_page.page.set_viewport_size({"width": NARROW_PX, "height": 800})

    browser_page.open("/no-such-page/")

    boxes = [box for button in browser_page.page.locator(".empty .btn").all() if (box := button.bounding_box())]
    rows = [[box for box in boxes if box["y"] == y] for y in {box["y"] for box in boxes}]
    assert len(rows) == 2
    ends = [(min(box["x"] for box in row), max(box["x"] + box["width"] for box in row)) for row in rows]
    assert {round((left + right) / 2) for left, right in ends} == {NARROW_PX // 2}
    browser_page.faults[:] = [fault for fault in browser_page.faults if "404" not in fault]


def test_refused_file_is_marked_at_its_button(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "overview"))
    control = browser_page.page.locator("#f-overview-logo_light")

    control.set_input_files({"name": "a.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"})

    expect(control).to_have_attribute("aria-invalid", "true")
    expect(control).to_have_css("box-shadow", "none")
    colour = "(control, part) => getComputedStyle(control, part).borderColor"
    other = browser_page.page.locator("#f-overview-logo_dark")
    assert control.evaluate(colour, "::file-selector-button") != other.evaluate(colour, "::file-selector-button")
    browser_page.faults[:] = [fault for fault in browser_page.faults if "422" not in fault]


def test_box_that_was_resized_may_be_drawn_again(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    """A resized box has a style. The security policy forbids htmx to copy it to the new box."""
    scene = make_scene()
    sign_in(browser_page, scene.editor)
    browser_page.open(scene.url("step", "data"))
    page = browser_page.page
    page.locator("#group-metrics summary").click()
    box = page.locator("#f-data-metric_check")
    drag_corner(page, box, by=40)
    expect(box).to_have_attribute("style", re.compile("height"))

    metrics = {"name": "metadata.csv", "mimeType": "text/csv", "buffer": METADATA.encode()}
    page.locator("#f-data-metadata_csv").set_input_files(metrics)

    expect(box).not_to_have_attribute("style", re.compile("height"))


def drag_corner(page: Page, box: Locator, *, by: int) -> None:
    """Make a text box higher with the mouse."""
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place
    corner = (place["x"] + place["width"] - 5, place["y"] + place["height"] - 5)
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(corner[0], corner[1] + by)
    page.mouse.up()


def test_bases_of_comparison_of_a_review_are_in_one_line(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene = in_review(now=today())
    reviewer = scene.team("engineering")
    record_view(submission_id=scene.submission.pk, by=reviewer, now=today())
    for title in ("Acme Two", "Acme Three"):
        scene.send_back(now=today())
        scene.edit(title=title, now=today())
        scene.resubmit(now=today())
    sign_in(browser_page, Person.objects.get(pk=reviewer.id))
    browser_page.page.set_viewport_size({"width": WIDE_PX, "height": 800})

    browser_page.open(f"/reviews/{scene.review('engineering').pk}/")

    boxes = [link.bounding_box() for link in browser_page.page.locator(".switch a").all()]
    assert len(boxes) == 3
    assert len({box["y"] for box in boxes if box}) == 1


def test_example_of_a_check_is_read_whole(browser_page: BrowserPage, transactional_db: None, data_dir: Path) -> None:
    sign_in(browser_page, make_person(is_admin=True))
    browser_page.open("/checks/MF-040/")

    example = browser_page.page.locator("pre.code").first

    assert example.evaluate("box => box.scrollWidth - box.clientWidth") == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_metrics_of_a_review_are_read_in_their_card(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path, width: int
) -> None:
    columns = "metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name"
    name = "acme_widget.externalsecret.reconcile.duration.percentile.of.all.controllers"
    text = "The time that one round of the controller takes until everything is as it should be."
    rows = [f"{name},gauge,,millisecond,,{text},0,acme_widget,duration,"]
    rows += ["acme_widget.queue.depth,gauge,,message,,Messages that wait.,0,acme_widget,depth,"]
    scene = in_review(now=today(), **{"metadata.csv": "\n".join([f"{columns},curated_metric", *rows]).encode()})
    sign_in(browser_page, Person.objects.get(pk=scene.team("engineering").id))
    page = browser_page.page
    page.set_viewport_size({"width": width, "height": 800})

    browser_page.open(f"/reviews/{scene.review('engineering').pk}/?view=content&section=data")

    assert px_too_wide(browser_page) == 0
    table = page.get_by_role("region", name="Metrics")
    for words in (name, text):
        box = table.get_by_text(words).bounding_box()
        assert box
        assert box["width"] > 150
    card = page.locator(".card", has=table).bounding_box()
    around = table.bounding_box()
    assert card
    assert around
    assert around["x"] + around["width"] <= card["x"] + card["width"]
