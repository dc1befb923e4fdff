"""Archives are read with limits and written reproducibly."""

import os
import stat
import zipfile
from io import BytesIO

import pytest

from tilekit.core.messages import Message, render
from tilekit.scaffold import archive as archives
from tilekit.scaffold import archive_directory
from tilekit.scaffold.archive import files_of_zip, zip_of_files
from tilekit.scaffold.archive_directory import MAX_ARCHIVE_ENTRIES, ArchiveRefused, names_in_zip
from tilekit.scaffold.largest import largest_part
from tilekit.scaffold.paths import BAD_NAME, NOT_PLAIN, shown_path


def _zip(entries: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for path, data in entries.items():
            archive.writestr(zipfile.ZipInfo(path), data, method)
    return target.getvalue()


def _refusal(data: bytes) -> ArchiveRefused:
    with pytest.raises(ArchiveRefused) as caught:
        files_of_zip(data)
    return caught.value


@pytest.mark.parametrize("path", ["../evil", "/etc/passwd", "a/../../b", "a\\b", "C:/x", "a//b", "a/./b"])
def test_path_outside_the_listing_is_refused(path: str) -> None:
    refusal = _refusal(_zip({"manifest.json": b"{}", path: b"x"}))

    assert refusal.code == "GEN-006"
    assert "points outside your listing" in render(refusal.message)


@pytest.mark.parametrize("path", ["line\nbreak", "images/gnp\u202e.exe", "lo\u200bgo.png"])
def test_name_with_characters_that_nobody_sees_is_refused(path: str) -> None:
    refusal = _refusal(_zip({"manifest.json": b"{}", path: b"x"}))

    assert refusal.code == "GEN-006"
    assert refusal.message == Message(BAD_NAME, {"place": shown_path(path)})


@pytest.mark.parametrize(
    "path, shown",
    [("a\0b", "a\ufffdb"), ("../\u202egnp", "../\ufffdgnp"), ("../" + "n" * 60_000, "../" + "n" * 196 + "…")],
)
def test_message_shows_a_path_that_pages_and_databases_can_hold(path: str, shown: str) -> None:
    # The library cuts a name at NUL, so the byte is inserted into its output.
    data = _zip({"manifest.json": b"{}", path.replace("\0", "~"): b"x"})

    refusal = _refusal(data.replace(b"a~b", b"a\0b"))

    assert list(refusal.message.parameters.values()) == [shown]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFSOCK, stat.S_IFIFO, stat.S_IFBLK, stat.S_IFCHR])
def test_anything_but_a_file_or_a_folder_is_refused(kind: int) -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo("images/a.png")
        entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")

    refusal = _refusal(target.getvalue())

    assert (refusal.code, refusal.message) == ("GEN-006", Message(NOT_PLAIN, {"path": "images/a.png"}))


@pytest.mark.parametrize("kind", [0, stat.S_IFREG, stat.S_IFDIR])
def test_files_and_folders_are_read(kind: int) -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo("images/" if kind == stat.S_IFDIR else "images/a.png")
        entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
        archive.writestr(entry, "")
        archive.writestr("manifest.json", "{}")

    assert "manifest.json" in files_of_zip(target.getvalue())[0]


def test_bomb_is_refused_by_its_ratio() -> None:
    refusal = _refusal(_zip({"manifest.json": b"0" * 5_000_000}))

    assert (refusal.code, refusal.message.parameters["place"]) == ("GEN-007", "manifest.json")
    assert "(5 MB)" in render(refusal.message)
    assert "(5\N{NO-BREAK SPACE}Mo)" in render(refusal.message, "fr")


def test_too_many_entries_are_refused() -> None:
    refusal = _refusal(_zip({f"images/{number}": b"" for number in range(archive_directory.MAX_ARCHIVE_ENTRIES + 1)}))

    assert (refusal.code, refusal.message.parameters) == (
        "GEN-007",
        {"count": 2001, "limit": 2000, "place": "images/"},
    )


def test_far_too_many_entries_are_refused_before_the_table_is_read() -> None:
    data = _zip({f"build/{number:0300}": b"" for number in range(archive_directory.MAX_ARCHIVE_ENTRIES + 500)})

    refusal = _refusal(data)

    assert (refusal.code, refusal.message.parameters) == ("GEN-007", {"limit": 2000, "place": "build/"})
    cut_off = data.replace(b"PK\x01\x02", b"PK\x01\x00")
    assert _refusal(cut_off).message.id == "The archive is damaged or is not a ZIP file. Pack the folder again."


@pytest.mark.parametrize(
    "amounts, part",
    [
        ({}, ""),
        ({"acme/a.json": 9, "acme/b.json": 5}, "acme/a.json"),
        ({"acme/assets/dashboards/1.json": 3, "acme/assets/dashboards/2.json": 3, "acme/README.md": 1},
         "acme/assets/dashboards/"),
        ({"a/x": 2, "b/y": 2, "b/z": 1, "c/w": 2}, "b/"),
        ({"/".join("a" * 10_000): 1, "b": 2}, "b"),
        ({f"acme/node_modules/{n}/index.js": 1 for n in range(20)}, "acme/node_modules/"),
        ({"a\u202eb": 1}, "a\ufffdb"),
    ],
)  # fmt: skip
def test_largest_part_is_the_smallest_with_half_of_everything(amounts: dict[str, int], part: str) -> None:
    assert largest_part(amounts) == part


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ARCHIVE_BYTES", 10)

    assert _refusal(_zip({"manifest.json": b"0123456789x"})).code == "GEN-007"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        _zip({"a": b"data" * 50}, method=zipfile.ZIP_STORED)[:120],
        _zip({"a": b"data", "b": b"data"})[1:],  # its offsets are then before the start
    ],
)
def test_damaged_archive_is_refused(data: bytes) -> None:
    assert "damaged" in _refusal(data).message.id


def test_entry_that_does_not_unpack_to_what_it_declares_is_refused() -> None:
    data = _zip({"manifest.json": b"data" * 50}, method=zipfile.ZIP_STORED)

    assert "damaged" in _refusal(data.replace(b"datadata", b"DATAdata", 1)).message.id


def test_same_path_twice_is_refused() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a", b"2")

    assert _refusal(target.getvalue()).message.parameters == {"path": "a"}


@pytest.mark.parametrize(
    "entries, paths, folder",
    [
        (["acme/manifest.json", "acme/images/a.png"], ["images/a.png", "manifest.json"], "acme"),
        (["manifest.json", "images/a.png"], ["images/a.png", "manifest.json"], ""),
        (["acme/README.md", "acme/.DS_Store", "__MACOSX/acme/._README.md"], ["README.md"], "acme"),
        (["acme/README.md", "other/README.md"], ["acme/README.md", "other/README.md"], ""),
        (["acme/", "acme/manifest.json"], ["manifest.json"], "acme"),
        ([], [], ""),
    ],
)
def test_one_top_folder_is_taken_off(entries: list[str], paths: list[str], folder: str) -> None:
    files, root = files_of_zip(_zip(dict.fromkeys(entries, b"")))

    assert (list(files), root) == (paths, folder)


def test_written_archive_is_the_same_whatever_the_order() -> None:
    files = {"b/c.txt": b"2", "a.txt": b"1"}

    written = zip_of_files(files, "acme")

    assert written == zip_of_files(dict(sorted(files.items())), "acme")
    read, folder = files_of_zip(written)
    assert (dict(read), folder) == (files, "acme")


@pytest.mark.parametrize(
    "files, limit",
    [
        ({f"{name}.yaml": b"- a\n" * 2_000 for name in range(51)}, archives.MAX_WEIGHT),
        ({f"{name}.json": b"[" + b"0," * 1_900 + b"0]" for name in range(53)}, archives.MAX_WEIGHT),
        ({f"{name}.txt": b" " * 4_000_000 for name in range(4)}, 15),
    ],
)
def test_text_files_that_hold_too_much_together_are_refused(files: dict[str, bytes], limit: int) -> None:
    padded = {**files, "pad.bin": os.urandom(200_000)}

    refusal = _refusal(_zip(padded))

    assert (refusal.code, refusal.message.parameters) == ("GEN-007", {"limit": limit, "place": min(files)})


def test_what_is_not_read_as_text_does_not_count() -> None:
    files = {"a.png": b",\n" * 200_000, "b.json": b" " * 5_000_001, "pad.bin": os.urandom(200_000)}

    assert set(archives.files_of_zip(_zip(files))[0]) == set(files)


def test_a_folder_in_an_archive_is_read_alone() -> None:
    data = _zip({"repo/a/manifest.json": b"{}", "repo/b/x.txt": b"b", "../up": b"no"})

    files, folder = files_of_zip(data, "repo/a")

    assert (dict(files), folder) == ({"manifest.json": b"{}"}, "a")
    assert set(names_in_zip(data)) == {"repo/a/manifest.json", "repo/b/x.txt", "../up"}


def test_other_folders_do_not_count_for_the_limits() -> None:
    many = {f"repo/other/{number}": b"" for number in range(MAX_ARCHIVE_ENTRIES + 1)}

    files, _ = files_of_zip(zip_of_files({**many, "repo/a/x": b"1"}), "repo/a")

    assert set(files) == {"x"}


def test_names_of_a_damaged_archive_are_refused() -> None:
    with pytest.raises(ArchiveRefused):
        names_in_zip(b"PK\x03\x04 cut")
