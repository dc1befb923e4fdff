"""Scopes are suggested with the reason, searched by ID or title, and added with one click."""

import pytest
from django.http import HttpResponse

from listings.actions import save_section
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    scene = make_scene()
    for key, changes in (
        ("configuration", {"code_type": "api_oauth", "oauth_scopes": [{"key": "a", "scope": "metrics_read"}]}),
        ("data", {"submitted_data_types": ["Logs"]}),
    ):
        save_section(revision_id=scene.revision.pk, key=key, version=None, changes=changes, by=scene.actor, now=NOW)
    return scene


def page(scene: Scene) -> str:
    return compact(signed_in(scene.editor).get(scene.url("step", "configuration")).content.decode())


def press(scene: Scene, button: str, **form: object) -> HttpResponse:
    section = scene.section("configuration")
    row = {"oauth_scopes": "a", "oauth_scopes.a.scope": "metrics_read", "oauth_scopes.a.reason": "Reads"}
    form = {"section": "configuration", "version": section.version, **row, "_add_scopes": button, **form}
    return signed_in(scene.editor).post(scene.url("step", "configuration"), form)


def scopes_of(scene: Scene) -> list[tuple[object, object]]:
    rows = scene.section("configuration").document["oauth_scopes"]
    return [(row["scope"], row.get("reason")) for row in rows]


def test_needed_scope_is_suggested_and_added_with_one_click(scene: Scene) -> None:
    assert "Your listing submits logs, so it needs api_keys_write." in page(scene)

    assert press(scene, "api_keys_write").status_code == 302

    assert scopes_of(scene) == [("metrics_read", "Reads"), ("api_keys_write", None)]
    assert "so it needs api_keys_write." not in page(scene)


def test_all_scopes_can_be_searched_by_id_and_title(scene: Scene) -> None:
    html = page(scene)

    picker = html.partition('id="scope-picker-options"')[2].partition("</slip-picker>")[0]
    assert '<span class="label" id="scope-picker-label">Scopes to add</span>' in html  # axe: a visible label
    assert "<span>monitors_read: " in picker
    assert 'value="metrics_read"' not in picker  # the listing has it
    assert ">metrics_read: See metrics and their metadata</option>" in html


def test_chosen_scopes_are_added_and_unknown_ones_are_not(scene: Scene) -> None:
    press(scene, "chosen", _scope=["monitors_read", "northquay_read", "metrics_read", "monitors_read"])

    assert [scope for scope, _reason in scopes_of(scene)] == ["metrics_read", "monitors_read"]


def test_page_of_the_step_leads_to_the_trial(scene: Scene) -> None:
    assert f"/listings/{scene.revision.listing_id}/oauth-trial/" in page(scene)
    assert "Published client secret" in page(scene)


def test_reason_that_a_check_asks_for_is_not_optional(scene: Scene) -> None:
    label = page(scene).partition('oauth_scopes-a-reason-label">')[2].partition("</div>")[0]

    assert label.startswith("Reason</label>")
    assert "optional" not in label
