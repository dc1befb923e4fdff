"""Fixes of real listings: safe ones all together, as the command applies them; suggested ones one by one."""

import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.shared import bundle_of_folder, listing_folders
from tests.tilekit.fixes import checked, fixes_that_take_back, more_severe_than
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, FixClass, Severity
from tilekit.checks.fix_application import FixApplication
from tilekit.checks.fix_guard import CheckedListing
from tilekit.checks.logs import pipeline_files
from tilekit.checks.patches import patch_of
from tilekit.checks.registered_checks import all_checks, check_of
from tilekit.commands import main
from tilekit.sections.release_notes import ReleaseNotes
from tilekit.tile import tile_of

FOLDERS = listing_folders()
TODAY = Context(today=date(2026, 1, 31))
# The number of listings on which each fix is tried.
EACH = 1


def read(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def hard(listing: CheckedListing) -> Counter[str]:
    """The codes of blockers and warnings."""
    return Counter(finding.code for finding in listing.report.findings if finding.severity is not Severity.ADVICE)


def released(files: Mapping[str, bytes]) -> list[bytes]:
    """The headings of versions in the changelog."""
    return [line for line in files.get("CHANGELOG.md", b"").splitlines() if line.startswith(b"##")]


def expected_results(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.endswith(("_tests.yaml", "_tests.yml"))}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_safe_fixes_bring_nothing_and_are_applied_once(folder: Path, tmp_path: Path) -> None:
    copy, neighbour = tmp_path / folder.name, tmp_path / "neighbour"
    shutil.copytree(folder, copy)
    shutil.copytree(folder, neighbour)
    before, codes = read(copy), hard(checked(bundle_of_folder(copy), TODAY))

    code = main(["fix", "--apply", str(copy)])

    after = read(copy)
    assert code == 0
    assert hard(checked(bundle_of_folder(copy), TODAY)) - codes == Counter()
    assert (released(after), expected_results(after)) == (released(before), expected_results(before))
    assert read(neighbour) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([folder.name, "neighbour"])
    assert main(["fix", str(copy)]) == 0


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.slow
def test_all_fixes_together_leave_nothing_more_severe(folder: Path) -> None:
    bundle = bundle_of_folder(folder)
    fixes = FixApplication(bundle, TODAY, frozenset(check.code for check in all_checks() if check.fix))

    fixes.run()

    assert more_severe_than(fixes.done, TODAY, before=bundle, after=fixes.bundle) == []


def versions(bundle: Bundle) -> list[str]:
    """The versions of the release notes."""
    return [entry.version for entry in bundle.section(ReleaseNotes).entries]


def results(bundle: Bundle) -> dict[str, object]:
    """{sample: its expected result}, without samples that have none."""
    tests = [test for file in pipeline_files.test_files(bundle) for _, test in file.tests]
    return {str(test.get("sample")): test["result"] for test in tests if test.get("result")}


@cache
def suggested() -> Mapping[str, list[Finding]]:
    """{listing: findings with suggested fixes}: each code only for the first listings that have it."""
    times: Counter[str] = Counter()
    codes = {check.code for check in all_checks() if check.fix is FixClass.SUGGESTED}
    chosen = {}
    for folder in FOLDERS:
        findings = run_checks(bundle_of_folder(folder), TODAY, select=codes).findings
        first = {finding.code: finding for finding in reversed(findings) if finding.fix and not finding.fix.renditions}
        times.update(first.keys())
        chosen[folder.name] = [finding for code, finding in sorted(first.items()) if times[code] <= EACH]
    return chosen


# One process looks for the fixes of all listings.
@pytest.mark.xdist_group("fixes")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.slow
def test_suggested_fix_is_refused_or_does_no_harm(folder: Path) -> None:
    if not suggested()[folder.name]:
        return
    before = checked(bundle_of_folder(folder), TODAY)

    faults = {
        finding.code: problems for finding in suggested()[folder.name] if (problems := faults_of(finding, before))
    }

    assert faults == {}


def faults_of(finding: Finding, before: CheckedListing) -> list[str]:
    """The problems of the fix. A fix that the guard refuses has none."""
    fix_application = FixApplication(before.bundle, TODAY, frozenset({finding.code}))
    if not fix_application.attempt([finding]).is_good:
        return []
    assert finding.fix is not None
    after, follow_ups = checked(fix_application.bundle, TODAY), check_of(finding.code).follow_ups
    old, new = results(before.bundle), results(after.bundle)
    right = {
        "it brings something": (hard(after) - hard(before)).keys() <= {*follow_ups},
        "it leaves something more severe": not more_severe_than(
            [finding], TODAY, before=before.bundle, after=after.bundle
        ),
        "a version is another": set(versions(before.bundle)) <= set(versions(after.bundle)),
        "an expected result is another": all(new[sample] == old[sample] for sample in old.keys() & new.keys()),
        "what the tile shows is gone": tile_of(before.bundle).pictures.keys() <= {*after.bundle.files},
        "it shows no patch": bool(patch_of(before.bundle, finding.fix)),
        "another fix takes it back": not fixes_that_take_back(finding, TODAY, before=before, after=after),
    }
    return [fault for fault, is_right in right.items() if not is_right]
