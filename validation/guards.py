"""Computes effective findings, and the guards that depend on them."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct, field
from msgspec.structs import asdict

from common.actor import Actor, Role
from listings.lifecycle.registry import Reason, Reasons
from tilekit.checks.finding import Severity
from tilekit.checks.unchecked import Unchecked
from validation.facts import ValidationFacts
from validation.models import RolloutMode, RunState
from validation.stored_findings import StoredFinding


def may_start_checks(by: Actor, organisation_id: UUID) -> bool:
    """Whether the actor may start the checks of a draft of the organisation. Viewers only see the results."""
    return by.is_staff or by.holds(Role.EDITOR, organisation_id)


class Overlay(Struct, frozen=True, kw_only=True):
    """The waivers, modes and earlier blockers that change the effect of stored findings.

    waived contains the fingerprints of waived findings. modes is {code: mode} of the checks that are not enforced.
    grandfathered contains the fingerprints of blockers that the published submission also has.
    """

    waived: frozenset[str] = frozenset()
    modes: Mapping[str, RolloutMode] = field(default_factory=dict)
    grandfathered: frozenset[str] = frozenset()

    def hides(self, code: str) -> bool:
        """Whether the findings of the check are only for staff."""
        return self.modes.get(code) is RolloutMode.OBSERVE


class EffectiveFinding(StoredFinding, frozen=True, kw_only=True):
    """A finding with its effective severity. Waived findings have no effect; only staff see observed ones."""

    is_waived: bool = False
    is_observed: bool = False
    is_grandfathered: bool = False

    @property
    def counts(self) -> bool:
        """Whether partners see the finding."""
        return not (self.is_waived or self.is_observed)

    @property
    def blocks(self) -> bool:
        return self.counts and self.severity is Severity.BLOCKER


def effective_findings(findings: Iterable[StoredFinding], overlay: Overlay) -> tuple[EffectiveFinding, ...]:
    """The findings with their effective severity, in the same order.

    Findings of observed checks are for staff only. Blockers become warnings if the mode of the check is *warn*, or if
    the published submission has them, too.
    """
    return tuple(_effective_finding(finding, overlay) for finding in findings)


def for_partner(findings: Iterable[EffectiveFinding]) -> tuple[EffectiveFinding, ...]:
    """The findings that partners see."""
    return tuple(finding for finding in findings if finding.counts)


def blocking_unchecked(unchecked: Iterable[Unchecked], modes: Mapping[str, RolloutMode]) -> tuple[Unchecked, ...]:
    """The unfinished checks that a submission must wait for. Observed checks never block."""
    return tuple(each for each in unchecked if modes.get(each.code, RolloutMode.ENFORCE) is not RolloutMode.OBSERVE)


def run_state(findings: Iterable[EffectiveFinding], unchecked: Sequence[Unchecked]) -> RunState:
    """The final state of a run. If there is a blocker, it is BLOCKED even if other checks could not be finished."""
    if any(finding.blocks for finding in findings):
        return RunState.BLOCKED
    return RunState.INCOMPLETE if unchecked else RunState.PASSED


def _effective_finding(finding: StoredFinding, overlay: Overlay) -> EffectiveFinding:
    mode = overlay.modes.get(finding.code, RolloutMode.ENFORCE)
    is_old = finding.fingerprint in overlay.grandfathered and finding.severity is Severity.BLOCKER
    is_softened = is_old or (mode is RolloutMode.WARN and finding.severity is Severity.BLOCKER)
    in_force = {"severity": Severity.WARNING} if is_softened else {}
    return EffectiveFinding(
        **{**asdict(finding), **in_force},
        is_waived=finding.fingerprint in overlay.waived,
        is_observed=overlay.hides(finding.code),
        is_grandfathered=is_old,
    )


def steps_ready(facts: ValidationFacts, _actor: Actor) -> Reasons:
    """All required fields of the listing must have a value."""
    return tuple(
        Reason(code="field-missing", text=_("“{label}” is missing.").format(label=place.label), link=place.link)
        for place in facts.missing
    )


def no_blocker(facts: ValidationFacts, _actor: Actor) -> Reasons:
    """Instant checks must not find a blocker."""
    return tuple(Reason(code=blocker.code, text=blocker.text, link=blocker.link) for blocker in facts.blockers)


def run_clean(facts: ValidationFacts, _actor: Actor) -> Reasons:
    """The deep run of the submission must have ended without a blocker."""
    return _reasons_unless_in(facts, RunState.PASSED)


def run_blocked(facts: ValidationFacts, _actor: Actor) -> Reasons:
    """The deep run of the submission must have found blockers."""
    return _reasons_unless_in(facts, RunState.BLOCKED)


def run_failed(facts: ValidationFacts, _actor: Actor) -> Reasons:
    """The deep run of the submission must have failed or be incomplete."""
    return _reasons_unless_in(facts, RunState.FAILED, RunState.INCOMPLETE)


def _reasons_unless_in(facts: ValidationFacts, *states: RunState) -> Reasons:
    if facts.run is not None and facts.run.state in states:
        return ()
    return (Reason(code="run-state", text=_("The checks on this submission have a different result.")),)
