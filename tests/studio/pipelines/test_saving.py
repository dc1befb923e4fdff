"""What the pipeline workshop saves, and what it refuses."""

import json

import pytest
import yaml

from common.actor import Role
from files.queries import read_blob
from listings.models import Revision, SectionVersion
from listings.states.revision_states import RevisionState
from tests.markup import compact
from tests.studio.pipelines.test_pipeline import (
    OTHER,
    PIPELINE,
    digests,
    page,
    put,
    run_typed,
    samples_file,
    save_typed,
    shared_scene,
    shown_in,
    stored_file,
    take,
    texts,
)
from tests.studio.scene import Scene, signed_in
from tests.tilekit.pipeline.files import RESULT, UP, bytes_of_pipeline

pytestmark = pytest.mark.django_db
__all__ = ["shared_scene"]  # a fixture


def test_result_is_taken_over_and_every_other_byte_stays(scene: Scene) -> None:
    before = samples_file(RESULT, OTHER)
    put(scene, tests=before)

    response = take(scene, 1)

    assert response.status_code == 200
    assert "2 of 2 samples match the expected result" in compact(response.content.decode())
    head = before[: before.index(b"result:", before.index(b"result:") + 1)]
    assert stored_file(scene).startswith(head)
    assert yaml.safe_load(stored_file(scene))["tests"][1]["result"] == RESULT
    events = json.loads(response.headers["HX-Trigger"])
    assert events["stored"]["version"] == scene.section("data").version
    assert 'data-text-of="tests-text"' in compact(response.content.decode())


def test_sample_without_a_result_gets_one(scene: Scene) -> None:
    put(scene, tests=samples_file(None))

    take(scene)

    assert yaml.safe_load(stored_file(scene))["tests"][0] == {"sample": "up 7", "result": RESULT}


def test_taking_over_can_be_undone_in_the_history(scene: Scene) -> None:
    put(scene, tests=samples_file(OTHER))
    digest = digests(scene)["tests"]

    take(scene)

    versions = SectionVersion.objects.filter(section=scene.section("data")).values_list("document", flat=True)
    assert digest in [(one.get("log_tests_yaml") or {}).get("sha256") for one in versions]


def test_saving_without_scripts_leads_back_to_the_page(scene: Scene) -> None:
    put(scene, tests=samples_file(OTHER))

    response = save_typed(scene, "expect:0", part=False)

    assert response.url == scene.url("pipeline")
    assert b"1 of 1" in signed_in(scene.editor).get(response.url).content


def test_what_half_a_pipeline_gives_is_not_taken_over(scene: Scene) -> None:
    put(scene, pipeline=bytes_of_pipeline(UP, {"type": "threat-intel-processor"}), tests=samples_file(OTHER))

    assert "Use this result" not in page(scene)
    assert "once every part of the pipeline can run here" in page(scene)
    take(scene)
    assert stored_file(scene) == samples_file(OTHER)


def test_file_in_one_line_is_not_written_and_says_so(scene: Scene) -> None:
    before = json.dumps({"id": "acme", "tests": [{"sample": "up 7", "result": OTHER}]}).encode()
    put(scene, tests=before)

    response = take(scene)

    assert response.status_code == 422
    assert "be saved here" in shown_in(response)
    assert stored_file(scene) == before


def test_conflict_shows_both_versions_and_can_be_overruled(scene: Scene) -> None:
    put(scene, tests=samples_file(OTHER))
    before = texts(scene)
    put(scene, pipeline=PIPELINE.replace(b"Status", b"Theirs"))
    typed = before["pipeline"].replace("Status", "Mine")

    response = save_typed(scene, **{**before, "pipeline": typed})

    assert response.status_code == 422
    shown = shown_in(response)
    assert "nothing was saved" in shown
    assert "Theirs" in shown.partition('id="pipeline-problem"')[2].partition("</del>")[0]
    assert digests(scene)["pipeline"] in shown
    assert save_typed(scene, pipeline=typed).status_code == 200
    assert read_blob(digests(scene)["pipeline"]).decode() == typed


def test_save_that_changes_nothing_is_no_conflict(scene: Scene) -> None:
    put(scene, tests=samples_file(OTHER))
    version = scene.section("data").version

    assert save_typed(scene, pipeline_base="0" * 64, tests_base="0" * 64).status_code == 200
    assert scene.section("data").version == version


def test_line_ends_and_byte_order_mark_stay(scene: Scene) -> None:
    windows = b"\xef\xbb\xbfid: acme\r\npipeline:\r\n  processors: []\r\n"
    put(scene, pipeline=windows)

    save_typed(scene, pipeline="id: acme\r\npipeline:\r\n  processors: []\r\n# mine\r\n")

    assert read_blob(digests_of(scene)) == windows + b"# mine\r\n"


def digests_of(scene: Scene) -> str:
    return str(scene.section("data").document["log_pipeline_yaml"]["sha256"])


@pytest.mark.parametrize("pipeline", ["a: [", "", "\tx", "a: &a\n - *a\n"])
def test_broken_pipeline_is_saved_or_refused_and_stays_typed(scene: Scene, pipeline: str) -> None:
    put(scene)

    response = save_typed(scene, pipeline=pipeline)

    if response.status_code == 200:
        assert read_blob(digests_of(scene)).decode() == pipeline
    else:
        assert "was rejected" in shown_in(response)


PASTED = "2024-01-02 03:04:05 INFO started 3 workers\n2024-01-02 03:04:06 ERROR started 4 workers"


def test_proposal_says_that_dates_have_no_year(scene: Scene) -> None:
    logs = "Jan  2 03:04:05 web1 acmed[17]: started\nJan  2 03:04:06 web1 acmed[17]: stopped"

    shown = shown_in(run_typed(scene, do="propose", logs=logs, source="acme"))

    assert "These logs have no dates with a year" in shown
    assert "no attribute for a date-remapper" not in shown


def test_proposal_becomes_the_pipeline(scene: Scene) -> None:
    shown = shown_in(run_typed(scene, do="propose", logs=PASTED, source="acme"))
    assert "It has run on all 2 logs." in shown
    assert "<code>date-remapper</code>" in shown
    assert "The logs contain no attribute for a service-remapper." in shown

    response = save_typed(scene, "use", logs=PASTED, source="acme")

    assert response.status_code == 200
    document = scene.section("data").document
    assert [document[key]["name"] for key in ("log_pipeline_yaml", "log_tests_yaml")] == [
        "northquay-cache.yaml",
        "northquay-cache_tests.yaml",
    ]
    assert "1 of 1 sample matches the expected result" in page(scene)


def test_proposal_is_added_to_a_pipeline_after_showing_the_change(scene: Scene) -> None:
    pipeline = yaml.safe_dump({"id": "acme", "pipeline": {"processors": [UP]}}, sort_keys=False).encode()
    put(scene, pipeline=pipeline, tests=samples_file(RESULT))

    shown = shown_in(run_typed(scene, do="propose", logs=f"up 3\n{PASTED}", source="acme"))
    assert "<ins>" in shown.partition("What adding it would change")[2]
    save_typed(scene, "add", logs=f"up 3\n{PASTED}", source="acme")

    assert read_blob(digests(scene)["pipeline"]).startswith(pipeline[:-1])
    assert [test["sample"] for test in yaml.safe_load(stored_file(scene))["tests"]] == [
        "up 7",
        PASTED.split("\n", maxsplit=1)[0],
    ]


def test_proposal_for_known_logs_adds_nothing(scene: Scene) -> None:
    put(scene)

    shown = shown_in(run_typed(scene, do="propose", logs="up 3"))

    assert "The existing pipeline already parses all of these logs." in shown
    assert "Add to the pipeline" not in shown


def test_log_is_kept_as_a_sample_without_its_secrets(scene: Scene) -> None:
    put(scene, tests=samples_file(RESULT))

    save_typed(scene, "keep:1", logs='up 7\n{"level": "info", "password": "hunter2hunter2"}')

    kept = yaml.safe_load(stored_file(scene))["tests"][1]
    assert "hunter2" not in kept["sample"]
    assert kept["result"]["status"] == "info"
    assert save_typed(scene, "keep:7", logs="up 7").status_code == 404


def test_processor_is_turned_off_in_the_editor_only(scene: Scene) -> None:
    put(scene)
    pointer = "/pipeline/processors/1"

    shown = shown_in(run_typed(scene, do=f"toggle:off:{pointer}"))

    assert "&quot;enabled&quot;: false" in shown.partition('data-text-of="pipeline-text"')[2]
    assert "Turn on" in shown
    assert read_blob(digests_of(scene)) == PIPELINE
    assert run_typed(scene, do="toggle:off:/nowhere").status_code == 422


def test_findings_of_typed_files_have_their_lines(scene: Scene) -> None:
    pipeline = yaml.safe_dump({"id": "acme", "pipeline": {"processors": [UP]}}, sort_keys=False)
    put(scene)

    shown = shown_in(run_typed(scene, do="findings", pipeline=pipeline))

    assert 'id="pipeline-text-findings" hx-swap-oob="true"' in shown
    assert 'data-sev="blocker"' in shown
    assert "LP-" in shown
    assert "this [ is never closed" in shown_in(run_typed(scene, do="findings", pipeline="a: ["))


def test_sample_that_is_not_there_is_not_found(scene: Scene) -> None:
    put(scene, tests=samples_file(OTHER))

    assert take(scene, 7).status_code == 404
    assert save_typed(scene, "expect:x").status_code == save_typed(scene, "delete").status_code == 404


def test_viewer_runs_and_takes_nothing_over(scene: Scene) -> None:
    put(scene, tests=samples_file(OTHER))
    viewer = scene.member(Role.VIEWER)

    assert "Use this result" not in page(scene, by=viewer)
    assert signed_in(viewer).post(scene.url("pipeline"), {"logs": "up 1"}).status_code == 200
    assert take(scene, by=viewer).status_code == 403
    assert stored_file(scene) == samples_file(OTHER)


def test_frozen_revision_runs_and_stays_as_it_is(scene: Scene) -> None:
    put(scene, tests=samples_file(OTHER))
    Revision.objects.filter(pk=scene.revision.pk).update(state=RevisionState.SUBMITTED)

    assert "Use this result" not in page(scene)
    assert "0 of 1 sample matches the expected result" in page(scene)
    assert take(scene).status_code == 409
    assert stored_file(scene) == samples_file(OTHER)
