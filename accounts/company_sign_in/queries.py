"""Queries about identity providers, their domains and who must use them."""

from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from msgspec import Struct

from accounts.company_sign_in.domains import domain_of_address
from accounts.company_sign_in.errors import RecoveryOwnerNeeded
from accounts.company_sign_in.providers import STAFF_KEY
from accounts.models import Membership, Organisation, Person, ProviderIdentity, SignInDomain, SignInProvider
from accounts.queries import has_second_factor
from common.actor import Role
from common.platform_policies import PLATFORM_NAME


class ProviderChoice(Struct, frozen=True, kw_only=True):
    """A provider that a person can or must choose: its key, and the name of its organisation or of the platform."""

    key: str
    name: str


def provider_row(organisation_id: UUID) -> SignInProvider | None:
    """The provider of the organisation, with the organisation and the recovery owner."""
    rows = SignInProvider.objects.select_related("organisation", "recovery_owner")
    return rows.filter(organisation_id=organisation_id).first()


def provider_for_address(address: str) -> SignInProvider | None:
    """The enabled provider of the organisation that has verified the domain of the address.

    It depends on the domain only, so that it does not reveal who has an account.
    """
    if not (domain := domain_of_address(address)):
        return None
    verified = SignInDomain.objects.filter(domain=domain, verified_at__isnull=False)
    rows = SignInProvider.objects.select_related("organisation")
    return rows.filter(is_enabled=True, organisation__in=verified.values("organisation")).first()


def has_verified_domain(organisation_id: UUID, address: str) -> bool:
    """Whether the organisation has verified the domain of the address."""
    return verified_domains(organisation_id, address).exists()


def verified_domains(organisation_id: UUID, address: str) -> QuerySet[SignInDomain]:
    """The domain of the address, if the organisation has verified it."""
    rows = SignInDomain.objects.filter(organisation_id=organisation_id, verified_at__isnull=False)
    return rows.filter(domain=domain_of_address(address))


def required_provider_of(person: Person) -> SignInProvider | None:
    """The provider that the person must use to sign in: that of an organisation to which the person belongs, and which
    has verified the domain of one of the person's addresses.

    None for the recovery owner with a second factor, who may use a password.
    """
    rows = SignInProvider.objects.select_related("organisation")
    rows = rows.filter(is_required=True, organisation__memberships__person=person)
    for row in rows.order_by("created_at"):
        is_recovery_owner = row.recovery_owner_id == person.pk and has_second_factor(person.pk)
        if not is_recovery_owner and any(
            has_verified_domain(row.organisation_id, address) for address in _addresses(person)
        ):
            return row
    return None


def provider_that_needs(address: EmailAddress) -> SignInProvider | None:
    """The provider because of which the person must keep the address: without it, a password would be enough."""
    rows = SignInProvider.objects.select_related("organisation")
    rows = rows.filter(is_required=True, organisation__memberships__person=address.user_id)
    return next((row for row in rows if has_verified_domain(row.organisation_id, address.email)), None)


def required_sign_in(person: Person) -> ProviderChoice | None:
    """The provider that the person must use: that of staff, or one that an organisation requires."""
    if settings.STAFF_ISSUER and is_staff(person) and not person.is_recovery_admin:
        return _staff_choice()
    row = required_provider_of(person)
    return _choice(row) if row else None


def connectable_providers(person: Person) -> list[ProviderChoice]:
    """The providers of the person's organisations and, for staff, that of staff, without those already connected."""
    connected = set(ProviderIdentity.objects.filter(person=person).values_list("organisation_id", flat=True))
    rows = SignInProvider.objects.select_related("organisation").filter(organisation__memberships__person=person)
    choices = [_choice(row) for row in rows.filter(is_enabled=True) if row.organisation_id not in connected]
    if settings.STAFF_ISSUER and None not in connected and is_staff(person):
        choices.append(_staff_choice())
    return choices


def is_staff(person: Person) -> bool:
    """Whether the person is an admin or a member of a staff team, whatever the session allows."""
    return person.is_admin or person.team_memberships.exists()


def people_who_must_use(organisation: Organisation) -> list[Person]:
    """The members with an address on a domain that the organisation has verified."""
    people = Person.objects.filter(memberships__organisation=organisation, is_active=True)
    return [
        person
        for person in people
        if any(has_verified_domain(organisation.pk, address) for address in _addresses(person))
    ]


def recovery_candidates(organisation_id: UUID) -> list[Person]:
    """The owners who have set up two-factor authentication, by name."""
    rows = Membership.objects.filter(organisation_id=organisation_id, role=Role.OWNER, person__is_active=True)
    people = [row.person for row in rows.select_related("person").order_by(Lower("person__name"), "pk")]
    return [person for person in people if has_second_factor(person.pk)]


def assert_no_recovery_owner(person_id: UUID, *, organisation_id: UUID | None = None) -> None:
    """Raises RecoveryOwnerNeeded for the recovery owner of the organisation or, without one, of any organisation."""
    rows = SignInProvider.objects.filter(recovery_owner_id=person_id)
    if (rows.filter(organisation_id=organisation_id) if organisation_id else rows).exists():
        raise RecoveryOwnerNeeded


def identities_of(person_id: UUID) -> QuerySet[ProviderIdentity]:
    """The accounts of the person at identity providers, with their organisations, the oldest first."""
    rows = ProviderIdentity.objects.filter(person_id=person_id).select_related("organisation")
    return rows.order_by("created_at", "pk")


def needed_identity(person: Person) -> ProviderIdentity | None:
    """The account at a provider without which the person could not sign in any more.

    That is the only one whose provider is turned on, for a person without a password and without a passkey.
    """
    has_passkey = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()
    if has_passkey or person.has_usable_password():
        return None
    working = list(_working_identities(person)[:2])
    return working[0] if len(working) == 1 else None


def can_sign_in_by(person: Person, signed_in_by: str) -> bool:
    """Whether the provider (`Provider.signed_in_by`) is still turned on, and the person has an account there."""
    is_there = Q(organisation=None) if signed_in_by == STAFF_KEY else Q(organisation=signed_in_by)
    return _working_identities(person).filter(is_there).exists()


def domains_of(organisation_id: UUID) -> QuerySet[SignInDomain]:
    """The organisation's domains, by name."""
    return SignInDomain.objects.filter(organisation_id=organisation_id).order_by("domain")


def _working_identities(person: Person) -> QuerySet[ProviderIdentity]:
    """The accounts of the person at providers that are turned on."""
    is_of_provider = Q(issuer=OuterRef("issuer"), organisation=OuterRef("organisation"), is_enabled=True)
    is_working = Q(Exists(SignInProvider.objects.filter(is_of_provider)))
    if settings.STAFF_ISSUER:
        is_working |= Q(organisation=None, issuer=settings.STAFF_ISSUER)
    return ProviderIdentity.objects.filter(is_working, person=person)


def _choice(row: SignInProvider) -> ProviderChoice:
    return ProviderChoice(key=str(row.pk), name=row.organisation.name)


def _staff_choice() -> ProviderChoice:
    return ProviderChoice(key=STAFF_KEY, name=PLATFORM_NAME.value)


def _addresses(person: Person) -> set[str]:
    return {person.email, *EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)}
