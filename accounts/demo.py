"""Creates the demo accounts: one for each role, all with the same password. Never called in production."""

from collections.abc import Mapping
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password
from django.utils.crypto import salted_hmac
from msgspec import Struct
from msgspec.structs import asdict

from accounts.actors import actor_of
from accounts.models import (
    AgreementAcceptance,
    AgreementKind,
    AgreementVersion,
    Membership,
    Organisation,
    Person,
    Team,
    TeamMembership,
)
from common.actions import action
from common.actor import Actor, Role, TeamRole
from common.name_keys import name_keys

HARBOUR = "demo-harbour"
LAGOON = "demo-lagoon"
DOMAIN = "demo.example"
_SALT_LENGTH = 32


class DemoAccount(Struct, frozen=True, kw_only=True):
    """A demo account: a member of an organisation, a member of teams, or an admin.

    what describes the account in the output of `make run`.
    """

    login: str
    name: str
    what: str
    organisation: str = ""
    role: Role = Role.VIEWER
    teams: tuple[Team, ...] = ()
    team_role: TeamRole = TeamRole.REVIEWER
    is_admin: bool = False

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


def _reviewer(login: str, name: str, team: Team) -> DemoAccount:
    return DemoAccount(login=login, name=name, what=f"reviewer, {team.name.lower().replace('_', ' ')}", teams=(team,))


_PARTNERS = (
    ("partner", "Maya Kessler", HARBOUR, Role.OWNER),
    ("editor", "Tom Adeyemi", HARBOUR, Role.EDITOR),
    ("viewer", "Noor Halim", HARBOUR, Role.VIEWER),
    ("lagoon", "Elio Ferrand", LAGOON, Role.OWNER),
)
ACCOUNTS: tuple[DemoAccount, ...] = (
    *(
        DemoAccount(login=login, name=name, what=f"{role.name.lower()} of {slug}", organisation=slug, role=role)
        for login, name, slug, role in _PARTNERS
    ),
    _reviewer("engineering", "Jonas Lindqvist", Team.ENGINEERING),
    _reviewer("design", "Aiko Tanabe", Team.PRODUCT_DESIGN),
    _reviewer("docs", "Ines Duarte", Team.DOCUMENTATION),
    _reviewer("ecosystems", "Ravi Menon", Team.ECOSYSTEMS),
    _reviewer("commercial", "Claire Dubois", Team.COMMERCIAL),
    _reviewer("security", "Omar Haddad", Team.SECURITY_CONTENT),
    DemoAccount(login="lead", name="Greta Sand", what="lead of every team", teams=tuple(Team), team_role=TeamRole.LEAD),
    DemoAccount(login="admin", name="Sam Okafor", what="admin", is_admin=True),
)
DEMO_ACCOUNTS: tuple[tuple[str, str], ...] = tuple((account.email, account.what) for account in ACCOUNTS)

_ORGANISATIONS = (
    (HARBOUR, "Demo Harbour", "https://harbour.example"),
    (LAGOON, "Demo Lagoon", "https://lagoon.example"),
)
_AGREEMENTS = {
    AgreementKind.PROGRAMME: (
        "This is demo text and is not binding.\n\n## What you may do\n\nPublish listings about your own products, with "
        "logos and texts that you own or may use.\n\n## Your responsibilities\n\nYou keep your "
        "listings accurate, help customers who contact you, and tell the platform when you retire a product."
    ),
    AgreementKind.MARKETPLACE: (
        "This is demo text and is not binding.\n\n## Selling\n\nYou set your prices in US dollars. The platform bills "
        "customers.\n\n## Your customers\n\nYou provide an end user licence agreement and support for what you sell."
    ),
}


def name_of_organisation(slug: str) -> str:
    """The name that a demo organisation is created with."""
    return next(name for candidate, name, _url in _ORGANISATIONS if candidate == slug)


class DemoPeople(Struct, frozen=True, kw_only=True):
    """The created people and organisations; people is {part of the address before the @: person}."""

    harbour: Organisation
    lagoon: Organisation
    people: Mapping[str, Person]

    def actor(self, login: str) -> Actor:
        return actor_of(self.people[login])


@action
def create_demo_people(password: str, now: datetime) -> DemoPeople:
    """Create the missing people, organisations, teams and agreements of the demo.

    If the password differs from that of the last call, all demo accounts get the new one.
    """
    people = _people(password, now)
    admin = people["admin"]
    organisations = {
        slug: Organisation.objects.get_or_create(
            slug=slug,
            defaults={"name": name, "url": url, "vendor_id": slug, "created_at": now, **asdict(name_keys(name))},
        )[0]
        for slug, name, url in _ORGANISATIONS
    }
    _confirm_organisation(organisations[HARBOUR], admin, now)
    for account in ACCOUNTS:
        _give_rights(account, person=people[account.login], organisations=organisations, now=now)
    _accept_agreements(organisations, {HARBOUR: people["partner"], LAGOON: people["lagoon"]}, now)
    return DemoPeople(harbour=organisations[HARBOUR], lagoon=organisations[LAGOON], people=people)


def _people(password: str, now: datetime) -> dict[str, Person]:
    people = {person.email: person for person in Person.objects.filter(email__endswith=f"@{DOMAIN}")}
    first = people.get(ACCOUNTS[0].email)
    # Hashed once for all accounts and recognised by its salt later, because a slow hash would delay each start.
    salt = salted_hmac(__name__, password).hexdigest()[:_SALT_LENGTH]
    encoded = "" if first and _has_salt(first.password, salt) else make_password(password, salt)
    for account in ACCOUNTS:
        if account.email not in people:
            people[account.email] = Person.objects.create(
                email=account.email,
                name=account.name,
                password=encoded or (first.password if first else ""),
                is_admin=account.is_admin,
                created_at=now,
            )
        EmailAddress.objects.get_or_create(
            user=people[account.email], email=account.email, defaults={"verified": True, "primary": True}
        )
    if first and encoded:
        Person.objects.filter(email__in=[account.email for account in ACCOUNTS]).update(password=encoded)
    return {account.login: people[account.email] for account in ACCOUNTS}


def _has_salt(encoded: str, salt: str) -> bool:
    """Whether the hash has the current algorithm and this salt."""
    hasher = identify_hasher(encoded)
    return hasher.algorithm == get_hasher().algorithm and hasher.decode(encoded)["salt"] == salt


def _confirm_organisation(organisation: Organisation, admin: Person, now: datetime) -> None:
    if not organisation.is_confirmed:
        organisation.vendor_confirmed_at, organisation.vendor_confirmed_by = now, admin
        organisation.save(update_fields=["vendor_confirmed_at", "vendor_confirmed_by"])


def _give_rights(
    account: DemoAccount, *, person: Person, organisations: Mapping[str, Organisation], now: datetime
) -> None:
    if account.organisation:
        Membership.objects.get_or_create(
            organisation=organisations[account.organisation],
            person=person,
            defaults={"role": account.role, "created_at": now},
        )
    for team in account.teams:
        TeamMembership.objects.get_or_create(
            team=team, person=person, defaults={"role": account.team_role, "created_at": now}
        )


def _accept_agreements(organisations: Mapping[str, Organisation], owners: Mapping[str, Person], now: datetime) -> None:
    for kind, text in _AGREEMENTS.items():
        version, _is_new = AgreementVersion.objects.get_or_create(
            kind=kind, number=1, defaults={"text": text, "published_at": now}
        )
        for slug, owner in owners.items():
            AgreementAcceptance.objects.get_or_create(
                organisation=organisations[slug], version=version, defaults={"by": owner, "at": now}
            )
