import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils.html import escape

from accounts.models import Person
from common.actor import Role
from files.models import Blob
from listings.actions import attach_file, save_section
from listings.models import Revision
from listings.states.revision_states import RevisionState
from tests.files import samples
from tests.files.names import HOSTILE_NAMES
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.listing.test_new_listing import BOARD, into_draft
from tests.studio.scene import Scene, make_scene, signed_in
from tests.tilekit.listing import METADATA
from tests.tilekit.media.test_video import box
from tilekit.sections.limits import SHORT_NAME

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
PICTURE = samples.png(width=1600, height=900)


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    return make_scene()


def upload(scene: Scene, path: str, *files: tuple[str, bytes], by: Person | None = None) -> HttpResponse:
    section, _dot, name = path.partition(".")
    sent = [SimpleUploadedFile(file_name, content) for file_name, content in files]
    url = f"{scene.url('section-upload', section)}?path={path}"
    return signed_in(by or scene.editor).post(url, {f"{name}-file": sent}, HTTP_HX_REQUEST="true")


def test_upload_responds_with_the_updated_field(scene: Scene) -> None:
    response = upload(scene, "overview.logo_light", ("northquay.svg", samples.SVG))

    assert response.status_code == 200
    text = compact(response.content.decode())
    assert 'id="f-overview-logo_light-field"' in text
    reference = scene.section().document["logo_light"]
    assert f"/files/{scene.revision.listing_id}/{reference['sha256']}/" in text
    assert text.count('class="field"') == 1


def test_metrics_file_brings_what_the_metric_check_is_chosen_from(scene: Scene) -> None:
    response = upload(scene, "data.metadata_csv", ("metadata.csv", METADATA.encode()))

    assert json.loads(response.headers["HX-Trigger"])["redraw"] == {}


def test_refused_metrics_file_draws_no_fields_again(scene: Scene) -> None:
    """They would not say why it was refused."""
    response = upload(scene, "data.metadata_csv", ("a.exe", b"MZ"))

    assert "redraw" not in json.loads(response.headers["HX-Trigger"])


def test_other_export_of_a_dashboard_draws_the_dashboard_again(scene: Scene) -> None:
    upload(scene, "content.dashboards", ("acme.json", b'{"title": "Acme", "widgets": []}'))
    (row,) = scene.section("content").document["dashboards"]
    path = f"content.dashboards[{row['key']}].file"

    response = upload(scene, path, ("acme.json", b'{"title": "Acme", "widgets": [{}]}'))
    again = upload(scene, path, ("acme.json", b'{"title": "Acme", "widgets": [{}]}'))

    assert json.loads(response.headers["HX-Trigger"])["redraw"] == {}
    assert "redraw" not in json.loads(again.headers["HX-Trigger"])


def test_file_has_the_name_that_its_findings_use(scene: Scene) -> None:
    content = b'{"name": "Many failed logins", "cases": [{"name": "Many", "status": "severe"}]}'
    upload(scene, "content.detection_rules", ("bruteforce.json", content))
    (row,) = scene.section("content").document["detection_rules"]
    named = {"detection_rules": [{**row, "short_name": "many_failed_logins"}]}
    save_section(revision_id=scene.revision.pk, key="content", version=None, changes=named, by=scene.actor, now=NOW)

    html = compact(signed_in(scene.editor).get(scene.url("step", "content")).content.decode())

    assert "<code>many_failed_logins.json</code></a>" in html
    assert "<code>bruteforce.json</code>" not in html
    assert "many_failed_logins.json, line " not in html, "the findings below don't repeat it"
    assert re.search(r'many_failed_logins.json[^"]*">Line [0-9]+, column [0-9]+</a>', html)


def test_upload_tells_the_page_the_version_that_it_made(scene: Scene) -> None:
    response = upload(scene, "overview.logo_light", ("northquay.svg", samples.SVG))

    assert json.loads(response.headers["HX-Trigger"])["stored"] == {"before": 1, "version": scene.section().version}


@pytest.mark.parametrize("name, expected", [pair for pair in HOSTILE_NAMES if "\n" not in pair[0]])
def test_uploaded_file_has_a_base_name(scene: Scene, name: str, expected: str) -> None:
    upload(scene, "overview.logo_light", (name, samples.SVG))

    assert scene.section().document["logo_light"]["name"] == expected


def test_wrong_kind_is_said_at_the_field(scene: Scene) -> None:
    response = upload(scene, "overview.logo_light", ("northquay.svg", PICTURE))

    assert response.status_code == 422
    reported = compact(response.content.decode()).partition('id="f-overview-logo_light-findings"')[2]
    assert "northquay.svg was rejected" in reported
    assert scene.section().version == 1


def test_pipeline_is_named_after_its_id_however_its_file_is_called(scene: Scene) -> None:
    upload(scene, "data.log_pipeline_yaml", ("export (2).yaml", b"id: acme\npipeline: {name: Acme, processors: []}\n"))

    assert scene.section("data").document["log_pipeline_yaml"]["name"] == "acme.yaml"


def test_log_file_leads_to_the_pipeline_workshop(scene: Scene) -> None:
    response = upload(scene, "data.log_pipeline_yaml", ("acme.log", b'{"a": 1}\n{"a": 2}'))

    assert f'<a href="{scene.url("pipeline")}">' in compact(response.content.decode())
    assert logs_in_workshop(scene, scene.editor) == '{"a": 1}\n{"a": 2}'
    assert logs_in_workshop(scene, scene.member(Role.EDITOR)) == ""  # logs may be private


def logs_in_workshop(scene: Scene, person: Person) -> str:
    page = signed_in(person).get(scene.url("pipeline")).content.decode()
    text = re.search(r'<textarea\s+id="pipeline-log-lines".*?>\n(.*?)</textarea>', page, re.DOTALL)
    return unescape(text[1]) if text else "no field"


def test_log_file_among_added_files_leads_to_the_pipeline_workshop(scene: Scene) -> None:
    client, page = into_draft(scene, SimpleUploadedFile("acme.log", b'{"a": 1}\n{"a": 2}'))

    assert f'<a href="{scene.url("pipeline")}">' in compact(client.get(page).content.decode())
    assert logs_in_workshop(scene, scene.editor) == '{"a": 1}\n{"a": 2}'
    workshop = client.get(scene.url("pipeline")).content.decode()
    assert "These lines are from acme.log." in compact(workshop)


def test_log_file_and_project_file_of_a_draft_fill_in_their_values_with_a_note(scene: Scene) -> None:
    log = SimpleUploadedFile("acme.log", b'{"a": 1}\n{"a": 2}')
    project = SimpleUploadedFile("pyproject.toml", b'[project]\nname = "acme"\nversion = "1.2.0"\n')
    client, page = into_draft(scene, log, project)
    shown = compact(client.get(page).content.decode())

    client.post(page)

    assert "acme.log" in shown
    assert "<code>pyproject.toml</code>" in shown
    assert "Left out" not in shown
    section = scene.section("data")
    assert section.document["submitted_data_types"] == ["Logs"]
    assert section.filled["data.submitted_data_types"]["files"] == ["acme.log"]


def test_short_name_of_an_added_file_has_the_limit_of_its_field(scene: Scene) -> None:
    client, page = into_draft(scene, SimpleUploadedFile("board.json", BOARD))

    assert f"/ {SHORT_NAME}<" in compact(client.get(page).content.decode())


def test_too_large_file_is_said_at_the_field_and_not_kept(scene: Scene) -> None:
    response = upload(scene, "overview.logo_light", ("northquay.svg", samples.SVG + b" " * 60_000_000))

    assert response.status_code == 422
    assert "northquay.svg was rejected" in compact(response.content.decode())
    assert not Blob.objects.exists()


def test_limits_are_told_before(scene: Scene) -> None:
    page = compact(signed_in(scene.editor).get(scene.url("step", "overview")).content.decode())

    assert "An SVG image, at most" in page


def test_several_files_become_rows_and_the_wrong_one_is_named(scene: Scene) -> None:
    files = [("one.png", PICTURE), ("two.txt", b"no picture"), ("three.png", samples.png(width=1440, height=810))]

    response = upload(scene, "overview.media", *files)

    assert response.status_code == 200
    names = [row["image"]["name"] for row in scene.section().document["media"]]
    assert names == ["one.png", "three.png"]
    text = compact(response.content.decode())
    assert "two.txt was rejected" in text
    assert "1600 × 900 px" in text
    assert 'id="f-overview-media-drop"' in text


def test_dropped_dashboard_becomes_a_card_that_proposes_a_short_name(scene: Scene) -> None:
    board = {
        "title": "Cache overview",
        "widgets": [
            {
                "definition": {"type": "timeseries", "requests": []},
                "layout": {"x": 0, "y": 0, "width": 6, "height": 3},
            }
        ],
        "layout_type": "ordered",
    }

    text = compact(
        upload(scene, "content.dashboards", ("Cache Overview.json", json.dumps(board).encode())).content.decode()
    )

    assert "<b>Cache overview</b>" in text
    assert '<div class="board-widget" data-shape=' in text
    assert 'data-text="cache_overview"' in text
    assert scene.section("content").document["dashboards"][0]["short_name"] == "", "nobody was asked"


def test_dropped_video_becomes_a_row_for_a_video(scene: Scene) -> None:
    film = box(b"ftyp", b"isom") + box(b"moov")

    response = upload(scene, "overview.media", ("queue_tour.mp4", film), ("board.png", PICTURE))

    assert response.status_code == 200
    video, image = scene.section().document["media"][-2:]
    assert (video["media_type"], video["video"]["name"], video.get("image")) == ("video", "queue_tour.mp4", None)
    assert (image["media_type"], image["image"]["name"], image.get("video")) == ("image", "board.png", None)
    assert video["caption"] == "Queue tour"


@pytest.mark.parametrize(
    "data, kind",
    [(b"\x1a\x45\xdf\xa3\0", "a WebM or Matroska video"), (b"RIFF\0\0\0\0AVI LIST", "an AVI video"),
     (b"\0\0\0\x14ftypqt  ", "a QuickTime video")],
)  # fmt: skip
def test_other_videos_are_refused_with_what_the_gallery_accepts(scene: Scene, data: bytes, kind: str) -> None:
    text = upload(scene, "overview.media", ("tour.mov", data)).content.decode()

    assert f"The file is {kind}, but this field accepts a PNG or JPEG image or an MP4 video." in compact(text)


def test_no_file_is_said(scene: Scene) -> None:
    response = upload(scene, "overview.logo_light")

    assert response.status_code == 422
    assert "No file was uploaded" in compact(response.content.decode())


@pytest.mark.parametrize(
    "path", ["overview.title", "overview.media[nobody].image", "overview.nowhere", "data.metadata_csv", "", "[]", "x.y"]
)
def test_path_that_is_no_upload_of_this_section_is_not_there(scene: Scene, path: str) -> None:
    url = f"{scene.url('section-upload', 'overview')}?path={path}"

    response = signed_in(scene.editor).post(url, {"f": SimpleUploadedFile("a.svg", samples.SVG)})

    assert response.status_code == 404


def test_viewer_stranger_and_frozen_revision_store_nothing(scene: Scene) -> None:
    file = ("northquay.svg", samples.SVG)
    assert upload(scene, "overview.logo_light", file, by=scene.member(Role.VIEWER)).status_code == 403
    assert upload(scene, "overview.logo_light", file, by=make_scene("Otherquay").editor).status_code == 404

    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.SUBMITTED, state_since=NOW)
    assert upload(scene, "overview.logo_light", file).status_code == 409
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    "content, expected",
    [
        (samples.pdf(pages=2), "2 pages"),
        (samples.pdf(password="key"), "password-protected, so the first page can't be shown"),
        (samples.PDF, "the first page can't be shown"),
    ],
)
def test_licence_shows_its_first_page_or_why_not(content: bytes, expected: str, data_dir: Path) -> None:
    scene = make_scene(route="marketplace")
    attach_file(
        revision_id=scene.revision.pk, path="legal.eula", name="eula.pdf", content=content, by=scene.actor, now=NOW
    )

    page = compact(signed_in(scene.editor).get(scene.url("step", "pricing")).content.decode())

    assert escape(expected) in page
    assert ("First page of eula.pdf" in page) is (expected == "2 pages")


def test_files_that_hold_too_much_together_are_refused(scene: Scene) -> None:
    heavy = [json.dumps({"title": str(n), "widgets": [[0] * 1_900] * 21}).encode() for n in range(4)]
    for number in range(2):
        assert upload(scene, "content.dashboards", (f"{number}.json", heavy[number])).status_code == 200

    refused = upload(scene, "content.dashboards", ("2.json", heavy[2]))
    rows = scene.section("content").document["dashboards"]
    replaced = upload(scene, f"content.dashboards[{rows[0]['key']}].file", ("3.json", heavy[3]))

    assert refused.status_code == 422
    assert "contain more than 100000 values and lines in total. The largest part is assets/dashboards/" in compact(
        refused.content.decode()
    )
    assert (len(rows), replaced.status_code) == (2, 200)
