"""SARIF, JUnit and workflow commands have the form that their readers expect, whatever partners wrote."""

import json
import re
from pathlib import Path
from typing import cast
from urllib.parse import unquote

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import example, given
from hypothesis import strategies as st

from tests.shared import SMALL
from tests.tilekit.commands.folders import listings, write_listing
from tests.tilekit.listing import README, base_files
from tilekit.commands import main
from tilekit.commands.formats import REPORT_FORMATS, lines_in
from tilekit.commands.formats.github import github_lines
from tilekit.commands.formats.junit import junit_lines
from tilekit.commands.formats.sarif import sarif_lines
from tilekit.commands.listing_outcome import FindingJson, ListingOutcome, UncheckedJson

LEVELS = {"blocker": "error", "warning": "warning", "advice": "note"}


def finding(**changes: object) -> FindingJson:
    values = {
        "code": "RM-002", "severity": "blocker", "path": "", "file": "README.md", "line": 3, "column": 1, "pointer": "",
        "message": "Add it.", "fingerprint": "f", "fix": None,
    }  # fmt: skip
    return values | changes  # type: ignore[return-value]


def outcome(*findings: FindingJson, path: str = "acme") -> ListingOutcome:
    return ListingOutcome(
        path=path, name="Acme", digest="d", findings=list(findings), skipped=[], unchecked=[], ineffective_ignores=[]
    )


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A listing with a blocker, a warning with a fix, and advice. The name of its folder must be escaped."""
    monkeypatch.chdir(tmp_path)
    manifest = base_files()["manifest.json"].replace(b'"Acme Widget",', b'"' + b"A" * 60 + b'",')
    readme = README.replace("Need help?", "Please ask.").encode()
    return write_listing(tmp_path / "my ünit #1", **{"manifest.json": manifest, "README.md": readme})


def test_sarif_has_the_required_shape(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, (output,) = listings(capsys, faulty)
    code = main(["validate", str(faulty), "--format", "sarif", "--all-places"])

    log = json.loads(capsys.readouterr().out)
    assert code == 1
    assert (log["version"], log["$schema"].endswith("sarif-schema-2.1.0.json"), len(log["runs"])) == ("2.1.0", True, 1)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "tilekit"
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert len(run["results"]) == len(output["findings"]) > 2
    for result, one in zip(run["results"], output["findings"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == one["code"]
        assert result["level"] == LEVELS[one["severity"]]
        assert result["message"]["text"] == one["message"]
        assert result["partialFingerprints"] == {"finding/v1": one["fingerprint"]}
        (location,) = result["locations"]
        place = location["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        assert Path(unquote(uri)) == Path("my ünit #1") / one["file"]
        region = {"startLine": one["line"], "startColumn": one["column"]}
        assert place.get("region", {}) == {name: value for name, value in region.items() if value}


def test_formats_have_the_rows_of_the_text_with_the_codes_of_all_checks(capsys: pytest.CaptureFixture[str]) -> None:
    octoprint = str(SMALL / "octoprint")
    reports = {}
    for form in REPORT_FORMATS:
        main(["validate", octoprint, "--format", form])
        reports[form] = capsys.readouterr().out
    (listing,) = json.loads(reports["json"])["listings"]
    (run,) = json.loads(reports["sarif"])["runs"]
    rows, results = listing["findings"], run["results"]
    codes = [", ".join(row["codes"]) for row in rows]

    names = re.findall(r"^  (?:blocker|warning|advice) +(\S+)", reports["text"], re.MULTILINE)
    assert len(names) == len(rows)
    assert {"DB", "-"} < set(names)
    assert [result["ruleId"] for result in results] == [row["code"] for row in rows]
    assert [result["properties"]["codes"] for result in results] == [row["codes"] for row in rows]
    assert re.findall(r"title=(.+?) \(", reports["github"].replace("%2C", ",")) == codes
    assert [case.get("name").rpartition(" ")[0] for case in fromstring(reports["junit"]).iter("testcase")] == codes
    row, result = rows[names.index("DB")], results[names.index("DB")]
    assert [place["code"] for place in row["places"]] == [
        place["properties"]["ruleId"] for place in result["relatedLocations"]
    ]
    assert len(row["codes"]) > 1
    assert (
        {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        >= set(row["codes"])
        == {place["code"] for place in row["places"]}
    )
    lines = result["message"]["text"].splitlines()[1:]
    assert [line.split(": ")[1][:6] for line in lines] == [place["code"] for place in row["places"]]


def test_every_place_of_a_finding_is_listed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    stardog = [str(SMALL / "stardog"), "--select", "MD-033"]
    _, (listing,) = listings(capsys, *stardog)
    main(["validate", *stardog, "--all-places"])
    lines = capsys.readouterr().out.splitlines()

    places = [f"{one['file']}:{one['line']}:{one['column']}" for one in listing["findings"]]
    assert len(places) > 1
    assert [line.strip() for line in lines if line.strip() in places] == places


def test_sarif_without_findings_is_a_whole_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(write_listing(tmp_path / "acme_widget")), "--format", "sarif"]) == 0

    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_sarif_of_a_file_outside_the_working_folder_is_a_file_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()

    main(["validate", str(tmp_path / "empty"), "--format", "sarif"])

    (run,) = json.loads(capsys.readouterr().out)["runs"]
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert f"file://{tmp_path}/empty" in uris


def test_github_names_level_place_and_code(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["validate", str(faulty), "--format", "github", "--select", "MF-009,RM-046"])

    title, words = "A" * 60, "Enter a tile title of at most 50 characters."
    assert code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"::error file=my ünit #1/manifest.json,line=13,col=5,title=MF-009 ({title})::{words}",
        (
            f"::notice file=my ünit #1/README.md,line=36,col=1,title=RM-046 ({title})::Remove “please”. "
            "Instructions read better without it."
        ),
    ]


def test_github_command_cannot_be_forged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme").mkdir()
    hostile = finding(file="a,b:c\n::error::x%0A.md", message="100 %\r\n::set-env name=PATH::evil", line=None)

    (line,) = github_lines([outcome(hostile)])

    assert line == (
        "::error file=acme/a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax%250A.md,title=RM-002 (Acme)"
        "::100 %25%0D%0A::set-env name=PATH::evil"
    )


def test_junit_has_a_suite_for_each_listing_and_a_failure_for_each_blocker(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = write_listing(tmp_path / "acme_widget")
    words = [str(faulty), str(clean), "--ignore", "MF-003,MF-005,MF-039,MF-045"]  # they have the same identifiers
    _, output = listings(capsys, *words)
    main(["validate", *words, "--format", "junit", "--all-places"])

    root = fromstring(capsys.readouterr().out)
    blockers = sum(one["severity"] == "blocker" for one in output[0]["findings"])
    assert (root.tag, [suite.tag for suite in root]) == ("testsuites", ["testsuite", "testsuite"])
    assert root.get("failures") == root[0].get("failures") == str(blockers)
    assert root[0].get("tests") == str(len(output[0]["findings"])) == str(len(root[0].findall("testcase")))
    assert len(root[0].findall("testcase/failure")) == blockers
    assert (root[1].get("tests"), root[1].get("failures"), len(root[1].findall("testcase"))) == ("1", "0", 1)
    assert root.get("tests") == str(len(output[0]["findings"]) + 1)
    assert all(case.get("name") and case.get("classname") for case in root.iter("testcase"))


@pytest.mark.parametrize("marker", ["folder", "file"])  # a worktree has a file
def test_paths_of_sarif_are_relative_to_the_repository(
    marker: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    git = tmp_path / "repository" / ".git"
    git.parent.mkdir()
    {"folder": git.mkdir, "file": git.touch}[marker]()
    folder = write_listing(git.parent / "made by us" / "acme_widget", **{"README.md": b"# Acme Widget"})
    uris = set()
    for current, name in ((tmp_path, str(folder)), (folder, "."), (folder.parent, "acme_widget")):
        monkeypatch.chdir(current)
        main(["validate", name, "--format", "sarif", "--select", "RM"])
        results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        uris |= {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results}

    assert uris == {"made%20by%20us/acme_widget/README.md"}


@pytest.mark.parametrize("strict, failures", [([], "0"), (["--strict"], "1")])
def test_junit_counts_warnings_as_failures_only_when_strict(
    capsys: pytest.CaptureFixture[str], strict: list[str], failures: str
) -> None:
    main(["validate", str(SMALL / "stardog"), "--format", "junit", "--select", "DB-001", *strict])

    assert fromstring(capsys.readouterr().out).get("failures") == failures


def test_junit_holds_no_character_that_xml_forbids() -> None:
    hostile = finding(message="\x00\x1b[31m <b>]]>&\ud800\ufffe", file="\x08.md")

    root = fromstring("".join(junit_lines([outcome(hostile)], failing=frozenset({"blocker"}))).encode())

    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("message") == "��[31m <b>]]>&��"


def test_junit_shows_the_name_of_an_unfinished_check() -> None:
    unchecked = UncheckedJson(code="MF-020", place="", message="No result", fault="KeyError", cause="crash")
    outcome = ListingOutcome(path="a", name="A", digest="", findings=[], skipped=[], unchecked=[unchecked])

    root = fromstring("".join(junit_lines([outcome], failing=frozenset())))

    assert [case.get("name") for case in root.iter("testcase")] == ["MF-020 No category"]


def test_junit_is_the_same_document_in_every_encoding() -> None:
    outcome = ListingOutcome(
        path="a/é", name="☃ “A”", digest="", findings=[], skipped=[], unchecked=[], ineffective_ignores=[]
    )

    text = "\n".join(junit_lines([outcome], failing=frozenset()))

    assert text.isascii()
    assert fromstring(text.encode("latin-1")).find("testsuite").get("name") == "☃ “A”"


def test_text_shows_no_control_characters_of_partners(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_listing(tmp_path / "acme_widget")
    (folder / "images" / "\x1b[2Jred\n  nothing found.png").write_bytes(b"x")

    main(["validate", str(folder)])

    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("form", ["github", "junit", "sarif"])
def test_finding_in_an_archive_says_its_file_and_no_line_of_the_archive(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme.zip").write_bytes(b"PK")
    lines = lines_in(form, frozenset({"blocker"}))

    message = "\n".join(lines([outcome(finding(), path="acme.zip")]))

    assert "README.md:3:1: Add it." in message
    assert [part for part in ("line=3", "acme.zip:3", "startLine", "acme.zip/README.md") if part in message] == []


def test_rule_of_sarif_is_named_without_the_values_of_its_findings() -> None:
    (line,) = sarif_lines([outcome(finding(code="AC-032"))])

    (rule,) = json.loads(line)["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "Unmarked secret in the configuration spec"


TEXTS = st.text(st.characters(exclude_categories=())) | st.text("%\r\n:,\0\x1b\ud800\udcff<&]>\"'é/..", max_size=9)
PATHS = st.sampled_from([str(SMALL), "a.zip"])
HALF = "a/\ud800x\udcff.py"


@given(texts=st.tuples(TEXTS, TEXTS, TEXTS), line=st.none() | st.integers(1, 9), path=PATHS)
@example(texts=(HALF, HALF, HALF), line=None, path=str(SMALL))
def test_whatever_partners_wrote_is_read_as_one_finding(
    texts: tuple[str, str, str], line: int | None, path: str
) -> None:
    file, message, name = texts
    one = {**outcome(finding(file=file.replace("\0", ""), message=message, line=line), path=path), "name": name}

    outputs = {form: "\n".join(lines_in(form, frozenset())([cast("ListingOutcome", one)])) for form in REPORT_FORMATS}

    assert re.fullmatch(r"::error file=[^:,\r\n]*(,[a-z]+=[^:,\r\n]*)+::[^\r\n]*", outputs["github"])
    assert [case.get("name", "")[:6] for case in fromstring(outputs["junit"]).iter("testcase")] == ["RM-002"]
    (result,) = json.loads(outputs["sarif"])["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(file://)?[A-Za-z0-9._~/%-]+", uri)
    assert result["message"]["text"].endswith(json.loads(json.dumps(message)))  # JSON joins surrogate halves
    assert not re.search("[\0\x1b\r]", outputs["text"])
