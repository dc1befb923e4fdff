"""`tilekit pipeline suggest`: what it prints and writes, and files that it can't use."""

import json
from pathlib import Path

import pytest
import yaml

from tilekit.commands import main

LOGS = "ERROR user alice logged in with password=hunter2\nINFO user bob logged in with password=swordfish\n"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    (tmp_path / "Acme Queue.log").write_text(LOGS)
    return tmp_path / "Acme Queue.log"


def test_suggestion_is_written_and_runs(logs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "made"
    assert main(["pipeline", "suggest", str(logs), "--out", str(folder)]) == 0
    output = capsys.readouterr()
    assert output.out.splitlines() == [f"{folder}/acme-queue.yaml", f"{folder}/acme-queue_tests.yaml"]
    assert output.err == (
        "tilekit: Secrets or personal data were replaced in these logs: 1, 2. Check the samples before you publish.\n"
    )
    assert main(["pipeline", "run", f"{folder}/acme-queue.yaml"]) == 0
    assert main(["pipeline", "suggest", str(logs), "--out", str(folder)]) == 2
    assert capsys.readouterr().err == f"tilekit: {folder}/acme-queue.yaml already exists.\n"


def test_suggestion_is_printed_as_yaml_or_json(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["pipeline", "suggest", str(logs), "--source", "acme"])
    pipeline, tests = yaml.safe_load_all(capsys.readouterr().out)
    main(["pipeline", "suggest", str(logs), "--source", "acme", "--format", "json"])

    assert json.loads(capsys.readouterr().out) == {
        "pipeline": pipeline, "tests": tests, "masked_logs": [1, 2], "unmatched_logs": [], "undated_logs": [],
        "has_yearless_dates": False, "omitted_count": 0,
    }  # fmt: skip
    assert (pipeline["id"], tests["id"], len(tests["tests"])) == ("acme", "acme", 1)


def test_logs_that_need_attention_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.log").write_text("2024-01-02T03:04:05Z ready\n" + "stop\n" * 511)

    assert main(["pipeline", "suggest", str(tmp_path / "a.log")]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "tilekit: These logs have no date that the pipeline reads, but others do: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 ….",
        "tilekit: Number of logs that were not read: 12.",
    ]


@pytest.mark.parametrize(
    "name, content, words, problem",
    [
        ("a.log", None, "", "{path} does not exist."),
        ("a.log", " \n", "", "{path} contains no logs."),
        ("a.log", "x" * 2_000_001, "", "The first line of {path} is larger than 2 MB. Use a part of it."),
        ("a.log", "\x00\x01\x02", "", "{path} is not a text file. If it is an archive, unpack it."),
        ("日本.log", "x", "", "“” is not a log source. Use --source with lower-case letters, digits and hyphens."),
        (
            "a.log",
            "x",
            "--source A/b",
            "“A/b” is not a log source. Use --source with lower-case letters, digits and hyphens.",
        ),
    ],
)
def test_what_cannot_be_used_is_a_usage_error(
    name: str, content: str | None, words: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)

    assert main(["pipeline", "suggest", str(path), *words.split()]) == 2
    assert capsys.readouterr().err == f"tilekit: {problem.format(path=path)}\n"


def test_folder_as_log_file_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pipeline", "suggest", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"tilekit: {tmp_path} is not a file.\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_file_is_read_in_its_encoding(encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.log").write_text("INFO Démarré à Genève\nINFO Arrêté à Genève\n", encoding)

    assert main(["pipeline", "suggest", str(tmp_path / "a.log")]) == 0
    assert "INFO Démarré à Genève" in capsys.readouterr().out


def test_beginning_of_a_large_file_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = "2026-01-31 10:15:30 INFO job {} done\n"
    (tmp_path / "a.log").write_text("".join(line.format(at) for at in range(60_000)))

    assert main(["pipeline", "suggest", str(tmp_path / "a.log")]) == 0
    output = capsys.readouterr()
    assert output.err.splitlines()[-1] == f"tilekit: {tmp_path}/a.log is larger than 2 MB. Only its beginning was read."
    assert "job %{integer:job} done" in output.out
