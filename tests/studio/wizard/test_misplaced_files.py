"""A file of another kind is not put into a field, but offered for its own place."""

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from listings.models import Import
from tests.markup import compact
from tests.studio.scene import make_scene, signed_in
from tests.tilekit.listing import base_files
from tilekit.scaffold.archive import zip_of_files
from tilekit.sections.row_matching import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
BOARD = json.dumps({"title": "Acme", "layout_type": "ordered", "widgets": []}).encode()
MONITOR = json.dumps({"title": "Deep", "definition": {"type": "query alert", "query": "avg(last_5m):avg:a.b{*} > 1"}})
METRICS = b"metric_name,metric_type\nacme.q.depth,gauge\n"
OPEN_METRICS = b"# TYPE acme_q_depth gauge\nacme_q_depth 3\n# EOF\n"
LISTING = zip_of_files(base_files())
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"><path fill="#000" d="M0 0"/></svg>'
OFFERED = [
    ("data", "metadata_csv", BOARD, "This is a dashboard.", "Add it to Content › Dashboards"),
    ("content", "dashboards", MONITOR.encode(), "This is a monitor.", "Add it to Content › Monitor templates"),
    ("data", "service_checks_json", METRICS, "This is a metrics file.", "Add it to Data › Metrics file"),
    (
        "overview",
        "media",
        b"%PDF-1.7",
        "but this field accepts a PNG or JPEG image or an MP4 video.",
        "Add it to Legal › End user licence agreement",
    ),
    (
        "content",
        "dashboards",
        zip_of_files(base_files()),
        "The file is a zip archive",
        "Import it into the draft",
    ),
    ("data", "metadata_csv", OPEN_METRICS, "This is an OpenMetrics text.", "Convert it for this field"),
    ("data", "metadata_csv", base_files()["README.md"], "This is a README.", "Import it into the draft"),
]


@pytest.mark.parametrize("section, field, data, what, offer", OFFERED)
def test_file_of_another_kind_is_offered_for_its_place(
    data_dir: Path, section: str, field: str, data: bytes, what: str, offer: str
) -> None:
    scene = make_scene()
    client, before = signed_in(scene.editor), scene.section(section).document

    upload = SimpleUploadedFile("export.txt", data)
    response = client.post(f"{scene.url('section-upload', section)}?path={section}.{field}", {f"{field}-file": upload})

    page = compact(response.content.decode())
    assert response.status_code == 422
    assert what in page
    link = re.search(rf'<a href="(/imports/[^"]+)">{offer}</a>', page)
    assert link is not None
    assert client.get(link[1]).status_code == 200
    assert "damaged" not in page
    assert scene.section(section).document == before


def test_video_on_the_image_of_a_row_is_offered_for_the_carousel(data_dir: Path) -> None:
    scene = make_scene()
    image = SimpleUploadedFile("a.png", base_files()["images/overview.png"])
    client, upload = signed_in(scene.editor), f"{scene.url('section-upload', 'overview')}?path=overview.media"
    client.post(upload, {"media-file": image})
    (row,) = rows_of(scene.section().document["media"])
    video = SimpleUploadedFile("tour.mp4", b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(200))

    page = compact(
        client.post(f"{upload}[{row['key']}].image", {f"media.{row['key']}.image-file": video}).content.decode()
    )

    assert "The file is an MP4 video, but this field accepts a PNG or JPEG image." in page
    assert ">Add it to Overview › Media carousel</a>" in page


def test_file_that_no_field_needs_says_what_to_drop_instead(data_dir: Path) -> None:
    scene = make_scene()
    workflow = SimpleUploadedFile("tilekit.yml", b"on: push\njobs:\n  check:\n    steps: [{run: tilekit validate .}]\n")
    url = f"{scene.url('section-upload', 'data')}?path=data.log_pipeline_yaml"

    response = signed_in(scene.editor).post(url, {"log_pipeline_yaml-file": workflow})

    assert response.status_code == 422
    assert (
        "This is a workflow or hook file for a repository. It is only used in your repository. To import a listing, "
        "drop its whole folder." in compact(response.content.decode())
    )
    assert not Import.objects.exists()


def test_offer_is_shown_without_scripts(data_dir: Path) -> None:
    scene = make_scene()
    values = {"section": "data", "metadata_csv-file": SimpleUploadedFile("a.json", BOARD)}

    response = signed_in(scene.editor).post(scene.url("step", "data"), values)

    assert response.status_code == 422
    assert f'<a href="/imports/{Import.objects.get().pk}/">' in compact(response.content.decode())


@pytest.mark.parametrize(
    "section, field, name, data",
    [
        ("content", "dashboards", "b.json", BOARD),
        ("content", "dashboards", "odd.json", b"{}"),
        ("data", "metadata_csv", "m.csv", b"a,b\n1,2\n"),
        (
            "overview",
            "logo_dark",
            "logo.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><path fill="#000" d="M0 0"/></svg>',
        ),
    ],
)
def test_file_of_the_field_and_unknown_ones_are_attached(
    data_dir: Path, section: str, field: str, name: str, data: bytes
) -> None:
    scene = make_scene()
    upload = SimpleUploadedFile(name, data)

    response = signed_in(scene.editor).post(
        f"{scene.url('section-upload', section)}?path={section}.{field}", {f"{field}-file": upload}
    )

    assert response.status_code == 200
    assert scene.section(section).document[field]


@pytest.mark.parametrize(
    "field, message",
    [
        ("logo_light", "The logo must be an SVG file. If this image is for the carousel, add it there."),
        ("media", ""),
    ],
)
def test_image_that_is_called_a_logo_may_be_added_to_the_carousel_only(
    data_dir: Path, field: str, message: str
) -> None:
    scene = make_scene()
    client = signed_in(scene.editor)
    upload = SimpleUploadedFile("logo.png", base_files()["images/overview.png"])

    response = client.post(
        f"{scene.url('section-upload', 'overview')}?path=overview.{field}", {f"{field}-file": upload}
    )

    assert (response.status_code == 422, message in compact(response.content.decode())) == (bool(message), True)
