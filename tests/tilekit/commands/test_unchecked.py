"""A check that can't be finished: exit code 2, its code in every format, and no fixes based on it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from msgspec.structs import replace

from tests.tilekit.commands.folders import write_listing
from tests.tilekit.listing import base_files
from tilekit.bundle import Bundle
from tilekit.checks import registry
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding
from tilekit.checks.registered_checks import check_of
from tilekit.commands import main

Broken = Callable[[str], None]
FAULT = "The check MF-004 could not finish because of a problem on our side. The rest of the listing was checked."


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Broken:
    """Makes a check raise an error after it has found everything."""

    def breaks(code: str) -> None:
        sound = check_of(code)

        def raising(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
            yield from sound.function(bundle, context)
            raise ZeroDivisionError

        monkeypatch.setitem(registry._checks, code, replace(sound, function=raising))

    return breaks


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_listing(tmp_path / "acme_widget")


def test_text_names_the_check_and_whose_fault_it_is(
    broken: Broken, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken("MF-004")

    assert main(["validate", "acme_widget", "--no-cache"]) == 2

    out, err = capsys.readouterr()
    assert FAULT in out
    assert "(ZeroDivisionError, checks/engine.py:" in out
    assert "nothing found" not in out
    assert "MF-004" in err
    assert "not a problem with your listing" in err


def test_check_that_ends_the_process_does_not_pass_the_listing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leaving(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
        raise SystemExit(0)

    monkeypatch.setitem(registry._checks, "MF-004", replace(check_of("MF-004"), function=leaving))

    assert main(["validate", "acme_widget", "--no-cache"]) == 2
    assert FAULT in capsys.readouterr().out


def test_leaving_the_check_out_gives_the_usual_code(broken: Broken, folder: Path) -> None:
    broken("MF-004")

    assert main(["validate", "acme_widget", "--no-cache", "--ignore", "MF-004"]) == 0


def test_check_that_starts_observed_does_not_run_unless_it_is_selected(broken: Broken, folder: Path) -> None:
    broken("XC-039")

    assert main(["validate", "acme_widget", "--no-cache"]) == 0
    assert main(["validate", "acme_widget", "--no-cache", "--select", "XC-039"]) == 2


def test_blockers_beside_it_do_not_hide_it(broken: Broken, folder: Path) -> None:
    broken("MF-004")
    (folder / "metadata.csv").write_text("metric_name\nx\nx\n")

    assert main(["validate", "acme_widget", "--no-cache"]) == 2


def test_formats_say_so(broken: Broken, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken("MF-004")
    outputs = {}
    for form in ("json", "sarif", "junit", "github"):
        assert main(["validate", "acme_widget", "--no-cache", "--format", form]) == 2
        outputs[form], err = capsys.readouterr()
        assert "--ignore MF-004" in err

    (unchecked,) = json.loads(outputs["json"])["listings"][0]["unchecked"]
    assert (unchecked["code"], unchecked["cause"], unchecked["message"]) == ("MF-004", "crash", FAULT)
    (invocation,) = json.loads(outputs["sarif"])["runs"][0]["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert (invocation["executionSuccessful"], notification["message"]["text"]) == (False, FAULT)
    root = fromstring(outputs["junit"])
    assert (root.get("errors"), [error.get("message") for error in root.iter("error")]) == ("1", [FAULT])
    assert f"::error file=acme_widget,title=MF-004 (Acme Widget)::{FAULT}\n" in outputs["github"]


def test_no_fix_is_applied_on_its_word(broken: Broken, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marked = b"\xef\xbb\xbf" + base_files()["README.md"]
    (folder / "README.md").write_bytes(marked)
    assert main(["fix", "acme_widget"]) == 1
    fixed_by = capsys.readouterr().err.split()[0]
    broken(fixed_by)

    assert main(["fix", "acme_widget", "--apply"]) == 2

    assert (folder / "README.md").read_bytes() == marked
    assert f"--ignore {fixed_by}" in capsys.readouterr().err


def test_settings_can_ignore_a_check_that_fails(
    broken: Broken, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken("MF-004")
    Path("tilekit.toml").write_text('ignore = ["MF-004"]')

    assert main(["validate", "acme_widget", "--no-cache"]) == 0
    assert capsys.readouterr().err == ""
