import re
from copy import deepcopy

import pytest
import yaml
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from files.queries import read_blob
from listings.actions import attach_file, save_section
from studio.pipelines.shown_sample import shown_sample
from tests.listings.scene import NOW
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in
from tests.tilekit.pipeline.files import RESULT, UP, bytes_of_pipeline, grok
from tilekit.core.fields import Json
from tilekit.pipeline import SampleResult

pytestmark = pytest.mark.django_db
PIPELINE = bytes_of_pipeline(UP, {"type": "status-remapper", "name": "Status", "sources": ["level"]})
OTHER = {**RESULT, "custom": {"n": 8, "gone": "x"}}  # type: ignore[dict-item]  # it is an object


def samples_file(*results: object) -> bytes:
    """A file as the export writes it, with a comment and an order of keys from the partner."""
    tests = [{"sample": "up 7", **({"result": deepcopy(one)} if one else {})} for one in results]
    return b"# ours\nid: acme\n" + yaml.safe_dump({"tests": tests}, sort_keys=False).encode()


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    scene = make_scene()
    for key, changes in {
        "configuration": {"code_type": "api_exception"},
        "data": {"submitted_data_types": ["Logs"]},
    }.items():
        save_section(revision_id=scene.revision.pk, key=key, version=None, changes=changes, by=scene.actor, now=NOW)
    return scene


def put(scene: Scene, pipeline: bytes | None = PIPELINE, tests: bytes | None = None) -> None:
    for field, content in (("log_pipeline_yaml", pipeline), ("log_tests_yaml", tests)):
        if content is not None:
            name = "acme.yaml" if field == "log_pipeline_yaml" else "acme_tests.yaml"
            attach_file(
                revision_id=scene.revision.pk, path=f"data.{field}", name=name, content=content, by=scene.actor, now=NOW
            )


def digests(scene: Scene) -> dict[str, str]:
    document = scene.section("data").document
    return {"pipeline": document["log_pipeline_yaml"]["sha256"], "tests": document["log_tests_yaml"]["sha256"]}


def stored_file(scene: Scene) -> bytes:
    return read_blob(digests(scene)["tests"])


def page(scene: Scene, query: str = "", *, by: object = None, part: bool = True) -> str:
    browser = signed_in(by or scene.editor)  # type: ignore[arg-type]  # a person
    response = browser.get(scene.url("pipeline") + query, headers={"HX-Request": "true"} if part else {})
    assert response.status_code == 200
    return compact(response.content.decode())


def texts(scene: Scene, **values: str) -> dict[str, str]:
    """The values that the page sends without edits, and others."""
    document = scene.section("data").document
    references = {"pipeline": document.get("log_pipeline_yaml"), "tests": document.get("log_tests_yaml")}
    stored = {name: read_blob(one["sha256"]).decode() if one else "" for name, one in references.items()}
    bases = {f"{name}_base": one["sha256"] if one else "" for name, one in references.items()}
    return {**stored, **bases, **values}


def run_typed(scene: Scene, *, part: bool = True, **values: str) -> HttpResponse:
    headers = {"HX-Request": "true"} if part else {}
    response: HttpResponse = signed_in(scene.editor).post(
        scene.url("pipeline"), texts(scene, **values), headers=headers
    )
    return response


def save_typed(scene: Scene, do: str = "save", *, by: object = None, part: bool = True, **values: str) -> HttpResponse:
    browser = signed_in(by or scene.editor)  # type: ignore[arg-type]  # a person
    headers = {"HX-Request": "true"} if part else {}
    return browser.post(scene.url("pipeline-save"), texts(scene, do=do, **values), headers=headers)


def shown_in(response: HttpResponse) -> str:
    return compact(response.content.decode())


def take(scene: Scene, sample: int = 0, *, by: object = None, **values: str) -> HttpResponse:
    return save_typed(scene, f"expect:{sample}", by=by, **values)


def test_workshop_links_to_the_guide(scene: Scene) -> None:
    assert 'href="/guides/log-pipeline/#processors"' in page(scene, part=False)


def test_run_after_a_keystroke_shows_folded_samples_once_they_are_opened(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT, OTHER))

    shown = [
        re.findall(r'id="steps-sample-(\d)"', run_typed(scene, **values).content.decode())
        for values in ({}, {"open": "sample-1"}, {"do": "run"})
    ]

    assert shown == [["2"], ["1", "2"], ["1", "2"]]


def test_rows_of_steps_that_are_simulated_or_not_run_say_so(scene: Scene) -> None:
    geo: dict[str, Json] = {"type": "geo-ip-parser", "sources": ["ip"], "target": "geo"}
    put(scene, bytes_of_pipeline(UP, geo, {"type": "magic"}), tests=samples_file(RESULT))

    rows = page(scene).partition("After processing")[2]

    for name, state in (("<code>@geo</code>", "Simulated"), ("magic", "Can&#x27;t run here")):
        row = rows.partition(name)[2].partition("</dd>")[0]
        assert state in row
        assert "our tests" in row


def test_step_links_to_the_workshop_and_runs_nothing_itself(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT))

    shown = compact(signed_in(scene.editor).get(scene.url("step", "data")).content.decode())

    assert f'href="{scene.url("pipeline")}"' in shown
    assert "As expected" not in shown


def test_sample_is_shown_before_and_after_with_each_difference_at_its_attribute(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT, OTHER))

    shown = page(scene)

    assert "1 of 2 samples match the expected result" in shown
    equal, different = shown.partition('id="sample-1"')[2].split('id="sample-2"')
    assert "<del>" not in equal
    different = different.partition("After processing")[2]
    row = different.partition("<code>@n</code>")[2].partition("</div>")[0]
    assert "</span>8</del>" in row
    assert "</span>7</ins>" in row
    assert "missing" in different.partition("<code>@gone</code>")[2].partition("</div>")[0]
    assert "not expected" in different.partition("<code>@state</code>")[2].partition("</div>")[0]


@pytest.mark.parametrize("declared, is_told", [(RESULT, False), (OTHER, True)])
def test_what_struck_out_means_is_told_where_something_is(scene: Scene, declared: object, is_told: object) -> None:
    put(scene, tests=samples_file(declared))

    assert ("Struck through: expected." in page(scene)) == is_told


def test_what_cannot_run_is_told_with_its_line(scene: Scene) -> None:
    broken = yaml.safe_dump({"id": "acme", "pipeline": {"processors": [grok(r"back (a)\1")]}}).encode()
    put(scene, pipeline=broken, tests=samples_file(RESULT))

    shown = page(scene)

    assert "This rule could run forever" in shown
    assert "<code>back</code>" in shown
    assert "line 6" in shown.partition("<code>back</code>")[2][:80]


def test_steps_say_what_changed_and_why_not(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT))

    steps = page(scene).partition("What each processor did (1 of 2 changed the log)")[2]

    assert "<code>@n</code>" in steps.partition("Nothing to do")[0]
    assert "the log has none of its source attributes" in steps.partition("Nothing to do")[2]


def test_unmatched_logs_are_named_and_shown_first(scene: Scene) -> None:
    put(scene)

    shown = shown_in(run_typed(scene, logs="\n".join([*(f"up {n}" for n in range(40)), "down", '{"n": 1}'])))

    assert "No rule matches these logs: 41." in shown
    assert re.findall(r'id="log-(\d+)"', shown) == ["41", *map(str, range(1, 20))]
    assert "The results of 22 more logs are not shown." in shown


def test_list_of_many_unmatched_logs_shows_that_there_are_more(scene: Scene) -> None:
    put(scene)

    shown = shown_in(run_typed(scene, logs="\n".join(["down"] * 40)))

    assert "18, 19, 20 …." in shown


def test_longest_match_is_marked_in_the_log(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT))

    shown = shown_in(run_typed(scene, logs="up <b>"))

    assert "<mark>up </mark>&lt;b&gt;" in shown
    assert "<code>%{integer:n}</code>" in shown


@pytest.mark.parametrize("verb", [{"do": "run"}, {}], ids=["asked", "after-keystroke"])
def test_tree_counts_the_shown_logs_that_each_processor_changes(scene: Scene, verb: dict[str, str]) -> None:
    put(scene, tests=samples_file(RESULT))

    tree = shown_in(run_typed(scene, logs="down\nup 2\nup 3", **verb)).partition('id="pipeline-tree"')[2]

    assert re.findall(r"shown logs that it changes:</span>(\d of \d)", tree) == ["3 of 4"]


def test_tree_has_the_lines_of_each_processor(scene: Scene) -> None:
    nested = {"type": "pipeline", "name": "Inner", "enabled": False, "filter": {"query": "*"}, "processors": [UP]}
    body = {"id": "acme", "pipeline": {"processors": [UP, deepcopy(nested)]}}
    put(scene, pipeline=yaml.safe_dump(body, sort_keys=False).encode())

    tree = page(scene).partition('id="pipeline-tree"')[2]

    assert tree.count("data-line=") == 3
    assert 'id="processor-0" data-line="4" data-end-line="11"' in tree
    inner = tree.partition('id="processor-1"')[2]
    assert 'data-line="12" data-end-line="25"' in inner
    assert "Turn on" in inner
    assert 'id="processor-1-0" data-line="18"' in inner


def test_page_works_without_scripts(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT))

    shown = page(scene, part=False)

    assert "<title>" in shown
    assert "1 of 1 sample matches the expected result" in shown
    assert 'id="workshop"' in shown
    assert 'name="pipeline"' in shown


def test_only_different_samples_and_pages_of_ten(scene: Scene) -> None:
    put(scene, tests=samples_file(*[RESULT] * 12, OTHER))

    assert page(scene).count('class="sample"') == 10
    assert "11 to 13 of 13" in page(scene, "?start=10")
    only = page(scene, "?only=different")
    assert (only.count('class="sample"'), 'id="sample-13"' in only) == (1, True)
    assert page(scene, "?start=99999").count('class="sample"') == 3


def test_pasted_logs_are_run_and_nothing_is_stored(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT))
    version = scene.section("data").version

    response = run_typed(scene, logs='{"message": "down 3", "level": "error"}\r\nup 4')

    typed = shown_in(response).partition('id="log-1"')[2]
    assert "down" in typed
    assert '<dd class="diff"><span>&quot;error&quot;</span></dd>' in typed
    assert 'id="log-2"' in typed
    assert "Use this result" not in typed.partition('id="sample-1"')[0]
    assert scene.section("data").version == version


def test_typed_pipeline_is_run_and_not_stored(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT))

    shown = shown_in(run_typed(scene, pipeline=PIPELINE.decode().replace("integer:n", "integer:m")))

    assert "0 of 1 sample matches the expected result" in shown
    assert "<code>@m</code>" in shown
    assert "1 of 1 sample" in page(scene)


def test_date_that_could_not_be_read_is_not_in_1970() -> None:
    result: Json = {"timestamp": 1}
    sample = shown_sample(SampleResult(at=0, sample="", result=result, declared=None, differences=()))

    assert sample.timestamp == "No date could be read in this log."


@pytest.mark.parametrize("language, day", [("en", "25 Nov 2026"), ("ja", "2026年11月25日")])
def test_timestamp_is_in_utc_and_in_the_language_of_the_reader(language: str, day: str) -> None:
    result: Json = {"timestamp": 1_795_571_232_500}
    sample = shown_sample(SampleResult(at=0, sample="", result=result, declared=None, differences=()))

    with translation.override(language):
        assert sample.timestamp == f"{day} 01:47:12.500 UTC"


def test_logs_run_without_tests_and_without_scripts(scene: Scene) -> None:
    put(scene)

    response = run_typed(scene, logs="up 9", part=False)

    assert response.status_code == 200
    assert "Your line 1" in shown_in(response)
    assert "There are no samples yet." in shown_in(response)


def test_proposal_without_logs_asks_for_them(scene: Scene) -> None:
    assert "Paste log lines first." in shown_in(run_typed(scene, do="propose", logs=" \r\n"))


@pytest.mark.parametrize(
    "line", ["\x01\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "{" * 5_000, "<b>&'\""]
)
def test_hostile_logs_are_shown_as_text(scene: Scene, line: str) -> None:
    put(scene)

    response = run_typed(scene, logs=line)

    assert response.status_code == 200
    assert "<b>&" not in shown_in(response)


@pytest.mark.parametrize(
    "pipeline,tests,expected",
    [
        (None, None, "There is no log pipeline yet."),
        (PIPELINE, b"tests: []\nid: a\n", "The tests file contains no samples."),
        (PIPELINE, b"tests:\n  - sample: [\n", "this [ is never closed"),
        (b"pipeline: {a: 1\nid: x: y", b"tests: []", "line 2, column 3"),
        (b"id: acme\n", b"tests: []", "it has no pipeline"),
        (PIPELINE, b"\xff\xfe\x00", "it is not UTF-8 text"),
    ],
)
def test_files_that_cannot_run_say_why(
    scene: Scene, pipeline: bytes | None, tests: bytes | None, expected: str
) -> None:
    put(scene, pipeline=pipeline, tests=tests)

    assert expected in page(scene)


def test_costly_samples_end_and_say_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.pipelines.page.MAX_REQUEST_WORK", 1)
    put(scene, tests=samples_file(RESULT, RESULT))

    shown = page(scene)

    assert "this sample is too complex to process" in shown
    assert "it was not run because the samples before it used up the steps" in shown
    assert "Use this result" not in shown


def test_queries_do_not_grow_with_samples(scene: Scene) -> None:
    counts = []
    for number in (3, 30):
        put(scene, tests=samples_file(*[OTHER] * number))
        page(scene)
        with CaptureQueriesContext(connection) as queries:
            page(scene)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_input_that_is_too_large_to_read_is_refused(scene: Scene) -> None:
    put(scene)

    assert run_typed(scene, logs="x" * 3_000_000).status_code == 413


def test_run_after_a_keystroke_is_limited_and_says_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.pipelines.page.MAX_LIVE_WORK", 1)
    put(scene, tests=samples_file(RESULT))

    assert "too long to run while you type" in shown_in(run_typed(scene))
    assert "1 of 1 sample" in shown_in(run_typed(scene, do="run"))
    assert "too long to check while you type" in shown_in(run_typed(scene, do="findings"))
