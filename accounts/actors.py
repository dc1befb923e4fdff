"""Turns a person or an application into the actor whose rights every action reads."""

from uuid import UUID

from accounts.models import Application, Person
from common.actor import Actor, ActorKind, Role, TeamRole
from common.lookups import first_or_not_found


def actor_of(person: Person) -> Actor:
    """The person's current rights, in one query. Few people have several, so the join of both kinds stays small."""
    rights = Person.objects.filter(pk=person.pk).values_list(
        "memberships__organisation_id", "memberships__role", "team_memberships__team", "team_memberships__role"
    )
    found = list(rights)
    return Actor(
        kind=ActorKind.PERSON,
        id=person.pk,
        organisations={organisation_id: Role(role) for organisation_id, role, _, _ in found if organisation_id},
        teams={team: TeamRole(role) for _, _, team, role in found if team},
        is_admin=person.is_admin,
    )


def actor_with_id(actor_id: UUID) -> Actor:
    """The person or application that started something earlier, with their current rights. Raises NotFound."""
    person = Person.objects.filter(pk=actor_id).first()
    return (
        actor_of(person)
        if person
        else actor_of_application(first_or_not_found(Application.objects.filter(pk=actor_id)))
    )


def actor_of_application(application: Application, *, only_listing: UUID | None = None) -> Actor:
    """The rights of a machine user: its role in its one organisation, or none if it was removed. No query.

    only_listing is the one listing that it may see now.
    """
    organisations: dict[UUID, Role] = {application.organisation_id: Role(application.role)}
    if application.removed_at:
        organisations = {}
    return Actor(kind=ActorKind.APPLICATION, id=application.pk, organisations=organisations, only_listing=only_listing)
