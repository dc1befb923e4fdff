"""The findings for real listings, compared with a reviewed snapshot.

After a change of checks, review the differences, then write a new snapshot with the variable WRITE_FINDINGS set.
"""

import json
import os
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.shared import CORPUS, bundle_of_folder, listing_folders
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Severity
from tilekit.checks.parsed_files import TEXT_SUFFIXES

SNAPSHOT = Path(__file__).with_name("findings.json")
MOST_LIVE_LISTINGS = 3
# One process runs the checks once for all tests.
pytestmark = pytest.mark.xdist_group("corpus_findings")
# (code, listing) -> why a live listing has a blocker.
LIVE_BLOCKERS = {
    ("DB-002", "zscaler"): "it has eleven dashboards; the limit of ten came later and holds for new ones",
}


@cache
def findings_of(folder: Path) -> tuple[Finding, ...]:
    report = run_checks(bundle_of_folder(folder), Context())
    assert report.unchecked == ()
    return report.findings


def counts() -> dict[str, dict[str, int]]:
    """{listing: {code: number of findings}}."""
    return {
        folder.name: dict(sorted(Counter(finding.code for finding in findings_of(folder)).items()))
        for folder in listing_folders()
    }


def test_findings_are_those_of_the_snapshot() -> None:
    counts_by_listing = counts()
    if os.environ.get("WRITE_FINDINGS") and CORPUS:
        lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(codes)}" for name, codes in counts_by_listing.items())
        SNAPSHOT.write_text("{\n" + lines + "\n}\n", "utf-8")
    snapshot = json.loads(SNAPSHOT.read_text("utf-8"))

    assert counts_by_listing == {name: snapshot[name] for name in counts_by_listing}


def test_live_listing_with_a_blocker_has_a_written_reason() -> None:
    blockers = {
        (finding.code, folder.name)
        for folder in listing_folders()
        for finding in findings_of(folder)
        if finding.severity is Severity.BLOCKER
    }

    assert blockers - set(LIVE_BLOCKERS) == set()
    if CORPUS:
        assert set(LIVE_BLOCKERS) - blockers == set()


def test_check_that_several_live_listings_fail_is_no_blocker() -> None:
    listings = defaultdict(set)
    for folder in listing_folders():
        for finding in findings_of(folder):
            if finding.severity is Severity.BLOCKER:
                listings[finding.code].add(folder.name)

    assert [code for code, names in listings.items() if len(names) > MOST_LIVE_LISTINGS] == []


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_every_finding_has_its_place(folder: Path) -> None:
    bundle = bundle_of_folder(folder)

    for finding in findings_of(folder):
        if finding.file.endswith(TEXT_SUFFIXES) and finding.line is not None:
            lines = bundle.files[finding.file].decode("utf-8-sig").split("\n")
            assert 1 <= finding.line <= len(lines), finding
            assert finding.column is None or 1 <= finding.column <= len(lines[finding.line - 1]) + 1, finding


@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_fingerprints_tell_findings_apart(folder: Path) -> None:
    fingerprints = [finding.fingerprint for finding in findings_of(folder)]

    assert len(fingerprints) == len(set(fingerprints))
