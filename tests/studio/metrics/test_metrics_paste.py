"""Pasted metrics: the preview of what the columns mean, and the save without JavaScript."""

import re

import pytest

from listings.actions import save_section
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.metrics.metrics_file import CSV, put, stored_file
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = pytest.mark.django_db
TABLE = "Unit;Name;Note\r\nhits;cache.hits;Again\r\nbytes/s;cache.size;Size\r\n"


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    scene = make_scene()
    changes = {"metric_prefix": "cache."}
    save_section(revision_id=scene.revision.pk, key="data", version=None, changes=changes, by=scene.actor, now=NOW)
    return scene


def paste(scene: Scene, text: str, **values: str) -> str:
    response = signed_in(scene.editor).post(
        scene.url("metrics-paste"), {"text": text, **values}, HTTP_HX_REQUEST="true"
    )
    return compact(response.content.decode())


def chosen(html: str, number: int) -> str:
    """The column that a column of the text fills."""
    select = html.partition(f'name="column.{number}"')[2].partition("</select>")[0]
    selected = re.search(r'value="([^"]*)" selected', select)
    return selected[1] if selected else ""


def test_preview_shows_columns_and_resulting_rows(scene: Scene) -> None:
    put(scene)

    html = paste(scene, TABLE)

    assert [chosen(html, number) for number in range(3)] == ["unit_name", "metric_name", ""]
    assert "<td>request</td>" not in html
    assert "<td>byte</td>" in html
    assert "Apply 2 rows" in html
    assert "1 row adds a new metric. 1 row overwrites an existing metric." in html
    assert "overwrite" not in paste(scene, "Name;Unit\ncache.new;hit")
    assert stored_file(scene) == CSV


def test_preview_says_which_rows_are_new_and_which_overwrite_metrics(scene: Scene) -> None:
    put(scene)

    cells = {"cell_row": "2", "cell_rows": "2", "cell_names": "cache.old\ncache.size"}
    by_name, over_cells = (
        paste(scene, "Name;Unit\ncache.hits;hit\ncache.size;byte\ncache.age;second", **cells, **target)
        for target in ({}, {"previewed": "1", "target": "cell"})
    )

    assert "2 rows add new metrics. 1 row overwrites an existing metric." in by_name
    assert marks(by_name) == [("Overwrites", "cache.hits"), ("New", "cache.size"), ("New", "cache.age")]
    assert "1 row adds a new metric. 2 rows overwrite existing metrics." in over_cells
    overwritten = "Overwrites <code>cache.old</code>"
    assert marks(over_cells) == [(overwritten, "cache.hits"), ("Overwrites", "cache.size"), ("New", "cache.age")]


def marks(html: str) -> list[tuple[str, str]]:
    """The effect and the name of each row."""
    return re.findall(r"<td>\s*((?:New|Overwrites)[^\n]*?)\s*</td>\s*<td>(cache\.\w+)</td>", html)


def test_columns_that_are_left_out_are_listed_by_name(scene: Scene) -> None:
    text = "Name;Owner;Unit;Team;Empty\ncache.a;ops;hit;core;\ncache.b;ops;byte;core;"
    shape = {"previewed": "1", "shape": "table-5-True", "has_header": "1", "header": "on"}

    html, chosen = paste(scene, text), paste(scene, text, **shape, **{"column.0": "metric_name", "column.3": "tags"})

    assert "2 columns are left out: <b>Owner, Team</b>" in html
    assert "3 columns are left out: <b>Owner, Unit, Team</b>" in chosen


def test_values_that_are_read_as_others_are_listed(scene: Scene) -> None:
    html = paste(scene, "Name;Unit;Interval\ncache.a;bytes/s;10,0\ncache.b;hits;60")

    assert "<code>bytes/s</code> → <code>byte/second</code>, <code>10,0</code> → <code>10</code>" in html
    assert "<code>60</code>" not in html


@pytest.mark.parametrize("interval", ["1.250,50", "1.000", "1,250", "1 250", "half a minute"])
def test_numbers_that_can_be_read_in_two_ways_stay_and_are_listed(scene: Scene, interval: str) -> None:
    html = paste(scene, f"Name;Type;Interval\ncache.a;gauge;{interval}\ncache.b;gauge;60")

    assert f"stay as they are: {interval}. Enter whole seconds" in html
    assert f"<td>{interval}</td>" in html


def test_mapping_can_be_changed_and_a_column_is_filled_once(scene: Scene) -> None:
    text = "Name;Note\ncache.a;Depth"
    shape = {"previewed": "1", "shape": "table-2-True", "has_header": "1", "header": "on"}

    html = paste(scene, text, **shape, **{"column.0": "metric_name", "column.1": "metric_name", "changed": "column.1"})

    assert (chosen(html, 0), chosen(html, 1)) == ("", "metric_name")
    assert "<td>cache.Depth</td>" not in html


def test_first_row_can_be_data(scene: Scene) -> None:
    html = paste(scene, "cache.a;Depth", previewed="1", shape="table-2-False", has_header="1", header="on")

    assert "No metrics were recognised in this text." in html


def test_separator_can_be_changed(scene: Scene) -> None:
    html = paste(scene, "cache.a;x,y\ncache.b;z,w", previewed="1", separator=",")

    assert html.count('name="column.') == 2
    assert "cache.a;x · cache.b;z" in html


def test_other_text_is_read_anew_unless_the_person_chose_how(scene: Scene) -> None:
    shown = {"previewed": "1", "has_header": "1", "header": "on", "separator": ";"}
    recognised = {"recognised_header": "on", "recognised_separator": ";"}
    text = "cache.a,Depth\ncache.b,Delay"

    html = paste(scene, text, **shown, **recognised)
    kept = paste(scene, text, **shown)

    assert "Apply 2 rows" in html
    assert html.count('name="column.') == 2
    assert html.count('name="recognised_') == 2
    assert kept.count('name="column.') == 1
    assert 'name="recognised_' not in kept


def test_block_without_names_fills_the_columns_from_the_cell(scene: Scene) -> None:
    put(scene)

    html = paste(scene, "Reads\t0\nEvictions\t-1", cell_row="2", cell_column="description")

    assert (chosen(html, 0), chosen(html, 1)) == ("description", "orientation")
    assert html.partition('value="cell"')[2].partition(">")[0].strip() == "checked"


def test_openmetrics_names_get_the_prefix_unless_it_is_unticked(scene: Scene) -> None:
    text = "# TYPE queue_depth gauge\nqueue_depth 1"
    shape = {"previewed": "1", "shape": "openmetrics-5-False", "may_prefix": "1"}
    columns = {"column.0": "metric_name", "column.1": "metric_type"}

    assert "<td>cache.queue_depth</td>" in paste(scene, text)
    assert "<td>queue_depth</td>" in paste(scene, text, **shape, **columns)


def test_lines_without_a_metric_are_listed(scene: Scene) -> None:
    html = paste(scene, "Queue metrics\n\ncache.a: Depth\ncache.b: Age")

    assert "Lines without a metric: Queue metrics" in html


@pytest.mark.parametrize("text", ["", "   \n"])
def test_empty_text_shows_the_form_again(scene: Scene, text: str) -> None:
    assert "Show preview" in paste(scene, text)


def test_text_beyond_the_limits_says_so_and_stays(scene: Scene) -> None:
    response = signed_in(scene.editor).post(scene.url("metrics-paste"), {"text": "cache.a;b\n" * 25_000})

    assert response.status_code == 422
    assert "it has more than 20,000 lines" in response.content.decode()
    assert "cache.a;b" in response.content.decode()


def test_apply_changes_rows_of_the_same_name_and_adds_the_others(scene: Scene) -> None:
    sha256 = put(scene)
    values = {"previewed": "1", "fill": "on", "apply": "1", "sha256": sha256}
    mapping = {"shape": "table-3-True", "has_header": "1", "header": "on"}
    columns = {"column.0": "unit_name", "column.1": "metric_name", "column.2": "description"}

    response = signed_in(scene.editor).post(scene.url("metrics-paste"), {"text": TABLE, **values, **mapping, **columns})

    assert response.status_code == 302
    assert stored_file(scene) == CSV.replace(b'"Hits, read"', b'"Again"') + (
        b"\r\ncache.size,gauge,,byte,second,Size,0,Northquay Cache,"
    )


def test_pasted_name_of_a_count_gets_that_type(scene: Scene) -> None:
    values = {"text": "cache.misses.count: Reads without a hit", "previewed": "1", "fill": "on", "apply": "1"}

    signed_in(scene.editor).post(scene.url("metrics-paste"), {**values, "sha256": put(scene)})

    assert b"cache.misses.count,count," in stored_file(scene)


def test_apply_after_a_change_of_the_file_is_refused(scene: Scene) -> None:
    old = put(scene)
    put(scene, CSV + b"\r\n")

    response = signed_in(scene.editor).post(scene.url("metrics-paste"), {"text": TABLE, "apply": "1", "sha256": old})

    assert response.status_code == 409
    assert stored_file(scene) == CSV + b"\r\n"
