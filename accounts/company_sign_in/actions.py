"""Actions with which owners set up sign-in through the identity provider of their organisation."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from allauth.usersessions.models import UserSession
from msgspec import Struct

from accounts.company_sign_in.domain_checks import record_look_up
from accounts.company_sign_in.domains import has_record
from accounts.company_sign_in.errors import (
    DomainExists,
    DomainRecordMissing,
    DomainTaken,
    NoVerifiedDomain,
    ProviderMissing,
    ProviderUntested,
    RecoveryOwnerUnfit,
)
from accounts.company_sign_in.queries import people_who_must_use, recovery_candidates
from accounts.company_sign_in.sessions import sessions_at_provider
from accounts.guards import assert_admin_over, assert_owner_person
from accounts.locks import locked_organisation
from accounts.models import PROVIDER_SECRETS, Organisation, SignInDomain, SignInProvider
from accounts.second_factor import assert_key_owner
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.lookups import first_or_not_found

_SWITCHES = ("is_enabled", "is_required", "recovery_owner")


class ProviderValues(Struct, frozen=True, kw_only=True):
    """The values of the form. An empty secret keeps the stored one."""

    issuer: str
    client_id: str
    secret: str
    groups_claim: str
    group_roles: Mapping[str, Role]
    default_role: Role | None


@action
def save_provider(*, organisation_id: UUID, values: ProviderValues, by: Actor, now: datetime) -> SignInProvider:
    """Create or change the provider. It must be tried again after another issuer or client has been entered.

    Another issuer is another provider: the sessions that began at the earlier one end, but not those of the actor.
    Raises NotFound, NotAllowed, SecondFactorMissing, OrganisationSuspended, and ProviderMissing without a secret.
    """
    owner_id = assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    row = SignInProvider.objects.filter(organisation=organisation).first()
    row = row or SignInProvider(organisation=organisation, created_at=now)
    was_enabled = row.is_enabled
    if not values.secret and not row.encrypted_secret:
        raise ProviderMissing
    if row.issuer != values.issuer:
        _end_sessions(organisation_id, staying_id=owner_id)
    if (row.issuer, row.client_id) != (values.issuer, values.client_id):
        row.tested_at = None
        _turn_off(row)
    row.issuer, row.client_id, row.groups_claim = values.issuer, values.client_id, values.groups_claim
    row.group_roles = {group: role.value for group, role in values.group_roles.items()}
    row.default_role = values.default_role
    if values.secret:
        row.encrypted_secret = PROVIDER_SECRETS.encrypt(values.secret)
    row.save()
    _record("sign-in-provider.configure", organisation_id, by=by, now=now)
    if was_enabled and not row.is_enabled:
        _record("sign-in-provider.disable", organisation_id, by=by, now=now)
    return row


@action
def remove_provider(*, organisation_id: UUID, by: Actor, now: datetime) -> None:
    """Remove the provider, and end the sessions that began there, but not those of the actor.

    A second call changes nothing. Raises NotFound, NotAllowed, SecondFactorMissing.
    """
    owner_id = assert_key_owner(by, organisation_id)
    locked_organisation(organisation_id, active=False)
    removed, _rows = SignInProvider.objects.filter(organisation_id=organisation_id).delete()
    if removed:
        _end_sessions(organisation_id, staying_id=owner_id)
        _record("sign-in-provider.remove", organisation_id, by=by, now=now)


@action
def set_enabled(*, organisation_id: UUID, is_enabled: bool, by: Actor, now: datetime) -> SignInProvider:
    """Offer the provider to people with an address on a verified domain, or stop that.

    Raises NotFound, NotAllowed, SecondFactorMissing, OrganisationSuspended, ProviderMissing, ProviderUntested,
    NoVerifiedDomain.
    """
    assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    row = _provider_in(organisation)
    if row.is_enabled == is_enabled:
        return row
    if is_enabled and row.tested_at is None:
        raise ProviderUntested
    if is_enabled and not organisation.sign_in_domains.filter(verified_at__isnull=False).exists():
        raise NoVerifiedDomain
    row.is_enabled = is_enabled
    if not is_enabled:
        _turn_off(row)
    row.save(update_fields=_SWITCHES)
    _record(f"sign-in-provider.{'enable' if is_enabled else 'disable'}", organisation_id, by=by, now=now)
    return row


@action
def require_provider(*, organisation_id: UUID, recovery_owner_id: UUID, by: Actor, now: datetime) -> SignInProvider:
    """Require the provider for all members with an address on a verified domain, except for the recovery owner.

    Ends the sessions of these members, but not that of the actor. Raises NotFound, NotAllowed, SecondFactorMissing,
    OrganisationSuspended, ProviderMissing, ProviderUntested, RecoveryOwnerUnfit.
    """
    owner_id = assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    row = _provider_in(organisation)
    if not row.is_enabled:
        raise ProviderUntested
    if recovery_owner_id not in {person.pk for person in recovery_candidates(organisation_id)}:
        raise RecoveryOwnerUnfit
    is_new, row.is_required, row.recovery_owner_id = not row.is_required, True, recovery_owner_id
    row.save(update_fields=["is_required", "recovery_owner"])
    if is_new:
        staying = {owner_id, recovery_owner_id}
        affected = [person for person in people_who_must_use(organisation) if person.pk not in staying]
        for session in UserSession.objects.filter(user__in=affected):
            session.end()
    _record("sign-in-provider.require", organisation_id, person_id=recovery_owner_id, by=by, now=now)
    return row


@action
def stop_requiring(*, organisation_id: UUID, by: Actor, now: datetime) -> None:
    """Let members sign in with their passwords again. Owners may do this and, if they are locked out, admins.

    Raises NotFound, NotAllowed, ProviderMissing.
    """
    if by.belongs_to(organisation_id):
        assert_owner_person(by, organisation_id)
    else:
        assert_admin_over(by, organisation_id)
    row = _provider_in(locked_organisation(organisation_id, active=False))
    if row.is_required:
        row.is_required, row.recovery_owner = False, None
        row.save(update_fields=["is_required", "recovery_owner"])
        _record("sign-in-provider.stop-requiring", organisation_id, by=by, now=now)


@action
def add_domain(*, organisation_id: UUID, domain: str, by: Actor, now: datetime) -> SignInDomain:
    """Add a domain, which the organisation must verify. Raises NotFound, NotAllowed, SecondFactorMissing,
    OrganisationSuspended, DomainExists.
    """
    assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    row = SignInDomain(organisation=organisation, domain=domain, token=token_urlsafe(32), created_at=now)
    columns = "accounts_signindomain.organisation_id, accounts_signindomain.domain"
    with raises_if_violated("accounts_domain_once", columns, DomainExists(domain=domain)):
        row.save(force_insert=True)
    _record("sign-in-domain.add", organisation_id, domain=domain, by=by, now=now)
    return row


def verify_domain(*, organisation_id: UUID, domain_id: UUID, by: Actor, now: datetime) -> SignInDomain:
    """Look up the TXT record of the domain, outside the transaction, and store that the domain is verified.

    Raises NotFound, NotAllowed, SecondFactorMissing, DomainRecordMissing, DomainTaken.
    """
    assert_key_owner(by, organisation_id)
    row = first_or_not_found(SignInDomain.objects.filter(organisation_id=organisation_id, pk=domain_id))
    if not has_record(row.domain, row.token):
        raise DomainRecordMissing(domain=row.domain)
    record_look_up(domain_id=domain_id, was_found=True, now=now)
    return _mark_verified(organisation_id=organisation_id, domain_id=domain_id, by=by, now=now)


@action
def _mark_verified(*, organisation_id: UUID, domain_id: UUID, by: Actor, now: datetime) -> SignInDomain:
    locked_organisation(organisation_id)
    row = first_or_not_found(SignInDomain.objects.filter(organisation_id=organisation_id, pk=domain_id))
    if row.verified_at is None:
        row.verified_at = now
        error = DomainTaken(domain=row.domain)
        with raises_if_violated("accounts_domain_one_verified", "accounts_signindomain.domain", error):
            row.save(update_fields=["verified_at"])
        _record("sign-in-domain.verify", organisation_id, domain=row.domain, by=by, now=now)
    return row


@action
def remove_domain(*, organisation_id: UUID, domain_id: UUID, by: Actor, now: datetime) -> None:
    """Remove a domain. A second call changes nothing. Without a verified domain, the provider is turned off.

    Raises NotFound, NotAllowed, SecondFactorMissing.
    """
    assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id, active=False)
    row = SignInDomain.objects.filter(organisation=organisation, pk=domain_id).first()
    if row is None:
        return
    row.delete()
    _record("sign-in-domain.remove", organisation_id, domain=row.domain, by=by, now=now)
    provider = SignInProvider.objects.filter(organisation=organisation, is_enabled=True).first()
    if provider and not organisation.sign_in_domains.filter(verified_at__isnull=False).exists():
        _turn_off(provider)
        provider.save(update_fields=_SWITCHES)
        _record("sign-in-provider.disable", organisation_id, by=by, now=now)


def _turn_off(row: SignInProvider) -> None:
    row.is_enabled, row.is_required, row.recovery_owner = False, False, None


@in_transaction
def _end_sessions(organisation_id: UUID, *, staying_id: UUID) -> None:
    """End the sessions that began at the provider of the organisation, except those of one person."""
    for session in sessions_at_provider(organisation_id).exclude(user=staying_id):
        session.end()


@in_transaction
def _provider_in(organisation: Organisation) -> SignInProvider:
    row = SignInProvider.objects.filter(organisation=organisation).first()
    if row is None:
        raise ProviderMissing
    return row


def _record(
    verb: str,
    organisation_id: UUID,
    *,
    domain: str = "",
    person_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> None:
    more: dict[str, UUID | str | int] = {"domain": domain} if domain else {}
    if person_id:
        more["person"] = person_id
    record_event(verb, by=by, objects={"organisation": organisation_id, **more}, now=now)
