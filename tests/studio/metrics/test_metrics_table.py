"""The page of the metrics table, which people without JavaScript use."""

import pytest
from django.http import HttpResponse

from common.actor import Role
from listings.actions import save_section
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.metrics.metrics_file import CSV, FIRST, HEADER, put, stored_file
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    scene = make_scene()
    changes = {"code_type": "api_exception"}
    save_section(
        revision_id=scene.revision.pk, key="configuration", version=None, changes=changes, by=scene.actor, now=NOW
    )
    return scene


def post(scene: Scene, sha256: str, *, by: object = None, **values: str) -> HttpResponse:
    browser = signed_in(by or scene.editor)  # type: ignore[arg-type]  # a person
    return browser.post(scene.url("metrics"), {"sha256": sha256, **values})  # type: ignore[return-value]


def page(scene: Scene, query: str = "") -> str:
    return compact(signed_in(scene.editor).get(scene.url("metrics") + query).content.decode())


def test_rows_are_shown_with_what_is_said_about_them(scene: Scene) -> None:
    put(scene, CSV.replace(b"cache.misses,gauge", b"cache.misses,guage"))

    shown = page(scene)

    assert 'name="cell.0.description" value="Hits, read"' in shown
    reported = shown.partition('id="findings-1"')[2].partition("</td>")[0]
    assert "MD-" in reported
    assert "line 3" in reported
    row = shown.partition('id="line-3"')[2].partition("</tr>")[0]
    assert row.index('data-sev="blocker"') < row.index("cell.1.metric_type")


def test_form_sends_the_whole_page_and_every_other_byte_stays(scene: Scene) -> None:
    sha256 = put(scene)
    cells = {"cell.0.description": "Hits, read", "cell.1.description": "Missed", "cell.1.metric_name": "cache.misses"}

    response = post(scene, sha256, start="0", **cells)

    assert response.url == scene.url("metrics") + "?start=0#metrics"  # type: ignore[attr-defined]  # a redirect
    assert stored_file(scene) == CSV.replace(b",Misses,", b",Missed,")


def test_same_values_again_write_nothing(scene: Scene) -> None:
    sha256 = put(scene)
    version = scene.section("data").version

    post(scene, sha256, **{"cell.0.metric_name": "cache.hits", "cell.0.description": "Hits, read"})

    assert scene.section("data").version == version


def test_row_is_added_with_what_it_most_likely_says(scene: Scene) -> None:
    post(scene, put(scene), add="row")

    assert stored_file(scene) == CSV + b"\r\n,gauge,,,,,0,Northquay Cache,"


def test_row_is_removed_and_the_others_keep_their_bytes(scene: Scene) -> None:
    post(scene, put(scene), remove="1")

    assert stored_file(scene) == f"{HEADER}\r\n{FIRST}".rstrip("\r\n").encode()


def test_first_row_begins_a_file(scene: Scene) -> None:
    changes = {"metric_prefix": "cache."}
    save_section(revision_id=scene.revision.pk, key="data", version=None, changes=changes, by=scene.actor, now=NOW)

    post(scene, "", add="row")

    header, row = stored_file(scene).decode().splitlines()
    assert header.startswith("metric_name,metric_type,interval")
    assert row.startswith("cache.,gauge,")


def test_edit_of_another_file_is_refused_and_writes_nothing(scene: Scene) -> None:
    old = put(scene)
    put(scene, CSV + b"\r\n")

    response = post(scene, old, **{"cell.0.description": "Late"})

    assert response.status_code == 409
    assert stored_file(scene) == CSV + b"\r\n"


def test_large_file_is_paged_by_50(scene: Scene) -> None:
    rows = "".join(f"cache.metric{n},gauge,,,,Number {n},0,Northquay Cache,n{n}\n" for n in range(1_000))
    put(scene, f"{HEADER}\n{rows}".encode())

    assert page(scene).count('<tr id="line-') == 50
    assert "1 to 50 of 1,000" in page(scene)
    assert "1,000 rows" in page(scene)
    assert 'value="cache.metric50"' in page(scene, "?start=50")
    assert "951 to 1,000 of 1,000" in page(scene, "?start=99999")
    assert 'value="cache.metric99"' in page(scene, "?line=101")


def test_only_rows_with_findings(scene: Scene) -> None:
    put(scene, CSV.replace(b"cache.misses,gauge", b"cache.misses,guage"))

    assert 'id="line-3"' in page(scene, "?only=findings")


def test_file_that_cannot_be_cut_says_so_and_is_not_edited(scene: Scene) -> None:
    sha256 = put(scene, f'{HEADER}\ncache.hits,"never closed\n'.encode())

    assert "This file can't be shown as a table" in page(scene)
    assert post(scene, sha256, add="row").status_code == 404


@pytest.mark.parametrize("values", [{"cell.99.description": "x"}, {"cell.x.y": "z"}, {"cell.0.nowhere": "x"}])
def test_cells_that_are_not_there_change_nothing(scene: Scene, values: dict[str, str]) -> None:
    sha256 = put(scene)

    assert post(scene, sha256, **values).status_code == 302
    assert stored_file(scene) == CSV


def test_viewer_reads_the_table_and_writes_nothing(scene: Scene) -> None:
    sha256 = put(scene)
    viewer = scene.member(Role.VIEWER)

    shown = compact(signed_in(viewer).get(scene.url("metrics")).content.decode())
    assert 'name="cell.0.metric_name" value="cache.hits"' in shown
    assert 'name="add"' not in shown
    assert post(scene, sha256, by=viewer, add="row").status_code == 403
    assert post(scene, sha256, by=make_scene("Otherquay").editor, add="row").status_code == 404


def test_step_leads_to_the_page_without_scripts(scene: Scene) -> None:
    shown = compact(signed_in(scene.editor).get(scene.url("step", "data")).content.decode())

    assert f'<noscript><p class="card-body small"><a href="{scene.url("metrics")}">' in shown


def test_metric_check_is_chosen_from_the_file(scene: Scene) -> None:
    put(scene)
    step = compact(signed_in(scene.editor).get(scene.url("step", "data")).content.decode())

    field = step.partition('data-field="metric_check"')[2].partition('data-field="')[0]

    assert 'name="metric_check" value="cache.hits"' in field


def test_finding_at_a_row_leads_to_its_line(scene: Scene) -> None:
    rows = "".join(f"cache.m{n:03d},gauge,,hit,,Number {n}.,0,Northquay Cache,m{n}\n" for n in range(120))
    put(scene, f"{HEADER}\n{rows}".replace("cache.m099,gauge", "cache.m099,guage").encode())

    review = compact(signed_in(scene.editor).get(scene.url("step", "review")).content.decode())

    assert f'href="{scene.url("step", "data")}?line=101#line-101"' in review
