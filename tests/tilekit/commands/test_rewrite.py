"""`tilekit rewrite PATH OUT` writes exactly what it read, and only to an empty folder."""

from pathlib import Path

import pytest

from tests.shared import SMALL, bundle_of_folder
from tilekit.commands import main
from tilekit.scaffold.bundles import zip_of


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_rewrite_writes_the_same_files(tmp_path: Path) -> None:
    assert main(["rewrite", str(SMALL / "octoprint"), str(tmp_path / "new" / "out")]) == 0

    assert _files(tmp_path / "new" / "out") == _files(SMALL / "octoprint")


def test_rewrite_reads_an_archive_and_takes_an_empty_folder(tmp_path: Path) -> None:
    archive = tmp_path / "listing.zip"
    archive.write_bytes(zip_of(bundle_of_folder(SMALL / "stardog")))
    out = tmp_path / "out"
    out.mkdir()

    assert main(["rewrite", str(archive), str(out)]) == 0

    assert _files(out) == _files(SMALL / "stardog")


def test_rewrite_of_an_empty_folder_makes_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()

    assert main(["rewrite", str(tmp_path / "in"), str(tmp_path / "out")]) == 0

    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    "path, out, words",
    [
        ("missing", "out", "does not exist."),
        ("in", "full", "is not empty."),
        ("in", "in/file.txt", "is a file."),
        ("in", "in/deeper", "is inside the listing."),
        ("in/file.txt", "out", "is not a ZIP file."),
    ],
)
def test_rewrite_refuses_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, out: str, words: str
) -> None:
    for folder in ("in", "full"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file.txt").write_text("text")
    before = _files(tmp_path)

    code = main(["rewrite", str(tmp_path / path), str(tmp_path / out)])

    assert code == 2
    assert words in capsys.readouterr().err
    assert _files(tmp_path) == before


def test_rewrite_names_links_that_it_leaves_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link").symlink_to("/etc")

    assert main(["rewrite", str(folder), str(tmp_path / "out")]) == 0

    assert "link is a symbolic link and was skipped." in capsys.readouterr().err


def test_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["nothing"])

    assert caught.value.code == 2
    assert "invalid choice" in capsys.readouterr().err
