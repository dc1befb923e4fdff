"""`tilekit fix` shows a patch that git can apply, writes exactly that, and nothing else."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from tests.shared import SMALL, listing_folders
from tests.tilekit.commands.folders import AS_NOBODY, listings, written
from tests.tilekit.listing import README, base_files
from tilekit.commands import fix, main, terminal

# A patch only names what is no text; pictures are redrawn elsewhere.
TEXTS = ("--ignore", "IM,LG")
ROOT = Path(__file__).resolve().parents[3]


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_address(tmp_path: Path, address: bytes = b"acme.example.org") -> Path:
    """A listing whose home page lacks its https://, for which there is a fix."""
    manifest = base_files()["manifest.json"].replace(b'"https://acme.example.org"', b'"' + address + b'"')
    return written(tmp_path / "acme_widget", **{"manifest.json": manifest})


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_shown_patch_is_what_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("shown", "applied"):
        shutil.copytree(folder, tmp_path / place / folder.name)
    monkeypatch.chdir(tmp_path / "shown")

    shown = main(["fix", folder.name, *TEXTS])
    patch = capsys.readouterr().out
    applied = main(["fix", str(tmp_path / "applied" / folder.name), "--apply", *TEXTS])

    assert (shown, applied, capsys.readouterr().out) == (1 if patch else 0, 0, "")
    if text_only(patch):
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

    main(["fix", name, "--select", "MF-031"])
    environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    patch = capsys.readouterr().out.encode()
    subprocess.run(["git", "apply", "-"], input=patch, check=True, cwd=tmp_path, env=environ)

    assert b'"https://acme.example.org"' in (folder / "manifest.json").read_bytes()


def test_patch_is_the_same_bytes_in_every_encoding(tmp_path: Path) -> None:
    folder = with_address(tmp_path).rename(tmp_path / "größe")
    command = [sys.executable, "-m", "tilekit.commands", "fix", folder.name, "--select", "MF-031"]
    shown = [
        subprocess.run(command, cwd=tmp_path, env={**os.environ, **more}, capture_output=True, check=False).stdout
        for more in ({"PYTHONPATH": str(ROOT)}, {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"})
    ]

    assert shown[0] == shown[1]
    assert "+++ b/größe/manifest.json".encode() in shown[0]


def test_person_who_waits_is_told_what_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "_is_screen", lambda stream: stream is sys.stderr)
    monkeypatch.delenv("CI", raising=False)
    folder = with_address(tmp_path)

    main(["fix", str(folder), "--select", "MF-031"])

    line, _, rest = capsys.readouterr().err.partition("\r\x1b[KMF-031")
    assert line.startswith("\r\x1b[K[0/1] ")
    assert line.endswith("acme_widget: Put https:// in front")
    assert "\x1b" not in rest


def text_only(patch: str) -> str:
    """Without the files that are no text: they are only named."""
    return "".join(line for line in patch.splitlines(keepends=True) if not line.startswith("Binary files "))


def test_written_listing_has_nothing_left_to_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "octoprint"
    shutil.copytree(SMALL / "octoprint", folder)
    main(["fix", str(folder), "--apply"])
    before = files_of(folder)

    assert main(["fix", str(folder)]) == 0
    assert main(["fix", str(folder), "--apply"]) == 0
    assert files_of(folder) == before
    _, (listing,) = listings(capsys, folder) if capsys.readouterr() else (0, [])
    assert [finding["code"] for finding in listing["findings"] if finding["fix"]] == []


def test_nothing_is_written_without_apply(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = with_address(tmp_path)
    before = files_of(folder)

    code = main(["fix", str(folder)])

    captured = capsys.readouterr()
    assert (code, files_of(folder)) == (1, before)
    assert '+    "homepage": "https://acme.example.org",\n' in captured.out
    assert captured.err.splitlines()[-1] == f"{folder}: 1 finding can be fixed with --apply"


def test_clean_listing_has_nothing_to_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(written(tmp_path / "acme_widget"))]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "words, homepage", [(["--select", "RM"], b'"acme'), (["--ignore", "mf-031"], b'"acme'), ([], b'"https')]
)
def test_codes_choose_what_is_fixed(tmp_path: Path, words: list[str], homepage: bytes) -> None:
    folder = with_address(tmp_path)

    assert main(["fix", str(folder), "--apply", *words]) == 0
    assert b'"homepage": ' + homepage in (folder / "manifest.json").read_bytes()


def test_unknown_code_is_a_usage_error(tmp_path: Path) -> None:
    assert main(["fix", str(with_address(tmp_path)), "--select", "NO-123"]) == 2


def test_mode_of_a_file_stays(tmp_path: Path) -> None:
    folder = with_address(tmp_path)
    (folder / "manifest.json").chmod(0o640)

    main(["fix", str(folder), "--apply"])

    assert (folder / "manifest.json").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in folder.iterdir() if path.name.startswith(".tilekit")] == []


def test_file_that_changed_meanwhile_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = with_address(tmp_path)
    real = fix.changes_between

    def late(*bundles: object) -> object:
        changes = real(*bundles)  # type: ignore[arg-type]
        (folder / "manifest.json").write_text("{}")
        return changes

    monkeypatch.setattr(fix, "changes_between", late)

    assert main(["fix", str(folder), "--apply"]) == 2
    assert (folder / "manifest.json").read_text() == "{}"
    assert "changed while it was read" in capsys.readouterr().err


@pytest.mark.parametrize("locked", ["README.md", "."])
def test_write_protected_file_stays_as_it_is(locked: str) -> None:
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        folder = written(Path(top) / "acme_widget", **{"README.md": README.encode() + b"\r\n"})
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534 if os.geteuid() == 0 else -1, -1)
        (folder / locked).chmod(0o555)
        command = [sys.executable, "-c", AS_NOBODY, str(SMALL / "vercel"), "fix", "--apply", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

        (folder / locked).chmod(0o755)
        after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert (done.returncode, done.stdout, after == before) == (2, "", True)
    assert done.stderr == f"tilekit: {folder}/README.md is write-protected. Nothing was written.\n"


def test_archive_is_shown_and_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path, data in files_of(with_address(tmp_path)).items():
            file.writestr(f"acme_widget/{path}", data)
    before = archive.read_bytes()

    assert main(["fix", str(archive)]) == 1
    assert "--- a/manifest.json\n" in capsys.readouterr().out
    assert main(["fix", str(archive), "--apply"]) == 2
    assert archive.read_bytes() == before
