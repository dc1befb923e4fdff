"""Findings are cached by the digest of the listing, and a broken cache only costs time."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from msgspec.structs import replace

from tests.shared import SMALL
from tests.tilekit.commands.folders import codes_of, listings, write_listing
from tests.tilekit.listing import REMOVED, changed_manifest
from tilekit.checks import engine
from tilekit.checks.finding import Finding
from tilekit.checks.registered_checks import Check
from tilekit.commands import cache as caches
from tilekit.commands import workers

OCTOPRINT = SMALL / "octoprint"


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def never_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No check runs, so every result must come from the cache."""
    monkeypatch.setattr(workers, "map_in_order", lambda paths, *_, **__: iter(()))


def test_second_run_checks_nothing_and_says_the_same(
    own_surroundings: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    first = listings(capsys, OCTOPRINT)
    request.getfixturevalue("never_checks")

    assert listings(capsys, OCTOPRINT) == first
    assert len(entries(own_surroundings)) == 1


@pytest.mark.parametrize("change", [b"", None, b"\xff", b"more"], ids=["empty", "gone", "not text", "longer"])
def test_changed_folder_has_the_findings_of_a_run_without_a_cache(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: bytes | None
) -> None:
    folder = copytree(OCTOPRINT, tmp_path / "octoprint")
    listings(capsys, folder)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        before = path.read_bytes()
        path.unlink()
        if change is not None:
            path.write_bytes(before + change if change == b"more" else change)

        assert listings(capsys, folder) == listings(capsys, folder, "--no-cache"), path

        path.write_bytes(before)


def test_check_that_could_not_be_finished_runs_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copytree(OCTOPRINT, tmp_path / "octoprint")
    sound = engine.all_checks

    def broken() -> Iterator[Check]:
        for check in sound():
            yield replace(check, function=_fail) if check.code == "LG-005" else check

    with monkeypatch.context() as patched:
        patched.setattr(engine, "all_checks", broken)
        code, (listing,) = listings(capsys, folder)
    assert (code, [failure["code"] for failure in listing["unchecked"]]) == (2, ["LG-005"])

    assert listings(capsys, folder) == listings(capsys, folder, "--no-cache")


def _fail(*_: object) -> Iterator[Finding]:
    raise ValueError


@pytest.mark.parametrize(
    "sound, broken",
    [
        (b'"findings": [{', b'"findings": [null, {'),
        (b'"severity": "', b'"severity": "un'),
        (b'"message": "', b'"message": 7, "old": "'),
        (b'"line": ', b'"line": "x", "old": '),
        (b'"skipped": [', b'"skipped": [[],'),
    ],
)
def test_entry_of_another_shape_is_as_good_as_none(
    own_surroundings: Path, capsys: pytest.CaptureFixture[str], sound: bytes, broken: bytes
) -> None:
    whole = listings(capsys, OCTOPRINT)
    (entry,) = entries(own_surroundings)
    entry.write_bytes(entry.read_bytes().replace(sound, broken))

    assert listings(capsys, OCTOPRINT) == whole


def test_equal_folder_elsewhere_is_known_under_its_own_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    one, two = write_listing(tmp_path / "1" / "acme_widget"), write_listing(tmp_path / "2" / "acme_widget")
    listings(capsys, one)
    request.getfixturevalue("never_checks")

    _, (listing,) = listings(capsys, two)

    assert (listing["path"], listing["name"]) == (str(two), "Acme Widget")


def test_changed_file_is_checked_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    listings(capsys, folder)
    (folder / "README.md").write_text("# Acme\n")

    _, (listing,) = listings(capsys, folder)

    assert "RM-002" in codes_of(listing)


@pytest.mark.parametrize("words", [["--stage", "deep"], ["--select", "MF"], ["--ignore", "MF"], ["--as-submission"]])
def test_other_wish_is_another_entry(
    own_surroundings: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    _, (everything,) = listings(capsys, OCTOPRINT)

    _, (wished,) = listings(capsys, OCTOPRINT, *words)

    assert codes_of(wished) != codes_of(everything)
    assert len(entries(own_surroundings)) == 2


def test_folder_of_another_name_is_another_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = changed_manifest({"/assets/integration/source_type_id": REMOVED})  # only a new listing can be renamed

    _, (named,) = listings(capsys, write_listing(tmp_path / "acme_widget", **{"manifest.json": new}))
    _, (renamed,) = listings(capsys, write_listing(tmp_path / "Other Name", **{"manifest.json": new}))

    assert set(codes_of(renamed)) - set(codes_of(named)) == {"MF-008"}


def test_other_tilekit_forgets(
    own_surroundings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listings(capsys, OCTOPRINT)
    monkeypatch.setattr(caches.tilekit, "__version__", "1.0.1")

    listings(capsys, OCTOPRINT)

    assert len(entries(own_surroundings)) == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"key": 1}', b'{"key": "KEY", "outcome": {"path": ""}}', b"[" * 9999],
)
def test_broken_entry_is_ignored_and_mended(
    own_surroundings: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    first = listings(capsys, OCTOPRINT)
    (entry,) = entries(own_surroundings)
    sound = entry.read_bytes()
    entry.write_bytes(data.replace(b"KEY", f"{entry.parent.name}{entry.name}".encode()))

    assert listings(capsys, OCTOPRINT) == first
    assert entry.read_bytes() == sound


@pytest.mark.parametrize("what", ["file", "nowhere", "folder in its place"])
def test_cache_that_cannot_be_written_is_no_error(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = {"file": tmp_path / "file" / "cache", "nowhere": Path("/proc/cache"), "folder in its place": tmp_path}[what]
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TILEKIT_CACHE", str(place))

    code, (listing,) = listings(capsys, OCTOPRINT)

    assert (code, bool(listing["findings"])) == (0, True)


def test_no_cache_keeps_nothing(own_surroundings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listings(capsys, OCTOPRINT, "--no-cache")

    assert entries(own_surroundings) == []


def test_place_of_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TILEKIT_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    below_home = caches.user_cache().folder
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")

    assert (below_home, caches.user_cache().folder) == (tmp_path / ".cache" / "tilekit", Path("/xdg/tilekit"))


def test_cache_is_bounded_and_drops_what_was_not_used_for_long(
    own_surroundings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listings(capsys, OCTOPRINT)
    (old,) = entries(own_surroundings)
    os.utime(old, (1, 1))
    monkeypatch.setattr(caches, "MAX_CACHE_BYTES", old.stat().st_size + 10)

    listings(capsys, write_listing(tmp_path / "acme_widget"))

    (new,) = entries(own_surroundings)
    assert new != old
