"""Settings of a repository: which file is used, what it may contain, and its errors."""

from pathlib import Path

import pytest

from tests.tilekit.commands.folders import codes_of, listings, write_listing
from tests.tilekit.listing import README, base_files
from tilekit.commands import main

FAULTY = README.replace("[1]: https", "[1]: http").replace("Need help?", "Please ask.").encode()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, used as the working folder, with a listing that has RM-046 and RM-027."""
    write_listing(tmp_path / "integrations" / "acme_widget", **{"README.md": FAULTY})
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reported_codes(
    capsys: pytest.CaptureFixture[str], *words: str, path: str = "integrations/acme_widget"
) -> list[str]:
    return codes_of(listings(capsys, path, *words)[1][0])


def test_without_a_file_everything_is_checked(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reported_codes(capsys) == ["RM-046", "RM-027"]


@pytest.mark.parametrize(
    "name, text",
    [("tilekit.toml", 'ignore = ["rm-046"]'), ("pyproject.toml", '[tool.tilekit]\nignore = ["RM-046"]')],
)
def test_either_file_leaves_checks_out(
    name: str, text: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / name).write_text(text)

    assert reported_codes(capsys) == ["RM-027"]


def test_own_file_goes_before_the_shared_one(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "tilekit.toml").write_text('ignore = ["RM-027"]')
    (repository / "pyproject.toml").write_text('[tool.tilekit]\nignore = ["RM-046"]')

    assert reported_codes(capsys) == ["RM-046"]


def test_nearest_file_counts_and_none_beyond_the_repository(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = repository / "integrations"
    (repository / "tilekit.toml").write_text('ignore = ["RM-046"]')
    monkeypatch.chdir(inner)
    assert reported_codes(capsys, path="acme_widget") == ["RM-027"]

    (inner / ".git").mkdir()
    assert reported_codes(capsys, path="acme_widget") == ["RM-046", "RM-027"]


def test_options_choose_in_place_of_the_file_and_leave_out_as_well(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "tilekit.toml").write_text('select = ["RM-027"]\nignore = ["RM-046"]')

    assert reported_codes(capsys) == ["RM-027"]
    assert reported_codes(capsys, "--select", "RM") == ["RM-027"]
    assert reported_codes(capsys, "--select", "RM", "--ignore", "RM-027") == []
    assert main(["validate", "integrations/acme_widget", "--ignore", "RM-027"]) == 2
    assert "No checks match." in capsys.readouterr().err


def test_another_file_can_be_named(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "tilekit.toml").write_text('ignore = ["RM"]')
    (repository / "strict.toml").write_text("")

    assert reported_codes(capsys, "--config", "strict.toml") == ["RM-046", "RM-027"]


def test_folder_that_may_not_be_looked_into_has_no_settings(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "tilekit.toml").write_text('ignore = ["RM"]')
    exists = Path.exists

    def refused(path: Path) -> bool:
        if path.name in ("tilekit.toml", "pyproject.toml"):
            raise PermissionError(path)
        return exists(path)

    monkeypatch.setattr(Path, "exists", refused)

    assert reported_codes(capsys) == ["RM-046", "RM-027"]


@pytest.mark.parametrize("pattern", ["README.md", "integrations/*/README.md", r"integrations\acme_widget"])
def test_patterns_match_in_the_listing_and_from_the_file(
    pattern: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "tilekit.toml").write_text(f"[per-file-ignores]\n'{pattern}' = ['RM-046']\n'other.md' = ['RM']")

    assert reported_codes(capsys) == ["RM-027"]


@pytest.mark.parametrize(
    "text, reason",
    [
        ('ignroe = ["RM"]', "tilekit.toml has an unknown key ignroe. Did you mean ignore?"),
        ("colour = 1", "tilekit.toml has an unknown key colour. Valid keys:"),
        ('ignore = "RM"', "tilekit.toml: ignore must be a list of codes"),
        ("select = [3]", "tilekit.toml: select must be a list of codes"),
        ('ignore = [" "]', "tilekit.toml: ignore must be a list of codes"),
        ("select = []", "tilekit.toml: select is empty."),
        ('ignore = ["RM-999"]', "tilekit.toml: ignore: There is no check RM-999."),
        ('[per-file-ignores]\n"*" = ["QQ"]', 'tilekit.toml: per-file-ignores."*": There is no check QQ.'),
        ('[per-file-ignores]\n"*" = "RM"', 'tilekit.toml: per-file-ignores."*" must be a list of codes'),
        ('[per-file-ignores]\n"" = ["RM"]', 'tilekit.toml: per-file-ignores."": The pattern matches no file.'),
        ("per-file-ignores = 3", "tilekit.toml: per-file-ignores must be a table"),
        ("baseline = 3", "tilekit.toml: baseline must be a file name."),
        ('baseline = ""', "tilekit.toml: baseline must be a file name."),
        ('baseline = "a\\u0000b"', "tilekit.toml: baseline must be a file name."),
        ("ignore = [", "tilekit.toml is not valid TOML"),
        (f"ignore = {'9' * 5000}", "tilekit.toml is not valid TOML"),
        (f"ignore = {'[' * 5000}", "tilekit.toml has too many levels of nesting."),
        ("ignore = ['\udcff']", "tilekit.toml is not UTF-8 text."),
    ],
    ids=lambda text: text[:40],
)
def test_what_is_wrong_with_the_file_is_a_usage_error(
    text: str, reason: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "tilekit.toml").write_text(text, errors="surrogateescape")

    code = main(["validate", "integrations/acme_widget"])

    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert reason in captured.err


@pytest.mark.parametrize(
    "text, reason",
    [
        ("tool = 3", "tool must be a table."),
        ("[tool]\ntilekit = 3", "tool.tilekit must be a table."),
        ("[[tool.tilekit]]\nignore = ['RM']", "tool.tilekit must be a table."),
        ("[tool.tilekit]\nignroe = ['RM']", "has an unknown key ignroe."),
    ],
)
def test_table_of_another_shape_is_a_usage_error(
    text: str, reason: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "pyproject.toml").write_text(text)

    assert main(["validate", "integrations/acme_widget"]) == 2
    output = capsys.readouterr().err
    assert "pyproject.toml" in output
    assert reason in output


def test_named_file_must_have_the_table(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "pyproject.toml").write_text("[tool.other]\n")

    assert reported_codes(capsys) == ["RM-046", "RM-027"]
    assert main(["validate", "integrations/acme_widget", "--config", "pyproject.toml"]) == 2
    assert capsys.readouterr().err == "tilekit: pyproject.toml has no table [tool.tilekit].\n"


@pytest.mark.parametrize("name, head", [("tilekit.toml", ""), ("pyproject.toml", "[tool.tilekit]\n")])
def test_byte_order_mark_is_no_part_of_the_settings(
    name: str, head: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / name).write_text(f'\ufeff{head}ignore = ["RM-046"]', "utf-8")

    assert reported_codes(capsys) == ["RM-027"]


def test_baseline_reports_only_what_is_new_and_counts_what_is_gone(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "tilekit.toml").write_text('baseline = "accepted.json"')
    assert main(["validate", "integrations/acme_widget", "--write-baseline", "accepted.json"]) == 0
    assert capsys.readouterr().out.startswith("accepted.json: 2 findings are accepted.")
    assert reported_codes(capsys) == []

    readme = FAULTY.replace(b"Please ask", b"Ask").replace(b"## Overview", b"## Summary")
    (repository / "integrations" / "acme_widget" / "README.md").write_bytes(readme)
    code = main(["validate", "integrations/acme_widget", "--format", "json"])

    captured = capsys.readouterr()
    assert code == 1
    assert "RM-002" in captured.out
    assert "RM-027" not in captured.out
    assert "1 finding in the baseline no longer occurs." in captured.err


def test_what_the_baseline_has_is_counted(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = "integrations/acme_widget"
    (repository / "tilekit.toml").write_text('baseline = "accepted.json"')
    main(["validate", path, "--write-baseline", "accepted.json"])
    capsys.readouterr()

    main(["validate", path])
    assert "  nothing new; in the baseline: 2\n" in capsys.readouterr().out
    main(["validate", path, "--statistics"])
    assert capsys.readouterr().out == "nothing new; in the baseline: 2\n"
    assert listings(capsys, path)[1][0]["accepted"] == 2

    readme = FAULTY.replace(b"## Overview", b"## Summary")
    (repository / path / "README.md").write_bytes(readme)
    main(["validate", path, "--select", "RM-002,RM-027"])
    assert "  blockers: 1, warnings: 0, advice: 0; in the baseline: 1\n" in capsys.readouterr().out


def test_fix_leaves_what_the_baseline_has(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = "integrations/acme_widget"
    call = ["fix", path, "--unsafe-fixes", "--select", "MF"]
    manifest = base_files()["manifest.json"].replace(b'"https://acme.example.org"', b'"acme.example.org"')
    (repository / path / "manifest.json").write_bytes(manifest)
    main(["validate", path, "--write-baseline", "accepted.json"])
    capsys.readouterr()

    assert main(call) == 1
    assert main([*call, "--baseline", "accepted.json"]) == 0
    assert capsys.readouterr().out.endswith(f"{path}: not fixed because the baseline accepts them: 1\n")
    (repository / "tilekit.toml").write_text('baseline = "accepted.json"')
    assert main(call) == 0
    assert main([*call, "--no-baseline"]) == 1


def test_baseline_holds_for_its_listing_alone(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_listing(repository / "integrations" / "other", **{"README.md": FAULTY})
    main(["validate", "integrations/acme_widget", "--write-baseline", "accepted.json"])
    capsys.readouterr()

    assert reported_codes(capsys, "--baseline", "accepted.json", path="integrations/other") == [
        "RM-046",
        "RM-027",
    ]


@pytest.mark.parametrize(
    "words", [["--select", "RM-027"], ["--ignore", "RM-046"], ["--stage", "deep"], ["--config", "other.toml"]]
)
def test_findings_of_checks_that_did_not_run_are_not_gone(
    repository: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    (repository / "other.toml").write_text('[per-file-ignores]\n"README.md" = ["RM-046"]')
    main(["validate", "integrations/acme_widget", "--write-baseline", "accepted.json"])
    capsys.readouterr()

    assert reported_codes(capsys, "--baseline", "accepted.json", *words) == []
    main(["validate", "integrations/acme_widget", "--baseline", "accepted.json", *words])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("listings", ["{}", "[3]"])
def test_baseline_of_another_format_is_a_usage_error(
    repository: Path, capsys: pytest.CaptureFixture[str], listings: str
) -> None:
    (repository / "accepted.json").write_text(f'{{"version": 2, "listings": {listings}}}')

    assert main(["validate", "integrations/acme_widget", "--baseline", "accepted.json"]) == 2
    assert "accepted.json was written by another version of tilekit." in capsys.readouterr().err


@pytest.mark.parametrize("text", [None, "{}", '{"version": 1, "listings": []}'])
def test_file_that_is_no_baseline_is_a_usage_error(
    text: str | None, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (repository / "accepted.json").write_text(text)

    assert main(["validate", "integrations/acme_widget", "--baseline", "accepted.json"]) == 2
    assert "accepted.json" in capsys.readouterr().err
