"""`tilekit new` makes a folder that lacks exactly what only a person can write."""

import json
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from tests.tilekit.commands.folders import codes_of, listings
from tilekit.commands import main
from tilekit.parse.yaml import parse_yaml
from tilekit.scaffold.new_listing import NEW_LISTING_TYPES

# Missing in every new listing: description, image, data types, categories, dashboard, vendor and support.
EVERY = Counter(("MF-012", "IM-002", "MF-026", "XC-030", "MF-020", "DB-001", "MF-034", "MF-030", "MF-031"))
TO_DO = {
    "agent": EVERY + Counter({"GEN-009": 12, "MF-023": 1, "XC-027": 1}),
    "api": EVERY + Counter({"GEN-009": 10, "OA-002": 4}),
    "tile": EVERY + Counter({"GEN-009": 10}),
}
FILES = {
    "agent": {"assets/configuration/spec.yaml", "metadata.csv"},
    "api": {"assets/oauth_clients.json", "metadata.csv"},
    "tile": set(),
}


@pytest.mark.parametrize("kind", NEW_LISTING_TYPES)
def test_new_listing_has_only_the_expected_to_dos(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "Acme Queue", "--type", kind, "--out", str(tmp_path / "made")]) == 0
    folder = tmp_path / "made" / "acme_queue"
    assert capsys.readouterr().out == f"{folder}\n"

    _, (listing,) = listings(capsys, folder)

    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert Counter(codes_of(listing)) == TO_DO[kind]
    assert written == {"manifest.json", "README.md", "CHANGELOG.md", *FILES[kind]}
    assert UUID(json.loads((folder / "manifest.json").read_text())["app_uuid"]).version == 4


def test_new_listing_is_made_here_without_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["new", "Acme 2", "--type", "tile"]) == 0
    assert (tmp_path / "acme_2" / "manifest.json").is_file()


@pytest.mark.parametrize("name", ["Äcme: “Queue” #1", "A'c\"me {x} %s", "Acme - & <Queue>", "null"])
def test_name_is_taken_as_it_is(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", name, "--type", "agent", "--out", str(tmp_path)])
    folder = Path(capsys.readouterr().out.rstrip("\n"))

    _, (listing,) = listings(capsys, folder)

    assert listing["name"] == name
    spec = parse_yaml((folder / "assets/configuration/spec.yaml").read_bytes()).value
    assert isinstance(spec, dict)
    assert spec["name"] == name
    assert {"GEN-001", "GEN-002", "AC-024"}.isdisjoint(codes_of(listing))


@pytest.mark.parametrize("name", ["", " ", "日本", "1234", " Acme", "Acme ", "A\nB", "A" * 51, "../etc", "Acme\x1b"])
def test_name_that_cannot_be_is_a_usage_error(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["new", name, "--type", "tile", "--out", str(tmp_path / "made")])

    if name == "../etc":  # only its letters reach the folder's name
        assert (code, [path.name for path in (tmp_path / "made").iterdir()]) == (0, ["etc"])
    else:
        assert code == 2
        assert capsys.readouterr().err.startswith("tilekit: The name ")
        assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_what_is_there_is_not_touched(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "acme"
    {"folder": place.mkdir, "file": place.touch, "link": lambda: place.symlink_to("/nowhere")}[what]()

    code = main(["new", "Acme", "--type", "tile", "--out", str(tmp_path)])

    assert code == 2
    assert capsys.readouterr().err == f"tilekit: {place} already exists.\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["acme"]


def test_out_that_is_a_file_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()

    assert main(["new", "Acme", "--type", "tile", "--out", str(tmp_path / "file" / "deeper")]) == 2
    assert "Traceback" not in capsys.readouterr().err
