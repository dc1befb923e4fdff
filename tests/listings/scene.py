"""Minimal rows for tests of listings."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

from accounts.models import Membership, Organisation, Person
from common.actor import Actor, ActorKind, Role, TeamRole
from listings.actions import create_listing
from listings.models import Revision

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def organisation(name: str = "Acme", **fields: object) -> Organisation:
    slug = name.lower().replace(" ", "-")
    return Organisation.objects.create(
        **{"slug": slug, "name": name, "url": f"https://{slug}.example", "vendor_id": slug, **fields}
    )


def member(of: Organisation, role: Role = Role.EDITOR, name: str = "") -> Actor:
    """The actor of a new member of the organisation."""
    name = name or f"{role.name.lower()}-{uuid4().hex[:6]}"
    person = Person.objects.create(email=f"{name}@{of.slug}.example", name=name)
    Membership.objects.create(organisation=of, person=person, role=role)
    return Actor(kind=ActorKind.PERSON, id=person.pk, organisations={of.pk: role})


def staff(*, teams: Mapping[str, TeamRole] | None = None, is_admin: bool = False) -> Actor:
    """The actor of a new member of staff: of the teams, an admin, or without a role."""
    person = Person.objects.create(email=f"{uuid4().hex[:8]}@slipway.example", name="Staff", is_admin=is_admin)
    return Actor(kind=ActorKind.PERSON, id=person.pk, teams=dict(teams or {}), is_admin=is_admin)


def reviewer(team: str = "ecosystems") -> Actor:
    return staff(teams={team: TeamRole.REVIEWER})


def draft(by: Actor, *, name: str = "Acme Widget", route: str = "integrations", now: datetime = NOW) -> Revision:
    """A new listing of the actor's first organisation."""
    return create_listing(
        organisation_id=next(iter(by.organisations)),
        route=route,
        offering_type="integration",
        name=name,
        by=by,
        now=now,
    )


def reloaded(revision: Revision | UUID) -> Revision:
    """The current row from the database."""
    pk = revision.pk if isinstance(revision, Revision) else revision
    return Revision.objects.select_related("listing__organisation").get(pk=pk)
