"""Expensive files, uploaded at a step: stored with findings or refused at their field, and the pages open."""

from pathlib import Path

import pytest

from tests.studio.scene import make_scene, signed_in
from tests.studio.wizard.test_hostile_values import assert_open
from tests.studio.wizard.test_uploads import upload
from tests.tilekit.hostile_files import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough, pytest.mark.slow]
# A few of each kind: all of them go through every check in `tests/tilekit`.
UPLOADS = {
    "content.dashboards": ("json", "a million keys", "lines of one byte", "deep objects", "many giant numbers"),
    "data.log_pipeline_yaml": ("yaml", "aliases", "deep flow"),
    "data.metadata_csv": ("csv", "a wide head", "an open quote"),
    "overview.logo_light": ("svg", "entities", "uses"),
    "overview.media": ("png", "too many pixels"),
    "legal.eula": ("pdf", "pages around", "packed pages"),
}


def test_upload_is_stored_or_refused(data_dir: Path) -> None:
    scene = make_scene()
    for path, (kind, *names) in UPLOADS.items():
        for name in names:
            response = upload(scene, path, (f"acme.{kind}", KINDS[kind][name]()))
            assert response.status_code in (200, 422), (kind, name)

    steps = ("overview", "data", "content", "review")
    assert_open(signed_in(scene.editor), (scene.url("step", step) for step in steps))
