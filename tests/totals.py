"""Prints the total of several test runs: `python -m tests.totals RESULTS.xml ...`."""

import sys
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse


def total(reports: list[Element]) -> str:
    """The sum of JUnit reports, such as `7 passed, 1 failed, 2 skipped`. Errors count as failed."""
    suites = [suite for report in reports for suite in report.iter("testsuite")]
    every, failures, errors, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return f"{every - failed - skipped} passed, {failed} failed, {skipped} skipped"


if __name__ == "__main__":
    print(total([parse(Path(path)).getroot() for path in sys.argv[1:]]))
