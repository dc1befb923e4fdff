"""Options for what to check and how: codes, stages, severity, processes; explaining a check."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import SMALL
from tests.tilekit.commands.folders import codes_of, listings, write_listing
from tests.tilekit.listing import README
from tilekit.checks.registered_checks import all_checks
from tilekit.commands import main
from tilekit.commands.workers import largest_first

STARDOG = SMALL / "stardog"


@pytest.mark.parametrize(
    "words, expected",
    [
        (["--select", "MF-027"], {"MF-027"}),
        (["--select", "mf-027,RN-004"], {"MF-027", "RN-004"}),
        (["--select", "MF-027", "--select", "RN"], {"MF-027", "RN-004"}),
        (["--select", "RN", "--ignore", "RN-004,RN-005"], set()),
        (["--select", "MF,RN", "--ignore", "MF-016", "--ignore", "RN"], {"MF-026", "MF-027"}),
    ],
)
def test_codes_and_subjects_choose_checks(
    capsys: pytest.CaptureFixture[str], words: list[str], expected: set[str]
) -> None:
    _, (listing,) = listings(capsys, STARDOG, *words)

    assert set(codes_of(listing)) == expected


def test_ignored_codes_are_all_that_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    _, (everything,) = listings(capsys, STARDOG)
    _, (rest,) = listings(capsys, STARDOG, "--ignore", "MD")

    assert codes_of(rest) == [code for code in codes_of(everything) if not code.startswith("MD-")]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize("word, near", [("MF-0027", "MF-0"), ("GENN", "GEN?"), ("QQ-999", "")])
def test_unknown_code_is_a_usage_error_with_the_nearest(
    capsys: pytest.CaptureFixture[str], option: str, word: str, near: str
) -> None:
    code = main(["validate", str(STARDOG), option, word])

    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert word in captured.err
    assert f"Did you mean {near}" in captured.err if near else "tilekit checks" in captured.err


def test_stages_part_the_findings(capsys: pytest.CaptureFixture[str]) -> None:
    stages = {check.code: check.stage.value for check in all_checks()}
    outcomes = {stage: listings(capsys, STARDOG, "--stage", stage)[1][0] for stage in ("instant", "deep", "all")}

    for stage in ("instant", "deep"):
        assert codes_of(outcomes[stage]) == [code for code in codes_of(outcomes["all"]) if stages[code] == stage]
    assert codes_of(outcomes["instant"])


def test_strict_lets_warnings_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(STARDOG), "--select", "DB-001"]
    advice = [str(STARDOG), "--select", "GEN-004", "--strict"]

    assert (main(["validate", *words]), main(["validate", *words, "--strict"]), main(["validate", *advice])) == (
        0,
        1,
        0,
    )


def test_processes_give_the_same_in_the_order_given(capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted((path for path in SMALL.iterdir() if path.is_dir()), reverse=True)

    alone = listings(capsys, *paths, paths[0], "--jobs", "1", "--no-cache")
    together = listings(capsys, *paths, paths[0], "--jobs", "3", "--no-cache")

    assert [outcome["path"] for outcome in together[1]] == [str(path) for path in (*paths, paths[0])]
    assert together == alone


@pytest.mark.parametrize("fault", [PermissionError(), NotImplementedError()])
def test_one_process_does_it_where_no_others_can_be(
    fault: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(jobs: int, **_: object) -> None:
        raise fault

    folders = [STARDOG, SMALL / "vercel"]
    wanted = listings(capsys, *folders, "--no-cache")
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refused)

    assert listings(capsys, *folders, "--no-cache", "--jobs", "2") == wanted


def test_usage_error_in_a_process_is_one_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.zip").write_text("x")

    code = main(["validate", str(STARDOG), str(tmp_path / "a.zip"), "--jobs", "2", "--format", "json"])

    captured = capsys.readouterr()
    assert (code, json.loads(captured.out)["exit_code"]) == (2, 2)
    assert "not a ZIP file" in captured.err


def test_largest_listing_is_begun_first(tmp_path: Path) -> None:
    small, large = write_listing(tmp_path / "small"), write_listing(tmp_path / "large", images__a__b=b"x" * 9_000)
    (tmp_path / "middle.zip").write_bytes(b"x" * 8_000)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    paths = [str(tmp_path / "link"), str(tmp_path / "nothing"), str(small), str(tmp_path / "middle.zip"), str(large)]

    ordered = largest_first(paths)

    assert (ordered[0], set(ordered)) == (str(large), set(paths))
    assert ordered.index(str(tmp_path / "nothing")) == len(paths) - 1


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_jobs_is_a_number_from_1(capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["validate", str(STARDOG), f"--jobs={jobs}"])

    assert stopped.value.code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--select", "MF", "--ignore", "MF"],
        ["--select", "MF-009", "--ignore", "MF-009"],
        ["--select", "MF-009", "--stage", "deep"],
        ["--select", "LG-021"],  # a question for reviewers
        ["--select", "FD-001"],  # of submissions
    ],
)
def test_call_that_leaves_no_check_is_a_usage_error(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["validate", str(STARDOG), *words]) == 2
    assert "No checks match." in capsys.readouterr().err


@pytest.mark.parametrize(
    "words, reason",
    [
        (["--patches"], "--patches only works with --format json."),
        (["--patches", "--format", "sarif"], "--patches only works with --format json."),
        (["--statistics", "--format", "json"], "--statistics only works with --format text."),
        (["--statistics", "--all-places"], "--statistics can't be combined with --all-places."),
        (["--base", "main"], "--base"),
        *(
            (
                ["--write-baseline", "b.json", *option.split()],
                f"--write-baseline can't be combined with {option.split()[0]}.",
            )
            for option in (
                "--baseline a.json",
                "--format json",
                "--output a.txt",
                "--severity blocker",
                "--statistics",
                "--all-places",
                "--strict",
            )
        ),
        (["--agent-packages", "packages.txt", "--ignore", "WH"], "--agent-packages has no effect"),
    ],
)
def test_option_without_effect_is_a_usage_error(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    reason: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "packages.txt").write_text("simplejson==3.19.1\n")

    assert main(["validate", str(STARDOG), *words]) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "b.json").exists()


@pytest.mark.parametrize("option", ["--select", "--ignore", "--config", "--output", "--baseline", "--base"])
@pytest.mark.parametrize("value", ["", " , "])
def test_empty_value_is_a_usage_error(capsys: pytest.CaptureFixture[str], option: str, value: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["validate", str(STARDOG), f"{option}={value}"])

    assert stopped.value.code == 2
    assert option in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--output", "--write-baseline"])
@pytest.mark.parametrize(
    "name, reason", [(".", "Is a directory"), ("no/report", "No such file"), ("file/report", "Not a directory")]
)
def test_file_that_cannot_be_written_is_told_before_anything_is_checked(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    name: str,
    reason: str,
) -> None:
    monkeypatch.setattr("tilekit.commands.validate.outcomes_of", None)
    (tmp_path / "file").write_text("")

    assert main(["validate", str(STARDOG), option, str(tmp_path / name)]) == 2
    assert f"{tmp_path / name} cannot be written: {reason}" in capsys.readouterr().err


@pytest.mark.parametrize("code, option", [("GEN-004", ""), ("MF-031", "--unsafe-fixes ")])
def test_explanation_names_the_command_of_the_fix(capsys: pytest.CaptureFixture[str], code: str, option: str) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--explain", code])

    assert f"tilekit fix {option}--select {code} PATH" in capsys.readouterr().out


def test_usage_names_the_call_that_needs_no_path(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--help"])

    usage = capsys.readouterr().out.partition("\n\n")[0].splitlines()
    assert (usage[-2].strip(), usage[-1].strip()) == ("PATH [PATH ...]", "tilekit validate --explain CODE")


def test_every_check_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for check in all_checks():
        with pytest.raises(SystemExit) as stopped:
            main(["validate", "--explain", check.code.lower()])

        output = capsys.readouterr().out
        assert stopped.value.code == 0
        assert output.startswith(f"{check.code}  {check.name}\n")
        assert [
            part
            for part in ("subject:", "expected:", "severity:", "runs:", "fix:", check.doc.partition("#")[2])
            if part not in output
        ] == []


def test_explanation_shows_no_placeholder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--explain", "MF-013"])

    assert "  The short description has … characters; the limit is 80. Shorten it.\n" in capsys.readouterr().out


def test_explanation_does_not_repeat_what_is_expected(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["validate", "--explain", "RM-016"])

    output = capsys.readouterr().out
    assert "No two H2 headings, and no two H3 headings below one of them, have" in output
    assert "details:" not in output


def test_explaining_a_check_loads_no_other_subject() -> None:
    script = (
        "import sys; from tilekit.commands import main\n"
        "try: main(['validate', '--explain', 'MF-009'])\n"
        "finally: print('tilekit.checks.dashboards' in sys.modules, file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stderr == "False\n"


def test_explaining_an_unknown_check_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["validate", "--explain", "RM-2"])

    assert stopped.value.code == 2
    assert "Did you mean RM-0" in capsys.readouterr().err


@pytest.mark.parametrize(
    "word, expected",
    [
        ("mf", "MF is a group of checks. Enter the code of one check, for example MF-001."),
        ("", "There is no check ''. "),
    ],
)
def test_explaining_no_single_check_says_what_to_name(
    word: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["validate", "--explain", word])

    assert stopped.value.code == 2
    assert expected in capsys.readouterr().err


def test_finding_of_a_csv_names_its_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = (SMALL / "octoprint" / "metadata.csv").read_bytes()
    _, (listing,) = listings(
        capsys, write_listing(tmp_path / "acme_widget", **{"metadata.csv": table}), "--select", "MD-034"
    )

    finding = listing["findings"][0]
    assert (finding["line"], finding["column"]) == (11, 50)
    assert finding["pointer"].endswith("/description")


def test_broken_file_is_told_in_plain_words_and_the_others_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board = b'{\n  "title": "Acme"\n  "widgets": []\n}\n'
    readme = README.replace("Need help?", "Please ask.").encode()
    changes = {"assets/dashboards/acme_widget_overview.json": board, "README.md": readme}

    code, (listing,) = listings(capsys, write_listing(tmp_path / "acme_widget", **changes))

    broken = next(finding for finding in listing["findings"] if finding["code"] == "GEN-001")
    assert code == 1
    assert (broken["line"], broken["column"]) == (3, 3)
    assert "a comma is missing" in broken["message"]
    assert "RM-046" in codes_of(listing)


def test_check_that_starts_observed_is_reported_only_if_selected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "acme"
    board = folder / "assets" / "dashboards" / "board.json"
    board.parent.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "metadata.csv").write_text(
        "metric_name,metric_type,sample_tags\nacme.depth,gauge,host\nacme.size,gauge,queue\n"
    )
    widget = {"type": "timeseries", "title": "Depth", "requests": [{"q": "avg:acme.depth{*} by {queue}"}]}
    board.write_text(json.dumps({"title": "Acme", "layout_type": "ordered", "widgets": [{"definition": widget}]}))

    for options, is_reported in ((), False), (("--select", "XC"), False), (("--select", "XC-039"), True):
        _, (listing,) = listings(capsys, folder, *options)
        assert ("XC-039" in codes_of(listing)) is is_reported


def test_the_start_of_the_command_loads_no_slow_library() -> None:
    script = (
        "import sys; from tilekit.commands import main\n"
        "try: main(['--version'])\n"
        "finally: print([name for name in ('msgspec', 'inspect') if name in sys.modules], file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stderr == "[]\n"
