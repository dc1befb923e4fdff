"""The closing line of `.ci/run`."""

from xml.etree.ElementTree import Element, SubElement

import pytest

from tests.totals import total

pytestmark = pytest.mark.sqlite_is_enough


def report(**counts: str) -> Element:
    root = Element("testsuites")
    SubElement(root, "testsuite", counts)
    return root


def test_closing_line_adds_up_all_runs_and_counts_a_broken_test_as_failed() -> None:
    first = report(tests="10", failures="1", errors="1", skipped="2")
    second = report(tests="5", failures="0", errors="0", skipped="0")

    assert total([first, second]) == "11 passed, 2 failed, 2 skipped"
