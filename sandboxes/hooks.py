"""What this room hangs on the transition table."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from listings.models import Revision
from listings.registry import ask, effect, facts, guard
from sandboxes import moves, rules
from sandboxes.queries import sandbox_facts
from sandboxes.rules import SandboxFacts


@facts("sandboxes")
def facts_of_sandboxes(revisions: Sequence[Revision]) -> Mapping[UUID, SandboxFacts]:
    return sandbox_facts(revisions)


guard("sandbox-active", needs="sandboxes")(rules.has_active_sandbox)  # type: ignore[arg-type]  # facts by name
guard("tile-looked-at", needs="sandboxes")(rules.has_looked)  # type: ignore[arg-type]  # facts by name
guard("digests-match", needs="sandboxes")(rules.is_signed_as_it_is)  # type: ignore[arg-type]  # facts by name
guard("release-idle", needs="sandboxes")(rules.is_idle)  # type: ignore[arg-type]  # facts by name
ask("terms-confirmed", needs="sandboxes")(rules.terms_confirmed)  # type: ignore[arg-type]  # facts by name
effect("activate")(moves.activate)
effect("deactivate")(moves.deactivate)
effect("outdate-activations")(moves.outdate_activations)
effect("record-sign-off")(moves.record_sign_off)
effect("schedule-release")(moves.schedule_release)
effect("cancel-release")(moves.cancel_release)
effect("supersede")(moves.supersede)
effect("release")(moves.release)
