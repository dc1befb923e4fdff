"""Computed results that are written into the tests file: one at a time, and only if a person asks for it."""

import pytest

from tests.tilekit.checks.check_runs import findings_with, fixed_text
from tests.tilekit.checks.files.test_log_runs import FILE, TESTS, YAML
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.fix_application import apply_fixes
from tilekit.checks.logs.pipeline_files import pipeline_report
from tilekit.checks.logs.result_fixes import accept_result_fix

PIPELINE = YAML.replace("          other %{BAD}\n", "")
HEAD = "# our tests\nid: acme-widget\ntests:\n"
COMPUTED = """\
    result:
      custom:
        acme:
          number: 7
          state: "up"
      message: "up 7"
      tags:
      - "source:LOGS_SOURCE"
"""


REST = "  - sample: up 8 # keep\n    result: {custom: {keep: me}}\n"


def with_tests(text: str, pipeline: str = PIPELINE) -> Bundle:
    return listing(manifest={"/assets/logs": {"source": "acme-widget"}}, files={FILE: pipeline, TESTS: text})


def with_accepted_result(bundle: Bundle, at: int = 0) -> str | None:
    """The tests file after the current result of a sample was accepted on the pipeline page; None if that is
    impossible.
    """
    run = pipeline_report(bundle)
    assert run is not None
    fix = accept_result_fix(bundle, TESTS, at=at, result=run.samples[at].result)
    return apply_fixes(bundle, [fix]).files[TESTS].decode() if fix else None


@pytest.mark.parametrize(
    "before,after",
    [
        ("  - sample: up 7\n    result:\n      custom: {a: 1}  # old\n      tags: []\n\n",
         "  - sample: up 7\n" + COMPUTED + "\n"),
        ("  - result: {custom: {}}\n    sample: up 7\n", "  -" + COMPUTED[3:] + "    sample: up 7\n"),
    ],
)  # fmt: skip
def test_one_result_is_taken_over_and_no_check_offers_it(before: str, after: str) -> None:
    bundle = with_tests(HEAD + before + REST)

    assert with_accepted_result(bundle) == HEAD + after + REST
    assert [(one.pointer, one.fix) for one in findings_with(bundle, "LT-005")] == [
        ("/tests/0/result", None),
        ("/tests/1/result", None),
    ]
    assert [one.pointer for one in findings_with(with_tests(HEAD + after + REST), "LT-005")] == ["/tests/1/result"]


@pytest.mark.parametrize(
    "before,after",
    [
        ("  - sample: up 7\n", "  - sample: up 7\n" + COMPUTED),
        ("  - sample: up 7\n    result: {}\n", "  - sample: up 7\n" + COMPUTED),
        ("  - sample: up 7\n    result:\n", "  - sample: up 7\n" + COMPUTED),
        ("  - sample: |-\n      up 7\n", "  - sample: |-\n      up 7\n" + COMPUTED),
    ],
)
def test_a_missing_result_is_filled_in(before: str, after: str) -> None:
    bundle = with_tests(HEAD + before + REST)
    (finding,) = findings_with(bundle, "LT-004")

    assert fixed_text(bundle, finding) == HEAD + after + REST
    assert finding.pointer == "/tests/0"
    assert findings_with(with_tests(HEAD + after + REST), "LT-004") == []


def test_line_ends_stay_those_of_the_file() -> None:
    bundle = with_tests((HEAD + "  - sample: up 7\n    result: {a: 1}\n").replace("\n", "\r\n"))

    assert with_accepted_result(bundle) == (HEAD + "  - sample: up 7\n" + COMPUTED).replace("\n", "\r\n")


def test_texts_of_many_lines_and_odd_signs_come_back_as_they_are() -> None:
    sample = r"up 7\n  \"x\": {y} # \u00e9 \u0007 no\n"
    pipeline = PIPELINE.replace("%{integer:acme.number}", "%{integer:acme.number}%{data:acme.rest}")
    text = with_accepted_result(with_tests(f'{HEAD}  - sample: "{sample}"\n    result: {{a: 1}}\n', pipeline))

    assert findings_with(with_tests(text or "", pipeline), "LT-005") == []


@pytest.mark.parametrize(
    "tests",
    [
        "id: acme-widget\ntests: [{sample: up 7, result: {a: 1}}]\n",
        'id: acme-widget\ntests:\n  - "sample": up 7\n    "result": {a: 1}\n',
    ],
)
def test_nothing_is_taken_over_where_the_place_is_not_sure(tests: str) -> None:
    assert with_accepted_result(with_tests(tests)) is None


def test_no_fix_is_offered_where_the_engine_passes_something_over() -> None:
    assert [one.fix for one in findings_with(with_tests(HEAD + "  - sample: up 7\n", YAML), "LT-004")] == [None]


def test_fixes_are_offered_for_a_few_samples_at_once_and_for_files_of_persons() -> None:
    many = with_tests(HEAD + "  - sample: up 7\n" * 12)
    assert [one.fix is not None for one in findings_with(many, "LT-004")] == [True] * 10 + [False] * 2

    large = with_tests(HEAD + "  - sample: up 7\n    result: {a: 1}\n# " + "x" * 200_000)
    assert with_accepted_result(large) is None
