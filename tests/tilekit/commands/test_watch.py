"""`--watch` runs the checks after each change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tilekit.commands.folders import write_listing
from tilekit.commands import main, watch
from tilekit.commands.exit_codes import UsageError


class Stopped(Exception):
    pass


def run_with_changes(folder: Path, run: Callable[[], object], *changes: Callable[[], object]) -> None:
    """Watch the folder; each wait makes the next change, and the last one ends."""
    waiting = iter(changes)

    def wait(_seconds: float) -> None:
        change = next(waiting, None)
        if change is None:
            raise Stopped
        change()

    with pytest.raises(Stopped):
        watch.watch([str(folder)], run, wait=wait)


def nothing() -> None:
    """No change while the command waits."""


def test_each_change_runs_the_checks_once(tmp_path: Path) -> None:
    file, runs = tmp_path / "a", []
    file.write_text("1")
    (tmp_path / ".git").mkdir()

    run_with_changes(
        tmp_path,
        lambda: runs.append(file.read_text() if file.exists() else None),
        nothing,
        (tmp_path / ".git" / "index").touch,
        lambda: file.write_text("22"),
        lambda: file.write_text("333"),  # closely after the change before
        nothing,
        file.unlink,
        nothing,
    )

    assert runs == ["1", "333", None]


def test_error_of_a_later_run_does_not_end_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = []

    def run() -> None:
        runs.append(1)
        if len(runs) == 2:
            raise UsageError("half written")

    new = (tmp_path / name for name in "ab")
    run_with_changes(tmp_path, run, lambda: next(new).touch(), nothing, lambda: next(new).touch(), nothing)

    assert len(runs) == 3
    assert "tilekit: half written\n" in capsys.readouterr().err


def test_validate_watches_and_ends_with_ctrl_c(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, waits = write_listing(tmp_path / "acme_widget"), []

    def wait(_seconds: float) -> None:
        waits.append(1)
        if len(waits) == 1:
            (folder / "manifest.json").write_text("{")
        if len(waits) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(watch.watch, "__kwdefaults__", {"wait": wait})

    assert main(["validate", str(folder), "--watch"]) == 130
    output = capsys.readouterr()
    assert output.out.count("nothing found") == 1
    assert "GEN-001" in output.out
    assert output.err.startswith("Waiting for changes. Press Ctrl+C to stop.\n")


@pytest.mark.parametrize("option", ["--output", "--write-baseline"])
def test_watch_is_not_combined_with_files(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path), "--watch", option, "file"]) == 2
    assert "--watch can't be combined with" in capsys.readouterr().err
