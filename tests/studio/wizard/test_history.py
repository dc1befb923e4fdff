from datetime import timedelta

import pytest

from common.actor import Role
from listings.actions import attach_file, save_section
from listings.models import Revision
from listings.states.revision_states import RevisionState
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, ready_scene, signed_in
from tests.tilekit.listing import METADATA

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    scene = make_scene()
    for minutes, title in ((10, "First title"), (20, "Second title")):
        save_section(
            revision_id=scene.revision.pk,
            key="overview",
            version=None,
            changes={"title": title},
            by=scene.actor,
            now=NOW + timedelta(minutes=minutes),
        )
    return scene


def test_history_says_who_changed_what(scene: Scene) -> None:
    page = compact(signed_in(scene.editor).get(scene.url("section-history", "overview")).content.decode())

    assert page.count('<li><div class="row">') == 3
    assert "Overview › Tile title" in page
    assert "First title" in page
    assert scene.editor.get_full_name() in page


def test_ticked_box_reads_as_yes(scene: Scene) -> None:
    save_section(
        revision_id=scene.revision.pk,
        key="overview",
        version=None,
        changes={"logo_rights": True},
        by=scene.actor,
        now=NOW + timedelta(minutes=30),
    )

    page = compact(signed_in(scene.editor).get(scene.url("section-history", "overview")).content.decode())

    assert "</span>Yes</ins>" in page


def test_restore_is_a_new_save_of_what_was(scene: Scene) -> None:
    response = signed_in(scene.editor).post(scene.url("section-history", "overview"), {"restored": "2", "version": "3"})

    assert response.url == scene.url("step", "overview")
    assert (scene.section().document["title"], scene.section().version) == ("First title", 4)


def test_restore_over_somebody_elses_change_is_refused(scene: Scene) -> None:
    response = signed_in(scene.editor).post(scene.url("section-history", "overview"), {"restored": "1", "version": "2"})

    assert response.status_code == 409
    assert scene.section().document["title"] == "Second title"


@pytest.mark.parametrize("values", [{}, {"restored": "x", "version": "3"}, {"restored": "99", "version": "3"}])
def test_version_that_is_not_kept_is_not_there(scene: Scene, values: dict[str, str]) -> None:
    response = signed_in(scene.editor).post(scene.url("section-history", "overview"), values)

    assert response.status_code == 404


def test_viewer_reads_the_history_and_restores_nothing(scene: Scene) -> None:
    viewer = signed_in(scene.member(Role.VIEWER))

    assert b"Restore" not in viewer.get(scene.url("section-history", "overview")).content
    response = viewer.post(scene.url("section-history", "overview"), {"restored": "2", "version": "3"})
    assert response.status_code == 403


def test_frozen_revision_restores_nothing(scene: Scene) -> None:
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.IN_REVIEW)

    response = signed_in(scene.editor).post(scene.url("section-history", "overview"), {"restored": "2", "version": "3"})

    assert response.status_code == 409
    assert scene.section().document["title"] == "Second title"


def test_history_of_a_file_says_which_lines_changed(data_dir: object) -> None:
    scene = ready_scene()
    content = scene.url("section-history", "data")
    attach_file(
        revision_id=scene.revision.pk,
        path="data.metadata_csv",
        name="metadata.csv",
        content=METADATA.replace("gauge", "count", 1).encode(),
        by=scene.actor,
        now=NOW + timedelta(minutes=30),
    )

    shown = compact(signed_in(scene.editor).get(content).content.decode())

    changed = METADATA.splitlines()[1]
    assert "Data › Metrics file" in shown
    assert f"</span>{changed}\n</del>" in shown
    assert f"</span>{changed.replace('gauge', 'count')}\n</ins>" in shown
