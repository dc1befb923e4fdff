"""The command as a process: how it starts, where it prints what, and how it ends."""

import gc
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tilekit
from tests.shared import SMALL
from tests.tilekit.commands.folders import write_listing
from tests.tilekit.listing import base_files
from tilekit.commands import COMMANDS, main
from tilekit.commands.terminal import Paint, ProgressLine

ROOT = Path(__file__).resolve().parents[3]


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def run_command(*words: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tilekit", *words]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, check=False)


def test_call_without_a_command_prints_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert all(name in capsys.readouterr().err for name in ("validate",))


def test_paths_may_follow_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = (write_listing(tmp_path / name) for name in ("one", "two"))

    assert main(["validate", str(one), "--format", "json", "--select", "MF-001", str(two)]) == 0
    assert [row["path"] for row in json.loads(capsys.readouterr().out)["listings"]] == [str(one), str(two)]
    with pytest.raises(SystemExit):
        main(["dispute", "MF-001", "--reason", "x", str(one), "--unknown"])
    assert "--unknown" in capsys.readouterr().err
    assert main(["dispute", "MF-001", "--reason", "x", str(one)]) == 2
    assert "SLIPWAY_URL" in capsys.readouterr().err


def test_what_a_command_loads_is_kept_from_the_collector() -> None:
    gc.unfreeze()

    with pytest.raises(SystemExit):
        main(["--version"])

    assert (gc.isenabled(), gc.get_freeze_count() > 0) == (True, True)
    gc.unfreeze()


def test_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])

    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"tilekit {tilekit.__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_a_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])

    assert stopped.value.code == 0
    assert len(capsys.readouterr().out) > 100


@pytest.mark.parametrize("environ", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1:strict"}])
def test_stream_that_cannot_write_a_character_gets_it_escaped(tmp_path: Path, environ: dict[str, str]) -> None:
    folder = write_listing(tmp_path / "acme_widget", **{"README.md": "# Ünï ☃\n".encode()})

    done = run_command("validate", str(folder), **environ)

    assert (done.returncode, done.stderr) == (1, b"")
    assert b"\\u201c" in done.stdout


@pytest.mark.parametrize("words", [("--help",), ("validate", "--help"), ("validate", "--explain", "MF-009")])
def test_help_is_escaped_where_its_language_cannot_be_written(words: tuple[str, ...]) -> None:
    done = run_command(*words, "--language", "ja", PYTHONIOENCODING="ascii")

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u" in done.stdout


@pytest.mark.parametrize(
    "words", [("validate", "missing"), ("validate", ".", "--jobs", "0"), ("submit", "missing", "--portal", "ftp://a")]
)
def test_usage_error_is_also_json(words: tuple[str, ...]) -> None:
    done = run_command(*words, "--format", "json")

    output = json.loads(done.stdout)
    assert (done.returncode, output["outcome"], output["exit_code"]) == (2, "error", 2)
    assert output["problem"] in done.stderr.decode()


@pytest.mark.parametrize("words", [["checks"], ["--help"], ["--version"], ["validate", "--explain", "MF-009"]])
def test_reader_that_stops_reading_is_no_error(words: list[str]) -> None:
    command = [sys.executable, "-m", "tilekit", *words]
    environ = {**os.environ, "PYTHONUNBUFFERED": ""}  # otherwise argparse prints no help
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=pipe, stderr=pipe) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()

        output = process.stderr.read()

    assert (output, process.returncode) == (b"", 141)  # the exit code that a shell reports after SIGPIPE


@pytest.mark.parametrize("closed, code", [(">&-", 1), ("2>&-", 1), (">&- 2>&-", 1), ("> /dev/full", 2)])
def test_stream_that_takes_nothing_is_no_traceback(closed: str, code: int, tmp_path: Path) -> None:
    folder = write_listing(tmp_path / "acme_widget", **{"README.md": b"# A\n"})
    command = f"{sys.executable} -m tilekit validate --no-cache {folder} {closed}"

    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == code
    assert done.stderr == (
        "" if code == 1 else "tilekit: The operating system stopped the command: No space left on device.\n"
    )


@pytest.mark.parametrize("words", [["validate", "."], ["validate", "FOLDER", "--format", "sarif"], ["fix", "FOLDER"]])
def test_working_folder_that_is_gone_is_no_traceback(words: list[str], tmp_path: Path) -> None:
    folder = write_listing(tmp_path / "acme_widget", **{"README.md": b"# A\n"})
    message = " ".join(words).replace("FOLDER", str(folder))
    command = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m tilekit {message}"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )

    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert done.stderr.startswith("tilekit: ")


def test_what_libraries_log_is_not_told(tmp_path: Path) -> None:
    looped = b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    manifest = base_files()["manifest.json"].rstrip()[:-1] + b', "legal_terms": {"eula": "a.pdf"}}'
    folder = write_listing(tmp_path / "acme_widget", **{"a.pdf": looped, "manifest.json": manifest})

    done = run_command("validate", "--no-cache", str(folder))

    assert (done.returncode, done.stderr) == (1, b"")


def test_output_in_a_pipe_has_no_colours_and_no_progress() -> None:
    done = run_command("validate", str(SMALL / "stardog"), str(SMALL / "vercel"))

    assert (done.returncode, done.stderr, b"\x1b" in done.stdout) == (0, b"", False)


@pytest.mark.parametrize(
    "environ, screen, is_on",
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colours_are_for_terminals(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], screen: object, is_on: object
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    assert Paint(Screen() if screen else io.StringIO()).is_on == is_on


@pytest.mark.parametrize("environ, total, is_on", [({}, 2, True), ({}, 1, False), ({"CI": "true"}, 2, False)])
def test_progress_is_shown_to_a_person_who_waits(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], total: int, is_on: object
) -> None:
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    progress = ProgressLine(total)
    progress.at(1, "ac\x1b[2Jme")
    progress.clear()

    assert screen.getvalue() == ("\r\x1b[K[1/2] ac\\x1b[2Jme\r\x1b[K" if is_on else "")


def test_interrupted_command_says_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(path: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tilekit.commands.validate.require_listings", stop)

    assert main(["validate", str(SMALL / "vercel")]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("must_end")
def test_killed_command_leaves_no_process_behind() -> None:
    script = (
        "import os, signal, sys\n"
        "from tilekit.commands import listing_checks, main\n"
        "def check_listing(*_, **__): os.write(1, b'.'); signal.pause()\n"
        "listing_checks.check_listing = check_listing\n"
        "main(sys.argv[1:])"
    )
    words = ["validate", "--no-cache", "--jobs", "2", str(SMALL / "vercel"), str(SMALL / "stardog")]
    with subprocess.Popen([sys.executable, "-c", script, *words], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.read(2) == b".."  # both processes are running

        process.kill()

        assert process.stdout.read() == b""  # all possible writers have ended
