"""Nothing moves while somebody types: the edited control stays in its place when the page is updated."""

from pathlib import Path

import pytest

from tests.browser import steps
from tests.browser.axe import NARROW_PX
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.studio.scene import make_scene
from tilekit.sections import STEPS

pytestmark = pytest.mark.browser
MOST_PX = 1
BOXES = ("checkbox", "radio")
TOP = "control => control.getBoundingClientRect().top"
# Of each field, the last box, which is below the others; of the texts of the step, the first and the last one.
CONTROLS = """() => {
  const kinds = "[type=text], [type=url], [type=email], [type=checkbox], [type=radio], textarea";
  const isUsable = (control) => control.checkVisibility() && !control.disabled && !control.readOnly && control.id;
  const controls = [...document.querySelectorAll(`form[data-save-url] :is(${kinds})`)].filter(isUsable);
  const isBox = ({ type }) => ["checkbox", "radio"].includes(type);
  const texts = controls.filter((control) => !isBox(control));
  const fields = Map.groupBy(controls.filter(isBox), (control) => control.closest("[data-field]"));
  const boxes = [...fields.values()].map((of) => of.at(-1));
  return [...new Set([...texts.slice(0, 1), ...boxes, ...texts.slice(-1)].map(({ id }) => id))];
}"""


def test_edited_control_stays_in_place_on_every_step(
    browser_page: BrowserPage, transactional_db: None, data_dir: Path
) -> None:
    scene, page = make_scene(route="marketplace"), browser_page.page
    sign_in(browser_page, scene.editor)
    page.set_viewport_size({"width": NARROW_PX, "height": 900})

    edited, moved = 0, dict[str, float]()
    for step in STEPS:
        browser_page.open(scene.url("step", step.key))
        steps.wait_until_settled(browser_page)
        for name in page.evaluate(CONTROLS):
            control = page.locator(f"[id='{name}']")
            if not control.is_visible():  # an answer before has removed it
                continue
            control.focus()
            before = control.evaluate(TOP)
            page.keyboard.press("Space" if control.get_attribute("type") in BOXES else "x")
            steps.wait_until_settled(browser_page)
            edited += 1
            if abs(control.evaluate(TOP) - before) > MOST_PX:
                moved[name] = control.evaluate(TOP) - before

    assert moved == {}
    assert edited > len(STEPS)
