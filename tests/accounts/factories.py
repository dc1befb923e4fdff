"""Minimal valid people and organisations for all tests."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator

from accounts.actions import KeyRequest, NewKey, add_application_key, create_application
from accounts.actors import actor_of
from accounts.derived_names import slug_of
from accounts.models import (
    AgreementKind,
    AgreementVersion,
    Application,
    ApplicationKey,
    Membership,
    Organisation,
    Person,
    Team,
    TeamMembership,
)
from api.tokens.actions import issue_token, working_key
from api.tokens.resources import TokenResource
from api.tokens.token_errors import TokenRefused
from common.actor import Actor, Role, TeamRole

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
PASSWORD = "kelp-anchor-ferry"
SECRET = "JBSWY3DPEHPK3PXP"
YEAR = timedelta(days=365)
_numbers = count(1)


def make_person(login: str = "", *, verified: bool = True, **fields: object) -> Person:
    """A person with PASSWORD and the address `<login>@partner.example`, which is verified by default."""
    email = f"{login or f'person{next(_numbers)}'}@partner.example"
    values = {"name": login.title(), "created_at": NOW, **fields}
    person = Person.objects.create_user(email, PASSWORD, **values)
    EmailAddress.objects.create(user=person, email=email, verified=verified, primary=True)
    return person


def make_organisation(name: str = "Northquay", **fields: object) -> Organisation:
    slug = slug_of(name)
    values = {"slug": slug, "vendor_id": slug, "url": "https://northquay.example", "created_at": NOW, **fields}
    return Organisation.objects.create(name=name, **values)


def make_member(organisation: Organisation, role: Role = Role.OWNER, login: str = "", **fields: object) -> Person:
    person = make_person(login, **fields)  # type: ignore[arg-type]  # any of its fields
    Membership.objects.create(organisation=organisation, person=person, role=role, created_at=NOW)
    return person


def make_reviewer(team: Team = Team.ENGINEERING, role: TeamRole = TeamRole.REVIEWER, login: str = "") -> Person:
    person = make_person(login)
    TeamMembership.objects.create(team=team, person=person, role=role, created_at=NOW)
    return person


def make_admin(login: str = "") -> Person:
    return make_person(login, is_admin=True)


def owner_of(organisation: Organisation, login: str = "") -> Actor:
    """The actor of a new owner."""
    return actor_of(make_member(organisation, Role.OWNER, login))


def make_agreement(kind: AgreementKind = AgreementKind.PROGRAMME, number: int = 1) -> AgreementVersion:
    return AgreementVersion.objects.create(kind=kind, number=number, text="Be *fair*.", published_at=NOW)


def give_second_factor(person: Person) -> None:
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(SECRET)}
    )


def make_application(
    organisation: Organisation, by: Actor, role: Role = Role.OWNER, *, name: str = "CI"
) -> Application:
    return create_application(organisation_id=organisation.pk, name=name, role=role, by=by, now=NOW)


def make_key(application: Application, by: Actor, now: datetime = NOW, **wanted: object) -> NewKey:
    """A key that is valid for a year."""
    return add_application_key(
        organisation_id=application.organisation_id,
        application_id=application.pk,
        key=KeyRequest(**{"valid_for": YEAR, **wanted}),  # type: ignore[arg-type]  # any of its fields
        by=by,
        now=now,
    )


def key_that_works(client_id: UUID, secret: str, now: datetime) -> ApplicationKey | None:
    """The key, if a client can exchange the secret for a token; None otherwise."""
    tenant_id = str(Application.objects.filter(client_id=client_id).values_list("organisation_id", flat=True).first())
    try:
        key = working_key(tenant_id=tenant_id, client_id=str(client_id), secret=secret, now=now)
    except TokenRefused:
        return None
    return issue_token(key=key, resource=TokenResource.INGESTION, now=now).token.key
