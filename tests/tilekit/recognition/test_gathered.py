"""An upload becomes a listing: a whole folder as it is, and single files in the places of their kinds."""

import json

import pytest

from tests.tilekit.listing import base_files
from tilekit.bundle import Files
from tilekit.core.fileref import FileRef
from tilekit.recognition.filling import (
    PlacedFile,
    asks_short_name,
    proposed_short_name,
    readable_name,
    with_file,
    with_said,
)
from tilekit.recognition.gathered import GatheredListing, gather
from tilekit.recognition.merged_values import merged_values
from tilekit.scaffold.archive import zip_of_files
from tilekit.sections.row_matching import rows_of

BOARD = json.dumps({"title": "Acme Queue - Overview", "layout_type": "ordered", "widgets": []}).encode()
MONITOR = json.dumps({"title": "Deep", "definition": {"type": "query alert", "query": "avg(last_5m):avg:a.b{*} > 1"}})
METRICS = b"metric_name,metric_type\nacme.q.depth,gauge\n"
PIPELINE = b"id: acme\npipeline:\n  type: pipeline\n  name: Acme\n  enabled: true\n  processors: []\n"
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"><path fill="#632ca6" d="M0 0"/></svg>'


def places(listing: GatheredListing) -> dict[str, tuple[str, str]]:
    return {file.sent: (file.path, file.place) for file in listing.files}


def test_a_folder_with_a_manifest_stays_as_it_is() -> None:
    files = base_files()

    listing = gather(Files.of(files), "acme_widget")

    assert {**listing.package.base, **listing.package.files} == files
    assert {file.path for file in listing.files} == set(files)
    assert all(file.is_named for file in listing.files if file.place)


def test_single_files_get_the_paths_of_their_fields() -> None:
    listing = gather(Files.of({"a.txt": BOARD, "b.json": MONITOR.encode(), "c.bin": METRICS, "d": LOGO}), "")

    assert places(listing) == {
        "a.txt": ("assets/dashboards/a.json", "content.dashboards"),
        "b.json": ("assets/monitors/b.json", "content.monitors"),
        "c.bin": ("c.csv", "data.metadata_csv"),
        "d": ("assets/logos/d.svg", "overview.logo_light"),
    }


def test_the_field_of_the_logo_gets_the_drawing_that_is_called_a_logo() -> None:
    listing = gather(Files.of({"acme-icon.svg": LOGO, "acme-logo.svg": LOGO + b"\n"}), "")

    assert places(listing) == {
        "acme-icon.svg": ("", ""),
        "acme-logo.svg": ("assets/logos/acme-logo.svg", "overview.logo_light"),
    }


def test_content_decides_about_the_field_although_the_path_belongs_to_another() -> None:
    files = {"a.yaml": b"tests:\n- sample: one\n", "b.yaml": PIPELINE}

    listing = gather(Files.of(files), "")

    assert places(listing) == {
        "a.yaml": ("assets/logs/a.yaml", "data.log_tests_yaml"),
        "b.yaml": ("assets/logs/acme.yaml", "data.log_pipeline_yaml"),
    }


def test_pipeline_and_tests_are_named_after_their_id() -> None:
    tests = b"id: acme/q\ntests:\n- sample: one\n"

    assert {
        path for path, _ in places(gather(Files.of({"pipeline.yml": PIPELINE, "tests.yaml": tests}), "")).values()
    } == {
        "assets/logs/acme.yaml",
        "assets/logs/acme_q_tests.yaml",
    }


def test_files_of_the_same_name_get_different_paths() -> None:
    listing = gather(Files.of({"a/x.json": BOARD, "b/x.json": BOARD + b" "}), "")

    assert {path for path, _ in places(listing).values()} == {
        "assets/dashboards/x.json",
        "assets/dashboards/x-2.json",
    }


def test_files_without_a_place_are_left_out_with_a_reason() -> None:
    files = {
        "a.csv": METRICS,
        "b.csv": METRICS,
        "broken.json": b"{",
        "comment.json": b'// Exported\n/* today */ {"title": "Acme", "widgets": []}',
        "large.json": b'{"title": "Acme", "widgets": ["' + b"x" * 5_000_000 + b'"]}',
        "empty.json": b"",
        "two.yaml": b"a: 1\n---\nb: 2\n",
        "prose.txt": b"note: [one\n",
        "notes.txt": b"Hello",
        "acme.log": b'{"a": 1}\n{"a": 2}',
        "logo.png": b"\x89PNG\r\n\x1a\n0",
        "inner.zip": zip_of_files({"a.json": BOARD}),
    }
    files["__about__.py"] = b'__version__ = "1.4.0"\n'

    listing = gather(Files.of(files), "")

    reasons = {file.sent: file.reason.id for file in listing.files if file.reason}
    assert reasons == {
        "b.csv": "The field has room for only one file.",
        "broken.json": "It is not valid JSON: {fault}.",
        "comment.json": "It is not valid JSON: {fault}.",
        "large.json": "It is larger than {limit} MB.",
        "empty.json": "It is empty.",
        "two.yaml": "It is not valid YAML: {fault}.",
        "prose.txt": "It belongs to no field of a listing.",
        "notes.txt": "It belongs to no field of a listing.",
        "acme.log": "The pipeline workshop of the draft contains its first lines, and proposes a pipeline for them.",
        "__about__.py": "Only its values are used.",
        "inner.zip": "Drop it alone, or unpack it and drop its folder.",
        "logo.png": "The logo must be an SVG file. If this image is for the carousel, add it there.",
    }
    assert set(listing.package.files) == {"a.csv"}


def test_logo_for_dark_pages_may_have_one_colour_that_is_not_light() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path fill="#5dc3c7"/><path fill="%s"/></svg>'
    files = {"logo_dark.svg": drawing % "#eef3f4", "dark-ink.svg": drawing % "#222"}

    places = {
        file.sent: file.place for file in gather(Files.of({name: files[name].encode() for name in files}), "").files
    }

    assert places == {"logo_dark.svg": "overview.logo_dark", "dark-ink.svg": "overview.logo_light"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_texts_in_utf_16_are_stored_as_utf_8(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    texts = {"metadata.csv": METRICS.decode(), "queue.json": BOARD.decode(), "notes.txt": "Hello"}

    listing = gather(Files.of({name: (mark + text).encode(encoding) for name, text in texts.items()}), "")

    placed = {file.path: listing.package.files[file.path].decode() for file in listing.files if file.path}
    assert placed == {"metadata.csv": texts["metadata.csv"], "assets/dashboards/queue.json": texts["queue.json"]}


def test_metrics_file_comes_before_a_text_from_which_one_can_be_made() -> None:
    listing = gather(Files.of({"a.txt": b"# TYPE up gauge\nup 1\n", "metadata.csv": METRICS}), "")

    assert places(listing)["metadata.csv"] == ("metadata.csv", "data.metadata_csv")
    assert {file.sent: file.reason.id for file in listing.files if file.reason} == {
        "a.txt": "Only its values are used."
    }
    assert listing.sources["configuration.agent_check_kind"] == ("a.txt",)


def test_second_file_for_a_field_says_nothing() -> None:
    listing = gather(Files.of({"a.csv": METRICS, "b.csv": b"metric_name,metric_type\nother.size,gauge\n"}), "")

    assert listing.says["data.metric_check"] == ["acme.q.depth"]
    assert listing.sources["data.submitted_data_types"] == ("a.csv",)


def test_other_files_of_a_folder_are_kept() -> None:
    listing = gather(Files.of({"acme/data/x.bin": b"\0", "acme/board.json": BOARD}), "acme")

    assert set(listing.package.files) == {"acme/data/x.bin", "assets/dashboards/board.json"}


def test_files_of_a_package_stay_where_its_code_needs_them() -> None:
    example = "datadog_checks/acme/data/conf.yaml.example"
    files = {
        example: b"init_config:\ninstances:\n  - openmetrics_endpoint: http://x\n",
        "datadog_checks/acme/check.py": b"class Acme(OpenMetricsBaseCheckV2):\n    pass\n",
        "tests/fixtures/board.json": BOARD,
    }

    listing = gather(Files.of(files), "acme")

    assert places(listing) == {path: (path, "") for path in files}
    assert set(listing.package.files) == set(files)
    assert listing.sources["configuration.agent_check_kind"] == ("conf.yaml.example", "check.py")


def test_agent_configuration_alone_only_fills_fields() -> None:
    listing = gather(Files.of({"conf.yaml": b"init_config:\ninstances:\n  - openmetrics_endpoint: http://x\n"}), "")

    assert not listing.package.files
    assert listing.says["configuration.agent_check_kind"] == "openmetrics"


def test_files_chosen_next_to_a_manifest_get_the_paths_in_it() -> None:
    files = {path.rpartition("/")[2]: data for path, data in base_files().items()}

    listing = gather(Files.of({**files, "more.json": BOARD}), "")

    assert set(base_files()) <= {file.path for file in listing.files}
    assert next(file for file in listing.files if file.sent == "more.json").place == "content.dashboards"


def test_a_new_row_has_the_file_and_the_short_name() -> None:
    reference = FileRef.of("assets/dashboards/a.json", BOARD)

    once = with_file({}, PlacedFile(place="content.dashboards", file=reference, short_name="acme"))
    twice = with_file(once, PlacedFile(place="content.dashboards", file=reference, short_name="other"))

    (first, second) = twice["content"]["dashboards"]
    assert first["key"] != second["key"]
    assert (first["short_name"], first["file"]["sha256"]) == ("acme", reference.sha256)


def test_a_rule_gets_no_short_name_from_its_file() -> None:
    """The short name can't change after publication, so a person enters or confirms it."""
    reference = FileRef.of("Rule (3).json", b"{}")

    documents = with_file({}, PlacedFile(place="content.detection_rules", file=reference))

    assert asks_short_name("content.detection_rules")
    assert [row["short_name"] for row in rows_of(documents["content"]["detection_rules"])] == [""]


def test_a_file_replaces_that_of_a_row() -> None:
    rows = [{"key": "k", "short_name": "acme", "file": None}, {"key": "other"}]
    reference = FileRef.of("x.json", BOARD)

    documents = with_file(
        {"content": {"dashboards": rows}}, PlacedFile(place="content.dashboards", file=reference, replaces="k")
    )

    assert documents["content"]["dashboards"] == [
        {"key": "k", "short_name": "acme", "file": dict(reference.as_json())},
        {"key": "other"},
    ]


@pytest.mark.parametrize("name, kind, field", [("a.png", "image", "image"), ("a.mp4", "video", "video")])
def test_media_are_rows_of_their_type(name: str, kind: str, field: str) -> None:
    documents = with_file({}, PlacedFile(place="overview.media", file=FileRef.of(name, b"x")))

    (row,) = documents["overview"]["media"]
    assert (row["media_type"], row[field]["name"]) == (kind, name)


def test_what_files_say_fills_empty_fields_only() -> None:
    documents = {"data": {"metric_prefix": "own."}}
    says = {"data.metric_prefix": "acme.", "data.submitted_data_types": ["Logs"], "basics.route": "marketplace"}

    filled = with_said(documents, says)

    assert filled == {"data": {"metric_prefix": "own.", "submitted_data_types": ["Logs"]}}


def test_lists_of_several_files_are_merged() -> None:
    says = [{"a.b": ["Metrics"], "a.c": "x"}, {"a.b": ["Logs", "Metrics"], "a.c": "y"}]

    assert merged_values(says) == {"a.b": ["Metrics", "Logs"], "a.c": "x"}


def test_names_are_proposed_from_titles() -> None:
    listing = gather(Files.of({"board-17.json": BOARD}), "")

    assert [proposed_short_name(file.title, file.sent) for file in listing.files] == ["acme_queue_overview"]
    assert (listing.title.title, listing.title.source) == ("Acme Queue", "board-17.json")


@pytest.mark.parametrize(
    "title, sent, expected",
    [
        ("Acme Queue Overview", "board.json", "acme_queue_overview"),
        ("Messages wait", "monitors/acme_queue_oldest.json", "acme_queue_oldest"),
        ("Messages wait", "export-17.json", "acme_queue_messages_wait"),
        ("", "", ""),
    ],
)
def test_proposed_short_name_begins_with_the_listing(title: str, sent: str, expected: str) -> None:
    assert proposed_short_name(title, sent, listing="Acme Queue") == expected


@pytest.mark.parametrize(
    "title, expected",
    [
        ("Queue " * 20, "_".join(["queue"] * 13)),
        ("x" * 90, "x" * 80),
        (f"{'x' * 80} overview", "x" * 80),
    ],
)
def test_proposed_short_name_fits_into_its_field(title: str, expected: str) -> None:
    assert proposed_short_name(title, "board.json") == expected


def test_manifest_names_the_listing_rather_than_a_readme() -> None:
    files = {"README.md": b"# Acme integration\n\n## Overview\n", "manifest.json": base_files()["manifest.json"]}

    assert gather(Files.of(files), "acme").says["overview.title"] == "Acme Widget"


def test_values_name_the_files_that_they_come_from() -> None:
    files = {"a/m.csv": METRICS, "board.txt": BOARD, "notes.md": b"# Acme\n\n## Overview\n\nText\n", "c.yaml": PIPELINE}

    sources = gather(Files.of(files), "").sources

    assert sources["data.submitted_data_types"] == ("c.yaml", "m.csv")
    assert sources["data.metric_prefix"] == ("m.csv",)
    assert sources["overview.overview_md"] == ("notes.md",)


@pytest.mark.parametrize(
    "name, caption",
    [
        ("images/queue_overview-1600x900.png", "Queue overview"),
        ("queueDepth@2x.png", "Queue depth"),
        ("02 SLO report.png", "SLO report"),
        ("overview.png", ""),
        ("Screenshot 2026-01-02 at 10.20.png", ""),
        ("IMG_2041.jpg", ""),
    ],
)
def test_caption_is_the_name_of_a_file_in_words(name: str, caption: str) -> None:
    assert readable_name(name) == caption


@pytest.mark.parametrize(
    "query, source",
    [("source:acme-q", "acme-q"), ("source:(a OR b)", None), ("source:acme*", None), ("service:a", None), ("", None)],
)
def test_pipeline_says_the_log_source_if_it_filters_on_one(query: str, source: str | None) -> None:
    pipeline = PIPELINE.replace(b"  processors", f"  filter: {{query: '{query}'}}\n  processors".encode())

    listing = gather(Files.of({"acme.yaml": pipeline}), "")

    assert listing.says.get("data.logs_source") == source


def test_pipeline_says_what_its_steps_do() -> None:
    steps = "[{type: pipeline, name: Web, processors: [{type: grok-parser, name: Read it}]}, {type: date-remapper}]"
    pipeline = f"id: acme\npipeline:\n  processors: {steps}\n".encode()

    says = gather(Files.of({"acme.yaml": pipeline}), "").says

    assert says["data.log_pipeline_note"] == "- Web (pipeline)\n  - Read it (grok-parser)\n- date-remapper"
