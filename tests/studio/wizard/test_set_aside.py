"""What a step keeps although it does not count: its lines, *Bring back* and *Remove*, and what nothing else reads."""

import pytest
from django.test import Client

from listings.actions import generate_client_secret, save_section
from listings.content.bundles import bundle_of_revision
from tests.studio.scene import Scene, ready_scene, signed_in
from tests.validation.scene import NOW
from tilekit.core.field import Json
from validation.actions import instant_findings

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def _save(scene: Scene, key: str, **values: Json) -> None:
    save_section(revision_id=scene.revision.pk, key=key, version=None, changes=values, by=scene.actor, now=NOW)


def _blockers(scene: Scene) -> set[str]:
    scene.revision.refresh_from_db()
    instant = instant_findings(scene.revision, now=NOW)
    return {finding.code for finding in instant.findings if finding.severity == "blocker"}


def _press(client: Client, scene: Scene, do: str, path: str, step: str) -> str:
    response = client.post(scene.url("set-aside"), {"path": path, "do": do, "step": step}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_oauth_client_with_a_secret_does_not_block_another_method() -> None:
    scene = ready_scene()
    client = signed_in(scene.editor)
    before = _blockers(scene)
    _save(scene, "configuration", code_type="api_oauth", oauth_name="Acme")
    generate_client_secret(
        revision_id=scene.revision.pk, version=scene.section("configuration").version, by=scene.actor, now=NOW
    )
    stored = dict(scene.section("configuration").document)
    _save(scene, "configuration", code_type="agent")

    page = client.get(scene.url("step", "configuration")).content.decode()

    assert "OAuth client name" in page
    assert "Published client secret" in page
    assert "“Configuration method” to “API with OAuth: your service calls the public API”" in page
    assert not {code for code in _blockers(scene) - before if code.startswith("OA")}
    assert "assets/oauth_clients.json" not in bundle_of_revision(scene.revision).files
    back = _press(client, scene, "back", "configuration.oauth_name", "configuration")
    assert "Brought back what was set aside" in back
    restored = scene.section("configuration").document
    assert {name: restored[name] for name in stored} == stored


def test_removed_values_can_be_put_back_with_one_undo() -> None:
    scene = ready_scene()
    client = signed_in(scene.editor)
    _save(scene, "configuration", code_type="tile_only")
    kept = dict(scene.section("data").document)

    page = client.get(scene.url("step", "data")).content.decode()
    path = "data.submitted_data_types"
    assert "This step is not needed" in page
    removed = _press(client, scene, "remove", path, "data")

    assert "Removed what was set aside" in removed
    assert not scene.section("data").document.get("submitted_data_types")
    undo = removed.partition('/undo/"')[0].rpartition('"')[2] + "/undo/"
    assert client.post(undo, follow=True).status_code == 200
    assert scene.section("data").document == kept


def test_line_proposes_the_method_before_although_it_was_changed_within_a_minute() -> None:
    scene = ready_scene()
    for method in ("agent", "api_exception", "api_oauth", "tile_only"):
        _save(scene, "configuration", code_type=method)

    page = signed_in(scene.editor).get(scene.url("step", "data")).content.decode()

    assert "“Configuration method” to “API with OAuth: your service calls the public API”" in page


def test_line_that_is_gone_says_so_and_strangers_are_refused() -> None:
    scene = ready_scene()

    text = _press(signed_in(scene.editor), scene, "back", "configuration.oauth_name", "configuration")

    assert "nothing was changed" in text
    with pytest.raises(AssertionError):
        _press(signed_in(ready_scene("Other").editor), scene, "remove", "configuration.oauth_name", "configuration")
