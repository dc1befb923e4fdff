"""The actions on all kinds of requests: send one, and apply a transition to it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import Actor
from listings.lifecycle import engine
from listings.lifecycle.requests import REQUEST, R, RequestLifecycle


@action
def send_request(
    lifecycle: RequestLifecycle[R],
    request: R,
    *,
    by: Actor,
    now: datetime,
    parameters: Mapping[str, object] | None = None,
) -> R:
    """Send the request, which is not saved yet. Raises NotFound, NotAllowed, NotPossible and the kind's own errors."""
    engine.assert_may(lifecycle, request, REQUEST, by=by)
    request.requested_by, request.requested_at = by.id, now
    lifecycle.lock_owner(request, by=by)
    return engine.create(lifecycle, request, REQUEST, by=by, now=now, parameters=parameters)


@action
def change_request(
    lifecycle: RequestLifecycle[R],
    request_id: UUID,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    seen: object = None,
    parameters: Mapping[str, object] | None = None,
) -> R:
    """Apply a transition. If the actor repeats their decision, nothing changes.

    seen is the state that the page showed. Raises NotFound, NotAllowed, Stale, NotPossible and the kind's own errors.
    """
    request = lifecycle.lock(request_id, by=by)
    engine.assert_may(lifecycle, request, verb, by=by)
    targets = {row.target for row in lifecycle.rows if row.verb == verb}
    if request.decided_by == by.id and request.state in targets:
        return request
    engine.assert_subject_unchanged(lifecycle, request, seen)
    return engine.apply_to_locked(lifecycle, request, verb, by=by, now=now, parameters=parameters)
