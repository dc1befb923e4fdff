"""Expensive files of each kind: the command and every check finish and report what they could not read."""

from functools import cache

import pytest

from tests.tilekit.checks.files.test_detection_rules import GOOD as RULE
from tests.tilekit.checks.files.test_logs import GOOD as PIPELINE
from tests.tilekit.checks.files.test_logs import GOOD_TESTS as PIPELINE_TESTS
from tests.tilekit.checks.files.test_monitors import GOOD as MONITOR
from tests.tilekit.checks.files.test_oauth import FILE as CLIENT
from tests.tilekit.checks.files.test_oauth import GOOD as OAUTH
from tests.tilekit.checks.files.test_paid import EULA, PLAN, document
from tests.tilekit.checks.files.test_saved_views import GOOD as VIEW
from tests.tilekit.checks.json_files import text_of
from tests.tilekit.hostile_files import KINDS
from tests.tilekit.listing import listing
from tests.tilekit.recorded_reads import recorded_run
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import CheckReport, run_checks
from tilekit.checks.finding import Scope, Severity, Stage
from tilekit.checks.registered_checks import all_checks
from tilekit.media import pdf
from tilekit.tile import tile_of

pytestmark = pytest.mark.slow

# Kind of file -> subject -> where its checks expect one.
PLACES = {
    "json": {
        "DB": "assets/dashboards/acme_widget_overview.json",
        "MF": "manifest.json",
        "MN": "assets/monitors/a0.json",
        "OA": CLIENT,
        "SC": "assets/service_checks.json",
        "SR": "assets/security/a0.json",
        "SV": "assets/saved_views/a0.json",
    },
    "yaml": {"LP": "assets/logs/acme-widget.yaml", "LT": "assets/logs/acme-widget_tests.yaml"},
    "csv": {"MD": "metadata.csv"},
    "md": {"RM": "README.md", "RN": "CHANGELOG.md"},
    "svg": {"LG": "assets/logos/acme_widget.svg"},
    "png": {"IM": "images/overview.png"},
    "pdf": {"EU": EULA},
}
Reads = dict[str, set[str]]
EVERYTHING, FOLDER = Context(scope=Scope.SUBMISSION, is_first=True), Context(is_first=True)
# Hostile files of these kinds may be valid and only slow, so they may have no additional findings.
MAY_BE_SOUND = {"md", "png"}
# The parser refuses these files, so their checks see no content. A dashboard and the manifest stand for all subjects.
REFUSED, READ_AS_REFUSED = {"a million keys", "one key many times"}, {"DB", "MF"}


def listing_of_every_kind(**files: bytes) -> Bundle:
    """A listing with a file of every kind; some of them replace the valid ones."""
    valid_files = {
        "assets/monitors/a0.json": text_of(MONITOR),
        "assets/saved_views/a0.json": text_of(VIEW),
        "assets/security/a0.json": text_of(RULE),
        "assets/logs/acme-widget.yaml": text_of(PIPELINE),
        "assets/logs/acme-widget_tests.yaml": text_of(PIPELINE_TESTS),
        CLIENT: text_of(OAUTH),
        EULA: document(),
    }
    manifest = {
        "/assets/monitors": {"Messages pile up": "assets/monitors/a0.json"},
        "/assets/saved_views": {"a0": "assets/saved_views/a0.json"},
        "/assets/oauth": CLIENT,
        "/pricing": [PLAN],
        "/legal_terms": {"eula": EULA},
    }
    return listing(manifest=None if "manifest.json" in files else manifest, files={**valid_files, **files})


def full_report(bundle: Bundle) -> tuple[CheckReport, Reads]:
    """The report of all checks and what each has read; fails if one of them has no result."""
    report, reads = recorded_run(bundle, EVERYTHING)
    asked = {check.code for check in all_checks() if check.stage is not Stage.REVIEWER}
    folder_checks = {check.code for check in all_checks() if check.scope is Scope.FOLDER}
    assert report.unchecked == run_checks(bundle, FOLDER, select=folder_checks).unchecked == ()
    assert asked - folder_checks - set(report.skipped) - set(reads) == set()
    return report, reads


def readers(reads: Reads, subject: str, path: str) -> set[str]:
    return {code for code, read in reads.items() if code.startswith(f"{subject}-") and path in read}


@cache
def ordinary() -> tuple[CheckReport, Reads]:
    return full_report(listing_of_every_kind())


@pytest.mark.usefixtures("must_end")
def test_every_check_finishes_on_ordinary_files() -> None:
    report, reads = ordinary()
    paths = {subject: path for places in PLACES.values() for subject, path in places.items()}

    assert [subject for subject, path in paths.items() if not readers(reads, subject, path)] == []
    blockers = [finding for finding in report.findings if finding.severity is Severity.BLOCKER]
    assert [(finding.code, finding.file) for finding in blockers if finding.file in paths.values()] == []


@pytest.mark.usefixtures("must_end")
@pytest.mark.parametrize("kind,subject", [(kind, subject) for kind, places in PLACES.items() for subject in places])
def test_every_check_finishes_on_expensive_files(kind: str, subject: str) -> None:
    path = PLACES[kind][subject]
    sound = {finding.fingerprint for finding in ordinary()[0].findings}
    for name, make in KINDS[kind].items():
        if kind == "json" and name in REFUSED and subject not in READ_AS_REFUSED:
            continue
        bundle = listing_of_every_kind(**{path: make()})
        report, reads = full_report(bundle)
        tile_of(bundle)
        reported = {finding.fingerprint for finding in report.findings} - sound
        assert readers(reads, subject, path) or reported, name
        assert reported or kind in MAY_BE_SOUND, name


@pytest.mark.parametrize("name", ["pages", "packed pages", "objects"])
def test_document_with_too_many_objects_is_not_read(name: str) -> None:
    assert not pdf.inspect(KINDS["pdf"][name]()).is_readable
