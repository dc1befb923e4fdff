"""Findings that are ignored by comments and settings, and ignores without effect."""

from pathlib import Path

import pytest

from tests.tilekit.commands.folders import codes_of, listings, write_listing
from tests.tilekit.listing import README
from tilekit.commands import main

BROKEN = "This <script>alert(1)</script> is bad.\n"


def files(comment: str, *, above: bool = True) -> dict[str, bytes]:
    text = f"{comment}\n{BROKEN}" if above else BROKEN.rstrip("\n") + f" {comment}\n"
    return {"README.md": README.replace("## Setup\n", f"{text}\n## Setup\n").encode()}


def ignored(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[list[str], list[str]]:
    """The codes of the findings, and the lines on the error stream."""
    main(["validate", "--format", "json", str(folder), *words])
    output = capsys.readouterr()
    _, (listing,) = listings(capsys, folder, *words)
    return codes_of(listing), output.err.replace(f"{folder}/", "").splitlines()


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- tilekit: ignore RM-033 the product needs it -->",
        "<!--tilekit:ignore rm-033: the product needs it-->",
        "<!-- tilekit: ignore [RM-033] the product needs it --> and more text",
        "<!--\ntilekit: ignore RM-033\n  the product needs it\n-->",
        "<!-- tilekit ignore RM-033, RM-018 製品に必要 -->",
    ],
)
def test_comment_can_be_written_in_several_ways(
    comment: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ignored(write_listing(tmp_path / "acme_widget", **files(comment)), capsys) == ([], [])


@pytest.mark.parametrize("above", [True, False])
def test_comment_with_a_reason_ignores_a_finding(
    above: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    comment = "<!-- tilekit: ignore RM-033 the product needs it -->"
    folder = write_listing(tmp_path / "acme_widget", **files(comment, above=above))

    assert ignored(folder, capsys) == ([], [])
    assert main(["fix", str(folder), "--unsafe-fixes"]) == 0
    assert capsys.readouterr().out.endswith("nothing to fix\n")


@pytest.mark.parametrize(
    "comment, line",
    [
        ("<!-- tilekit: ignore RM-033 -->", "RM-033 is not ignored. Write the reason after the code."),
        ("<!-- tilekit: ignore RM-033, RM-001 it is fine -->", "RM-001, but there is no such finding here."),
        ("<!-- tilekit: ignore RM-0333 it is fine -->", "RM-0333, but there is no such finding here."),
        ("<!-- tilekit: ignore RM it is fine -->", "The comment names no check, so nothing is ignored."),
        ("<!-- tilekit: ignore -->", "The comment names no check, so nothing is ignored."),
        ("<!-- tilekit: ignored RM-033 it is fine -->", ""),
        ("# tilekit: ignore RM-033 not a comment in Markdown", ""),
    ],
)
def test_comments_without_reason_or_effect_are_reported(
    comment: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes, lines = ignored(write_listing(tmp_path / "acme_widget", **files(comment)), capsys)

    assert ("RM-033" in codes) == ("RM-033, RM-001 it is fine" not in comment)
    assert [line in text for text in lines] == ([True] if line else [])
    assert all(text.startswith("tilekit: README.md:") for text in lines)


def test_comment_far_from_the_finding_has_no_effect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    far = files("<!-- tilekit: ignore RM-033 the product needs it -->\n\n")

    codes, lines = ignored(write_listing(tmp_path / "acme_widget", **far), capsys)
    assert "RM-033" in codes
    assert len(lines) == 1
    assert ignored(tmp_path / "acme_widget", capsys, "--select", "MF") == ([], [])  # the check did not run


def test_comment_in_a_picture_ignores_its_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    folder = write_listing(
        tmp_path / "acme_widget", **{"notes.svg": b"<!-- tilekit: ignore GEN-005, LG-012 source -->" + drawing}
    )

    assert ignored(folder, capsys) == ([], [])


def test_comment_in_yaml_ignores_findings_about_the_whole_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = b"# tilekit: ignore GEN-005 our notes\na: 1\n"
    folder = write_listing(tmp_path / "acme_widget", **{"notes.yaml": notes})

    assert ignored(folder, capsys) == ([], [])


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the current folder, with a listing whose README has the finding RM-033."""
    monkeypatch.chdir(tmp_path)
    write_listing(tmp_path / "acme_widget", **files(""))
    return tmp_path


def without_effect(key: str, code: str) -> str:
    return f"tilekit: {key} contains {code}, but there is no such finding. Remove the code."


def test_settings_without_effect_are_reported(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "tilekit.toml").write_text(
        'ignore = ["db-039", "RM-033"]\n[per-file-ignores]\n"README.md" = ["RM-033", "MD"]\n"gone/*" = ["MF"]\n'
    )

    codes = [("ignore", "DB-039"), ('per-file-ignores."README.md"', "MD"), ('per-file-ignores."gone/*"', "MF")]
    assert ignored(Path("acme_widget"), capsys) == ([], [without_effect(*pair) for pair in codes])
    assert ignored(Path("acme_widget"), capsys, "--select", "RM") == ([], [])  # the other checks did not run


def test_settings_for_listings_that_were_not_checked_are_not_reported(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_listing(repository / "more" / "other")
    (repository / "tilekit.toml").write_text(
        'ignore = ["DB-039", "RM-033"]\n[per-file-ignores]\n"other" = ["MD"]\n"/acme_widget" = ["SR"]\n'
    )

    assert ignored(Path("acme_widget"), capsys) == (
        [],
        [without_effect('per-file-ignores."/acme_widget"', "SR")],
    )
    main(["validate", "acme_widget", "more/other"])
    assert capsys.readouterr().err.count("there is no such finding") == 3


def test_settings_without_effect_are_not_reported_for_skipped_checks(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    skipped = listings(capsys, "acme_widget")[1][0]["skipped"]
    (repository / "tilekit.toml").write_text(f"ignore = {skipped}")

    assert skipped
    assert ignored(Path("acme_widget"), capsys) == (["RM-033"], [])
