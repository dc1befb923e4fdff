"""Findings on real listings that a person has read in their files and labelled, at most three for each check.

Labels: right (true and of use), useless (true, but nobody gains by it) and wrong. `chosen` says whether the row is from
a random sample, from which shares can be counted, or a further case of a wrong finding.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.corpus.test_findings import findings_of
from tests.shared import LISTINGS
from tilekit.checks.finding import Finding

pytestmark = pytest.mark.xdist_group("corpus_findings")
# Wrong findings that the checks still report, as listing and code. Remove a row when its check is corrected.
UNCORRECTED: frozenset[tuple[str, str]] = frozenset()


class Row(NamedTuple):
    """A labelled finding. Its place is a JSON pointer, `line N` or empty."""

    listing: str
    code: str
    severity: str
    file: str
    place: str
    label: str
    chosen: str
    reason: str


@cache
def rows() -> list[Row]:
    """The rows whose listing is on this machine."""
    with Path(__file__).with_name("labelled_findings.csv").open(encoding="utf-8", newline="") as file:
        table = [Row(**row) for row in csv.DictReader(file)]
    return [row for row in table if (LISTINGS / row.listing).is_dir()]


def place_of(finding: Finding) -> str:
    return finding.pointer or (f"line {finding.line}" if finding.line else "")


def is_reported(row: Row) -> bool:
    """Whether the finding is there. One that is right may have moved in its file, or into a group."""
    return any(
        (finding.code, finding.file) == (row.code, row.file)
        and (row.label == "right" or place_of(finding) == row.place)
        for finding in findings_of(LISTINGS / row.listing)
    )


def test_right_findings_are_still_reported() -> None:
    assert [row for row in rows() if row.label == "right" and not is_reported(row)] == []


def test_wrong_findings_are_no_longer_reported() -> None:
    reported = {(row.listing, row.code) for row in rows() if row.label == "wrong" and is_reported(row)}

    assert reported == {key for key in UNCORRECTED if (LISTINGS / key[0]).is_dir()}
