"""Fixes of real listings: each does away with its finding, breaks no file and touches only what its patch shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import pytest

from tests.shared import listing_folders
from tilekit.bundle import Bundle, Files
from tilekit.checks.catalogue import all_checks
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Fix
from tilekit.checks.fixes import applied
from tilekit.checks.patches import patch_of
from tilekit.scaffold.package import bundle_of_folder
from tilekit.scaffold.read import package_of_files

FORMS = {"GEN-001", "GEN-002", "GEN-003"}
SUBJECTS = {"GEN", "MF", "RM", "MD", "SC", "DB", "MN", "LP", "LT", "SR", "XC"}
EACH = 1
# Of the fields and the files that fixes change; pictures and packages they leave alone.
LOOKED_AT = {*SUBJECTS, "FD", "SV", "RN", "OA", "PR"}
# (code, listing) -> what the fix cannot help, and why.
FOLLOWS = {
    ("DB-016", "bind9"): {"DB-018": "a banner is a picture, which no fix can make"},
    ("XC-008", "bottomline_recordandreplay"): {"XC-033": "how logs arrive is for the partner to say"},
    ("XC-023", "datazoom"): {"LP-041": "a sample that shows the attribute is for the partner to add"},
}


@cache
def findings_of_all() -> Mapping[str, Sequence[Finding]]:
    """What can have a fix, by listing."""
    return {
        folder.name: run_checks(bundle_of_folder(folder), Context(), select=codes()).findings
        for folder in listing_folders()
    }


@cache
def chosen() -> Mapping[str, Sequence[str]]:
    """The codes to try on each listing: of each code the first listings that have a fix for it."""
    times: Counter[str] = Counter()
    found = {}
    for name, findings in findings_of_all().items():
        fixed = {finding.code for finding in findings if finding.fix}
        times.update(fixed)
        found[name] = sorted(code for code in fixed if times[code] <= EACH)
    return found


def codes() -> set[str]:
    return {check.code for check in all_checks() if check.is_fixable and check.subject in SUBJECTS}


def mended(bundle: Bundle, fix: Fix) -> Bundle:
    loaders = {path: partial(bundle.files.__getitem__, path) for path in bundle.files if path not in fix.removed}
    for file in dict.fromkeys(edit.file for edit in fix.edits):
        data = applied(bundle.files.get(file, b""), tuple(edit for edit in fix.edits if edit.file == file))
        loaders[file] = partial(bytes, data)
    files = Files(loaders)
    package = package_of_files(files, bundle.folder)
    return Bundle(basics=package.basics, documents=package.documents, files=files, folder=bundle.folder)


def found_by(bundle: Bundle, code: str) -> list[Finding]:
    return [finding for finding in run_checks(bundle, Context(), select={code}).findings if finding.code == code]


def shown(bundle: Bundle) -> list[str]:
    """The codes of every finding about what fixes change."""
    asked = {check.code for check in all_checks() if check.subject in LOOKED_AT}
    return [finding.code for finding in run_checks(bundle, Context(), select=asked).findings]


# One process asks all listings which fixes they have.
@pytest.mark.xdist_group("fixes")
@pytest.mark.parametrize("folder", listing_folders(), ids=lambda folder: folder.name)
def test_fixes_do_away_with_their_findings(folder: Path) -> None:
    bundle = bundle_of_folder(folder)

    found = {code: faults_of_fix(bundle, folder.name, code) for code in chosen()[folder.name]}

    assert {code: faults for code, faults in found.items() if faults} == {}


def faults_of_fix(bundle: Bundle, name: str, code: str) -> list[str]:
    """What is wrong with the first fix for the code."""
    before = found_by(bundle, code)
    fix = next(finding.fix for finding in before if finding.fix)

    after = mended(bundle, fix)

    more = Counter(shown(after)) - Counter(shown(bundle))
    right = {
        "it does away with nothing": len(found_by(after, code)) < len(before),
        f"what follows: {sorted(more)}": set(more) == set(FOLLOWS.get((code, name), ())),
        "it breaks a form": run_checks(after, Context(), select=FORMS).findings == (),
        "it shows no patch": bool(patch_of(bundle, fix)),
    }
    return [fault for fault, is_right in right.items() if not is_right]


@pytest.mark.xdist_group("fixes")
def test_patch_of_every_fix_has_a_hunk_or_a_file() -> None:
    for folder in listing_folders():
        bundle = bundle_of_folder(folder)
        for finding in findings_of_all()[folder.name]:
            patch = patch_of(bundle, finding.fix) if finding.fix else "@@"
            assert "@@" in patch or "differ" in patch
