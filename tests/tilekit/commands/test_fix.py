"""`tilekit fix` shows a patch that git can apply, and writes exactly that."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import SMALL, listing_folders
from tests.tilekit.checks.files.log_files import CASES, PIPELINE
from tests.tilekit.commands.folders import AS_NOBODY, listings, write_listing
from tests.tilekit.listing import METADATA, base_files
from tilekit.bundle import Bundle
from tilekit.checks import registry
from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity, finding
from tilekit.checks.registry import check
from tilekit.commands import UsageError, fix, listing_fixes, main, terminal
from tilekit.commands.folder_writer import write_changes
from tilekit.core.messages import Message

# A patch only names binary files; fixes of images are tested elsewhere.
TEXTS = ("--ignore", "IM,LG")
LIMIT = "The fix would change released versions in CHANGELOG.md."
ROOT = Path(__file__).resolve().parents[3]


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_address(tmp_path: Path, address: bytes = b"acme.example.org") -> Path:
    """A listing whose home page lacks its https://, for which there is a fix."""
    manifest = base_files()["manifest.json"].replace(b'"https://acme.example.org"', b'"' + address + b'"')
    return write_listing(tmp_path / "acme_widget", **{"manifest.json": manifest})


@pytest.mark.parametrize("folder", listing_folders()[::4], ids=lambda folder: folder.name)
def test_shown_patch_is_what_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("shown", "applied"):
        shutil.copytree(folder, tmp_path / place / folder.name)
    monkeypatch.chdir(tmp_path / "shown")

    shown = main(["fix", folder.name, "--unsafe-fixes", *TEXTS])
    patch = capsys.readouterr().out
    applied = main(["fix", str(tmp_path / "applied" / folder.name), "--unsafe-fixes", "--apply", *TEXTS])

    assert (shown, applied) == (1 if has_hunks(patch) else 0, 0)
    if has_hunks(patch):
        command = ["git", "apply", "--whitespace=nowarn", "-"]
        environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
        subprocess.run(command, input=text_only(patch).encode(), check=True, cwd=tmp_path / "shown", env=environ)
    after = files_of(tmp_path / "shown" / folder.name)
    gone = {path for path in after if path not in files_of(tmp_path / "applied" / folder.name)}
    assert all(f"Binary files a/{folder.name}/{path} and /dev/null differ" in patch for path in gone)
    assert {path: data for path, data in after.items() if path not in gone} == files_of(
        tmp_path / "applied" / folder.name
    )


@pytest.mark.parametrize("place, name", [("elsewhere", "../acme_widget"), ("acme_widget/images", "..")])
def test_patch_of_a_listing_outside_is_for_the_folder_around_it(
    place: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = with_address(tmp_path)
    (tmp_path / place).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / place)

    main(["fix", name, "--unsafe-fixes", "--select", "MF-031"])
    environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    patch = capsys.readouterr().out.encode()
    subprocess.run(["git", "apply", "-"], input=patch, check=True, cwd=tmp_path, env=environ)

    assert b'"https://acme.example.org"' in (folder / "manifest.json").read_bytes()


def test_patch_is_the_same_bytes_in_every_encoding(tmp_path: Path) -> None:
    folder = with_address(tmp_path).rename(tmp_path / "größe")
    command = [sys.executable, "-m", "tilekit", "fix", folder.name, "--unsafe-fixes", "--select", "MF-031"]
    shown = [
        subprocess.run(command, cwd=tmp_path, env={**os.environ, **more}, capture_output=True, check=False).stdout
        for more in ({"PYTHONPATH": str(ROOT)}, {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"})
    ]

    assert shown[0] == shown[1]
    assert "+++ b/größe/manifest.json".encode() in shown[0]


def test_person_who_waits_is_told_what_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "_is_terminal", lambda stream: stream is sys.stderr)
    monkeypatch.delenv("CI", raising=False)
    folder = with_address(tmp_path)

    main(["fix", str(folder), "--unsafe-fixes", "--select", "MF-031"])

    line, _, rest = capsys.readouterr().err.partition("\r\x1b[KMF-031")
    assert line.startswith("\r\x1b[K[0/1] ")
    assert line.endswith("acme_widget")
    assert "\x1b" not in rest


def text_only(patch: str) -> str:
    """The patch without binary files, which it only names."""
    return "".join(line for line in patch.splitlines(keepends=True) if not line.startswith("Binary files "))


def has_hunks(patch: str) -> bool:
    return "\n+++ " in patch


def test_written_listing_has_nothing_left_to_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "octoprint"
    shutil.copytree(SMALL / "octoprint", folder)
    main(["fix", str(folder), "--unsafe-fixes", "--apply"])
    before = files_of(folder)

    assert main(["fix", str(folder), "--unsafe-fixes"]) == 0
    assert main(["fix", str(folder), "--unsafe-fixes", "--apply"]) == 0
    assert files_of(folder) == before
    _, (listing,) = listings(capsys, folder) if capsys.readouterr() else (0, [])
    assert [finding["code"] for finding in listing["findings"] if finding["fix"]] == []


def test_nothing_is_written_without_apply(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = with_address(tmp_path)
    before = files_of(folder)

    code = main(["fix", str(folder), "--unsafe-fixes"])

    captured = capsys.readouterr()
    assert (code, files_of(folder)) == (1, before)
    assert '+    "homepage": "https://acme.example.org",\n' in captured.out
    assert captured.out.splitlines()[-2:] == [
        f"{folder}: fixes shown: 1",
        "Nothing was written. Add --apply to write these fixes.",
    ]


def test_clean_listing_has_nothing_to_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_listing(tmp_path / "acme_widget")

    assert main(["fix", str(folder)]) == 0
    assert capsys.readouterr().out == f"{folder}: nothing to fix\n"


def two_faults(tmp_path: Path) -> Path:
    """A listing with a fault that has a safe fix and one whose fix is suggested."""
    folder = with_address(tmp_path)
    (folder / "metadata.csv").write_bytes(METADATA.replace("\n", "\r\n").encode())
    return folder


@pytest.mark.parametrize("words", [[], ["--select", "GEN-004,MF-031"]])
def test_suggested_fixes_are_left_out_unless_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    folder = two_faults(tmp_path)
    before = files_of(folder)

    code = main(["fix", str(folder), "--apply", *words])

    after = files_of(folder)
    assert (code, {path for path in after if after[path] != before[path]}) == (0, {"metadata.csv"})
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}: fixes applied: 1",
        f"{folder}: suggested fixes left out: 1",
        "Suggested fixes can change what a listing means. To review them, use --unsafe-fixes without --apply.",
    ]
    # The remaining fixes are of another class.
    assert main(["fix", str(folder), *words]) == 0
    assert main(["fix", str(folder), "--unsafe-fixes", *words]) == 1


def test_settings_of_the_repository_hold_for_fixes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = two_faults(tmp_path)
    before = files_of(folder)
    (tmp_path / "tilekit.toml").write_text('ignore = ["MF-031"]\n[per-file-ignores]\n"metadata.csv" = ["GEN"]\n')
    monkeypatch.chdir(tmp_path)

    assert main(["fix", folder.name, "--unsafe-fixes", "--apply"]) == 0
    assert files_of(folder) == before


def test_refused_fix_is_named_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, heading = write_listing(tmp_path / "acme_widget"), b"## 1.0.0"
    before = files_of(folder)
    at = before["CHANGELOG.md"].index(heading)
    monkeypatch.setattr(registry, "_checks", dict(registry._checks))

    @check(code="QQ-001", severity=Severity.ADVICE, message="", fix=FixClass.SAFE)
    def rename_version(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        edit = Edit(file="CHANGELOG.md", start=at, end=at + len(heading), replacement="## 2.0.0")
        if bundle.files[edit.file][at:].startswith(heading):
            yield finding(file=edit.file, fix=Fix(title=Message("Rename it"), edits=(edit,)))

    code = main(["fix", str(folder), "--apply"])

    assert (code, files_of(folder)) == (0, before)
    line = capsys.readouterr().out.splitlines()[0]
    assert line == f"QQ-001  {folder}: CHANGELOG.md: Rename it: not applied. {LIMIT}"


@pytest.mark.parametrize("command", ["git apply --whitespace=nowarn -", "patch -p1 --silent"])
def test_patch_with_its_summary_is_taken_by_tools(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    first, second = two_faults(tmp_path), tmp_path / "3cd"
    shutil.copytree(first, second)
    monkeypatch.chdir(tmp_path)

    main(["fix", first.name, second.name, "--jobs", "2"])
    patch = capsys.readouterr().out
    environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    subprocess.run(command.split(), input=patch.encode(), check=True, cwd=tmp_path, env=environ)

    assert "3cd: suggested fixes left out: " in patch
    for folder in (first, second):
        assert (folder / "metadata.csv").read_bytes() == METADATA.encode()
        assert {path.name for path in folder.glob("*.rej")} == set()


@pytest.mark.parametrize("command", ["git apply --whitespace=nowarn -", "patch -p1 --silent"])
def test_patch_that_also_renames_is_taken_by_tools(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    manifest = base_files()["manifest.json"].replace(b'"https://acme.example.org"', b'"acme.example.org"')
    logs = {"assets__logs__x.yaml": PIPELINE.encode(), "assets__logs__x_tests.yaml": CASES.encode()}
    changed = {"manifest.json": manifest, "metadata.csv": METADATA.replace("\n", "\r\n").encode()}
    folders = [write_listing(tmp_path / name, **changed, **logs) for name in ("a", "b", "shown")]
    monkeypatch.chdir(tmp_path)
    options = ("--unsafe-fixes", "--select", "MF-031,GEN-004,LP-003,MF-049")

    main(["fix", "a", "b", *options])
    environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    patch = capsys.readouterr().out.encode()
    subprocess.run(command.split(), input=patch, check=True, cwd=tmp_path, env=environ)
    main(["fix", "shown", "--apply", *options])

    assert "assets/logs/acme-widget.yaml" in files_of(folders[2])
    assert files_of(folders[0]) == files_of(folders[1]) == files_of(folders[2])


def test_listings_are_fixed_in_several_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [two_faults(tmp_path / name) for name in ("a", "b", "c")]

    assert main(["fix", *map(str, folders), "--apply", "--jobs", "2"]) == 0

    assert [(folder / "metadata.csv").read_bytes() for folder in folders] == [METADATA.encode()] * 3
    assert capsys.readouterr().out.splitlines()[::2][:3] == [f"{folder}: fixes applied: 1" for folder in folders]


def test_one_listing_named_twice_is_fixed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = two_faults(tmp_path)

    main(["fix", str(folder), str(folder), "--apply"])

    assert capsys.readouterr().out.count("fixes applied: 1") == 1


def test_summary_names_what_was_written_before_a_listing_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_faults(tmp_path / "a"), two_faults(tmp_path / "b")
    real = fix.write_changes

    def locked(folder: Path, *changes: object) -> None:
        if folder == second:
            raise UsageError("b is write-protected.")
        real(folder, *changes)  # type: ignore[arg-type]

    monkeypatch.setattr(fix, "write_changes", locked)

    assert main(["fix", str(first), str(second), "--apply"]) == 2
    captured = capsys.readouterr()
    assert captured.out.splitlines()[0] == f"{first}: fixes applied: 1"
    assert str(second) not in captured.out
    assert "b is write-protected." in captured.err


def test_empty_choice_of_codes_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["fix", str(two_faults(tmp_path)), "--apply", "--select", ""])

    assert stopped.value.code == 2
    assert "--select" in capsys.readouterr().err


def test_summary_names_what_only_the_partner_can_do_after_a_fix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    board = folder / "assets/dashboards/acme_widget_overview.json"
    board.write_text(board.read_text("utf-8").replace("acme_widget.queue.depth{", "acme_widget.zone{"), "utf-8")

    main(["fix", str(folder), "--unsafe-fixes", "--select", "XC-001", "--apply"])

    output = [line for line in capsys.readouterr().out.splitlines() if "after these fixes: " in line]
    _, (listing,) = listings(capsys, folder, "--select", "MD-015,MD-028,MD-036,MD-039")
    hard = [finding["code"] for finding in listing["findings"] if finding["severity"] != "advice"]
    assert hard
    assert sorted(line[-7:-1] for line in output) == sorted(hard)


def test_checks_without_a_fix_are_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(two_faults(tmp_path)), "--select", "AC-001"]) == 2
    assert "None of the selected checks has a fix." in capsys.readouterr().err


@pytest.mark.parametrize(
    "words, homepage", [(["--select", "RM"], b'"acme'), (["--ignore", "mf-031"], b'"acme'), ([], b'"https')]
)
def test_codes_choose_what_is_fixed(tmp_path: Path, words: list[str], homepage: bytes) -> None:
    folder = with_address(tmp_path)

    assert main(["fix", str(folder), "--unsafe-fixes", "--apply", *words]) == 0
    assert b'"homepage": ' + homepage in (folder / "manifest.json").read_bytes()


def test_unknown_code_is_a_usage_error(tmp_path: Path) -> None:
    assert main(["fix", str(with_address(tmp_path)), "--select", "NO-123"]) == 2


def test_mode_of_a_file_stays(tmp_path: Path) -> None:
    folder = with_address(tmp_path)
    (folder / "manifest.json").chmod(0o640)

    main(["fix", str(folder), "--unsafe-fixes", "--apply"])

    assert (folder / "manifest.json").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in folder.iterdir() if path.name.startswith(".tilekit")] == []


def test_folder_that_fixes_empty_is_removed(tmp_path: Path) -> None:
    folder = write_listing(
        tmp_path / "acme_widget", **{"a/b/1": b"", "a/b/2": b"", "a/c/3": b"", "d/4": b"", "d/5": b""}
    )
    removed = ["a/b/1", "a/b/2", "a/c/3", "d/4"]

    write_changes(folder, dict.fromkeys(removed, b""), dict.fromkeys(removed))

    assert not (folder / "a").exists()
    assert [path.name for path in (folder / "d").iterdir()] == ["5"]


def test_file_that_changed_meanwhile_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = with_address(tmp_path)
    real = listing_fixes.changes_between

    def late(*bundles: object) -> object:
        changes = real(*bundles)  # type: ignore[arg-type]
        (folder / "manifest.json").write_text("{}")
        return changes

    monkeypatch.setattr(listing_fixes, "changes_between", late)

    assert main(["fix", str(folder), "--unsafe-fixes", "--apply"]) == 2
    assert (folder / "manifest.json").read_text() == "{}"
    assert "changed while it was being read" in capsys.readouterr().err


@pytest.mark.parametrize("locked", ["metadata.csv", "."])
def test_write_protected_file_stays_as_it_is(locked: str) -> None:
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        folder = write_listing(Path(top) / "acme_widget", **{"metadata.csv": METADATA.replace("\n", "\r\n").encode()})
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534 if os.geteuid() == 0 else -1, -1)
        (folder / locked).chmod(0o555)
        command = [sys.executable, "-c", AS_NOBODY, str(SMALL / "vercel"), "fix", "--apply", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

        (folder / locked).chmod(0o755)
        after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert (done.returncode, done.stdout, after == before) == (2, "", True)
    assert done.stderr == f"tilekit: {folder}/metadata.csv is write-protected. Nothing was written.\n"


def test_archive_is_shown_and_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path, data in files_of(with_address(tmp_path)).items():
            file.writestr(f"acme_widget/{path}", data)
    before = archive.read_bytes()

    assert main(["fix", str(archive), "--unsafe-fixes"]) == 1
    assert "--- a/manifest.json\n" in capsys.readouterr().out
    assert main(["fix", str(archive), "--apply"]) == 2
    assert archive.read_bytes() == before
