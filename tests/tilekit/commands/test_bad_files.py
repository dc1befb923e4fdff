"""Any file in a listing's folder leads to findings or a usage error: no traceback, no endless wait."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.shared import SMALL
from tests.tilekit.commands.folders import AS_NOBODY, codes_of, listings, write_listing
from tests.tilekit.commands.matrix import FILES
from tests.tilekit.listing import README, base_files
from tilekit.commands import main
from tilekit.parse.limits import MAX_PARSED_BYTES
from tilekit.sections.limits import ASSET_BYTES, TABLE_BYTES

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("a b.md", "ünï ☃.md", "\N{COMBINING ACUTE ACCENT}.md", "-rf.md", "a\nb.md", "'\"$(x).md", "\udcff.md")


def in_folder(folder: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.endswith((".json", ".yaml", ".md", ".csv", ".svg", ".py"))]
)
@pytest.mark.usefixtures("must_end")
def test_file_above_the_limit_is_not_taken_apart(path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unit = {
        "n": b'{"a": [1]},',
        "l": b"- a: 1\n",
        "d": b"## 1.0 / 2\n\n* a [b](c)\n",
        "v": b"a.b,gauge\n",
        "g": b"<g/>",
    }
    folder = in_folder(tmp_path / "acme_widget", base_files())
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    part = unit.get(path[-1], b"a = 1\n") * 10_000
    with (folder / path).open("wb") as file:
        for _ in range(3 * MAX_PARSED_BYTES // len(part)):
            file.write(part)

    code, (listing,) = listings(capsys, folder, "--no-cache")

    assert code == 1
    assert [one["code"] for one in listing["findings"] if one["file"] == path or one["pointer"]]


@pytest.mark.usefixtures("must_end")
def test_folder_of_more_than_a_listing_may_have_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = in_folder(tmp_path / "acme_widget", base_files())
    for number in range(3):
        with (folder / f"images/{number}.png").open("wb") as file:
            file.truncate(100_000_000)

    assert main(["validate", str(folder)]) == 2
    assert capsys.readouterr().err == f"tilekit: {folder} is larger than 200 MB, the limit for a listing.\n"


def test_limit_of_what_is_read_is_that_of_the_fields() -> None:
    assert max(ASSET_BYTES, TABLE_BYTES) == MAX_PARSED_BYTES


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit"])
def test_name_of_a_file_may_be_anything(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    for name in NAMES:
        (folder / "images" / name).write_bytes(b"\xff")

    assert main(["validate", str(folder), "--format", form]) in (0, 1)
    assert capsys.readouterr().out


@pytest.mark.parametrize("name", ["acme widget", "ünï ☃", "-acme"])
def test_name_of_a_folder_may_be_anything(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, (listing,) = listings(capsys, write_listing(tmp_path / name))

    assert listing["name"] == "Acme Widget"


@pytest.mark.parametrize("path, wrong", [("README.md", "readme.md"), ("manifest.json", "Manifest.JSON")])
def test_file_in_the_wrong_case_is_missing(
    path: str, wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    (folder / path).rename(folder / wrong)

    code, (listing,) = listings(capsys, folder)

    assert code == 1
    assert {"README.md": "RM-001", "manifest.json": "MF-001"}[path] in codes_of(listing)


def test_folders_may_be_nested_deeper_than_the_stack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    monkeypatch.chdir(folder)
    for _ in range(1500):
        Path("d").mkdir()
        os.chdir("d")

    code = main(["validate", str(folder)])

    for _ in range(1500):  # the clean-up after tests recurses once per level
        os.chdir("..")
        Path("d").rmdir()
    assert (code, capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize("place", ["in the folder", "as the path"])
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
@pytest.mark.parametrize("command", ["validate", "fix", "rewrite"])
@pytest.mark.usefixtures("must_end")
def test_what_is_no_plain_file_is_a_usage_error(
    command: str,
    kind: str,
    place: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    special = folder / "README.md"
    special.unlink()
    if kind == "pipe":
        os.mkfifo(special)
    elif kind == "socket":
        monkeypatch.chdir(folder)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("README.md")
    elif os.geteuid() == 0:
        os.mknod(special, 0o20666, os.makedev(1, 5))
    else:
        pytest.skip("only root makes devices")

    words = [
        str(special if place == "as the path" else folder),
        *([str(tmp_path / "out")] if command == "rewrite" else []),
    ]
    code = main([command, *words])

    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert "README.md" in captured.err
    if place == "in the folder":
        assert (
            captured.err
            == f"tilekit: {special} is a link, a device, a pipe or a socket. Replace it with a plain file.\n"
        )


def test_link_in_place_of_a_file_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    (tmp_path / "secret").write_text(README + "\nplease\n")
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to(tmp_path / "secret")
    (folder / "images" / "loop").symlink_to(folder)

    code, (listing,) = listings(capsys, folder)

    assert code == 1
    assert codes_of(listing).count("GEN-006") == 2
    assert "RM-001" in codes_of(listing)


@pytest.mark.parametrize("what", ["file", "folder", "listing"])
def test_what_may_not_be_read_is_a_usage_error(what: str) -> None:
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        folder = write_listing(Path(top) / "acme_widget")
        locked = {"file": folder / "images" / "overview.png", "folder": folder / "images", "listing": folder}[what]
        locked.chmod(0)
        command = [sys.executable, "-c", AS_NOBODY, str(SMALL / "vercel"), "validate", "--no-cache", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

        locked.chmod(0o755)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tilekit: ")
    assert str(locked) in done.stderr


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\3\4" + bytes(99), b"PK\5\6" + bytes(18), b"\0" * 999], ids=len)
def test_file_that_is_hardly_an_archive(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.zip").write_bytes(data)

    assert main(["validate", str(tmp_path / "a.zip")]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


def test_path_with_a_nul_byte_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "a\0b"]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_usual_listings_hold_every_type_of_file() -> None:
    used = {path.suffix for path in SMALL.rglob("*/*") if path.is_file() and path.suffix}

    assert used - {Path(path).suffix for path in FILES} - {".png", ".jpg", ".jpeg", ".gif", ".txt", ".toml"} == set()
