"""No file, however broken, stops a run or goes unnoticed by all checks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tilekit.listing import base_files, listing
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope
from tilekit.checks.unchecked import Unchecked

PATHS = [
    "manifest.json",
    "README.md",
    "CHANGELOG.md",
    "metadata.csv",
    "assets/service_checks.json",
    "assets/dashboards/acme_widget_overview.json",
    "assets/logs/acme-widget.yaml",
]
PIPELINE = b"id: acme-widget\nmetric_id: acme-widget\npipeline:\n  type: pipeline\n  processors: []\n"
# tests/tilekit/commands/matrix.py has more, for all files of a listing.
CHANGES = {
    "binary": lambda data: bytes(range(256)) * 4,
    "deep": lambda data: b"[" * 50_000,
    "deeper": lambda data: b'{"a":' * 50_000,
    "dashes": lambda data: b"- " * 20_000,
    "alias": lambda data: b"a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "scalar": lambda data: b"3",
    "list": lambda data: b"[null, [], {}]",
    "nulls": lambda data: b'{"tile": null, "assets": null, "widgets": [null], "author": null}',
}


def unchecked(path: str, data: bytes) -> tuple[Unchecked, ...]:
    bundle = listing(files={path: data})
    return run_checks(bundle, Context(scope=Scope.SUBMISSION, is_first=True)).unchecked


@pytest.mark.parametrize("change", list(CHANGES))
@pytest.mark.parametrize("path", PATHS)
def test_broken_file_stops_no_check(path: str, change: str) -> None:
    data = CHANGES[change]({**base_files(), "assets/logs/acme-widget.yaml": PIPELINE}[path])

    assert unchecked(path, data) == ()


@settings(max_examples=25)
@given(path=st.sampled_from(PATHS), data=st.binary(max_size=200))
def test_any_bytes_stop_no_check(path: str, data: bytes) -> None:
    assert unchecked(path, data) == ()


@settings(max_examples=40)
@given(text=st.text(alphabet="#[]()!<>`*_|-=: \n\"'&;a1/\\", max_size=200))
def test_any_markdown_stops_no_check(text: str) -> None:
    assert unchecked("README.md", text.encode()) == ()
