"""Computes effective findings, and the guards that depend on them, with the facts that the guards read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from msgspec import Struct, field
from msgspec.structs import replace

from accounts.models import Team
from common.actor import Actor, Role
from common.lazy_text import LazyText
from listings.lifecycle.registry import Reason, Reasons
from tilekit.checks.finding import Effect, Finding, Severity
from tilekit.checks.unchecked import Unchecked
from validation.disputes import owner_of
from validation.models import FindingDispute, RolloutMode, RunState


class MissingField(Struct, frozen=True, kw_only=True):
    """A required field that is empty, with its label and its URL in the wizard."""

    section: str
    label: str
    link: str


class Blocker(Struct, frozen=True, kw_only=True):
    """An effective blocker, with its text in the active language."""

    code: str
    text: str
    link: str


class RunFacts(Struct, frozen=True, kw_only=True):
    """The latest deep run of the current submission.

    is_delayed means that its job failed or waits for another attempt.
    """

    id: UUID
    state: RunState
    since: datetime
    is_delayed: bool = False


class ValidationFacts(Struct, frozen=True, kw_only=True):
    """The empty required fields, the other blockers of instant checks, and the latest deep run of a revision."""

    missing: tuple[MissingField, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    run: RunFacts | None = None


def may_start_checks(by: Actor, organisation_id: UUID) -> bool:
    """Whether the actor may start the checks of a draft of the organisation. Viewers only see the results."""
    return by.is_staff or by.holds(Role.EDITOR, organisation_id)


class Overlay(Struct, frozen=True, kw_only=True):
    """The waivers, modes and earlier blockers that change the effect of stored findings.

    waived contains the fingerprints of waived findings. modes is {code: mode} of the checks that are not enforced, and
    starts {code: the time when such a check begins to block}. grandfathered contains the fingerprints of blockers that
    the published submission also has.
    """

    waived: frozenset[str] = frozenset()
    modes: Mapping[str, RolloutMode] = field(default_factory=dict)
    starts: Mapping[str, datetime] = field(default_factory=dict)
    grandfathered: frozenset[str] = frozenset()

    def hides(self, code: str) -> bool:
        """Whether the findings of the check are only for staff."""
        return self.modes.get(code) is RolloutMode.OBSERVE


def effective_findings(findings: Iterable[Finding], overlay: Overlay) -> tuple[Finding, ...]:
    """The findings with their effective severity, in the same order.

    Findings of observed checks are for staff only. Blockers become warnings if the mode of the check is *warn*, or if
    the published submission has them, too.
    """
    return tuple(_effective_finding(finding, overlay) for finding in findings)


def for_partner(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that partners see."""
    return tuple(finding for finding in findings if finding.counts)


def blocking_unchecked(unchecked: Iterable[Unchecked], modes: Mapping[str, RolloutMode]) -> tuple[Unchecked, ...]:
    """The unfinished checks that a submission must wait for. Observed checks never block."""
    return tuple(check for check in unchecked if modes.get(check.code, RolloutMode.ENFORCE) is not RolloutMode.OBSERVE)


def run_state(findings: Iterable[Finding], unchecked: Sequence[Unchecked]) -> RunState:
    """The final state of a run. If there is a blocker, it is BLOCKED even if other checks could not be finished."""
    if any(finding.blocks for finding in findings):
        return RunState.BLOCKED
    return RunState.INCOMPLETE if unchecked else RunState.PASSED


def _effective_finding(finding: Finding, overlay: Overlay) -> Finding:
    is_blocker = finding.severity is Severity.BLOCKER
    is_old = is_blocker and finding.fingerprint in overlay.grandfathered
    is_softened = is_old or (is_blocker and overlay.modes.get(finding.code) is RolloutMode.WARN)
    effect = Effect.GRANDFATHERED if is_old else Effect.COUNTS
    if finding.fingerprint in overlay.waived:
        effect = Effect.WAIVED
    elif overlay.hides(finding.code):
        effect = Effect.OBSERVED
    starts_at = overlay.starts.get(finding.code) if is_blocker and not is_old else None
    severity = Severity.WARNING if is_softened else finding.severity
    return replace(finding, severity=severity, effect=effect, blocks_from=starts_at)


def reason_against_date(mode: RolloutMode, starts_at: datetime, now: datetime) -> LazyText:
    """Why a mode can't begin at this time; "" if it can."""
    if mode is not RolloutMode.ENFORCE:
        return _("Only the mode “Enforce” can have a date.")
    return _("Choose a date in the future.") if starts_at <= now else ""


def owns_check(dispute: FindingDispute, actor: Actor) -> Reasons:
    """Only leads of the team that owns the check, and admins, answer a dispute."""
    team = owner_of(dispute.code)
    if actor.is_admin or actor.leads(team):
        return ()
    text = _("Leads of the team “{team}” answer disputes of this check.").format(team=Team(team).label)
    return (Reason(code="not-owner", text=text),)


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
