"""Fixes of real listings: each does away with its finding, breaks no file and touches only what its patch shows."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
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
SUBJECTS = {"GEN", "MF", "RM", "MD", "SC", "DB", "MN", "SR", "XC"}
EACH = 1
# Of the fields and the files that fixes change; pictures and packages they leave alone.
LOOKED_AT = {*SUBJECTS, "FD", "LP", "LT", "SV", "RN", "OA", "PR"}
# (code, listing) -> what the fix cannot help, and why.
FOLLOWS = {
    ("DB-016", "bind9"): {"DB-018": "a banner is a picture, which no fix can make"},
    ("XC-008", "bottomline_recordandreplay"): {"XC-033": "how logs arrive is for the partner to say"},
    ("XC-023", "datazoom"): {"LP-041": "a sample that shows the attribute is for the partner to add"},
}


def chosen() -> Iterator[tuple[str, str]]:
    """(listing, code): of each code the first listings that have a fix for it."""
    times: Counter[str] = Counter()
    for folder in listing_folders():
        report = run_checks(bundle_of_folder(folder), Context(), select=codes())
        for code in dict.fromkeys(finding.code for finding in report.findings if finding.fix):
            times[code] += 1
            if times[code] <= EACH:
                yield folder.name, code


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


def found(bundle: Bundle, code: str) -> list[Finding]:
    return [finding for finding in run_checks(bundle, Context(), select={code}).findings if finding.code == code]


def shown(bundle: Bundle) -> list[str]:
    """The codes of every finding about what fixes change."""
    asked = {check.code for check in all_checks() if check.subject in LOOKED_AT}
    return [finding.code for finding in run_checks(bundle, Context(), select=asked).findings]


@pytest.mark.parametrize("name, code", list(chosen()))
def test_fix_does_away_with_its_finding(name: str, code: str) -> None:
    folder = next(folder for folder in listing_folders() if folder.name == name)
    bundle = bundle_of_folder(folder)
    before = found(bundle, code)
    fix = next(finding.fix for finding in before if finding.fix)

    after = mended(bundle, fix)

    assert len(found(after, code)) < len(before)
    more = Counter(shown(after)) - Counter(shown(bundle))
    assert set(more) == set(FOLLOWS.get((code, name), ()))
    assert run_checks(after, Context(), select=FORMS).findings == ()
    assert patch_of(bundle, fix)


def test_patch_of_every_fix_has_a_hunk_or_a_file() -> None:
    for folder in listing_folders():
        bundle = bundle_of_folder(Path(folder))
        for finding in run_checks(bundle, Context(), select=codes()).findings:
            patch = patch_of(bundle, finding.fix) if finding.fix else "@@"
            assert "@@" in patch or "differ" in patch
