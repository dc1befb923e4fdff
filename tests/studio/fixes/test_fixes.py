"""Fixes at their findings: applied, shown before and after, undone."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import Person
from common.actor import Role
from listings.actions import attach_file, save_section
from listings.models import AppliedFix, Revision
from listings.queries.history import section_history
from listings.states.revision_states import RevisionState
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.fixes.fix_buttons import button, fix_preview, preview_value, untidy_scene, values
from tests.studio.scene import Scene, ready_scene, signed_in
from tests.tilekit.listing import METADATA
from tests.validation.scene import MONITOR as MONITOR_FILE
from tilekit.core.field import Json

pytestmark = pytest.mark.django_db
GAUGES = METADATA.replace("gauge", "Gauge")
MONITOR = "MN-014"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return ready_scene(**{"metadata.csv": GAUGES.encode()})  # type: ignore[arg-type]  # files, and no name


@pytest.fixture
def untidy(data_dir: object) -> Scene:
    return untidy_scene()


def page(scene: Scene, step: str = "content", query: str = "") -> str:
    return compact(signed_in(scene.editor).get(scene.url("step", step) + query).content.decode())


def metrics_page(scene: Scene) -> str:
    """The metrics table for browsers without scripts."""
    return compact(signed_in(scene.editor).get(scene.url("metrics")).content.decode())


def for_all(html: str, expected: str) -> str:
    """The value of the button that fixes all findings of a kind."""
    return next(value for value in values(html, "_fix") if expected in value and "every=1" in value)


def press(scene: Scene, value: str, *, by: Person | None = None, **more: str) -> HttpResponse:
    browser = signed_in(by or scene.editor)
    return browser.post(scene.url("fix"), {"_fix": value, **more})  # type: ignore[return-value]  # Django's own


def in_place(scene: Scene, value: str) -> HttpResponse:
    browser = signed_in(scene.editor)
    return browser.post(scene.url("fix"), {"_fix": value}, HTTP_HX_REQUEST="true")  # type: ignore[return-value]


def where(response: object) -> str:
    """The URL of the redirect."""
    return str(getattr(response, "url", ""))


def more_monitors(scene: Scene, number: int) -> None:
    for n in range(number):
        definition = {**MONITOR_FILE["definition"], "name": f"Queue {n} is deep"}  # type: ignore[dict-item]
        attach_file(
            revision_id=scene.revision.pk,
            path="content.monitors",
            name=f"depth{n}.json",
            content=json.dumps({**MONITOR_FILE, "title": f"Queue {n} is deep", "definition": definition}).encode(),
            by=scene.actor,
            now=NOW,
        )


def the_applied_fix() -> AppliedFix:
    return AppliedFix.objects.get()


def test_finding_has_its_fix_beside_it_and_in_the_list(scene: Scene) -> None:
    for step in ("content", "review"):
        shown = page(scene, step)
        assert "Add the name at the start" in shown
        assert preview_value(shown, MONITOR)


def test_pressing_leads_back_to_the_field_with_what_changed(scene: Scene) -> None:
    response = press(scene, button(scene, page(scene), MONITOR))

    assert response.status_code == 302
    assert re.fullmatch(
        rf"{scene.url('step', 'content')}\?fixed={the_applied_fix().pk}#f-content-monitors-\w+-file-field",
        where(response),
    )
    shown = page(scene, query=f"?fixed={the_applied_fix().pk}")
    assert '<div id="fixed" role="status" aria-live="polite" tabindex="-1">' in shown  # the address leads to it
    markup = shown.partition('id="fixed"')[2]
    assert "Add the name at the start" in markup
    assert "[Acme Widget] Queue depth is high" in markup.partition("<ins>")[2].partition("</ins>")[0]
    assert scene.url("fix-undo", the_applied_fix().pk) in markup


def test_pressing_in_place_responds_with_the_panel(scene: Scene) -> None:
    response = in_place(scene, button(scene, page(scene), MONITOR))

    assert "<ins>" in compact(response.content.decode())
    assert set(json.loads(response.headers["HX-Trigger-After-Swap"])) == {"redraw", "saved"}


def test_undo_is_still_there_when_the_page_is_loaded_again(scene: Scene) -> None:
    address = in_place(scene, button(scene, page(scene), MONITOR)).headers["HX-Replace-Url"]

    shown = compact(signed_in(scene.editor).get(address).content.decode())

    assert address.partition("?")[0] == scene.url("step", "content")
    assert scene.url("fix-undo", the_applied_fix().pk) in shown


def test_what_is_typed_beside_it_is_saved_too(scene: Scene) -> None:
    """Without scripts, the button sends the whole form that contains it."""
    shown = page(scene, "overview")
    rows = scene.section("overview").document["media"]
    assert rows
    value = button(scene, metrics_page(scene), "MD-016")

    response = signed_in(scene.editor).post(
        scene.url("step", "overview"),
        {
            "section": "overview",
            "version": re.search(r'name="version" value="(\d+)"', shown)[1],  # type: ignore[index]
            "short_description": "Typed just before",
            "_fix": value,
        },
    )

    assert f"fixed={the_applied_fix().pk}" in where(response)
    assert scene.section("overview").document["short_description"] == "Typed just before"


def test_undo_brings_back_what_was(scene: Scene) -> None:
    before = scene.section("content").document
    press(scene, button(scene, page(scene), MONITOR))

    response = signed_in(scene.editor).post(scene.url("fix-undo", the_applied_fix().pk), {"step": "content"})

    assert scene.section("content").document == before
    markup = page(scene, query=f"?{where(response).partition('?')[2]}").partition('id="fixed"')[2]
    assert "Fix undone" in markup
    assert "fix-undo" not in markup


def test_undo_is_offered_by_the_history_too(scene: Scene) -> None:
    press(scene, button(scene, page(scene), MONITOR))
    address = scene.url("fix-undo", the_applied_fix().pk)

    shown = compact(signed_in(scene.editor).get(scene.url("section-history", "content")).content.decode())

    assert (address in shown, "Fix applied: Add the name at the start" in shown) == (True, True)
    signed_in(scene.editor).post(address)
    shown = compact(signed_in(scene.editor).get(scene.url("section-history", "content")).content.decode())
    assert (address in shown, "Fix undone: Add the name at the start" in shown) == (False, True)


def test_undo_after_somebody_elses_change_says_why_not(scene: Scene) -> None:
    press(scene, button(scene, page(scene), MONITOR))
    more: dict[str, Json] = {"monitors": []}
    save_section(revision_id=scene.revision.pk, key="content", version=None, changes=more, by=scene.actor, now=NOW)

    response = signed_in(scene.editor).post(scene.url("fix-undo", the_applied_fix().pk), HTTP_HX_REQUEST="true")

    assert response.status_code == 409
    assert "changed again later" in response.headers["HX-Trigger"]
    assert len(section_history(scene.revision.pk, "content")) == 3


def test_undo_leaves_what_was_changed_beside_it(scene: Scene) -> None:
    before = scene.section("content").document["monitors"][0]
    press(scene, button(scene, page(scene), MONITOR))
    (row,) = scene.section("content").document["monitors"]
    beside: dict[str, Json] = {
        "monitors": [{**row, "short_name": "renamed"}],
        "saved_views": [{"key": "v1", "short_name": "one"}],
    }
    save_section(revision_id=scene.revision.pk, key="content", version=None, changes=beside, by=scene.actor, now=NOW)

    signed_in(scene.editor).post(scene.url("fix-undo", the_applied_fix().pk))

    stands = scene.section("content").document
    assert stands["monitors"] == [{**before, "short_name": "renamed"}]
    assert [view["short_name"] for view in stands["saved_views"]] == ["one"]


def test_second_click_changes_nothing_more(scene: Scene) -> None:
    value = button(scene, page(scene), MONITOR)
    press(scene, value)

    press(scene, value)

    assert AppliedFix.objects.count() == 1


def test_finding_that_is_gone_is_said_to_be_gone(scene: Scene) -> None:
    value = button(scene, page(scene), MONITOR)
    nothing: dict[str, Json] = {"monitors": []}
    save_section(revision_id=scene.revision.pk, key="content", version=None, changes=nothing, by=scene.actor, now=NOW)

    assert "already been resolved" in compact(in_place(scene, value).content.decode())
    assert where(press(scene, value)).partition("?")[2].startswith("fixed=gone")
    assert "already been resolved" in page(scene, query="?fixed=gone")
    assert not AppliedFix.objects.exists()


def test_rows_of_the_metrics_table_have_theirs(scene: Scene) -> None:
    sha256 = scene.section("data").document["metadata_csv"]["sha256"]
    row = signed_in(scene.editor).get(scene.url("metrics-row") + f"?row=0&sha256={sha256}", HTTP_HX_REQUEST="true")
    value = button(scene, compact(row.content.decode()), "MD-016")

    html = compact(in_place(scene, value).content.decode())

    assert "Fix applied" in html
    assert '"gauge"' in signed_in(scene.editor).get(scene.url("metrics-rows")).content.decode()


def test_table_without_scripts_saves_what_was_typed_and_applies_the_fix(scene: Scene) -> None:
    value = button(scene, metrics_page(scene), "MD-016")
    sha256 = scene.section("data").document["metadata_csv"]["sha256"]

    response = signed_in(scene.editor).post(
        scene.url("metrics"), {"_fix": value, "sha256": sha256, "cell.0.short_name": "typed", "start": "0"}
    )

    assert where(response) == f"{scene.url('step', 'data')}?fixed={the_applied_fix().pk}#metrics"
    html = metrics_page(scene)
    assert ('value="gauge"' in html, 'value="typed"' in html, 'value="Gauge"' in html) == (True, True, False)


def test_fix_on_review_comes_back_to_review(scene: Scene) -> None:
    response = press(scene, button(scene, page(scene, "review"), MONITOR), step="review")

    assert where(response) == f"{scene.url('step', 'review')}?fixed={the_applied_fix().pk}#fixed"


def test_change_is_shown_before_it_is_made(scene: Scene) -> None:
    value = button(scene, page(scene), MONITOR)
    browser = signed_in(scene.editor)
    version = Revision.objects.get(pk=scene.revision.pk).version

    part = compact(browser.get(f"{scene.url('fix')}?{value}", HTTP_HX_REQUEST="true").content.decode())
    whole = compact(browser.get(f"{scene.url('fix')}?{value}").content.decode())

    assert "[Acme Widget] Queue depth is high" in part.partition("<ins>")[2]
    assert 'name="_fix"' in whole
    assert Revision.objects.get(pk=scene.revision.pk).version == version


def test_change_of_all_that_only_tidies_says_of_how_many(untidy: Scene) -> None:
    value = for_all(page(untidy, "review"), "tidies=1")

    assert "3 places" in compact(signed_in(untidy.editor).get(f"{untidy.url('fix')}?{value}").content.decode())


def test_all_that_only_tidies_is_one_row_with_one_button(untidy: Scene) -> None:
    shown = page(untidy, "review")

    response = in_place(untidy, for_all(shown, "tidies=1"))

    assert ("3 places to tidy up" in shown, "Tidy up all 3 places in the listing" in shown) == (True, True)
    assert "findings of this kind" not in shown  # they are of several kinds
    assert "Tidy up" in compact(response.content.decode())
    assert "tidies=1" not in page(untidy, "review")


def test_fix_of_line_ends_shows_no_equal_lines_as_changed(untidy: Scene) -> None:
    value = next(button for button in values(page(untidy, "review"), "_fix") if "code=GEN-004" in button)

    part = fix_preview(untidy, value)

    assert "Only line endings change." in part
    assert "<del>" not in part


def test_safe_fix_is_applied_by_its_own_button_too(untidy: Scene) -> None:
    value = next(button for button in values(page(untidy, "review"), "_fix") if "code=MD-047" in button)

    press(untidy, value)

    assert (the_applied_fix().code, the_applied_fix().finding_count) == ("MD-047", 1)


def test_page_does_not_work_fixes_out(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.wizard.views.fixes.proposal_of", None)
    monkeypatch.setattr("validation.actions.fixes.proposal_of", None)

    assert preview_value(page(scene), MONITOR)


def test_viewer_sees_findings_without_buttons(scene: Scene) -> None:
    value, viewer = button(scene, page(scene), MONITOR), scene.member(Role.VIEWER)

    assert 'name="_preview"' not in compact(signed_in(viewer).get(scene.url("step", "content")).content.decode())
    assert press(scene, value, by=viewer).status_code == 403
    assert signed_in(viewer).get(f"{scene.url('fix')}?{value}").status_code == 403


def test_frozen_revision_offers_and_applies_none(scene: Scene) -> None:
    value = button(scene, page(scene), MONITOR)
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.IN_REVIEW)

    assert 'name="_preview"' not in page(scene)
    assert press(scene, value).status_code == 409


HOSTILE = [
    "",
    "code=",
    "code=QQ-999",
    "code=MD-%00",
    "code=" + "x" * 9_000,
    "a=1&" * 50,
    "\udcff",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_value_that_names_no_check_is_refused(value: str, scene: Scene) -> None:
    assert press(scene, value.encode("utf-8", "replace").decode()).status_code == 404
    assert signed_in(scene.editor).get(scene.url("fix"), {"code": value.encode("utf-8", "replace")}).status_code == 404


ODD = [
    "mark=%00",
    "path=%00%0a[x]",
    "path=nowhere.field",
    "file=../../etc/passwd",
    f"line={'9' * 5_000}",
    f"seen={'9' * 5_000}",
    "pointer=/%ff",
]


@pytest.mark.parametrize("more", ODD)
def test_odd_place_is_gone(more: str, scene: Scene) -> None:
    response = press(scene, f"code={MONITOR}&{more}")

    assert (response.status_code, "fixed=gone" in where(response)) == (302, True)


@pytest.mark.parametrize("expected", ["x", "0" * 32, "gone%ff"])
def test_odd_address_says_nothing(expected: str, scene: Scene) -> None:
    assert '<div id="fixed" role="status" aria-live="polite"></div>' in page(scene, query=f"?fixed={expected}")


def test_page_costs_the_same_for_few_findings_and_many(scene: Scene) -> None:
    few = cost(scene)
    more_monitors(scene, 9)
    many = cost(scene)

    assert many[1] >= few[1] + 9
    assert many[0] == few[0]


def cost(scene: Scene) -> tuple[int, int]:
    """The number of queries of the page's second request, and the number of fixes on the page."""
    page(scene)
    with CaptureQueriesContext(connection) as asked:
        shown = page(scene)
    return len(asked), shown.count('name="_preview"')


def test_what_only_a_deep_run_finds_has_its_fix_too(scene: Scene, run_jobs: Callable[[], int]) -> None:
    written = BytesIO()
    Image.new("CMYK", (1600, 900)).save(written, "JPEG")
    attach_file(
        revision_id=scene.revision.pk,
        path=f"overview.media[{scene.section().document['media'][0]['key']}].image",
        name="overview.jpg",
        content=written.getvalue(),
        by=scene.actor,
        now=NOW,
    )
    signed_in(scene.editor).post(scene.url("check"))
    run_jobs()
    before = scene.section().document["media"][0]["image"]

    press(scene, button(scene, page(scene, "overview"), "IM-023"))

    after = scene.section().document["media"][0]["image"]
    assert (after["name"], after["sha256"] == before["sha256"]) == (before["name"], False)
    shown = page(scene, "overview", f"?fixed={the_applied_fix().pk}").partition('id="fixed"')[2]
    assert (before["sha256"] in shown, after["sha256"] in shown, shown.count("1600 × 900 px")) == (True, True, 2)
