"""The roles that the identity provider of an organisation gives in the organisation."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from accounts.company_sign_in.claims import Subject
from accounts.company_sign_in.queries import has_verified_domain
from accounts.contributions import end_membership
from accounts.locks import locked_organisation
from accounts.models import Membership, Organisation, Person, SignInProvider
from accounts.queries import has_other_owner
from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, Role
from common.lookups import first_or_not_found


class OrganisationRoles(Struct, frozen=True, kw_only=True):
    row: SignInProvider

    @property
    def organisation_id(self) -> UUID:
        return self.row.organisation_id

    @property
    def is_enabled(self) -> bool:
        return self.row.is_enabled

    @property
    def uses_groups(self) -> bool:
        return bool(self.row.group_roles)

    def covers(self, address: str) -> bool:
        return has_verified_domain(self.organisation_id, address)

    def has_role_for(self, subject: Subject) -> bool:
        return self.row.organisation.is_active and self._role_for(subject) is not None

    def set_role(self, person: Person, subject: Subject, *, now: datetime) -> bool:
        membership = Membership.objects.filter(organisation_id=self.organisation_id, person=person).first()
        role = self._role_for(subject)
        if membership is None and role is not None and self.row.organisation.is_active:
            membership = _joined(self.row.organisation, person, role=role, now=now)
        elif membership is not None and self.row.group_roles and role != membership.role:
            membership = _changed(self.row, membership, role=role, now=now)
        return membership is not None

    def mark_tested(self, now: datetime) -> None:
        if self.row.tested_at is None:
            self.row.tested_at = now
            self.row.save(update_fields=["tested_at"])

    def _role_for(self, subject: Subject) -> Role | None:
        """The highest role of the groups; otherwise the default role, or None without one."""
        roles = [role for group, role in self.row.roles_by_group.items() if group in subject.groups]
        default = Role(self.row.default_role) if self.row.default_role else None
        return max(roles, default=default)


@in_transaction
def locked_organisation_roles(provider_id: UUID) -> OrganisationRoles:
    """The roles of the provider, with its organisation locked. Raises NotFound for a removed provider."""
    row = first_or_not_found(SignInProvider.objects.filter(pk=provider_id))
    organisation: Organisation = locked_organisation(row.organisation_id, active=False)
    row = first_or_not_found(SignInProvider.objects.filter(pk=provider_id))
    row.organisation = organisation
    return OrganisationRoles(row=row)


@in_transaction
def _joined(organisation: Organisation, person: Person, *, role: Role, now: datetime) -> Membership:
    membership = Membership.objects.create(organisation=organisation, person=person, role=role, created_at=now)
    _record_role("membership.join", membership, role=role, now=now)
    return membership


@in_transaction
def _changed(row: SignInProvider, membership: Membership, *, role: Role | None, now: datetime) -> Membership | None:
    """Set or remove the role. The last owner and the recovery owner keep theirs."""
    is_owner = membership.role == Role.OWNER
    if is_owner and (row.recovery_owner_id == membership.person_id or not has_other_owner(membership)):
        return membership
    if role is None:
        _record_role("membership.remove", membership, now=now)
        end_membership(membership)
        return None
    membership.role = role
    membership.save(update_fields=["role"])
    _record_role("membership.change-role", membership, role=role, now=now)
    return membership


def _record_role(verb: str, membership: Membership, *, role: Role | None = None, now: datetime) -> None:
    objects: dict[str, UUID | str | int] = {
        "organisation": membership.organisation_id,
        "person": membership.person_id,
        **({"role": role.name.lower()} if role else {}),
    }
    record_event(verb, by=SYSTEM, objects=objects, now=now)
