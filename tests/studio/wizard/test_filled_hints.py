"""Fields show where their values come from."""

from pathlib import Path

import pytest

from listings.actions import save_section
from tests.files import samples
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in
from tests.studio.wizard.test_uploads import upload
from tilekit.sections.initial_values import setup_texts

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
WHEEL = "northquay-1.4.0-py3-none-any.whl"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    return make_scene()


def page(scene: Scene, step: str) -> str:
    return compact(signed_in(scene.editor).get(scene.url("step", step)).content.decode())


def hint(text: str) -> str:
    """The hint below the version."""
    return text.partition('id="f-configuration-package_version-origin"')[2].partition("</p>")[0]


def save(scene: Scene, key: str, **changes: object) -> None:
    save_section(revision_id=scene.revision.pk, key=key, version=None, changes=changes, by=scene.actor, now=NOW)  # type: ignore[arg-type]


def test_filled_field_names_its_file_until_somebody_changes_it(scene: Scene) -> None:
    save(scene, "configuration", code_type="agent")
    response = upload(scene, "configuration.wheel", (WHEEL, samples.wheel(version="1.4.0")))

    assert "redraw" in response.headers["HX-Trigger"]
    assert f"Taken from {WHEEL}." in hint(page(scene, "configuration"))
    save(scene, "configuration", package_version="1.5.0")
    assert f"Taken from {WHEEL}." not in hint(page(scene, "configuration"))


def test_uninstall_text_says_when_it_is_filled_in_and_with_what(scene: Scene) -> None:
    assert "Filled in once you have entered the support e-mail." in page(scene, "setup")

    save(scene, "configuration", code_type="tile_only")
    save(scene, "support", support_email="help@northquay.example")

    text = page(scene, "setup")
    assert "From our template, with the support e-mail." in text
    assert "To cancel Northquay Cache, write to help@northquay.example." in text


def test_template_that_a_person_started_gets_the_support_email(scene: Scene) -> None:
    save(scene, "configuration", code_type="api_oauth")
    started = setup_texts("api_oauth", "Northquay Cache")["uninstall_md"]
    save(scene, "setup", uninstall_md=started)

    save(scene, "support", support_email="help@northquay.example")

    assert scene.section("setup").document["uninstall_md"].endswith("write to help@northquay.example.")


def test_template_that_a_person_changed_stays(scene: Scene) -> None:
    save(scene, "configuration", code_type="api_oauth")
    changed = setup_texts("api_oauth", "Northquay Cache")["uninstall_md"].replace("this tile", "the tile").strip()
    save(scene, "setup", uninstall_md=changed)

    save(scene, "support", support_email="help@northquay.example")

    assert scene.section("setup").document["uninstall_md"] == changed


def test_setup_template_contains_what_the_configuration_says(scene: Scene) -> None:
    save(scene, "configuration", code_type="agent", min_agent_version="7.50.0")

    template = page(scene, "setup")

    assert "Install the Agent, version 7.50.0 or later, on the host." in template
    assert "install -t datadog-northquay_cache==1.0.0" in template
