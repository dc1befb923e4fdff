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
from accounts.company_sign_in.errors import PasswordMissing, ProviderIdentityTaken
from accounts.company_sign_in.queries import has_verified_domain
from accounts.guards import assert_person
from accounts.locks import locked_organisation
from accounts.models import Membership, Organisation, Person, ProviderIdentity, SignInProvider
from accounts.queries import has_other_owner
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor, ActorKind, Role
from common.constraints import raises_if_violated
from common.errors import Stale
from common.lookups import first_or_not_found

_IDENTITY_COLUMNS = (
    "accounts_provideridentity.organisation_id, accounts_provideridentity.issuer, accounts_provideridentity.subject"
)


class AdmissionOutcome(StrEnum):
    """What follows from a verified account of the provider."""

    ADMITTED = "admitted"
    NEEDS_PROOF = "needs-proof"  # the address belongs to an account that is not connected yet
    NO_ROLE = "no-role"
    NOT_COVERED = "not-covered"  # no address on a verified domain
    CLOSED = "closed"


class Admission(Struct, frozen=True, kw_only=True):
    outcome: AdmissionOutcome
    person: Person | None = None


@action
def admit(*, provider_id: UUID, subject: Subject, now: datetime) -> Admission:
    """Find or create the account of the person, and set the role that the person's groups have.

    An account is only found by issuer and subject, never by address. Raises NotFound for a removed provider.
    """
    row = _locked_provider(provider_id)
    if not row.is_enabled:
        return Admission(outcome=AdmissionOutcome.NO_ROLE)
    identity = _identity(row, subject)
    if identity is None:
        return _admit_new(row, subject, now)
    if not identity.person.is_active:
        return Admission(outcome=AdmissionOutcome.CLOSED)
    identity.last_used_at = now
    identity.save(update_fields=["last_used_at"])
    return _admit(row, identity.person, subject=subject, now=now)


@action
def link_identity(*, provider_id: UUID, subject: Subject, by: Actor, now: datetime) -> ProviderIdentity:
    """Connect the account of the provider to the acting person, who has just signed in to both.

    The provider counts as tested afterwards. The role is set at the next sign-in. Raises NotFound, NotAllowed,
    ProviderIdentityTaken.
    """
    row = _locked_provider(provider_id)
    person = first_or_not_found(Person.objects.filter(pk=assert_person(by), is_active=True))
    identity = _link(row, subject, person, by=by, now=now)
    if row.tested_at is None:
        row.tested_at = now
        row.save(update_fields=["tested_at"])
    return identity


@action
def link_by_mail(*, provider_id: UUID, subject: Subject, person_id: UUID, now: datetime) -> Admission:
    """Connect the account of the provider to the person who opened the link that was sent to the person's address.

    An address that nobody had confirmed is confirmed with that; the password of whoever entered it stops working.
    Raises NotFound, ProviderIdentityTaken.
    """
    row = _locked_provider(provider_id)
    person = first_or_not_found(Person.objects.select_for_update().filter(pk=person_id, is_active=True))
    address = EmailAddress.objects.filter(user=person, email=subject.email).first()
    if address is None or not address.verified:
        _claim_address(person, address)
    _link(row, subject, person, by=_actor(person), now=now)
    return _admit(row, person, subject=subject, now=now)


@action
def unlink(*, identity_id: UUID, by: Actor, now: datetime) -> None:
    """Disconnect an account of a provider from the actor. Raises NotFound, and PasswordMissing without a password."""
    person = first_or_not_found(Person.objects.filter(pk=assert_person(by)))
    identity = first_or_not_found(ProviderIdentity.objects.filter(pk=identity_id, person=person))
    if not person.has_usable_password():
        raise PasswordMissing
    identity.delete()
    record_event("identity.unlink", by=by, objects=_objects(identity), now=now)


@in_transaction
def _admit_new(row: SignInProvider, subject: Subject, now: datetime) -> Admission:
    if not subject.email or not has_verified_domain(row.organisation_id, subject.email):
        return Admission(outcome=AdmissionOutcome.NOT_COVERED)
    # An address that somebody else has added to an account, but not confirmed, is not an address of that account.
    existing = Person.objects.filter(email=subject.email).first()
    existing = existing or Person.objects.filter(emailaddress__email=subject.email, emailaddress__verified=True).first()
    if existing:
        return Admission(outcome=AdmissionOutcome.NEEDS_PROOF, person=existing)
    if _role_for(row, subject) is None or not row.organisation.is_active:
        return Admission(outcome=AdmissionOutcome.NO_ROLE)
    person = _create_person(subject, now)
    _link(row, subject, person, by=SYSTEM, now=now)
    return _admit(row, person, subject=subject, now=now)


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
def _admit(row: SignInProvider, person: Person, *, subject: Subject, now: datetime) -> Admission:
    """Set the role, and admit the person if there is one."""
    membership = Membership.objects.filter(organisation_id=row.organisation_id, person=person).first()
    role = _role_for(row, subject)
    if membership is None and role is not None and row.organisation.is_active:
        membership = Membership.objects.create(organisation=row.organisation, person=person, role=role, created_at=now)
        _record_role("membership.join", membership, role=role, now=now)
    elif membership is not None and row.group_roles and role != membership.role:
        membership = _changed(row, membership, role=role, now=now)
    return Admission(outcome=AdmissionOutcome.ADMITTED if membership else AdmissionOutcome.NO_ROLE, person=person)


def _role_for(row: SignInProvider, subject: Subject) -> Role | None:
    """The highest role of the groups; otherwise the default role, or None without one."""
    roles = [role for group, role in row.roles_by_group.items() if group in subject.groups]
    default = Role(row.default_role) if row.default_role else None
    return max(roles, default=default)


@in_transaction
def _changed(row: SignInProvider, membership: Membership, *, role: Role | None, now: datetime) -> Membership | None:
    """Set or remove the role. The last owner and the recovery owner keep theirs."""
    is_owner = membership.role == Role.OWNER
    if is_owner and (row.recovery_owner_id == membership.person_id or not has_other_owner(membership)):
        return membership
    if role is None:
        _record_role("membership.remove", membership, now=now)
        membership.delete()
        return None
    membership.role = role
    membership.save(update_fields=["role"])
    _record_role("membership.change-role", membership, role=role, now=now)
    return membership


@in_transaction
def _link(row: SignInProvider, subject: Subject, person: Person, *, by: Actor, now: datetime) -> ProviderIdentity:
    identity = _identity(row, subject)
    if identity and identity.person_id == person.pk:
        return identity
    identity = ProviderIdentity(
        organisation_id=row.organisation_id,
        issuer=subject.issuer,
        subject=subject.subject,
        person=person,
        created_at=now,
        last_used_at=now,
    )
    with raises_if_violated("accounts_identity_once", _IDENTITY_COLUMNS, ProviderIdentityTaken()):
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
def _locked_provider(provider_id: UUID) -> SignInProvider:
    row = first_or_not_found(SignInProvider.objects.filter(pk=provider_id))
    organisation: Organisation = locked_organisation(row.organisation_id, active=False)
    row = first_or_not_found(SignInProvider.objects.filter(pk=provider_id))
    row.organisation = organisation
    return row


def _identity(row: SignInProvider, subject: Subject) -> ProviderIdentity | None:
    rows = ProviderIdentity.objects.filter(
        organisation_id=row.organisation_id, issuer=subject.issuer, subject=subject.subject
    )
    return rows.select_related("person").first()


def _record_role(verb: str, membership: Membership, *, role: Role | None = None, now: datetime) -> None:
    objects: dict[str, UUID | str | int] = {
        "organisation": membership.organisation_id,
        "person": membership.person_id,
        **({"role": role.name.lower()} if role else {}),
    }
    record_event(verb, by=SYSTEM, objects=objects, now=now)


def _objects(identity: ProviderIdentity) -> dict[str, UUID | str | int]:
    organisation = {"organisation": identity.organisation_id} if identity.organisation_id else {}
    return {"person": identity.person_id, **organisation}


def _actor(person: Person) -> Actor:
    return Actor(kind=ActorKind.PERSON, id=person.pk)
