"""Queries about steps that are assigned to a person. Assignments to former members are left out."""

from collections.abc import Mapping

from django.db.models import QuerySet

from accounts.models import Membership
from accounts.queries import members_of
from common.actor import Actor, Role
from listings.models import Revision, StepAssignment
from listings.states.revision_states import EDITABLE


def assignable_members(revision: Revision) -> QuerySet[Membership]:
    """The memberships of the people who may edit the revision, with the people, sorted by role and name."""
    members = members_of(revision.listing.organisation_id)
    return members.filter(role__gte=Role.EDITOR, person__is_active=True)


def assignments_of(revision: Revision) -> Mapping[str, StepAssignment]:
    """{step key: its assignment}. One query."""
    people = assignable_members(revision).order_by().values("person")
    return {row.step: row for row in StepAssignment.objects.filter(revision=revision, person__in=people)}


def steps_assigned_to(actor: Actor) -> QuerySet[StepAssignment]:
    """The steps of open drafts that are assigned to the actor, with revision and listing, the oldest first."""
    editable = [organisation for organisation in actor.organisations if actor.holds(Role.EDITOR, organisation)]
    rows = StepAssignment.objects.filter(
        person=actor.known_id,
        revision__state__in=EDITABLE,
        revision__listing__organisation__in=editable,
        revision__listing__deleted_at=None,
    )
    return rows.select_related("revision__listing").order_by("assigned_at", "pk")
