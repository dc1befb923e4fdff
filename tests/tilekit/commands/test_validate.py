import gc
import io
import json
import os
import re
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from tests.shared import bundle_of_folder
from tests.tilekit.commands.folders import write_listing
from tests.tilekit.listing import README, base_files
from tilekit.bundle import Bundle
from tilekit.checks.engine import CheckReport
from tilekit.commands import listing_checks, main


def found_in(capsys: pytest.CaptureFixture[str], *words: Path | str) -> tuple[int, list[dict[str, object]]]:
    code = main(["validate", *(str(word) for word in words), "--format", "json", "--all-places"])
    return code, json.loads(capsys.readouterr().out)["listings"]


def codes_of(listing: dict[str, object]) -> list[str]:
    return [finding["code"] for finding in listing["findings"]]  # type: ignore[attr-defined]


def test_clean_listing_exits_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_listing(tmp_path / "acme_widget")

    code, (listing,) = found_in(capsys, folder)

    assert code == 0
    assert listing == {
        "path": str(folder),
        "name": "Acme Widget",
        "digest": bundle_of_folder(folder).digest,
        "findings": [],
        "skipped": listing["skipped"],
        "unchecked": [],
        "ineffective_ignores": [],
    }
    assert {"MF-006", "MF-010", "RM-032"} <= set(listing["skipped"])  # type: ignore[call-overload]


def test_a_listing_is_checked_without_the_collector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def noted(bundle: Bundle, *given: object, **options: object) -> CheckReport:
        seen.append(gc.isenabled())
        return CheckReport()

    monkeypatch.setattr(listing_checks, "run_checks", noted)
    assert main(["validate", "--no-cache", str(write_listing(tmp_path / "acme_widget"))]) == 0

    assert (seen, gc.isenabled()) == ([False], True)


def test_blocker_exits_1_with_its_place_and_patch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = base_files()["manifest.json"].replace(b'"https://acme.example.org"', b'"acme.example.org"')
    folder = write_listing(tmp_path / "acme_widget", **{"manifest.json": manifest})

    code, (listing,) = found_in(capsys, folder, "--patches")

    assert code == 1
    (finding,) = listing["findings"]  # type: ignore[misc]
    assert finding == {
        "code": "MF-031",
        "severity": "blocker",
        "path": "overview.vendor_url",
        "file": "manifest.json",
        "line": 53,
        "column": 5,
        "pointer": "/author/homepage",
        "message": "“acme.example.org” is not a full web address. It must start with https://.",
        "fingerprint": finding["fingerprint"],
        "fix": {
            "title": "Add https://",
            "class": "suggested",
            "patch": (
                "diff --git a/manifest.json b/manifest.json\n"
                "--- a/manifest.json\n+++ b/manifest.json\n@@ -50,7 +50,7 @@\n   },\n"
                '   "author": {\n     "name": "Acme",\n-    "homepage": "acme.example.org",\n'
                '+    "homepage": "https://acme.example.org",\n'
                '     "support_email": "support@acme.example.org",\n'
                '     "sales_email": "sales@acme.example.org"\n   }\n'
            ),
        },
    }


def test_warning_exits_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = base_files()["manifest.json"].replace(b'"https://acme', b'"http://acme')

    code, (listing,) = found_in(capsys, write_listing(tmp_path / "acme_widget", **{"manifest.json": manifest}))

    assert code == 0
    assert codes_of(listing) == ["MF-032"]


def test_listings_come_in_the_order_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [write_listing(tmp_path / name / "acme_widget") for name in ("z", "a", "m")]

    _, listings = found_in(capsys, *paths)

    assert [listing["path"] for listing in listings] == [str(path) for path in paths]


def test_folder_without_manifest_is_a_listing_with_that_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()

    code, (listing,) = found_in(capsys, tmp_path / "empty")

    assert (code, listing["name"]) == (1, "empty")
    assert "MF-001" in codes_of(listing)


def test_archive_is_read_like_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path, data in base_files().items():
            file.writestr(f"acme_widget/{path}", data)

    code, (listing,) = found_in(capsys, archive)

    assert (code, listing["findings"], listing["name"]) == (0, [], "Acme Widget")


@pytest.mark.parametrize("name", ["../README.md", "/etc/passwd", "a\\b.md"])
def test_archive_that_reaches_outside_is_a_listing_with_that_finding(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, "x")

    code, (listing,) = found_in(capsys, archive)

    assert code == 1
    assert codes_of(listing) == ["GEN-006"]


def test_archive_with_a_link_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = zipfile.ZipInfo("README.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(link, "/etc/passwd")

    _, (listing,) = found_in(capsys, archive)

    assert codes_of(listing) == ["GEN-006"]


def test_archive_of_too_many_files_is_a_listing_with_that_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for number in range(2001):
            file.writestr(f"images/{number}.png", "")

    code, (listing,) = found_in(capsys, archive)

    assert code == 1
    assert codes_of(listing) == ["GEN-007"]


@pytest.mark.parametrize("is_archive", [False, True])
def test_listing_with_too_many_values_is_one_with_that_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, is_archive: bool
) -> None:
    heavy = {f"notes__{name}.yaml": b"- a\n" * 2_000 for name in range(51)}
    place = write_listing(tmp_path / "acme_widget", **heavy, images__pad=os.urandom(20_000))
    if is_archive:
        place = Path(shutil.make_archive(str(tmp_path / "acme"), "zip", place))

    code, (listing,) = found_in(capsys, place)

    assert code == 1
    assert codes_of(listing) == ["GEN-007"]
    assert "more than 100,000 values and lines in total. The largest part is notes/." in str(listing["findings"])


def test_link_in_a_folder_is_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    (folder / "images" / "passwd.png").symlink_to("/etc/passwd")

    code, (listing,) = found_in(capsys, folder)

    assert code == 1
    assert codes_of(listing) == ["GEN-006"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_path_that_does_not_exist_is_a_usage_error(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_listing(tmp_path / "acme_widget")

    code = main(["validate", str(folder), str(tmp_path / "nowhere"), "--format", form])

    captured = capsys.readouterr()
    assert (code, "does not exist" in captured.out) == (2, form == "json")
    assert captured.err == f"tilekit: {tmp_path}/nowhere does not exist.\n"


@pytest.mark.parametrize("command", ["validate", "fix", "preview"])
@pytest.mark.parametrize("file", ["manifest.json", "images/overview.png"])
def test_file_of_a_listing_is_a_usage_error_that_names_the_folder(
    command: str, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_listing(tmp_path / "acme_widget")
    monkeypatch.chdir(tmp_path)

    code = main([command, f"acme_widget/{file}"])

    wanted = f"tilekit: acme_widget/{file} is a file in a listing. Use the listing's folder: acme_widget\n"
    assert (code, *capsys.readouterr()) == (2, "", wanted)


@pytest.mark.parametrize("command", ["validate", "fix", "preview"])
def test_folder_of_listings_is_a_usage_error_that_names_them(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(6):
        write_listing(tmp_path / f"acme {number}")

    code = main([command, str(tmp_path)])

    named = " ".join(f"'{tmp_path}/acme {number}'" for number in range(4))
    wanted = f"tilekit: {tmp_path} contains several listings but is not a listing itself. Choose from: {named} …\n"
    assert (code, *capsys.readouterr()) == (2, "", wanted)


def test_listing_that_holds_another_is_a_listing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_listing(write_listing(tmp_path / "acme_widget") / "tests")

    assert main(["validate", str(tmp_path / "acme_widget"), "--select", "MF-001"]) == 0
    assert "nothing found" in capsys.readouterr().out


def test_error_shows_no_control_characters_of_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", f"{tmp_path}/\x1b[2J"]) == 2
    assert capsys.readouterr().err == f"tilekit: {tmp_path}/\\x1b[2J does not exist.\n"


def test_empty_name_is_not_the_working_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_listing(tmp_path / "acme_widget"))

    assert main(["validate", ""]) == 2
    assert capsys.readouterr().err == "tilekit: '' does not exist.\n"


def test_file_that_is_no_archive_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("x")

    code = main(["validate", str(tmp_path / "a.txt")])

    assert code == 2
    assert "not a ZIP file" in capsys.readouterr().err


def test_call_without_a_path_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["validate"])

    assert stopped.value.code == 2


def test_text_names_file_place_severity_code_and_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = README.replace("Need help?", "Please ask.").encode()
    folder = write_listing(tmp_path / "acme_widget", **{"README.md": readme})

    code = main(["validate", str(folder)])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[:4] == [
        str(folder),
        "  advice   RM-046   Remove “please”. Instructions read better without it.",
        "                    README.md:36:1",
        "  blockers: 0, warnings: 0, advice: 1",
    ]
    assert "\x1b" not in "".join(lines)


def test_text_of_several_listings_ends_with_all_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [write_listing(tmp_path / name / "acme_widget") for name in "ab"]

    main(["validate", *(str(path) for path in paths)])

    *_, of_all, skipped = capsys.readouterr().out.splitlines()
    assert of_all == "2 listings. blockers: 6, warnings: 2, advice: 0"  # both have the same identifiers
    assert re.fullmatch(r"\d\d checks can only run in the portal and were skipped. --format json lists them.", skipped)


def test_as_submission_asks_for_what_a_folder_cannot_carry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_listing(tmp_path / "acme_widget")

    code = main(["validate", str(folder), "--as-submission", "--format", "json", "--all-places"])

    (listing,) = json.loads(capsys.readouterr().out)["listings"]
    assert code == 1
    assert "submission.attest_accuracy" in {finding["path"] for finding in listing["findings"]}


def test_terminal_gets_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.delenv("NO_COLOR", raising=False)

    main(["validate", str(write_listing(tmp_path / "acme_widget"))])

    assert screen.getvalue().startswith("\x1b[1m")


def test_listings_given_together_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = (
        base_files()["manifest.json"]
        .replace(b"acme-widget", b"acme-gadget")
        .replace(b'"acme_widget.', b'"acme_gadget.')
    )
    first = write_listing(tmp_path / "acme_widget")
    second = write_listing(tmp_path / "acme_gadget", **{"manifest.json": other})
    with zipfile.ZipFile(tmp_path / "copy.zip", "w") as file:
        for path, data in base_files().items():
            file.writestr(f"acme_widget/{path}", data)

    _, (alone,) = found_in(capsys, first)
    _, together = found_in(capsys, first, second, tmp_path / "copy.zip", f"{first}/.")
    _, again = found_in(capsys, first)  # not from the cache of the run before

    shared = {"MF-003", "MF-005", "MF-039", "MF-045"}
    assert [shared & set(codes_of(listing)) for listing in together] == [
        shared,
        shared - {"MF-005", "MF-045"},
        shared,
        shared,
    ]
    assert (alone["findings"], again[0]["findings"]) == ([], [])
