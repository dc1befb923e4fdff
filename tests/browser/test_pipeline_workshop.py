"""The pipeline workshop in a real browser: propose, edit, look at each step, keep samples, save."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from files.queries import read_blob
from listings.actions import attach_file, save_section
from tests.browser import keyboard
from tests.browser.axe import WIDTHS
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.browser
_EXPECTED_FAULTS = r"\b422\b|htmx:(?:afterRequest|sendAbort)"  # refused saves, and runs that a later one replaces

PIPELINE = """\
id: northquay-cache
metric_id: northquay-cache
backend_only: false
facets: []
pipeline:
  type: pipeline
  name: Northquay
  enabled: true
  filter:
    query: source:northquay-cache
  processors:
    - type: grok-parser
      name: Parse the log
      enabled: true
      source: message
      grok:
        supportRules: ""
        matchRules: |
          started %{date("yyyy-MM-dd HH:mm:ss"):date} %{word:level} started %{integer:workers} workers
    - type: pipeline
      name: Errors only
      enabled: true
      filter:
        query: "@level:ERROR"
      processors:
        - type: attribute-remapper
          name: Rename workers
          enabled: true
          sources:
            - workers
          target: worker.count
    - type: status-remapper
      name: Status
      enabled: true
      sources:
        - level
"""
TESTS = """\
id: northquay-cache
tests:
  - sample: 2024-01-02 03:04:05 INFO started 3 workers
    result:
      custom:
        date: 1704164645000
        level: INFO
        workers: 4
      message: 2024-01-02 03:04:05 INFO started 3 workers
      status: info
      tags:
        - source:LOGS_SOURCE
"""
PASTED = """\
2024-01-02 03:04:05 INFO [main] com.acme.Server - Started in 12 ms
2024-01-02 03:04:06 ERROR [pool-1] com.acme.Pool - Lost 3 connections
"""


@pytest.fixture
def scene(transactional_db: None, data_dir: Path) -> Scene:
    scene = make_scene()
    changes = {"submitted_data_types": ["Logs"]}
    save_section(revision_id=scene.revision.pk, key="data", version=None, changes=changes, by=scene.actor, now=NOW)
    return scene


@pytest.fixture(params=WIDTHS)
def workshop(browser_page: BrowserPage, scene: Scene, request: pytest.FixtureRequest) -> Iterator[BrowserPage]:
    """A signed-in editor on a wide and on a narrow page."""
    sign_in(browser_page, scene.editor)
    browser_page.page.set_viewport_size({"width": request.param, "height": 900})
    yield browser_page
    browser_page.faults[:] = [fault for fault in browser_page.faults if not re.search(_EXPECTED_FAULTS, fault)]


def put(scene: Scene, *, pipeline: str = PIPELINE, tests: str = TESTS) -> None:
    for field, name, content in (("log_pipeline_yaml", "a.yaml", pipeline), ("log_tests_yaml", "a_tests.yaml", tests)):
        attach_file(
            revision_id=scene.revision.pk, path=f"data.{field}", name=name, content=content.encode(), by=scene.actor,
            now=NOW,
        )  # fmt: skip


def stored(scene: Scene, field: str = "log_pipeline_yaml") -> str:
    return read_blob(scene.section("data").document[field]["sha256"]).decode()


def editor(page: Page) -> Locator:
    return page.get_by_label("Pipeline as YAML")


def results(page: Page) -> Locator:
    return page.locator("#pipeline-results")


def caret_after(page: Page, text: str) -> None:
    """Put the caret behind a text, as a click there does."""
    area = editor(page)
    area.focus()
    area.evaluate(
        "(area, text) => { const at = area.value.indexOf(text) + text.length; area.setSelectionRange(at, at) }", text
    )


def line_of_caret(page: Page) -> str:
    text: str = editor(page).evaluate(
        "area => area.value.slice(0, area.selectionStart).split('\\n').length + ': ' + "
        "area.value.split('\\n')[area.value.slice(0, area.selectionStart).split('\\n').length - 1]"
    )
    return text


def test_logs_become_a_pipeline_in_four_steps(workshop: BrowserPage, scene: Scene) -> None:
    page = workshop.page
    workshop.open(scene.url("step", "data"))
    page.get_by_role("link", name="Open the pipeline workshop").click()
    page.get_by_label("Log lines").fill(PASTED)
    page.get_by_role("button", name="Propose a pipeline").click()
    expect(page.locator("#pipeline-proposal")).to_contain_text("It has run on all 2 logs.")

    page.get_by_role("button", name="Use this pipeline").click()

    expect(results(page)).to_contain_text("2 of 2 samples match the expected result")
    expect(page.locator("#pipeline-save-state")).to_have_text("All changes saved")
    expect(editor(page)).to_have_value(stored(scene))
    expect(page.locator("#pipeline-tree")).to_contain_text("grok-parser")


def test_edit_runs_on_the_samples_and_can_be_undone(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    expect(results(page)).to_contain_text("0 of 1 sample")

    caret_after(page, "%{integer:workers")
    page.keyboard.type("_now")

    expect(results(page).locator("#sample-1")).to_contain_text("@workers_now")
    expect(page.locator("#pipeline-save-state")).to_have_text("Unsaved changes")
    for _letter in "_now":  # the browser decides how many letters it takes back at once
        page.keyboard.press("ControlOrMeta+Z")
    expect(results(page).locator("#sample-1")).not_to_contain_text("@workers_now")
    expect(page.locator("#pipeline-save-state")).to_have_text("All changes saved")
    assert stored(scene) == PIPELINE


def test_word_is_completed_with_the_keyboard(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    caret_after(page, "        - level")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("- type: geo")

    options = page.get_by_role("option")
    expect(options).to_have_text(["geo-ip-parser"])
    active = editor(page).get_attribute("aria-activedescendant")
    assert active == options.get_attribute("id")
    page.keyboard.press("Enter")

    expect(options).to_have_count(0)
    assert line_of_caret(page).endswith("    - type: geo-ip-parser")
    expect(page.locator("#pipeline-tree")).to_contain_text("geo-ip-parser")
    page.keyboard.press("ControlOrMeta+Z")
    assert line_of_caret(page).endswith("    - type: geo")


@pytest.mark.parametrize(
    "place,typed,expected",
    [
        ("started %{date", "", None),
        ("INFO started", "", None),
        ("%{word:level} started ", "%{notS", "notSpace"),
        ("%{word:level} started ", "%{data:worker", "workers"),
        ("%{word:level} started ", "%{data:x:low", "lowercase"),
        ("            - wor", "", "workers"),
        ("          target: worker.", "", "worker.count"),
    ],
)
def test_completion_follows_its_place(
    browser_page: BrowserPage, scene: Scene, place: str, typed: str, expected: str | None
) -> None:
    put(scene)
    sign_in(browser_page, scene.editor)
    page = browser_page.page
    browser_page.open(scene.url("pipeline"))
    caret_after(page, place)
    page.keyboard.type(typed)
    page.keyboard.press("Control+Space")

    if expected is None:
        expect(page.get_by_role("option")).to_have_count(0)
    else:
        expect(page.get_by_role("option").first).to_have_text(expected)


def test_option_is_chosen_with_a_pointer(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    caret_after(page, "%{word:level} started ")
    page.keyboard.type("%{dou")

    page.get_by_role("option", name="doubleQuotedString").click()

    expect(editor(page)).to_be_focused()
    assert "started %{doubleQuotedString%{integer" in editor(page).input_value()


def test_tree_and_editor_show_each_others_place(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))

    page.get_by_role("treeitem", name="Rename workers").locator(".node-name").click()
    page.keyboard.press("Enter")

    expect(editor(page)).to_be_focused()
    assert line_of_caret(page).endswith("- type: attribute-remapper")
    caret_after(page, "name: Status")
    expect(page.get_by_role("treeitem", selected=True)).to_have_attribute("id", "processor-2")
    page.keyboard.press("Escape")
    expect(page.get_by_role("treeitem", name="Status")).to_be_focused()


def test_workshop_works_with_the_keyboard_only(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    keyboard.without_mouse(workshop)
    workshop.open(scene.url("pipeline"))
    keyboard.walk_to(workshop, page.get_by_role("treeitem", name="Parse the log"))
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.get_by_role("treeitem", name="Rename workers")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("treeitem", name="Rename workers")).to_be_hidden()

    page.keyboard.press("Space")

    expect(page.get_by_role("treeitem", name="Errors only")).to_contain_text("Off")
    expect(page.get_by_role("treeitem", name="Errors only")).to_be_focused()
    page.keyboard.press("Control+S")
    expect(page.locator("#pipeline-save-state")).to_have_text("All changes saved")
    assert stored(scene) == PIPELINE.replace("Errors only\n      enabled: true", "Errors only\n      enabled: false")


def test_logs_become_a_pipeline_and_a_sample_by_keyboard(workshop: BrowserPage, scene: Scene) -> None:
    page = workshop.page
    keyboard.without_mouse(workshop)
    workshop.open(scene.url("pipeline"))
    keyboard.write(workshop, "Log lines", PASTED)
    keyboard.enter(workshop, page.get_by_role("button", name="Propose a pipeline"))
    expect(page.locator("#pipeline-proposal")).to_contain_text("It has run on all 2 logs.")
    keyboard.enter(workshop, page.get_by_role("button", name="Use this pipeline"))
    expect(results(page)).to_contain_text("2 of 2 samples match the expected result")

    lines = page.get_by_label("Log lines")
    if not lines.is_visible():
        keyboard.enter(workshop, page.locator("#pipeline-logs summary"))
    keyboard.write(workshop, "Log lines", PASTED.splitlines()[0].replace("12 ms", "13 ms"))
    expect(page.locator("#log-1")).to_contain_text("13 ms")
    keyboard.enter(workshop, page.get_by_role("button", name="Keep this line as a sample"))

    expect(results(page)).to_contain_text("3 of 3 samples match the expected result")
    expect(page.locator("#pipeline-save-state")).to_have_text("All changes saved")
    assert "Started in 13 ms" in stored(scene, "log_tests_yaml")


def test_steps_say_why_a_processor_did_nothing(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    page.locator("#pipeline-logs summary").click()
    page.get_by_label("Log lines").fill(
        "2024-01-02 03:04:05 INFO started many workers\n2024-01-02 03:04:09 INFO started 9 workers"
    )

    log, folded = page.locator("#log-1"), page.locator("#log-2")
    expect(log.locator("mark")).to_have_text("2024-01-02 03:04:05 INFO started ")
    expect(log).to_contain_text("its filter does not match this log")
    expect(log).to_contain_text("the log has none of its source attributes")
    expect(folded).to_contain_text("Loading")
    folded.locator("summary").first.click()
    expect(folded).to_contain_text("@workers")
    expect(folded).to_have_attribute("open", "")


def test_line_is_kept_as_a_sample(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    page.locator("#pipeline-logs summary").click()
    page.get_by_label("Log lines").fill("2024-01-02 03:04:09 ERROR started 9 workers")

    page.get_by_role("button", name="Keep this line as a sample").click()

    expect(results(page)).to_contain_text("1 of 2 samples match the expected result")
    kept = yaml.safe_load(stored(scene, "log_tests_yaml"))["tests"][1]
    assert kept["result"]["custom"]["worker"] == {"count": 9}
    expect(page.locator("#tests-text")).to_have_value(stored(scene, "log_tests_yaml"))
    page.get_by_role("button", name="Use this result as the expected one").click()
    expect(results(page)).to_contain_text("2 of 2 samples match the expected result")


def test_finding_is_shown_at_its_line(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    caret_after(page, "- type: status-remapper")
    page.keyboard.type("s")

    expect(page.locator("#pipeline-text-findings")).to_contain_text("line 32")
    page.keyboard.press("F8")
    expect(page.locator("#pipeline-text-line-finding")).to_contain_text("line 11 LP-014")
    expect(page.locator("#pipeline-text-line-finding")).not_to_contain_text("opens in a new tab")


def test_unsaved_text_survives_a_reload_and_a_conflict(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    caret_after(page, "name: Status")
    page.keyboard.type(" of mine")
    expect(page.locator("#pipeline-save-state")).to_have_text("Unsaved changes")
    put(scene, pipeline=PIPELINE.replace("name: Status", "name: Status of theirs"))

    page.reload()
    expect(page.locator("#toasts")).to_contain_text("Your unsaved changes from this tab are back.")
    page.get_by_role("button", name="Save pipeline").click()

    expect(page.locator("#pipeline-problem")).to_contain_text("nothing was saved")
    expect(editor(page)).to_have_value(re.compile("Status of mine"))
    page.get_by_role("button", name="Save my version").click()
    expect(page.locator("#pipeline-save-state")).to_have_text("All changes saved")
    assert "Status of mine" in stored(scene)


def test_opened_steps_stay_open_while_somebody_types(workshop: BrowserPage, scene: Scene) -> None:
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    page.locator("#steps-sample-1 summary").click()
    caret_after(page, "%{integer:workers")
    page.keyboard.type("x")

    expect(page.locator("#sample-1")).to_contain_text("@workersx")
    expect(page.locator("#steps-sample-1")).to_have_attribute("open", "")
    expect(editor(page)).to_be_focused()


def test_old_answers_are_dropped(workshop: BrowserPage, scene: Scene) -> None:
    """The first run is answered last; its result must not replace that of the second one."""
    put(scene)
    page = workshop.page
    workshop.open(scene.url("pipeline"))
    held: list[object] = []
    page.route("**/pipeline/", lambda route: held.append(route) if not held else route.continue_())
    caret_after(page, "%{integer:workers")
    with page.expect_request("**/pipeline/"):
        page.keyboard.type("a")
    with page.expect_event("requestfailed"):
        page.keyboard.type("b")

    expect(page.locator("#sample-1")).to_contain_text("@workersab")


def test_page_without_scripts_runs_and_saves(browser_page: BrowserPage, scene: Scene) -> None:
    put(scene)
    sign_in(browser_page, scene.editor)
    context = browser_page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    context.add_cookies(browser_page.context.cookies())  # type: ignore[arg-type]  # the same values
    page = context.new_page()
    page.goto(browser_page.address + scene.url("pipeline"))
    edited = PIPELINE.replace("integer:workers", "integer:staff").replace("- workers", "- staff")
    editor(page).fill(edited)

    page.get_by_role("button", name="Run", exact=True).click()
    expect(results(page)).to_contain_text("@staff")
    assert stored(scene) == PIPELINE
    page.get_by_role("button", name="Save pipeline").click()

    expect(page.locator("main")).to_contain_text("The pipeline is saved.")
    assert stored(scene) == edited
    context.close()
