"""Faults in a manifest, and assertions for each."""

import re
from collections.abc import Mapping

from msgspec import Struct

from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.listing import FOLDER, line_of, listing
from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity

B, W, A = Severity.BLOCKER, Severity.WARNING, Severity.ADVICE
TAGS = "/tile/classifier_tags"
INTEGRATION = "/assets/integration"


class Case(Struct, frozen=True, kw_only=True, dict=True):
    """Changes in the manifest, and the only finding that they cause.

    at is a text on the finding's line, or several lines of which it is the first; [%] in path matches a row's key;
    fixed_to is in the file after the fix.
    """

    code: str
    severity: Severity
    changes: Mapping[str, object]
    at: str
    pointer: str
    path: str
    below: int
    fixed_to: str
    folder: str
    files: Mapping[str, str]


def case(
    code: str,
    severity: Severity,
    changes: Mapping[str, object],
    at: str,
    pointer: str,
    *,
    path: str = "",
    below: int = 0,
    fixed_to: str = "",
    folder: str = FOLDER,
    files: Mapping[str, str] | None = None,
) -> Case:
    return Case(
        code=code,
        severity=severity,
        changes=changes,
        at=at,
        pointer=pointer,
        path=path,
        below=below,
        fixed_to=fixed_to,
        folder=folder,
        files=files or {},
    )


def name_of(case: Case) -> str:
    return f"{case.code} {' '.join(f'{pointer}={value}' for pointer, value in case.changes.items())}"[:60]


def assert_found(case: Case) -> None:
    """Assert that the subject of the check has only this finding, in the exact place."""
    bundle = _listing(case)

    finding = only_finding(bundle, case.code)

    assert (finding.severity, finding.file, finding.pointer) == (case.severity, "manifest.json", case.pointer)
    assert finding.line == line_of(bundle, "manifest.json", case.at) + case.below
    assert re.sub(r"\[[^\]]+\]", "[%]", finding.path) == case.path


def assert_fixed(case: Case) -> None:
    """Assert that the fix writes the expected text and resolves the finding."""
    bundle = _listing(case)

    text = fixed_text(bundle, only_finding(bundle, case.code))

    assert case.fixed_to in text
    fixed = listing(folder=case.folder, files={**case.files, "manifest.json": text})
    assert case.code not in {finding.code for finding in findings_in(fixed, "MF")}


def _listing(case: Case) -> Bundle:
    return listing(manifest=case.changes, folder=case.folder, files=case.files)
