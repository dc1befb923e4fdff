"""Faults in a README, and assertions for each."""

from collections.abc import Mapping

from msgspec import Struct

from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.listing import README, listing
from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity

B, W, A = Severity.BLOCKER, Severity.WARNING, Severity.ADVICE
OVERVIEW, SETUP, UNINSTALL, SUPPORT = (
    "overview.overview_md",
    "setup.setup_md",
    "setup.uninstall_md",
    "support.support_md",
)
PAID: Mapping[str, object] = {"/pricing": [{"billing_type": "flat_fee", "unit_price": 10}]}
_STEPS = "Connect your account in three steps."


class Case(Struct, frozen=True, kw_only=True, dict=True):
    """A README and its only finding. place is line and column; the file contains fixed_to after the fix."""

    code: str
    severity: Severity
    readme: str
    place: tuple[int, int]
    path: str
    fixed_to: str
    manifest: Mapping[str, object]
    files: Mapping[str, str | bytes]


def case(
    code: str,
    severity: Severity,
    readme: str,
    place: tuple[int, int],
    path: str = "",
    *,
    fixed_to: str = "",
    manifest: Mapping[str, object] | None = None,
    files: Mapping[str, str | bytes] | None = None,
) -> Case:
    return Case(
        code=code,
        severity=severity,
        readme=readme,
        place=place,
        path=path,
        fixed_to=fixed_to,
        manifest=manifest or {},
        files=files or {},
    )


def name_of(case: Case) -> str:
    return f"{case.code} {case.place[0]}"


def without(start: str, end: str, readme: str = README) -> str:
    """The README without the text from start to end."""
    head, _, rest = readme.partition(start)
    return head + end + rest.partition(end)[2] if end else head


def in_setup(text: str) -> str:
    """The README with another text in line 12, the first line of Setup."""
    assert _STEPS in README
    return README.replace(_STEPS, text)


def assert_found(case: Case) -> None:
    """Assert that the subject of the check has only this finding, in the exact place."""
    finding = only_finding(_listing(case), case.code)

    assert (finding.severity, finding.file) == (case.severity, "README.md")
    assert ((finding.line, finding.column), finding.path) == (case.place, case.path)


def assert_fixed(case: Case) -> None:
    """Assert that the fix writes the expected text and resolves the finding."""
    bundle = _listing(case)

    text = fixed_text(bundle, only_finding(bundle, case.code))

    assert case.fixed_to in text
    fixed = listing(manifest=case.manifest, files=case.files, readme=text)
    assert case.code not in {finding.code for finding in findings_in(fixed, "RM")}


def _listing(case: Case) -> Bundle:
    return listing(manifest=case.manifest, files=case.files, readme=case.readme)
