"""From a person or an application to the actor whose rights every action reads."""

from uuid import UUID

from accounts.models import Application, Membership, Person, TeamMembership
from common.actor import Actor, ActorKind, Role, TeamRole


def actor_of(person: Person) -> Actor:
    """The person's rights now, in two queries."""
    memberships = Membership.objects.filter(person=person).values_list("organisation_id", "role")
    teams = TeamMembership.objects.filter(person=person).values_list("team", "role")
    return Actor(
        kind=ActorKind.PERSON,
        id=person.pk,
        organisations={organisation_id: Role(role) for organisation_id, role in memberships},
        teams={team: TeamRole(role) for team, role in teams},
        is_admin=person.is_admin,
    )


def actor_of_application(application: Application) -> Actor:
    """The rights of a machine user: its role in its one organisation, without a query."""
    organisations: dict[UUID, Role] = {application.organisation_id: Role(application.role)}
    return Actor(kind=ActorKind.APPLICATION, id=application.pk, organisations=organisations)
