"""Malicious wheels: each has a finding, and none crashes or hangs a check."""

import stat
import zipfile
from collections.abc import Callable

import pytest

from tests.tilekit.checks.agent.package import GOOD, INFO, METADATA, PACKAGE, with_wheel
from tests.tilekit.checks.check_runs import FIRST
from tests.tilekit.media.test_wheel import packed
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks

SUBJECTS = ("WH-", "AC-", "EN-")


def codes(bundle: Bundle) -> set[str]:
    """The codes of the findings for the wheel; fails if a check raises an error."""
    report = run_checks(bundle, FIRST)
    assert report.unchecked == ()
    return {finding.code for finding in report.findings if finding.code.startswith(SUBJECTS)}


def link(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


def flooded(archive: zipfile.ZipFile) -> None:
    for number in range(65_536):
        archive.writestr(zipfile.ZipInfo(str(number)), "")


def odd_name() -> bytes:
    """A file name that is marked as UTF-8 but is not."""
    return packed({**GOOD, "nämé": ""}).replace("nämé".encode(), b"n\xff\xfem\xff\xfe")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: b"", id="empty"),
        pytest.param(lambda: packed(GOOD)[:-30], id="truncated"),
        pytest.param(lambda: packed({**GOOD, f"{PACKAGE}/bomb.txt": "0" * 30_000_000}), id="bomb"),
        pytest.param(lambda: packed({**GOOD, "../../evil.py": ""}), id="traversal"),
        pytest.param(lambda: packed({**GOOD, "C:\\evil.py": ""}), id="drive"),
        pytest.param(lambda: packed(GOOD, link), id="link"),
        pytest.param(lambda: packed(GOOD, lambda archive: archive.writestr(f"{INFO}/METADATA", "")), id="twice"),
        pytest.param(lambda: packed({}, flooded), id="65536 entries"),
        pytest.param(odd_name, id="name that is not UTF-8"),
    ],
)
def test_an_unsafe_wheel_has_one_finding(make: Callable[[], bytes]) -> None:
    assert codes(with_wheel(data=make())) == {"WH-002"}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = " + "(" * 5_000 + ")" * 5_000, id="brackets"),
        pytest.param("x = " + "-" * 50_000 + "1", id="signs"),
        pytest.param("x = a" + ".b" * 50_000, id="attributes"),
        pytest.param("x = 1" + "+1" * 50_000, id="sum"),
        pytest.param("x = 1\0", id="NUL"),
        pytest.param("# -*- coding: rot13 -*-\nk = \xff", id="coding"),
        pytest.param("if 1:\n" + "".join(" " * depth + "if 1:\n" for depth in range(1, 150)), id="blocks"),
    ],
)
def test_odd_source_is_told_and_stops_nothing(source: str) -> None:
    reported_codes = codes(with_wheel({f"{PACKAGE}/odd.py": source}))

    assert reported_codes <= {"WH-028"}


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param(METADATA + "Requires-Dist: " + "a" * 2_000_000 + "\n", id="huge line"),
        pytest.param(METADATA + "Requires-Dist: ((((\n" * 20_000, id="many that are none"),
        pytest.param(METADATA + "Requires-Dist: a; " + "(" * 5_000 + "\n", id="deep"),
        pytest.param(METADATA + "X" * 3_000_000, id="huge"),
        pytest.param("\0\0\0\0", id="NUL"),
        pytest.param(METADATA + "Requires-Dist: a" + " " * 100_000 + "b\n", id="spaces"),
    ],
)
def test_odd_metadata_raises_nothing(metadata: str) -> None:
    codes(with_wheel({f"{INFO}/METADATA": metadata}))


def test_odd_entry_points_and_configuration_raise_nothing() -> None:
    odd = {
        f"{INFO}/entry_points.txt": "[" * 100_000 + "\n=\n[a]\n=b\n\0 = x\n",
        f"{INFO}/WHEEL": "\0",
        f"{PACKAGE}/data/conf.yaml.example": "a: &x [*x]\n",
        f"{PACKAGE}/data/metrics.yaml": "[" * 200,
    }

    codes(with_wheel(odd))
