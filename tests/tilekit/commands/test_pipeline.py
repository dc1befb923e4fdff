"""`tilekit pipeline run`: its output, its exit codes, and files that it can't read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tilekit.pipeline.files import RESULT, UP, bytes_of_pipeline, bytes_of_tests
from tilekit.commands import main

GOOD: dict[str, object] = {"sample": "up 7", "result": RESULT}


def write_tests(folder: Path, *tests: dict[str, object], name: str = "acme_tests.yaml") -> str:
    """The path of a pipeline in the same folder as its tests."""
    (folder / "acme.yaml").write_bytes(bytes_of_pipeline(UP, {"type": "magic"}))
    if tests:
        (folder / name).write_bytes(bytes_of_tests(*json.loads(json.dumps(tests))))
    return str(folder / "acme.yaml")


def test_equal_samples_exit_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pipeline", "run", write_tests(tmp_path, GOOD)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Sample 1 matches the expected result.",
        "  unsupported magic: our tests skip this processor because they cannot run it.",
        'unsupported /pipeline/processors/1 "magic": our tests skip this processor because they cannot run it.',
        "1 of 1 samples match the expected result.",
    ]


def test_a_difference_exits_with_1_and_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared = {"custom": {"n": 8, "x\u001b[2J": "\u001b"}, "message": "up 7", "tags": ["source:LOGS_SOURCE"]}

    assert main(["pipeline", "run", write_tests(tmp_path, GOOD, {"sample": "up 7", "result": declared})]) == 1
    assert capsys.readouterr().out.splitlines()[2:12] == [
        "Sample 2 does not match the expected result:",
        "  /custom/n",
        "    - 8",
        "    + 7",
        "  /custom/state",
        "    - (nothing)",
        '    + "up"',
        "  /custom/x\\u001b[2J",
        '    - "\\u001b"',
        "    + (nothing)",
    ]


def test_json_has_every_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_tests(
        tmp_path,
        GOOD,
        {"sample": "up 7", "result": {**json.loads(json.dumps(RESULT)), "status": "ok"}},
        {"sample": "up 7"},
    )

    assert main(["pipeline", "run", path, "--format", "json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    equal, different, undeclared = printed["samples"]
    (note,) = printed["notes"]
    assert equal == {
        "sample": "up 7", "result": RESULT, "declared": RESULT, "equal": True, "differences": [],
        "caveats": [{**note, "name": "magic"}],
    }  # fmt: skip
    assert different["differences"] == [{"pointer": "/status", "declared": "ok", "result": None}]
    assert (undeclared["declared"], undeclared["equal"], undeclared["result"]) == (None, False, RESULT)
    assert printed["notes"] == [
        {
            "kind": "unsupported",
            "pointer": "/pipeline/processors/1",
            "value": "magic",
            "reason": "our tests skip this processor because they cannot run it",
        }
    ]


def test_numbers_that_json_does_not_know_are_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_tests(tmp_path)
    (tmp_path / "acme_tests.yaml").write_text("tests: [{sample: up 7, result: {custom: .nan, tags: [.inf]}}]")

    assert main(["pipeline", "run", path, "--format", "json"]) == 1
    assert "NaN" not in (printed := capsys.readouterr().out)
    assert json.loads(printed)["samples"][0]["declared"] == {"custom": ".nan", "tags": [".inf"]}


def test_other_tests_may_be_named(tmp_path: Path) -> None:
    path = write_tests(tmp_path, GOOD, name="more.yaml")

    assert main(["pipeline", "run", path, str(tmp_path / "more.yaml")]) == 0


def test_a_pipeline_without_tests_has_no_samples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pipeline", "run", write_tests(tmp_path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["samples"] == []


@pytest.mark.parametrize(
    "data,expected",
    [
        (b"", ":1:1: it has no pipeline"),
        (b"pipeline: [a: b}", ":1:16: a comma or a closing ] is missing before this"),
        ("pipeline: {}".encode("utf-16"), ":1:1: it is not UTF-8 text"),
        (b"pipeline: a\x00", ":1:12: it contains the control character U+0000"),
        (b"a: &a [*a]\npipeline: {}", ":1:4: it uses the anchor &a; write the value out instead"),
        (b"pipeline: {}\npipeline: {}", ":2:1: the key pipeline appears twice"),
        (b"#" * 2_000_001, ": it is larger than 2 MB"),
    ],
    ids=range(7),
)
def test_a_file_that_cannot_be_read_exits_with_2(
    data: bytes, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "acme.yaml"
    path.write_bytes(data)

    assert main(["pipeline", "run", str(path)]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.strip()) == ("", f"tilekit: {path}{expected}")


def test_a_tests_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_tests(tmp_path)
    (tmp_path / "acme_tests.yaml").write_bytes(b"tests: [a: b}")

    assert main(["pipeline", "run", path]) == 2
    assert "acme_tests.yaml:1:13: " in capsys.readouterr().err


def test_a_path_that_is_no_file_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pipeline", "run", str(tmp_path / "none.yaml")]) == 2
    assert main(["pipeline", "run", str(tmp_path)]) == 2
    assert main(["pipeline", "run", write_tests(tmp_path), str(tmp_path / "none.yaml")]) == 2
    output = capsys.readouterr().err.splitlines()
    assert [line.rpartition("/")[2] for line in output] == [
        "none.yaml does not exist.",
        f"{tmp_path.name} is not a file.",
        "none.yaml does not exist.",
    ]


@pytest.mark.usefixtures("must_end")
def test_a_pipe_in_place_of_a_file_exits_with_2(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "acme.yaml")

    assert main(["pipeline", "run", str(tmp_path / "acme.yaml")]) == 2
    assert main(["pipeline", "run", "/dev/zero"]) == 2


def test_it_starts_without_the_web_framework(tmp_path: Path) -> None:
    script = (
        "import sys; from tilekit.commands import main; "
        f"main(['pipeline', 'run', {write_tests(tmp_path, GOOD)!r}]); "
        "sys.exit(any(name.split('.')[0] in ('django', 'pydantic', 'PIL', 'pypdf') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False, capture_output=True).returncode == 0


def test_the_checks_load_the_engine_only_when_a_pipeline_is_looked_at() -> None:
    script = (
        "import sys; from tilekit.checks.registered_checks import load_checks; load_checks(); "
        "sys.exit('tilekit.pipeline.compile' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
