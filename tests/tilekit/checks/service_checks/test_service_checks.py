"""Subject SC: each check on a file with only that fault."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tilekit.bundle import Bundle, Files
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context, TakenIdentities
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Severity
from tilekit.checks.service_checks import names
from tilekit.checks.service_checks.file import items_of
from tilekit.core.basics import Basics
from tilekit.core.fileref import FileRef
from tilekit.core.messages import render
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

TESTED_FIXES = ("SC-001", "SC-002", "SC-003", "SC-004", "SC-011", "SC-013", "SC-014", "SC-015", "SC-017")
FILE = "assets/service_checks.json"
GOOD: dict[str, object] = {
    "agent_version": "7.0.0",
    "integration": "Acme Queue",
    "check": "acme.queue.can_connect",
    "statuses": ["ok", "critical"],
    "groups": ["host"],
    "name": "Acme Queue can connect",
    "description": "Returns CRITICAL if the broker cannot be reached, OK otherwise.",
}
REMOVED = "(removed)"


def listing_with(value: object) -> Bundle:
    data = (json.dumps(value, indent=2) + "\n").encode()
    documents = {
        "overview": Overview({"source_type_name": "Acme Queue", "integration_id": "acme-queue"}),
        "data": Data({"metric_prefix": "acme.queue.", "service_checks_json": FileRef.of(FILE, data).as_json()}),
    }
    return Bundle(basics=Basics(), documents=documents, files=Files.of({FILE: data}))


def changed(change: Mapping[str, object]) -> list[object]:
    item = {key: value for key, value in {**GOOD, **change}.items() if value is not REMOVED}
    return [item]


def test_a_good_file_and_an_empty_list_have_no_finding() -> None:
    assert findings_in(listing_with([GOOD]), "SC") == []
    assert findings_in(listing_with([]), "SC") == []


@pytest.mark.parametrize(
    "code,severity,change,pointer,fix",
    [
        ("SC-002", Severity.BLOCKER, {"groups": REMOVED}, "/0", {"groups": []}),
        ("SC-002", Severity.BLOCKER, {"integration": REMOVED}, "/0", {}),
        ("SC-002", Severity.BLOCKER, {"check": REMOVED}, "/0", None),
        ("SC-003", Severity.BLOCKER, {"owner": "x"}, "/0/owner", {}),
        ("SC-004", Severity.BLOCKER, {"agent_version": "7"}, "/0/agent_version", {}),
        ("SC-004", Severity.BLOCKER, {"agent_version": 7}, "/0/agent_version", {}),
        ("SC-004", Severity.BLOCKER, {"agent_version": "seven"}, "/0/agent_version", None),
        ("SC-005", Severity.BLOCKER, {"check": ""}, "/0/check", None),
        ("SC-006", Severity.ADVICE, {"check": "other.can_connect"}, "/0/check", None),
        ("SC-006", Severity.ADVICE, {"check": "acme.queue.Can-Connect"}, "/0/check", None),
        ("SC-007", Severity.BLOCKER, {"name": 7}, "/0/name", None),
        ("SC-009", Severity.BLOCKER, {"description": " "}, "/0/description", None),
        (
            "SC-010",
            Severity.ADVICE,
            {"description": "Returns CRITICAL if the broker cannot be reached, OK otherwise"},
            "/0/description",
            {},
        ),
        ("SC-010", Severity.ADVICE, {"description": "Whether the broker is there."}, "/0/description", None),
        ("SC-011", Severity.BLOCKER, {"groups": "host"}, "/0/groups", {"groups": ["host"]}),
        ("SC-011", Severity.BLOCKER, {"groups": ["host", "host"]}, "/0/groups", {}),
        ("SC-011", Severity.BLOCKER, {"groups": ["name of the host"]}, "/0/groups", None),
        ("SC-011", Severity.BLOCKER, {"groups": ["env:prod"]}, "/0/groups", None),
        ("SC-012", Severity.ADVICE, {"groups": []}, "/0/groups", None),
        ("SC-013", Severity.BLOCKER, {"integration": "acme_queue"}, "/0/integration", {}),
        ("SC-014", Severity.BLOCKER, {"statuses": []}, "/0/statuses", {}),
        ("SC-014", Severity.BLOCKER, {"statuses": "ok"}, "/0/statuses", {"statuses": ["ok"]}),
        ("SC-014", Severity.BLOCKER, {"statuses": "all"}, "/0/statuses", None),
        ("SC-015", Severity.BLOCKER, {"statuses": ["ok", "Critical"]}, "/0/statuses/1", {}),
        ("SC-015", Severity.BLOCKER, {"statuses": ["ok", "dead"]}, "/0/statuses/1", None),
        ("SC-016", Severity.ADVICE, {"statuses": ["ok"]}, "/0/statuses", None),
        ("SC-016", Severity.ADVICE, {"statuses": ["ok", "ok", "critical"]}, "/0/statuses", None),
    ],
)
def test_a_fault_gives_one_finding_with_its_place(
    code: str, severity: Severity, change: dict[str, object], pointer: str, fix: dict[str, object] | None
) -> None:
    bundle = listing_with(changed(change))
    finding = only_finding(bundle, code)

    assert (finding.severity, finding.file, finding.pointer) == (severity, FILE, pointer)
    assert finding.path == "data.service_checks_json"
    assert finding.line is not None
    assert (finding.fix is None) == (fix is None)
    if fix is not None:
        assert json.loads(fixed_text(bundle, finding)) == [{**GOOD, **fix}]


def test_an_item_that_is_no_object_is_named() -> None:
    assert only_finding(listing_with([GOOD, "x"]), "SC-002").pointer == "/1"


def test_a_file_that_is_no_list_blocks() -> None:
    finding = only_finding(listing_with({"check": "a"}), "SC-001")

    assert (finding.severity, finding.line, finding.column) == (Severity.BLOCKER, 1, 1)


def test_an_empty_object_is_read_as_an_empty_list() -> None:
    bundle = listing_with({})
    finding = only_finding(bundle, "SC-001")

    assert finding.severity is Severity.ADVICE
    assert fixed_text(bundle, finding) == "[]\n"


@pytest.mark.parametrize("key,code", [("check", "SC-005"), ("name", "SC-007")])
def test_a_name_twice_is_told_at_the_second(key: str, code: str) -> None:
    other = {**GOOD, "check": "acme.queue.up", "name": "Acme Queue up", key: GOOD[key]}
    finding = only_finding(listing_with([GOOD, other]), code)

    assert (finding.severity, finding.pointer) == (Severity.BLOCKER, f"/1/{key}")


def test_a_published_check_that_is_gone_is_told() -> None:
    context = Context(published=listing_with([GOOD]))

    finding = only_finding(listing_with([]), "SC-017", context=context)

    assert (finding.severity, finding.message.parameters["value"]) == (Severity.WARNING, "acme.queue.can_connect")


def test_a_name_of_another_listing_is_told() -> None:
    taken = TakenIdentities(values={"service_check_name": {"Acme Queue can connect": "Other"}})

    assert (
        only_finding(listing_with([GOOD]), "SC-008", context=Context(is_first=True, taken=taken)).pointer == "/0/name"
    )


def test_a_broken_file_is_left_to_the_check_of_its_form() -> None:
    bundle = listing_with([])
    broken = Bundle(basics=bundle.basics, documents=bundle.documents, files=Files.of({FILE: b"[{]"}))

    assert findings_in(broken, "SC") == []


def test_copied_checks_are_gone_over_once(monkeypatch: pytest.MonkeyPatch) -> None:
    walks: list[Asset] = []
    monkeypatch.setattr(names, "items_of", lambda asset: [walks.append(asset), *items_of(asset)][1:])

    findings = run_checks(listing_with([GOOD] * 50), Context(), select={"SC-005", "SC-007"}).findings

    assert [one.code for one in findings] == ["SC-005"] * 49
    assert len(walks) == 2


@pytest.mark.parametrize(
    "description, text",
    [
        ("Returns CRITICAL if no broker responds", "The description does not end with a full stop. Add it."),
        ("Checks the broker.", "The description does not explain when the service check is critical. Add this."),
    ],
)
def test_message_about_a_description_names_the_one_cause(description: str, text: str) -> None:
    finding = only_finding(listing_with(changed({"description": description})), "SC-010")

    assert render(finding.message) == text
