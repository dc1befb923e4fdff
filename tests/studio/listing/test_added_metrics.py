"""The new rows of a metrics file are added to the metrics of a draft."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from files.queries import stored_files
from listings.actions import attach_file
from listings.models import Revision
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.listing.test_new_listing import into_draft
from tests.studio.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
HEADER = "metric_name,metric_type,description\n"
STORED = f'{HEADER}"acme.depth",gauge,Messages that wait.\n'.encode()
SENT = f"{HEADER}acme.depth,count,Other.\nacme.lag,gauge,Seconds of delay.\nacme.lag,gauge,Again.\n".encode()


def with_metrics() -> Scene:
    scene = make_scene()
    attach_file(
        revision_id=scene.revision.pk,
        path="data.metadata_csv",
        name="metadata.csv",
        content=SimpleUploadedFile("metadata.csv", STORED),
        by=scene.actor,
        now=NOW,
    )
    return scene


def test_new_rows_are_shown_and_added_below_the_others(data_dir: Path) -> None:
    scene = with_metrics()
    client, page = into_draft(scene, SimpleUploadedFile("metadata.csv", SENT))

    shown = compact(client.get(page).content.decode())
    preview = compact(client.post(page, {"file_0": "add-metrics", "preview": "1"}).content.decode())
    client.post(page, {"file_0": "add-metrics", "seen": str(Revision.objects.get().version)})

    assert "Add the new rows" in shown
    assert "acme.lag" in preview
    assert "Other." not in preview
    sha256 = scene.section("data").document["metadata_csv"]["sha256"]
    assert stored_files([sha256])[sha256].read() == STORED + b'"acme.lag",gauge,Seconds of delay.\n'
    again = into_draft(scene, SimpleUploadedFile("metadata.csv", SENT))[1]
    assert "Add the new rows" not in client.get(again).content.decode()  # nothing in it is new


def test_draft_without_metrics_has_nothing_to_add_to(data_dir: Path) -> None:
    client, page = into_draft(make_scene(), SimpleUploadedFile("metadata.csv", SENT))

    assert "Add the new rows" not in client.get(page).content.decode()
