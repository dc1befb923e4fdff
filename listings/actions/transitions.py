"""The action that applies a transition which needs no action of its own."""

from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import Actor
from listings.lifecycle import engine
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import Parameters, S


@action
def change_state(
    lifecycle: Lifecycle[S], key: UUID, verb: str, *, parameters: Parameters, seen: object, by: Actor, now: datetime
) -> S:
    """Apply a transition to a subject with the values of its form. Returns the subject in its new state.

    seen is the version that the actor saw; None accepts any. Raises NotFound, NotAllowed, Stale, NotPossible, and the
    errors of the lifecycle.
    """
    return engine.apply_transition(lifecycle, key, verb, seen=seen, by=by, now=now, parameters=parameters)
