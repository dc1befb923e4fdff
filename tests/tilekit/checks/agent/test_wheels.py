"""Subject WH: each check on a wheel with only that fault."""

from collections.abc import Mapping
from datetime import date

import pytest

from tests.tilekit.checks.agent.package import (
    GOOD,
    INFO,
    METADATA,
    PACKAGE,
    SPEC,
    WHEEL,
    Changes,
    wheel_of,
    with_wheel,
)
from tests.tilekit.checks.check_runs import FIRST, findings_in, only_finding
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Severity
from tilekit.checks.fix_application import apply_fixes
from tilekit.sections.configuration import Configuration

TESTED_FIXES = ("WH-009", "WH-029")
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER
META, WHEEL_FILE = f"{INFO}/METADATA", f"{INFO}/WHEEL"
BASE = "datadog-checks-base>=37.0.0"
PINNED = "Requires-Dist: simplejson==3.19.1; extra == 'deps'\n"


def metadata(old: str, new: str) -> dict[str, str | None]:
    assert old in METADATA
    return {META: METADATA.replace(old, new)}


def test_a_good_wheel_has_no_finding() -> None:
    assert findings_in(with_wheel(), "WH", scope=Scope.SUBMISSION) == []
    assert findings_in(with_wheel({META: METADATA + PINNED}), "WH") == []


@pytest.mark.parametrize(
    "code,severity,changes,entry",
    [
        ("WH-004", BLOCKER, {f"{INFO}/RECORD": None}, ""),
        ("WH-005", WARNING, {WHEEL_FILE: GOOD[WHEEL_FILE].replace("1.0", "2.0")}, WHEEL_FILE),
        ("WH-005", WARNING, {WHEEL_FILE: GOOD[WHEEL_FILE].replace("true", "false")}, WHEEL_FILE),
        ("WH-005", WARNING, {WHEEL_FILE: GOOD[WHEEL_FILE].replace("py3-", "py2-")}, WHEEL_FILE),
        ("WH-005", WARNING, {WHEEL_FILE: GOOD[WHEEL_FILE].replace("Tag: py3-none-any\n", "")}, WHEEL_FILE),
        ("WH-007", BLOCKER, metadata("acme-widget\n", "other\n"), META),
        ("WH-007", BLOCKER, metadata("Metadata-Version: 2.3\n", ""), META),
        ("WH-008", BLOCKER, {f"{PACKAGE}/__about__.py": "__version__ = '1.0.1'\n"}, META),
        ("WH-011", ADVICE, metadata("Requires-Python: >=3.11\n", ""), META),
        ("WH-011", ADVICE, metadata(">=3.11", ">=3.12"), META),
        ("WH-011", ADVICE, metadata(">=3.11", "three"), META),
        ("WH-012", WARNING, metadata(f"Requires-Dist: {BASE}\n", ""), META),
        ("WH-013", WARNING, metadata(BASE, "datadog-checks-base==37.0.0"), META),
        ("WH-013", WARNING, metadata(BASE, "datadog-checks-base>=37,<38"), META),
        ("WH-013", WARNING, metadata(BASE, "datadog-checks-base"), META),
        ("WH-014", WARNING, {META: METADATA + PINNED.replace("==3", ">=3")}, META),
        ("WH-014", WARNING, {META: METADATA + PINNED.partition(";")[0] + "\n"}, META),
        ("WH-015", BLOCKER, {META: METADATA + "Requires-Dist: x @ https://evil.example/x\n"}, META),
        ("WH-016", WARNING, {META: METADATA + PINNED + PINNED}, META),
        ("WH-018", ADVICE, metadata("Summary: Watches queues\n", ""), META),
        ("WH-018", ADVICE, metadata("Author-email: Acme <support@acme.example>\n", ""), META),
        ("WH-018", ADVICE, metadata("License-Expression: BSD-3-Clause\n", ""), META),
        ("WH-018", ADVICE, {f"{INFO}/licenses/LICENSE": None}, ""),
        ("WH-019", WARNING, metadata("BSD-3-Clause", "AGPL-3.0-only"), META),
        ("WH-019", WARNING, metadata("License-Expression: BSD-3-Clause", "License: GNU General Public License"), META),
        ("WH-020", BLOCKER, {f"{PACKAGE}/__about__.py": "import os\n"}, ""),
        ("WH-021", WARNING, {f"{PACKAGE}/__init__.py": "from .check import AcmeCheck\n"}, f"{PACKAGE}/__init__.py"),
        ("WH-021", WARNING, {f"{PACKAGE}/__init__.py": "from .__about__ import __version__\n"},
         f"{PACKAGE}/__init__.py"),
        ("WH-022", BLOCKER, {"datadog_checks/__init__.py": "import os\n"}, ""),
        ("WH-023", BLOCKER, {f"{PACKAGE}/data/conf.yaml.example": None}, ""),
        ("WH-024", WARNING, {"manifest.json": "{}"}, ""),
        ("WH-024", WARNING, {"datadog_checks/acme_widget/README.md": "Acme"}, ""),
        ("WH-025", BLOCKER, {"evil.pth": "import os"}, "evil.pth"),
        ("WH-025", BLOCKER, {"other/__init__.py": ""}, "other/__init__.py"),
        ("WH-026", BLOCKER, {f"{PACKAGE}/fast.so": "ELF"}, ""),
        ("WH-027", WARNING, {f"{INFO}/entry_points.txt": "[console_scripts]\nacme = acme:main\n"},
         f"{INFO}/entry_points.txt"),
        ("WH-028", BLOCKER, {f"{PACKAGE}/check.py": "def broken(:\n"}, f"{PACKAGE}/check.py"),
    ],
)  # fmt: skip
def test_a_wheel_with_a_fault_gives_one_finding(code: str, severity: Severity, changes: Changes, *, entry: str) -> None:
    finding = only_finding(with_wheel(changes), code)

    assert (finding.severity, finding.file, finding.path) == (severity, WHEEL, "configuration.wheel")
    assert finding.pointer == (f"/{entry}" if entry else "")


@pytest.mark.parametrize(
    "code,line",
    [("WH-007", "Metadata-Version: 2.3\n"), ("WH-007", "Name: datadog-acme-widget\n"), ("WH-008", "Version: 1.0.0\n")],
)
def test_missing_header_of_metadata_is_named(code: str, line: str) -> None:
    finding = only_finding(with_wheel(metadata(line, "")), code)

    assert finding.message.parameters == {"header": line.partition(":")[0]}


def test_places_in_a_wheel_have_their_line() -> None:
    broken = only_finding(with_wheel({f"{PACKAGE}/check.py": "x = 1\ndef broken(:\n"}), "WH-028")
    command = only_finding(
        with_wheel({f"{INFO}/entry_points.txt": "[console_scripts]\n\nacme = acme:main\n"}), "WH-027"
    )

    assert (broken.line, command.line) == (2, 3)
    assert command.message.parameters == {"value": "console_scripts: acme"}


@pytest.mark.parametrize(
    "record,entries",
    [
        ("", len(GOOD)),
        (f"{PACKAGE}/check.py,sha256=AAAA,7\n", len(GOOD)),
        ('"\0', len(GOOD)),
    ],
)
def test_record_lists_every_file_with_its_hash(record: str, entries: int) -> None:
    finding = only_finding(with_wheel({f"{INFO}/RECORD": record}), "WH-006")

    assert (finding.severity, finding.message.parameters["n"]) == (BLOCKER, entries)


def test_record_lists_only_what_is_there() -> None:
    whole = wheel_of()
    finding = only_finding(with_wheel(data=_with_entry_renamed(whole, b"check.py", b"chick.py")), "WH-006")

    assert finding.message.parameters["n"] == 2  # the old name and the new one


def _with_entry_renamed(wheel: bytes, old: bytes, new: bytes) -> bytes:
    assert wheel.count(b"acme_widget/" + old) == 2  # the entry and the table of contents; RECORD is packed
    return wheel.replace(b"acme_widget/" + old, b"acme_widget/" + new)


@pytest.mark.parametrize(
    "code,name",
    [
        ("WH-001", "dist/acme.whl"),
        ("WH-003", "dist/datadog_acme_widget-1.0.0-cp311-cp311-manylinux_x86_64.whl"),
    ],
)
def test_a_file_that_is_called_otherwise_is_told(code: str, name: str) -> None:
    tag = "cp311-cp311-manylinux_x86_64" if "cp311" in name else "py3-none-any"
    changes = {WHEEL_FILE: GOOD[WHEEL_FILE].replace("py3-none-any", tag)}

    assert only_finding(with_wheel(changes, name=name), code).severity is BLOCKER


def test_a_wheel_that_is_no_zip_has_one_finding() -> None:
    assert only_finding(with_wheel(data=b"PK but not really"), "WH-002").severity is BLOCKER


def later(changes: Mapping[str, str | None] | None = None) -> Bundle:
    info = "datadog_acme_widget-1.1.0.dist-info"
    moved = {f"{info}/{path.rpartition('.dist-info/')[2]}": text for path, text in GOOD.items() if INFO in path}
    old: dict[str, str | None] = {path: None for path in GOOD if INFO in path}
    metadata = {f"{info}/METADATA": METADATA.replace("Version: 1.0.0", "Version: 1.1.0")}
    about = {f"{PACKAGE}/__about__.py": "__version__ = '1.1.0'\n"}
    data = wheel_of({**old, **moved, **metadata, **about, **(changes or {})}, info=info)
    return with_wheel(data=data, name=WHEEL.replace("1.0.0", "1.1.0"))


def test_a_wheel_fits_the_newest_release_note() -> None:
    bundle = later()
    finding = only_finding(bundle, "WH-009", context=Context(is_first=True, today=date(2026, 5, 1)))

    assert finding.fix is not None
    assert findings_in(apply_fixes(bundle, [finding.fix]), "WH") == []
    assert finding.message.parameters == {"value": "1.1.0", "note": "1.0.0"}
    unknown = Context(today=date(2026, 5, 1))
    assert next(one for one in findings_in(bundle, "WH", context=unknown) if one.code == "WH-009").fix is None


def test_a_changed_wheel_has_a_new_version() -> None:
    same = with_wheel()
    published = Context(published=same)
    changed = with_wheel({f"{PACKAGE}/new.py": "x = 1\n"})

    assert only_finding(changed, "WH-010", context=published).severity is BLOCKER
    assert findings_in(same, "WH", context=published) == []


def released(version: str) -> Bundle:
    return with_wheel({META: METADATA.replace("Version: 1.0.0", f"Version: {version}")})


@pytest.mark.parametrize(
    "before,now,text",
    [
        ("1.0.0", "0.9.0", "Version {value} is lower than the published version {published}. Use a higher version."),
        ("1.0.0", "1.0.0rc1", "Version {value} is lower than the published version {published}. Use a higher version."),
        ("1.0", "1.0.0", "Version {value} is already published. Use a higher version."),
        ("1.0.0", "1.0.0.post1", None),
        ("1.9.0", "1.10.0", None),
        ("1.0.0", "newest", None),
    ],
)
def test_versions_are_compared_as_installers_do(before: str, now: str, text: str | None) -> None:
    findings = findings_in(released(now), "WH", context=Context(published=released(before)))

    assert [one.message.id for one in findings if one.code == "WH-010"] == ([text] if text else [])


def test_a_version_that_was_handed_in_keeps_its_content() -> None:
    bundle = with_wheel()
    same, other = Context(is_first=True, uploaded={"1.0.0": bundle.files.digest(WHEEL)}), {"1.0.0": "0" * 64}

    assert findings_in(bundle, "WH", context=same) == []
    finding = only_finding(bundle, "WH-030", context=Context(is_first=True, uploaded=other))
    assert (finding.severity, finding.message.parameters) == (BLOCKER, {"value": "1.0.0"})


@pytest.mark.parametrize("before,code", [("1.0.0", "WH-010"), ("1.1.0", "WH-010"), ("0.9.0", "WH-030")])
def test_version_that_has_to_be_raised_is_told_once(before: str, code: str) -> None:
    context = Context(published=released(before), uploaded={"1.0.0": "0" * 64})
    changed = with_wheel({f"{PACKAGE}/new.py": "x = 1\n"})

    assert [one.code for one in findings_in(changed, "WH", context=context)] == [code]


def test_bounds_allow_what_the_agent_ships() -> None:
    bundle = with_wheel({META: METADATA + PINNED})

    for versions in ((), ("3.19.1",), ("3.17.0", "3.19.1")):
        assert findings_in(bundle, "WH", context=Context(is_first=True, shipped={"simplejson": versions})) == []
    finding = only_finding(bundle, "WH-017", context=Context(is_first=True, shipped={"simplejson": ("4.0.0", "4.1.0")}))
    assert finding.message.parameters == {"value": "simplejson", "shipped": ("4.0.0", "4.1.0"), "bound": "==3.19.1"}
    assert finding.pointer == f"/{META}"


def test_what_the_context_lacks_is_listed_as_skipped() -> None:
    assert run_checks(with_wheel(), FIRST, select=["WH-017", "WH-030"]).skipped == ("WH-017", "WH-030")


def test_an_agent_check_brings_its_code() -> None:
    agent = listing(
        manifest={"/assets/integration/configuration": {"spec": SPEC}}, files={SPEC: "name: Acme Widget\nfiles: []\n"}
    )
    named = Configuration({"code_type": "agent", "pull_request_url": "https://github.com/acme/x/pull/1"})
    documents = {**agent.documents, "configuration": named}

    assert only_finding(agent, "WH-029", scope=Scope.SUBMISSION).path == "configuration.pull_request_url"
    assert (
        findings_in(Bundle(basics=agent.basics, documents=documents, files=agent.files), "WH", scope=Scope.SUBMISSION)
        == []
    )


def test_a_wheel_of_a_listing_without_a_check_is_taken_out_by_its_fix() -> None:
    """If another configuration method is chosen, the field of the wheel is no longer shown."""
    agent = with_wheel()
    ways = {**agent.section(Configuration).values, "code_type": "api_exception"}
    bundle = Bundle(
        basics=agent.basics, documents={**agent.documents, "configuration": Configuration(ways)}, files=agent.files
    )

    findings = findings_in(bundle, "WH", scope=Scope.SUBMISSION)
    (reported,) = [one for one in findings if one.code == "WH-029"]

    assert (reported.severity, reported.path) == (BLOCKER, "configuration.wheel")
    assert reported.fix is not None
    assert reported.fix.removed == (WHEEL,)
