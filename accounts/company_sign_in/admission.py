"""Actions that decide about a verified account of an identity provider: who it is, and which role the person gets."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils.translation import get_language
from msgspec import Struct

from accounts.company_sign_in.claims import Subject
from accounts.company_sign_in.errors import (
    AccountClosed,
    AddressNotCovered,
    GroupsElsewhere,
    NoRoleInOrganisation,
    NoStaffRole,
    PasswordMissing,
    ProviderIdentityTaken,
    StaffAddressMissing,
)
from accounts.company_sign_in.organisation_roles import locked_organisation_roles
from accounts.company_sign_in.providers import STAFF_KEY, Provider
from accounts.company_sign_in.queries import needed_identity
from accounts.company_sign_in.roles import RolesAhead, RoleSource
from accounts.company_sign_in.staff_roles import StaffRoles
from accounts.guards import assert_person
from accounts.models import Person, ProviderIdentity
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor, ActorKind
from common.constraints import raises_if_violated
from common.errors import NotFound, SlipwayError, Stale
from common.lookups import first_or_not_found
from common.requests import parse_uuid

_STAFF_COLUMNS = "accounts_provideridentity.issuer, accounts_provideridentity.subject"
_COLUMNS = f"accounts_provideridentity.organisation_id, {_STAFF_COLUMNS}"


class AdmissionOutcome(StrEnum):
    """What follows from a verified account of the provider."""

    ADMITTED = "admitted"
    NEEDS_PROOF = "needs-proof"  # the address belongs to an account that is not connected yet
    NO_ROLE = "no-role"
    GROUPS_ELSEWHERE = "groups-elsewhere"  # too many to be sent, so roles stay as they are
    NOT_COVERED = "not-covered"  # no address on a verified domain
    CLOSED = "closed"


class Admission(Struct, frozen=True, kw_only=True):
    outcome: AdmissionOutcome
    person: Person | None = None


class ConnectedAccount(Struct, frozen=True, kw_only=True):
    """A connected account, and what the next sign-in with it does."""

    identity: ProviderIdentity
    outcome: AdmissionOutcome
    ahead: RolesAhead


def refusal(outcome: AdmissionOutcome, provider: Provider) -> SlipwayError:
    """The error that tells a person why the provider's account doesn't sign in."""
    is_staff = provider.key == STAFF_KEY
    errors: dict[AdmissionOutcome, type[SlipwayError]] = {
        AdmissionOutcome.NO_ROLE: NoStaffRole if is_staff else NoRoleInOrganisation,
        AdmissionOutcome.GROUPS_ELSEWHERE: GroupsElsewhere,
        AdmissionOutcome.NOT_COVERED: StaffAddressMissing if is_staff else AddressNotCovered,
        AdmissionOutcome.CLOSED: AccountClosed,
    }
    return errors[outcome](organisation=provider.name)


@action
def admit(*, provider_key: str, subject: Subject, now: datetime) -> Admission:
    """Find or create the account of the person, and set the role that the person's groups have.

    An account is only found by issuer and subject, never by address. Raises NotFound for a removed provider.
    """
    source = _locked_source(provider_key)
    if not source.is_enabled:
        return Admission(outcome=AdmissionOutcome.NO_ROLE)
    if subject.are_groups_elsewhere and source.uses_groups:
        return Admission(outcome=AdmissionOutcome.GROUPS_ELSEWHERE)
    identity = _identity(source, subject)
    if identity is None:
        return _admit_new(source, subject, now)
    if not identity.person.is_active:
        return Admission(outcome=AdmissionOutcome.CLOSED)
    identity.last_used_at = now
    identity.save(update_fields=["last_used_at"])
    return _admit(source, identity.person, subject=subject, now=now)


@action
def link_identity(*, provider_key: str, subject: Subject, by: Actor, now: datetime) -> ConnectedAccount:
    """Connect the account of the provider to the acting person, who has just signed in to both.

    The provider counts as tested afterwards. The role is set at the next sign-in; the outcome tells whether there will
    be one, even if the provider is not turned on yet. Raises NotFound, NotAllowed,
    ProviderIdentityTaken.
    """
    source = _locked_source(provider_key)
    person = first_or_not_found(Person.objects.filter(pk=assert_person(by), is_active=True))
    identity = _link(source, subject, person, by=by, now=now)
    source.mark_tested(now)
    ahead = source.roles_ahead(person, subject)
    outcome = AdmissionOutcome.ADMITTED if ahead.will_have_role else AdmissionOutcome.NO_ROLE
    if subject.are_groups_elsewhere and source.uses_groups:
        outcome = AdmissionOutcome.GROUPS_ELSEWHERE
    return ConnectedAccount(identity=identity, outcome=outcome, ahead=ahead)


@action
def link_by_mail(*, provider_key: str, subject: Subject, person_id: UUID, now: datetime) -> Admission:
    """Connect the account of the provider to the person who opened the link that was sent to the person's address.

    An address that nobody had confirmed is confirmed with that; the password of whoever entered it stops working.
    Raises NotFound, ProviderIdentityTaken.
    """
    source = _locked_source(provider_key)
    person = first_or_not_found(Person.objects.select_for_update().filter(pk=person_id, is_active=True))
    address = EmailAddress.objects.filter(user=person, email=subject.email).first()
    if address is None or not address.verified:
        _claim_address(person, address)
    _link(source, subject, person, by=Actor(kind=ActorKind.PERSON, id=person.pk), now=now)
    return _admit(source, person, subject=subject, now=now)


@action
def unlink(*, identity_id: UUID, by: Actor, now: datetime) -> None:
    """Disconnect an account of a provider from the actor.

    Raises NotFound, and PasswordMissing if the actor could not sign in any more.
    """
    person = first_or_not_found(Person.objects.select_for_update().filter(pk=assert_person(by)))
    identity = first_or_not_found(ProviderIdentity.objects.filter(pk=identity_id, person=person))
    if identity == needed_identity(person):
        raise PasswordMissing
    identity.delete()
    record_event("identity.unlink", by=by, objects=_objects(identity), now=now)


@in_transaction
def _admit_new(source: RoleSource, subject: Subject, now: datetime) -> Admission:
    if not subject.email or not source.covers(subject.email):
        return Admission(outcome=AdmissionOutcome.NOT_COVERED)
    # An address that somebody else has added to an account, but not confirmed, is not an address of that account.
    existing = Person.objects.filter(email=subject.email).first()
    existing = existing or Person.objects.filter(emailaddress__email=subject.email, emailaddress__verified=True).first()
    if existing:
        outcome = AdmissionOutcome.NEEDS_PROOF if existing.is_active else AdmissionOutcome.CLOSED
        return Admission(outcome=outcome, person=existing)
    if not source.has_role_for(subject):
        return Admission(outcome=AdmissionOutcome.NO_ROLE)
    person = _create_person(subject, now)
    _link(source, subject, person, by=SYSTEM, now=now)
    return _admit(source, person, subject=subject, now=now)


@in_transaction
def _admit(source: RoleSource, person: Person, *, subject: Subject, now: datetime) -> Admission:
    """Set the role, and admit the person if there is one."""
    has_role = source.set_role(person, subject, now=now)
    return Admission(outcome=AdmissionOutcome.ADMITTED if has_role else AdmissionOutcome.NO_ROLE, person=person)


@in_transaction
def _create_person(subject: Subject, now: datetime) -> Person:
    name = subject.name or subject.email.partition("@")[0]
    language = get_language() or settings.LANGUAGE_CODE
    with raises_if_violated("accounts_person_email", "accounts_person.email", Stale()):
        person = Person.objects.create_user(subject.email, None, name=name, language=language, created_at=now)
    EmailAddress.objects.create(user=person, email=subject.email, verified=True, primary=True)
    record_event("person.sign-up", by=SYSTEM, objects={"person": person.pk}, now=now)
    return person


@in_transaction
def _link(source: RoleSource, subject: Subject, person: Person, *, by: Actor, now: datetime) -> ProviderIdentity:
    identity = _identity(source, subject)
    if identity and identity.person_id == person.pk:
        return identity
    identity = ProviderIdentity(
        organisation_id=source.organisation_id,
        issuer=subject.issuer,
        subject=subject.subject,
        person=person,
        created_at=now,
        last_used_at=now,
    )
    name, columns = ("once", _COLUMNS) if source.organisation_id else ("staff_once", _STAFF_COLUMNS)
    with raises_if_violated(f"accounts_identity_{name}", columns, ProviderIdentityTaken()):
        identity.save(force_insert=True)
    record_event("identity.link", by=by, objects=_objects(identity), now=now)
    return identity


@in_transaction
def _claim_address(person: Person, address: EmailAddress | None) -> None:
    """Confirm the address, and end all access of whoever created the account without having confirmed it."""
    if address is None:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    else:
        address.verified = True
        address.save(update_fields=["verified"])
    person.set_unusable_password()
    person.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=person):
        session.end()


@in_transaction
def _locked_source(provider_key: str) -> RoleSource:
    """The roles of the provider with this key. Raises NotFound for a removed provider."""
    if provider_key == STAFF_KEY and settings.STAFF_ISSUER:
        return StaffRoles()
    provider_id = parse_uuid(provider_key)
    if provider_id is None:
        raise NotFound
    return locked_organisation_roles(provider_id)


def _identity(source: RoleSource, subject: Subject) -> ProviderIdentity | None:
    rows = ProviderIdentity.objects.filter(issuer=subject.issuer, subject=subject.subject)
    organisation_id = source.organisation_id
    rows = rows.filter(organisation_id=organisation_id) if organisation_id else rows.filter(organisation=None)
    return rows.select_related("person").first()


def _objects(identity: ProviderIdentity) -> dict[str, UUID | str | int]:
    organisation = {"organisation": identity.organisation_id} if identity.organisation_id else {}
    return {"person": identity.person_id, **organisation}
