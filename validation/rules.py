"""What of the findings is in force, and the guards of the transition table that read them."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from msgspec import Struct, field
from msgspec.structs import asdict

from common.actor import Actor
from listings.registry import Reason, Reasons
from tilekit.checks.finding import Severity
from tilekit.checks.unchecked import Unchecked
from validation.facts import ValidationFacts
from validation.models import Mode, RunState
from validation.stored import StoredFinding


class Overlay(Struct, frozen=True, kw_only=True):
    """What is laid over stored findings: waived fingerprints, modes of rules that are not enforced yet, and
    fingerprints of blockers that the published submission has as well.
    """

    waived: frozenset[str] = frozenset()
    modes: Mapping[str, Mode] = field(default_factory=dict)
    grandfathered: frozenset[str] = frozenset()

    def hides(self, code: str) -> bool:
        """Whether only staff see what the check finds."""
        return self.modes.get(code) is Mode.OBSERVE


class ShownFinding(StoredFinding, frozen=True, kw_only=True):
    """A finding with the severity that is in force. Waived ones count for nothing; observed ones are for staff."""

    is_waived: bool = False
    is_observed: bool = False
    is_grandfathered: bool = False

    @property
    def counts(self) -> bool:
        """True where partners see it as something to do."""
        return not (self.is_waived or self.is_observed)

    @property
    def blocks(self) -> bool:
        return self.counts and self.severity is Severity.BLOCKER


def effective(findings: Iterable[StoredFinding], overlay: Overlay) -> tuple[ShownFinding, ...]:
    """The findings as they are in force now; what is stored stays as it is. Order is kept.

    observe: for staff only. warn: at most a warning. Blockers that were live before the rule are warnings.
    """
    return tuple(_shown(finding, overlay) for finding in findings)


def for_partner(findings: Iterable[ShownFinding]) -> tuple[ShownFinding, ...]:
    """Those that partners are shown."""
    return tuple(finding for finding in findings if finding.counts)


def holding_up(unchecked: Iterable[Unchecked], modes: Mapping[str, Mode]) -> tuple[Unchecked, ...]:
    """The checks that could not be finished and count: a finding of an observed check would hold up nothing either."""
    return tuple(each for each in unchecked if modes.get(each.code, Mode.ENFORCE) is not Mode.OBSERVE)


def run_state(findings: Iterable[ShownFinding], unchecked: Sequence[Unchecked]) -> RunState:
    """How a run ends: a blocker is true whatever else could not be checked."""
    if any(finding.blocks for finding in findings):
        return RunState.BLOCKED
    return RunState.INCOMPLETE if unchecked else RunState.PASSED


def _shown(finding: StoredFinding, overlay: Overlay) -> ShownFinding:
    mode = overlay.modes.get(finding.code, Mode.ENFORCE)
    is_old = finding.fingerprint in overlay.grandfathered and finding.severity is Severity.BLOCKER
    is_softened = is_old or (mode is Mode.WARN and finding.severity is Severity.BLOCKER)
    in_force = {"severity": Severity.WARNING} if is_softened else {}
    return ShownFinding(
        **{**asdict(finding), **in_force},
        is_waived=finding.fingerprint in overlay.waived,
        is_observed=overlay.hides(finding.code),
        is_grandfathered=is_old,
    )


def steps_ready(facts: ValidationFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """Everything that this kind of listing requires is there."""
    return tuple(
        Reason(code="field-missing", text=_("{label} is missing.").format(label=place.label), link=place.link)
        for place in facts.missing
    )


def no_blocker(facts: ValidationFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """No instant check blocks."""
    return tuple(Reason(code=blocker.code, text=blocker.text, link=blocker.link) for blocker in facts.blockers)


def run_clean(facts: ValidationFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """The deep run of this submission ended without a blocker."""
    return _unless(facts, RunState.PASSED)


def run_blocked(facts: ValidationFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """The deep run of this submission found blockers."""
    return _unless(facts, RunState.BLOCKED)


def run_failed(facts: ValidationFacts, actor: Actor) -> Reasons:  # noqa: ARG001 the shape of a guard
    """The deep run of this submission failed or is not complete, and nobody works on it."""
    return _unless(facts, RunState.FAILED, RunState.INCOMPLETE)


def _unless(facts: ValidationFacts, *states: RunState) -> Reasons:
    if facts.run is not None and facts.run.state in states:
        return ()
    return (Reason(code="run-state", text=_("The checks of this submission did not end with this result.")),)
