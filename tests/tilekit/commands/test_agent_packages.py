"""`validate --agent-packages`: wheels compared with the packages of the Agent."""

import json
from pathlib import Path

import pytest

from tests.tilekit.checks.agent.package import METADATA, SPEC, SPEC_TEXT, WHEEL, wheel_of
from tests.tilekit.checks.agent.test_wheels import META, PINNED
from tests.tilekit.commands.folders import write_listing
from tests.tilekit.listing import base_files
from tilekit.commands import main
from tilekit.parse.package_list import MAX_PACKAGE_LIST_BYTES

ASKED = ("--select", "WH-017", "--format", "json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A listing whose wheel requires simplejson==3.19.1."""
    manifest = json.loads(base_files()["manifest.json"])
    manifest["assets"]["integration"]["configuration"] = {"spec": SPEC}
    files = {"manifest.json": json.dumps(manifest).encode(), SPEC: SPEC_TEXT.encode()}
    return write_listing(tmp_path / "acme_widget", **files, **{WHEEL: wheel_of({META: METADATA + PINNED})})


def shipped(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "agent.txt"
    path.write_bytes(data)
    return str(path)


def validate(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[list[str], list[str]]:
    """The messages of the findings, and the codes that were skipped."""
    assert main(["validate", str(folder), *ASKED, *options]) == 0
    (outcome,) = json.loads(capsys.readouterr().out)["listings"]
    return [finding["message"] for finding in outcome["findings"]], outcome["skipped"]


def test_list_is_asked_and_another_one_asked_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cached results apply only to the list with which they were computed."""
    assert validate(folder, capsys) == ([], ["WH-017"])
    for _ in range(2):
        for version, is_reported in (("4.0.0", 1), ("3.19.1", 0)):
            name = shipped(tmp_path, f"simplejson=={version}  # ours\n".encode())
            messages, skipped = validate(folder, capsys, "--agent-packages", name)

            assert (len(messages), skipped) == (is_reported, [])
    assert validate(folder, capsys) == ([], ["WH-017"])


def test_finding_says_what_the_agent_ships(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = shipped(tmp_path, b"simplejson==4.0.0\n")

    messages, _ = validate(folder, capsys, "--agent-packages", name)

    assert messages == ["The Agent includes simplejson 4.0.0, which your bound ==3.19.1 excludes. Widen the bound."]


@pytest.mark.parametrize(
    "data, expected",
    [
        (
            b"boto3==1.35.0\nsimplejson>=4\n",
            "agent.txt, line 2: “simplejson>=4” is not a package with an exact version",
        ),
        (b"# nothing yet\n", "agent.txt contains no packages"),
        (b"a==1\n" * (MAX_PACKAGE_LIST_BYTES // 5 + 1), "agent.txt is larger than 2 MB"),
        (b"\x00\xff\xfe", "agent.txt, line 1"),
    ],
)
def test_list_that_cannot_be_read_is_a_usage_error(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, expected: str
) -> None:
    assert main(["validate", str(folder), "--agent-packages", shipped(tmp_path, data)]) == 2

    captured = capsys.readouterr()
    assert expected in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_file_that_cannot_be_opened_is_a_usage_error(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["validate", str(folder), "--agent-packages", str(tmp_path / name)]) == 2

    assert "cannot be read" in capsys.readouterr().err
