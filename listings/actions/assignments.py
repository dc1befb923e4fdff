"""Actions that assign a step of a draft to a member of the organisation, and end the assignment."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import NotFound
from listings import page_urls
from listings.lifecycle.revision_locks import RevisionKey, lock_revision
from listings.lifecycle.revisions import assert_permitted
from listings.models import Revision, StepAssignment
from listings.queries.assignments import assignable_members
from notices.writes import post_notice
from tilekit.sections import STEPS

STEP_ASSIGNED = "step.assigned"


@action
def assign_step(*, revision: RevisionKey, step: str, person_id: UUID, by: Actor, now: datetime) -> StepAssignment:
    """Assign the step to a person, instead of anyone who had it. Changes nothing if the person has it already.

    Raises NotAllowed, NotPossible, and NotFound for unknown steps and for people who may not edit the draft.
    """
    draft = _editable(revision, step, by=by)
    if not assignable_members(draft).filter(person=person_id).exists():
        raise NotFound
    assignment = StepAssignment.objects.filter(revision=draft, step=step).first()
    if assignment and assignment.person == person_id:
        return assignment
    columns = {"person": person_id, "assigned_by": by.id, "assigned_at": now}
    assignment, _created = StepAssignment.objects.update_or_create(revision=draft, step=step, defaults=columns)
    event = record_event("revision.assign-step", by=by, objects=_objects(assignment), now=now)
    post_notice(
        STEP_ASSIGNED,
        recipients=[person_id],
        parameters={"listing": draft.listing.name, "step": step},
        listing_id=draft.listing_id,
        url=page_urls.step(draft.listing_id, step),
        key=f"step-assigned:{event.pk}",
        now=now,
        by=by,
    )
    return assignment


@action
def unassign_step(*, revision: RevisionKey, step: str, by: Actor, now: datetime) -> None:
    """End the assignment of the step. Changes nothing if there is none. Raises NotAllowed, NotPossible, NotFound."""
    draft = _editable(revision, step, by=by)
    for assignment in StepAssignment.objects.filter(revision=draft, step=step).select_related("revision"):
        record_event("revision.unassign-step", by=by, objects=_objects(assignment), now=now)
        assignment.delete()


def _objects(assignment: StepAssignment) -> Mapping[str, UUID | str | int]:
    revision, step = assignment.revision, assignment.step
    return {"listing": revision.listing_id, "revision": revision.pk, "step": step, "person": assignment.person}


def _editable(key: RevisionKey, step: str, *, by: Actor) -> Revision:
    """The locked draft. Raises NotFound for an unknown step."""
    draft = lock_revision(key, by=by)
    assert_permitted(draft, "edit", by=by)
    if step not in {row.key for row in STEPS}:
        raise NotFound
    return draft
