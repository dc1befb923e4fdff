from uuid import uuid4

import pytest

from common.actor import Actor, ActorKind
from tests.listings.scene import NOW
from tilekit.checks.finding import Edit, Effect, Finding, Fix, Severity
from tilekit.core.messages import Message
from validation import guards
from validation.guards import Blocker, MissingField, Overlay, RunFacts, ValidationFacts, effective_findings, for_partner
from validation.models import RolloutMode, RunState
from validation.stored_findings import finding_as_json, finding_from_json

pytestmark = pytest.mark.sqlite_is_enough
SOMEBODY = Actor(kind=ActorKind.PERSON, id=uuid4())


def finding(severity: Severity = Severity.BLOCKER, *, fingerprint: str = "f1") -> Finding:
    return Finding(code="MF-004", severity=severity, message=Message("Wrong"), fingerprint=fingerprint)


def shown(stored: Finding, **overlay: object) -> Finding:
    (effective,) = effective_findings([stored], Overlay(**overlay))
    return effective


def test_effective_leaves_findings_as_they_are_by_default() -> None:
    effective = shown(finding())

    assert (effective.severity, effective.blocks, effective.counts) == (Severity.BLOCKER, True, True)


def test_effective_hides_observed_checks_from_partners() -> None:
    effective = shown(finding(), modes={"MF-004": RolloutMode.OBSERVE})

    assert (effective.effect, effective.blocks) == (Effect.OBSERVED, False)
    assert for_partner([effective]) == ()


@pytest.mark.parametrize(
    "severity,expected",
    [(Severity.BLOCKER, Severity.WARNING), (Severity.WARNING, Severity.WARNING), (Severity.ADVICE, Severity.ADVICE)],
)
def test_effective_lowers_a_check_that_only_warns(severity: Severity, expected: Severity) -> None:
    assert shown(finding(severity), modes={"MF-004": RolloutMode.WARN}).severity is expected


def test_effective_lowers_what_was_live_before() -> None:
    effective = shown(finding(), grandfathered=frozenset({"f1"}))

    assert (effective.severity, effective.effect, effective.blocks) == (Severity.WARNING, Effect.GRANDFATHERED, False)


def test_effective_lets_waived_findings_count_for_nothing() -> None:
    effective = shown(finding(), waived=frozenset({"f1"}))

    assert (effective.effect, effective.counts, effective.severity) == (Effect.WAIVED, False, Severity.BLOCKER)
    assert shown(finding(fingerprint="f2"), waived=frozenset({"f1"})).blocks


def test_stored_finding_comes_back_as_it_was() -> None:
    fix = Fix(title=Message("Repair"), edits=(Edit(file="a", start=1, end=2, replacement="x"),), values={"a.b": 1})
    fresh = Finding(
        code="MD-001",
        severity=Severity.WARNING,
        path="data.metadata_csv",
        file="metadata.csv",
        line=3,
        column=4,
        pointer="/a",
        message=Message("{name} is {why}", {"name": "x", "why": Message("odd")}),
        fingerprint="abc",
        fix=fix,
    )

    back = finding_from_json(finding_as_json(fresh))

    assert (back.code, back.line, back.message) == ("MD-001", 3, fresh.message)
    assert back.fix == Fix(title=Message("Repair"))


def test_steps_ready_names_and_links_what_is_missing() -> None:
    facts = ValidationFacts(missing=(MissingField(section="overview", label="Tile title", link="/there/"),))

    (reason,) = guards.steps_ready(facts, SOMEBODY)

    assert (reason.code, reason.text, reason.link) == ("field-missing", "“Tile title” is missing.", "/there/")
    assert guards.steps_ready(ValidationFacts(), SOMEBODY) == ()


def test_no_blocker_gives_each_blocker_as_a_reason() -> None:
    facts = ValidationFacts(blockers=(Blocker(code="MF-004", text="Wrong", link="/there/"),))

    (reason,) = guards.no_blocker(facts, SOMEBODY)

    assert (reason.code, reason.text, reason.link) == ("MF-004", "Wrong", "/there/")
    assert guards.no_blocker(ValidationFacts(), SOMEBODY) == ()


@pytest.mark.parametrize("state", list(RunState))
def test_guards_of_a_run_look_at_how_it_ended(state: RunState) -> None:
    facts = ValidationFacts(run=RunFacts(id=uuid4(), state=state, since=NOW))

    assert (guards.run_clean(facts, SOMEBODY) == ()) is (state is RunState.PASSED)
    assert (guards.run_blocked(facts, SOMEBODY) == ()) is (state is RunState.BLOCKED)
    assert (guards.run_failed(facts, SOMEBODY) == ()) is (state in {RunState.FAILED, RunState.INCOMPLETE})


def test_guards_of_a_run_refuse_where_there_is_none() -> None:
    for guard in (guards.run_clean, guards.run_blocked, guards.run_failed):
        assert [reason.code for reason in guard(ValidationFacts(), SOMEBODY)] == ["run-state"]
