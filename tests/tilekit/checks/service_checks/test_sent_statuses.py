"""Statuses and groups of service checks, compared with the code of the check."""

import pytest

from tests.tilekit.checks.agent.package import CHECK, PACKAGE, with_source
from tests.tilekit.checks.check_runs import FIRST
from tests.tilekit.checks.json_files import text_of
from tests.tilekit.checks.service_checks.test_service_checks import GOOD
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding

CALL = 'self.gauge("queue.depth", answer["depth"])'


def findings(code: str, calls: str, **changes: object) -> tuple[Finding, ...]:
    """The findings of a check whose code contains the calls instead of CALL."""
    row = {**GOOD, "check": "acme_widget.queue.up", "statuses": ["ok", "critical"], "groups": ["host"], **changes}
    files: dict[str, bytes | str | None] = {
        f"{PACKAGE}/check.py": CHECK.replace(CALL, calls),
        "assets/service_checks.json": text_of([row]),
    }
    return run_checks(with_source(files), FIRST, select={code}).findings


def reported(code: str, calls: str, **changes: object) -> list[object]:
    """The values of the findings."""
    return [finding.value for finding in findings(code, calls, **changes)]


@pytest.mark.parametrize(
    "calls, values",
    [
        ('self.service_check("queue.up", self.CRITICAL)', ["ok"]),
        ('self.service_check("queue.up", AgentCheck.OK); self.service_check("queue.up", 1)', ["warning", "critical"]),
        ('self.service_check("queue.up", self.OK if answer else self.UNKNOWN)', ["unknown", "critical"]),
        ('self.service_check("queue.up", self.OK); self.service_check("queue.up", self.CRITICAL)', []),
        ('self.service_check("queue.up", self.OK)', ["critical"]),
        ('self.service_check("queue.up", self.OK); self.service_check("queue.up", status)', []),
        ('self.service_check("queue.up", self.OK); self.service_check(name, self.CRITICAL)', []),
        ('self.service_check("queue.up", status=0 if answer else 2)', []),
        ('self.service_check("queue.up", self.CRITICAL); self.service_check("queue.up", status_of(answer))', []),
        ('self.service_check("queue.up", STATUSES[answer["state"]])', []),
        ('self.service_check("other", self.CRITICAL)', []),
        ('self.service_check("queue.up", self.CRITICAL); self.service_check(self.UP, self.OK)', []),
    ],
)
def test_code_sends_ok_and_listed_statuses(calls: str, values: list[str]) -> None:
    assert reported("XC-056", calls) == values


def test_finding_about_statuses_names_both_places() -> None:
    (unsent,) = findings("XC-056", 'self.service_check("queue.up", self.OK)')
    (unlisted,) = findings("XC-056", 'self.service_check("queue.up", 0 if answer else 2)', statuses=["ok"])
    line = CHECK.splitlines().index(f"        {CALL}") + 1

    written = text_of([{**GOOD, "statuses": ["ok", "critical"]}]).decode().splitlines()
    assert '"critical"' in written[(unsent.line or 0) - 1]
    assert unlisted.message.parameters["code"] == f"{PACKAGE}/check.py:{line}"


@pytest.mark.parametrize(
    "calls, groups, values",
    [
        ('self.service_check("queue.up", self.OK)', ["host", "cluster"], ["cluster"]),
        ('self.service_check("queue.up", self.OK, tags=[f"queue:{answer}"])', ["queue", "url"], []),
        ('self.service_check("queue.up", self.OK, tags=self.tags("cluster"))', ["cluster"], []),
        ("self.service_check(name, self.OK)", ["cluster"], []),
    ],
)
def test_groups_are_tags_in_the_code(calls: str, groups: list[str], values: list[str]) -> None:
    assert reported("XC-057", calls, groups=groups) == values
