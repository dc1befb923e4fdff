"""Creates the actor, with all rights, for a person or an application."""

from uuid import UUID

from django.db.models import Exists, Value

from accounts.models import Application, Person
from common.actor import Actor, ActorKind, Role, TeamRole
from common.lookups import first_or_not_found


def actor_of(person: Person) -> Actor:
    """The person with their current rights. One query."""
    return actor_with_fact(person, Value(value=True))[0]


def actor_with_fact(person: Person, fact: Exists | Value) -> tuple[Actor, bool]:
    """The person with their current rights, and whether the fact is true.

    One query: few people have many rights, so the joins stay small.
    """
    rights = Person.objects.filter(pk=person.pk).values_list(
        "memberships__organisation_id",
        "memberships__role",
        "team_memberships__team",
        "team_memberships__role",
        "memberships__organisation__second_factor_required_at",
        fact,
    )
    rows = list(rights)
    actor = Actor(
        kind=ActorKind.PERSON,
        id=person.pk,
        organisations={organisation_id: Role(role) for organisation_id, role, *_ in rows if organisation_id},
        teams={team: TeamRole(role) for _, _, team, role, _, _ in rows if team},
        is_admin=person.is_admin,
        is_second_factor_required=any(required_at for *_, required_at, _ in rows),
    )
    return actor, any(is_true for *_, is_true in rows)


def actor_with_id(actor_id: UUID) -> Actor:
    """The person or application with this ID, with their current rights. Raises NotFound.

    For jobs, which act for whoever queued them.
    """
    person = Person.objects.filter(pk=actor_id).first()
    return (
        actor_of(person)
        if person
        else actor_of_application(first_or_not_found(Application.objects.filter(pk=actor_id)))
    )


def actor_of_application(application: Application, *, only_listing: UUID | None = None) -> Actor:
    """The application with its role in its organisation, or without rights if it was removed. No query.

    only_listing is the only listing that it may access in this session.
    """
    organisations: dict[UUID, Role] = {application.organisation_id: Role(application.role)}
    if application.removed_at:
        organisations = {}
    return Actor(kind=ActorKind.APPLICATION, id=application.pk, organisations=organisations, only_listing=only_listing)
