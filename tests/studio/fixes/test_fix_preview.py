"""A suggested fix is shown before it is applied: in place, and without scripts on a separate page."""

import re
from html import unescape

import pytest

from listings.models import AppliedFix
from tests.markup import compact
from tests.studio.fixes.fix_buttons import button, fix_preview, preview_value, rename_monitor, values
from tests.studio.fixes.test_fixes import (
    GAUGES,
    MONITOR,
    in_place,
    metrics_page,
    more_monitors,
    page,
    press,
    the_applied_fix,
    where,
)
from tests.studio.scene import Scene, ready_scene, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return ready_scene(**{"metadata.csv": GAUGES.encode()})  # type: ignore[arg-type]  # files, and no name


def test_suggested_fix_is_offered_below_what_it_changes_only(scene: Scene) -> None:
    more_monitors(scene, 3)

    for step in ("content", "review"):
        shown = page(scene, step)
        assert (values(shown, "_fix"), f"code={MONITOR}" in str(values(shown, "_preview"))) == ([], True)


EVERY = f"code={MONITOR}&every=1"


def test_suggested_fixes_of_one_code_are_shown_and_applied_on_one_page(scene: Scene) -> None:
    more_monitors(scene, 2)
    step = page(scene)
    link = next(unescape(address) for address in re.findall(r'href="([^"]*every=1[^"]*)"', step) if MONITOR in address)

    shown = compact(signed_in(scene.editor).get(link).content.decode())
    (value,) = values(shown, "_fix")
    press(scene, value)

    assert "Fix all 3 findings of this kind in the listing" in step
    assert [name in shown for name in ("Queue 0 is deep", "Queue 1 is deep", "Queue depth is high")] == [True] * 3
    assert the_applied_fix().finding_count == 3
    assert f"code={MONITOR}" not in page(scene)


def test_suggested_fixes_are_not_applied_unseen(scene: Scene) -> None:
    response = in_place(scene, EVERY)

    assert (response.status_code, "Review it again" in response.headers["HX-Trigger"]) == (409, True)
    assert not AppliedFix.objects.exists()


def test_suggested_fixes_of_which_one_has_changed_are_not_applied(scene: Scene) -> None:
    more_monitors(scene, 2)
    shown = compact(signed_in(scene.editor).get(f"{scene.url('fix')}?{EVERY}").content.decode())
    rename_monitor(scene, "Queue is very deep")

    assert in_place(scene, values(shown, "_fix")[0]).status_code == 409
    assert not AppliedFix.objects.exists()


def test_change_that_is_another_one_by_now_is_not_applied(scene: Scene) -> None:
    value = button(scene, page(scene), MONITOR)
    rename_monitor(scene, "Queue is very deep")

    response = in_place(scene, value)

    assert (response.status_code, "Review it again" in response.headers["HX-Trigger"]) == (409, True)
    assert not AppliedFix.objects.exists()


def test_button_below_a_change_belongs_to_the_form_around_it(scene: Scene) -> None:
    value = preview_value(page(scene), MONITOR)

    shown = {form: fix_preview(scene, value, form) for form in ("metrics-form", "fix-form", '"><b>')}

    has_form = [f'form="{form}"' in html for form, html in shown.items()]
    is_sent_by_htmx = ["hx-post" in html for html in shown.values()]
    assert (has_form, is_sent_by_htmx) == ([True, True, False], [False, True, True])


def test_looking_without_scripts_saves_what_is_typed_and_leads_to_a_page(scene: Scene) -> None:
    version = re.search(r'name="version" value="(\d+)"', page(scene, "overview"))[1]  # type: ignore[index]
    form = {"section": "overview", "version": version, "short_description": "Typed just before"}

    response = signed_in(scene.editor).post(
        scene.url("step", "overview"), {**form, "_preview": preview_value(page(scene), MONITOR)}
    )

    assert scene.section("overview").document["short_description"] == "Typed just before"
    assert where(response).startswith(f"{scene.url('fix')}?code={MONITOR}&")
    whole = compact(signed_in(scene.editor).get(where(response)).content.decode())
    press(scene, values(whole, "_fix")[0])
    assert the_applied_fix().code == MONITOR


def test_looking_from_review_without_scripts_comes_back_to_review(scene: Scene) -> None:
    browser, value = signed_in(scene.editor), preview_value(page(scene, "review"), MONITOR)

    response = browser.post(scene.url("fix"), {"_preview": value, "step": "review"})

    whole = compact(browser.get(where(response)).content.decode())
    assert ('name="step" value="review"' in whole, scene.url("step", "review") in whole) == (True, True)


def test_looking_from_the_metrics_table_without_scripts_leads_to_a_page(scene: Scene) -> None:
    value = preview_value(metrics_page(scene), "MD-016")

    response = signed_in(scene.editor).post(scene.url("metrics"), {"_preview": value})

    assert where(response) == f"{scene.url('fix')}?{value}&step=data"
