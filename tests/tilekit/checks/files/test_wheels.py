"""Subject WH: each rule on a wheel that has that one fault."""

from collections.abc import Mapping

import pytest

from tests.tilekit.checks.running import findings, only
from tests.tilekit.listing import listing
from tests.tilekit.media.test_wheel import packed
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Scope, Severity
from tilekit.sections.configuration import Configuration

NAME = "dist/datadog_acme_widget-1.0.0-py3-none-any.whl"
INFO = "datadog_acme_widget-1.0.0.dist-info"
PACKAGE = "datadog_checks/acme_widget"
SPEC = "assets/configuration/spec.yaml"
WARNING, BLOCKER = Severity.WARNING, Severity.BLOCKER
GOOD: dict[str, str] = {
    "datadog_checks/__init__.py": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n",
    f"{PACKAGE}/__init__.py": "from .check import Check\n",
    f"{PACKAGE}/__about__.py": "__version__ = '1.0.0'\n",
    f"{PACKAGE}/check.py": "class Check:\n    pass\n",
    f"{PACKAGE}/data/conf.yaml.example": "init_config:\ninstances:\n",
    f"{INFO}/METADATA": "Metadata-Version: 2.3\nName: datadog-acme-widget\nVersion: 1.0.0\n"
    "Requires-Dist: datadog-checks-base>=37.0.0\n",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\n",
    f"{INFO}/RECORD": "",
}


def with_wheel(
    changes: Mapping[str, str | None] | None = None, *, name: str = NAME, data: bytes | None = None
) -> Bundle:
    files = {path: text for path, text in {**GOOD, **(changes or {})}.items() if text is not None}
    made = listing(
        manifest={"/assets/integration/configuration": {"spec": SPEC}},
        files={name: packed(files) if data is None else data, SPEC: "name: Acme Widget\nfiles: []\n"},
    )
    assert made.section(Configuration).wheel is not None
    return made


def test_a_good_wheel_has_no_finding() -> None:
    assert findings(with_wheel(), "WH", scope=Scope.SUBMISSION) == []


@pytest.mark.parametrize(
    "code,severity,changes",
    [
        ("WH-004", BLOCKER, {f"{INFO}/RECORD": None}),
        ("WH-007", BLOCKER, {f"{INFO}/METADATA": GOOD[f"{INFO}/METADATA"].replace("acme-widget", "other")}),
        ("WH-007", BLOCKER, {f"{INFO}/METADATA": GOOD[f"{INFO}/METADATA"].replace("Metadata-Version: 2.3\n", "")}),
        ("WH-008", BLOCKER, {f"{PACKAGE}/__about__.py": "__version__ = '1.0.1'\n"}),
        ("WH-012", WARNING, {f"{INFO}/METADATA": GOOD[f"{INFO}/METADATA"].replace("datadog-checks-base", "requests")}),
        (
            "WH-015",
            BLOCKER,
            {f"{INFO}/METADATA": GOOD[f"{INFO}/METADATA"] + "Requires-Dist: x @ https://evil.example/x\n"},
        ),
        ("WH-020", BLOCKER, {f"{PACKAGE}/__about__.py": "import os\n"}),
        ("WH-022", BLOCKER, {"datadog_checks/__init__.py": "import os\n"}),
        ("WH-023", BLOCKER, {f"{PACKAGE}/data/conf.yaml.example": None}),
        ("WH-024", WARNING, {"manifest.json": "{}"}),
        ("WH-025", BLOCKER, {"evil.pth": "import os"}),
        ("WH-025", BLOCKER, {"other/__init__.py": ""}),
        ("WH-026", BLOCKER, {f"{PACKAGE}/fast.so": "ELF"}),
        ("WH-028", BLOCKER, {f"{PACKAGE}/check.py": "def broken(:\n"}),
    ],
)
def test_a_wheel_with_a_fault_gives_one_finding(
    code: str, severity: Severity, changes: Mapping[str, str | None]
) -> None:
    finding = only(with_wheel(changes), code)

    assert (finding.severity, finding.file, finding.path) == (severity, NAME, "configuration.wheel")


@pytest.mark.parametrize(
    "code,name",
    [
        ("WH-001", "dist/acme.whl"),
        ("WH-003", "dist/datadog_acme_widget-1.0.0-cp311-cp311-manylinux_x86_64.whl"),
    ],
)
def test_a_file_that_is_called_otherwise_is_told(code: str, name: str) -> None:
    assert only(with_wheel(name=name), code).severity is BLOCKER


def test_a_wheel_that_is_no_zip_has_one_finding() -> None:
    assert only(with_wheel(data=b"PK but not really"), "WH-002").severity is BLOCKER


def test_a_wheel_fits_the_newest_release_note() -> None:
    metadata = GOOD[f"{INFO}/METADATA"].replace("1.0.0\n", "1.1.0\n", 1)
    info = "datadog_acme_widget-1.1.0.dist-info"
    changes = {f"{INFO}/{name}": None for name in ("METADATA", "WHEEL", "RECORD")}
    more = {f"{info}/METADATA": metadata, f"{info}/WHEEL": "", f"{info}/RECORD": ""}
    about = {f"{PACKAGE}/__about__.py": "__version__ = '1.1.0'\n"}

    finding = only(with_wheel({**changes, **more, **about}, name=NAME.replace("1.0.0", "1.1.0")), "WH-009")

    assert finding.message.parameters == {"value": "1.1.0", "note": "1.0.0"}


def test_a_changed_wheel_has_a_new_version() -> None:
    published = Context(published=with_wheel())
    changed = with_wheel({f"{PACKAGE}/check.py": "class Check:\n    x = 1\n"})

    assert only(changed, "WH-010", context=published).severity is BLOCKER
    assert findings(with_wheel(), "WH", context=published) == []


def test_an_agent_check_brings_its_code() -> None:
    agent = listing(
        manifest={"/assets/integration/configuration": {"spec": SPEC}}, files={SPEC: "name: Acme Widget\nfiles: []\n"}
    )
    named = Configuration({"code_type": "agent", "pull_request_url": "https://github.com/acme/x/pull/1"})
    documents = {**agent.documents, "configuration": named}

    assert only(agent, "WH-029", scope=Scope.SUBMISSION).path == "configuration.pull_request_url"
    assert (
        findings(Bundle(basics=agent.basics, documents=documents, files=agent.files), "WH", scope=Scope.SUBMISSION)
        == []
    )
