import pytest
from django.http import HttpResponse

from common.actor import Role
from files.queries import read_blob
from listings.actions import attach_file, save_section
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = pytest.mark.django_db
HEADER = "metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name"
FIRST = 'cache.hits,gauge,,hit,second,"Hits, read",1,Northquay Cache,hits\r\n'
SECOND = "cache.misses,gauge,,miss,,Misses,-1,Northquay Cache,misses"
CSV = f"{HEADER}\r\n{FIRST}{SECOND}".encode()


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    scene = make_scene()
    changes = {"code_type": "api_exception"}
    save_section(
        revision_id=scene.revision.pk, key="configuration", version=None, changes=changes, by=scene.actor, now=NOW
    )
    return scene


def put(scene: Scene, content: bytes = CSV) -> str:
    section = attach_file(
        revision_id=scene.revision.pk,
        path="data.metadata_csv",
        name="metadata.csv",
        content=content,
        by=scene.actor,
        now=NOW,
    )
    return str(section.document["metadata_csv"]["sha256"])


def stored_file(scene: Scene) -> bytes:
    return read_blob(scene.section("data").document["metadata_csv"]["sha256"])


def post(scene: Scene, sha256: str, *, by: object = None, **values: str) -> HttpResponse:
    browser = signed_in(by or scene.editor)  # type: ignore[arg-type]  # a person
    return browser.post(scene.url("metrics"), {"sha256": sha256, **values}, HTTP_HX_REQUEST="true")


def page(scene: Scene, query: str = "") -> str:
    return compact(signed_in(scene.editor).get(scene.url("step", "data") + query).content.decode())


def test_rows_are_shown_with_what_is_said_about_them(scene: Scene) -> None:
    put(scene, CSV.replace(b"cache.misses,gauge", b"cache.misses,guage"))

    shown = page(scene)

    assert 'name="cell.0.description" value="Hits, read"' in shown
    reported = shown.partition('id="findings-1"')[2].partition("</td>")[0]
    assert "MD-" in reported
    assert "line 3" in reported
    row = shown.partition('data-metric="1"')[2].partition("</tr>")[0]
    assert row.index('data-sev="blocker"') < row.index("cell.1.metric_type")


def test_cell_is_written_and_every_other_byte_stays(scene: Scene) -> None:
    response = post(scene, put(scene), **{"cell.1.description": "Reads that missed"})

    assert response.status_code == 200
    assert stored_file(scene) == CSV.replace(b",Misses,", b",Reads that missed,")
    sha256 = scene.section("data").document["metadata_csv"]["sha256"]
    assert f'name="sha256" value="{sha256}"' in compact(response.content.decode())
    assert '"stored"' in response.headers["HX-Trigger"]


@pytest.mark.parametrize(
    "values",
    [
        {"cell.1.description": "Reads that missed"},
        {"add": "row"},
        {"remove": "1"},
        {"paste": "Reads", "row": "1", "column": "description"},
        {"cell.1.description": "Reads that missed", "only": "findings"},
    ],
)
def test_size_of_the_file_follows_every_edit(scene: Scene, values: dict[str, str]) -> None:
    html = compact(post(scene, put(scene), **values).content.decode())

    file_field = html.partition('id="metrics-file"')[2]
    assert f"{len(stored_file(scene))} bytes" in file_field.replace("\N{NO-BREAK SPACE}", " ")
    assert stored_file(scene) != CSV


def test_same_values_again_write_nothing(scene: Scene) -> None:
    sha256 = put(scene)
    version = scene.section("data").version

    post(scene, sha256, **{"cell.0.metric_name": "cache.hits", "cell.0.description": "Hits, read"})

    assert scene.section("data").version == version


def test_row_is_added_with_what_it_most_likely_says(scene: Scene) -> None:
    response = post(scene, put(scene), add="row")

    assert stored_file(scene) == CSV + b"\r\n,gauge,,,,,0,Northquay Cache,"
    assert response.headers["HX-Retarget"] == "#metrics"


def test_row_is_removed_and_the_others_keep_their_bytes(scene: Scene) -> None:
    post(scene, put(scene), remove="1")

    assert stored_file(scene).startswith(f"{HEADER}\r\n{FIRST}".rstrip("\r\n").encode())
    assert b"misses" not in stored_file(scene)


def test_block_of_a_spreadsheet_goes_over_cells_and_below_them(scene: Scene) -> None:
    block = "Missed reads\t0\r\nEvicted keys\t-1\r\n"

    post(scene, put(scene), paste=block, row="1", column="description")

    lines = stored_file(scene).decode().splitlines()
    assert lines[2] == "cache.misses,gauge,,miss,,Missed reads,0,Northquay Cache,misses"
    assert lines[3] == ",,,,,Evicted keys,-1,,"


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

    assert page(scene).count("data-metric=") == 50
    assert "1 to 50 of 1,000" in page(scene)
    assert "1,000 rows" in page(scene)
    assert 'value="cache.metric50"' in page(scene, "?start=50")
    last = compact(
        signed_in(scene.editor).get(scene.url("metrics") + "?start=99999", HTTP_HX_REQUEST="true").content.decode()
    )
    assert "951 to 1,000 of 1,000" in last


def test_only_rows_with_findings(scene: Scene) -> None:
    put(scene, CSV.replace(b"cache.misses,gauge", b"cache.misses,guage"))

    shown = signed_in(scene.editor).get(scene.url("metrics") + "?only=findings", HTTP_HX_REQUEST="true")

    assert 'data-metric="1"' in compact(shown.content.decode())


def test_file_that_cannot_be_cut_says_so_and_is_not_edited(scene: Scene) -> None:
    sha256 = put(scene, f'{HEADER}\ncache.hits,"never closed\n'.encode())

    assert "This file can't be shown as a table" in page(scene)
    assert post(scene, sha256, add="row").status_code == 404


@pytest.mark.parametrize("values", [{"cell.99.description": "x"}, {"cell.x.y": "z"}, {"cell.0.nowhere": "x"}])
def test_cells_that_are_not_there_change_nothing(scene: Scene, values: dict[str, str]) -> None:
    sha256 = put(scene)

    assert post(scene, sha256, **values).status_code == 200
    assert stored_file(scene) == CSV


def test_form_without_scripts_sends_the_whole_page(scene: Scene) -> None:
    sha256 = put(scene)
    cells = {"cell.0.description": "Hits, read", "cell.1.description": "Missed", "cell.1.metric_name": "cache.misses"}

    response = signed_in(scene.editor).post(scene.url("metrics"), {"sha256": sha256, "start": "0", **cells})

    assert response.url == scene.url("step", "data") + "?start=0#metrics"
    assert stored_file(scene) == CSV.replace(b",Misses,", b",Missed,")


def test_viewer_reads_the_table_and_writes_nothing(scene: Scene) -> None:
    sha256 = put(scene)
    viewer = scene.member(Role.VIEWER)

    shown = compact(signed_in(viewer).get(scene.url("step", "data")).content.decode())
    assert 'name="cell.0.metric_name" value="cache.hits"' in shown
    assert "data-metrics-add" not in shown
    assert post(scene, sha256, by=viewer, add="row").status_code == 403
    assert post(scene, sha256, by=make_scene("Otherquay").editor, add="row").status_code == 404


def test_metric_check_is_chosen_from_the_file(scene: Scene) -> None:
    put(scene)

    field = page(scene).partition('data-field="metric_check"')[2].partition('data-field="')[0]

    assert 'name="metric_check" value="cache.hits"' in field


def test_finding_at_a_row_leads_to_it_on_whatever_page_of_the_table_it_is(scene: Scene) -> None:
    rows = "".join(f"cache.m{n:03d},gauge,,hit,,Number {n}.,0,Northquay Cache,m{n}\n" for n in range(120))
    put(scene, f"{HEADER}\n{rows}".replace("cache.m099,gauge", "cache.m099,guage").encode())

    review = compact(signed_in(scene.editor).get(scene.url("step", "review")).content.decode())

    assert f'href="{scene.url("step", "data")}?line=101#line-101"' in review
    shown = page(scene, "?line=101")
    assert 'id="line-101"' in shown
    assert 'id="line-2"' not in shown
    assert "“guage” is not a metric type" in shown.partition('id="findings-99"')[2].partition("</td>")[0]


def test_finding_in_a_file_that_is_no_table_leads_to_what_is_said_of_it(scene: Scene) -> None:
    put(scene, f'{HEADER}\ncache.hits,gauge,,hit,second,"Hits'.encode())

    review = compact(signed_in(scene.editor).get(scene.url("step", "review")).content.decode())

    assert "?line=2#line-2" in review
    assert "be shown as a table" in page(scene, "?line=2").partition('id="line-2"')[2].partition("</p>")[0]
