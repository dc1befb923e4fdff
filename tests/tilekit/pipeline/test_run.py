"""Running two files: results, differences, and files that cannot be read."""

import pytest

from tests.tilekit.pipeline.files import RESULT, UP, bytes_of_pipeline, bytes_of_tests, run_files
from tests.tilekit.pipeline.running import pipeline_of
from tilekit.core.fields import Json
from tilekit.parse.positions import Position, Unparsable
from tilekit.pipeline.attribute_paths import MISSING
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.limits import MAX_FILE_BYTES, TooMuchWork
from tilekit.pipeline.notes import CompileNoteKind
from tilekit.pipeline.report import result_differences
from tilekit.pipeline.runner import PASSED_OVER, run_samples

GOOD, TESTS = bytes_of_pipeline(UP), bytes_of_tests({"sample": "up 7", "result": RESULT})


def test_a_sample_that_gives_its_result_is_equal() -> None:
    report = run_files(GOOD, TESTS)

    (sample,) = report.samples
    assert (sample.at, sample.sample, sample.result, sample.declared) == (0, "up 7", RESULT, RESULT)
    assert (sample.equal, sample.differences, report.equal, report.notes) == (True, (), True, ())
    assert sample.reached == {("/pipeline/processors/0", "up")}
    assert [(rule.pointer, rule.name, rule.line) for rule in report.rules] == [("/pipeline/processors/0", "up", 0)]


def test_what_differs_is_told_by_place() -> None:
    declared: Json = {"custom": {"n": 8, "more": [1]}, "message": "up 7", "tags": ["a", "b"], "status": None}
    (sample,) = run_files(GOOD, bytes_of_tests({"sample": "up 7", "result": declared})).samples

    assert [(one.pointer, one.declared, one.result) for one in sample.differences] == [
        ("/custom/more", [1], MISSING),
        ("/custom/n", 8, 7),
        ("/custom/state", MISSING, "up"),
        ("/status", None, MISSING),
        ("/tags", ["a", "b"], ["source:LOGS_SOURCE"]),
    ]
    assert not sample.equal


@pytest.mark.parametrize(
    "declared,result,pointers",
    [
        ({"a/b": 1}, {"a/b": 2}, ["/a~1b"]),
        ([1, 2], [1, 3], ["/1"]),
        ([1], [1, 2], [""]),
        (1, 1.0, []),
        (True, 1, [""]),
        ({"a": None}, {}, ["/a"]),
        ({"a": {}}, {"a": []}, ["/a"]),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1}]}, []),
        ('{"a": 1, "b": [2]}', '{"b":[2],"a":1}', []),
        ('{"a": "[1, 2]"}', '{"a": "[1,2]"}', []),
        ('{"a": 1}', '{"a": 1.0}', []),
        ('{"a": 1}', '{"a": 1', [""]),
        ("1", "1.0", [""]),
        ('"a"', "'a'", [""]),
    ],
)
def test_differences(declared: Json, result: Json, pointers: list[str]) -> None:
    assert [one.pointer for one in result_differences(declared, result)] == pointers


def test_a_test_without_a_result_is_not_equal() -> None:
    (sample,) = run_files(GOOD, bytes_of_tests({"sample": "up 7"})).samples

    assert (sample.declared, sample.differences, sample.equal) == (None, (), False)
    assert sample.result == RESULT


def test_service_and_tags_beside_a_sample_are_sent_with_it() -> None:
    (sample,) = run_files(
        GOOD, bytes_of_tests({"sample": "x", "service": "web", "tags": ["env:prod", 5], "result": {}})
    ).samples

    assert sample.result == {
        "custom": {}, "message": "x", "service": "web", "tags": ["env:prod", "source:LOGS_SOURCE"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "declared,is_equal",
    [
        (["source:LOGS_SOURCE", "env:prod"], True),
        (["env:prod", "source:LOGS_SOURCE"], True),
        (["env:prod", "env:prod", "source:LOGS_SOURCE"], False),
        (["env:prod", "source:LOGS_SOURCE", 5], False),
    ],
)
def test_tags_have_no_order(declared: list[Json], *, is_equal: bool) -> None:
    test: Json = {"sample": "x", "tags": ["env:prod"], "result": {"custom": {}, "message": "x", "tags": declared}}

    (sample,) = run_files(GOOD, bytes_of_tests(test)).samples

    assert sample.equal is is_equal


@pytest.mark.parametrize("sample", [None, 5, {"a": 1}, "x" * 1_000_001])
def test_a_sample_that_is_no_text_is_told(sample: Json) -> None:
    (sample_run,) = run_files(GOOD, bytes_of_tests({"sample": sample, "result": {"custom": {}}})).samples

    assert sample_run.problem is not None
    assert sample_run.problem.id == "the sample must be text of at most {limit} characters"
    assert not sample_run.equal


def test_a_pipeline_runs_without_tests() -> None:
    report = run_files(bytes_of_pipeline({"type": "magic"}), None)

    assert (report.samples, report.equal, [note.kind for note in report.notes]) == (
        (),
        True,
        [CompileNoteKind.UNSUPPORTED],
    )


@pytest.mark.parametrize("tests", [[], None, "x", [5, None]])
def test_tests_that_are_no_list_of_objects_are_none(tests: Json) -> None:
    assert (
        run_files(
            GOOD, b'{"tests": ' + (b"null" if tests is None else str(tests).replace("None", "null").encode()) + b"}"
        ).samples
        == ()
    )


@pytest.mark.parametrize(
    "data,reason,position",
    [
        (b"", "it has no {key}", Position(1, 1)),
        (b"[]", "it has no {key}", Position(1, 1)),
        (b"pipeline: [a\n", "this [ is never closed", Position(1, 11)),
        (b"pipeline: {a: 1}\n b: 2\n", "a key is expected here; check the indentation", Position(2, 2)),
        ("pipeline: {}".encode("utf-16"), "it is not UTF-8 text", Position(1, 1)),
        (b"pipeline:\n  a: \x00b", "it contains the control character {character}", Position(2, 6)),
        (b"a: &x [1]\npipeline: *x", "it uses the anchor &{name}; write the value out instead", Position(1, 4)),
        (b"pipeline: " + b"[" * 100 + b"]" * 100, "it is nested more than {limit} levels deep", Position(1, 74)),
        (b"pipeline: {}\npipeline: {}", "the key {key} appears twice", Position(2, 1)),
        (
            b"pipeline: {}\n---\na: 1",
            "a second document starts here; use a separate file for each document",
            Position(2, 1),
        ),
        (b"#" + b"x" * MAX_FILE_BYTES, "it is larger than {limit} MB", Position(1, 1)),
    ],
    ids=lambda value: value[:20] if isinstance(value, bytes | str) else None,
)
def test_a_file_that_cannot_be_read_says_why_and_where(data: bytes, reason: str, position: Position) -> None:
    with pytest.raises(Unparsable) as raised:
        run_files(data, None)

    assert (raised.value.reason.id, raised.value.position) == (reason, position)


def test_a_byte_order_mark_and_carriage_returns_are_read() -> None:
    assert (
        run_files(b"\xef\xbb\xbf" + GOOD, b"tests:\r\n- sample: up 7\r\n  result: {}\r\n").samples[0].result == RESULT
    )


@pytest.mark.parametrize(
    "text",
    [
        "pipeline: {}", "pipeline: 5", "pipeline: []", "pipeline: {processors: 5}",
        "pipeline: {processors: [5, [], null]}", "pipeline: {processors: [{}], filter: 5}",
        "pipeline: {processors: [{type: {}}], filter: {query: []}}",
    ],
)  # fmt: skip
def test_a_pipeline_of_another_shape_does_nothing(text: str) -> None:
    (sample,) = run_files(text.encode(), TESTS).samples

    assert sample.result == {"custom": {}, "message": "up 7", "tags": ["source:LOGS_SOURCE"]}


def test_samples_that_the_work_does_not_reach_say_so() -> None:
    compiled = compile_pipeline(pipeline_of({"type": "status-remapper", "sources": ["a"]}))

    report = run_samples(compiled, {"tests": [{"sample": "a"}, {"sample": "b", "result": {}}]}, most_work=1)

    assert [sample.problem.id for sample in report.samples if sample.problem] == [TooMuchWork.text, PASSED_OVER]
    assert [sample.sample for sample in report.samples] == ["a", "b"]
