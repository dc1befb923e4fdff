"""The fix that takes over a computed result: it changes one result and nothing else, or is not offered."""

import pytest

from tests.tilekit.checks.files.test_log_runs import FILE, TESTS, YAML
from tests.tilekit.checks.running import findings, fixed
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.finding import Finding

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


def with_tests(text: str, pipeline: str = PIPELINE) -> Bundle:
    return listing(manifest={"/assets/logs": {"source": "acme-widget"}}, files={FILE: pipeline, TESTS: text})


def found(bundle: Bundle, code: str) -> list[Finding]:
    return [one for one in findings(bundle, "LT") if one.code == code]


@pytest.mark.parametrize(
    "code,before,after",
    [
        ("LT-005", "  - sample: up 7\n    result:\n      custom: {a: 1}  # old\n      tags: []\n\n",
         "  - sample: up 7\n" + COMPUTED + "\n"),
        ("LT-005", "  - result: {custom: {}}\n    sample: up 7\n", "  -" + COMPUTED[3:] + "    sample: up 7\n"),
        ("LT-004", "  - sample: up 7\n", "  - sample: up 7\n" + COMPUTED),
        ("LT-004", "  - sample: up 7\n    result: {}\n", "  - sample: up 7\n" + COMPUTED),
        ("LT-004", "  - sample: up 7\n    result:\n", "  - sample: up 7\n" + COMPUTED),
        ("LT-004", "  - sample: |-\n      up 7\n", "  - sample: |-\n      up 7\n" + COMPUTED),
    ],
)  # fmt: skip
def test_the_computed_result_is_taken_over(code: str, before: str, after: str) -> None:
    rest = "  - sample: up 8 # keep\n    result: {custom: {keep: me}}\n"
    bundle = with_tests(HEAD + before + rest)
    finding = found(bundle, code)[0]

    assert fixed(bundle, finding) == HEAD + after + rest
    assert finding.pointer.startswith("/tests/0")
    mended = with_tests(HEAD + after + rest)
    assert [one.pointer for one in found(mended, "LT-005")] == ["/tests/1/result"]
    assert found(mended, "LT-004") == []


def test_line_ends_stay_those_of_the_file() -> None:
    bundle = with_tests((HEAD + "  - sample: up 7\n    result: {a: 1}\n").replace("\n", "\r\n"))
    text = fixed(bundle, found(bundle, "LT-005")[0])

    assert text == (HEAD + "  - sample: up 7\n" + COMPUTED).replace("\n", "\r\n")


def test_texts_of_many_lines_and_odd_signs_come_back_as_they_are() -> None:
    sample = r"up 7\n  \"x\": {y} # \u00e9 \u0007 no\n"
    pipeline = PIPELINE.replace("%{integer:acme.number}", "%{integer:acme.number}%{data:acme.rest}")
    bundle = with_tests(f'{HEAD}  - sample: "{sample}"\n    result: {{a: 1}}\n', pipeline)
    text = fixed(bundle, found(bundle, "LT-005")[0])

    assert found(with_tests(text, pipeline), "LT-005") == []


@pytest.mark.parametrize(
    "tests",
    [
        "id: acme-widget\ntests: [{sample: up 7, result: {a: 1}}]\n",
        'id: acme-widget\ntests:\n  - "sample": up 7\n    "result": {a: 1}\n',
    ],
)
def test_no_fix_is_offered_where_the_place_is_not_sure(tests: str) -> None:
    assert [one.fix for one in found(with_tests(tests), "LT-005")] == [None]


def test_no_fix_is_offered_where_the_engine_passes_something_over() -> None:
    bundle = with_tests(HEAD + "  - sample: up 7\n    result: {a: 1}\n  - sample: up 7\n", YAML)

    assert [one.fix for code in ("LT-004", "LT-005") for one in found(bundle, code)] == [None, None]


def test_fixes_are_offered_for_a_few_samples_at_once_and_for_files_of_persons() -> None:
    many = with_tests(HEAD + "  - sample: up 7\n    result: {a: 1}\n" * 12 + "  - sample: up 7\n" * 12)
    assert [one.fix is not None for one in found(many, "LT-005")] == [True] * 10 + [False] * 2
    assert [one.fix is not None for one in found(many, "LT-004")] == [True] * 10 + [False] * 2

    large = with_tests(HEAD + "  - sample: up 7\n    result: {a: 1}\n# " + "x" * 200_000)
    assert [one.fix for one in found(large, "LT-005")] == [None]
