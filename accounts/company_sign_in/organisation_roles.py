"""The roles that the identity provider of an organisation gives in the organisation."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from accounts.company_sign_in.claims import Subject
from accounts.company_sign_in.queries import has_verified_domain
from accounts.company_sign_in.roles import RolesAhead
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

    def roles_ahead(self, person: Person, subject: Subject) -> RolesAhead:
        membership = self._membership_of(person)
        following = self._following_role(membership, subject)
        current = Role(membership.role) if membership else None
        return RolesAhead(
            will_have_role=following is not None,
            current=current,
            following=following,
            are_groups_missing=self.uses_groups and not (subject.groups or subject.are_groups_elsewhere),
        )

    def set_role(self, person: Person, subject: Subject, *, now: datetime) -> bool:
        membership = self._membership_of(person)
        role = self._following_role(membership, subject)
        if membership is None and role is not None:
            _join(self.row.organisation, person, role=role, now=now)
        elif membership is not None and role != membership.role:
            _change(membership, role=role, now=now)
        return role is not None

    def mark_tested(self, now: datetime) -> None:
        if self.row.tested_at is None:
            self.row.tested_at = now
            self.row.save(update_fields=["tested_at"])

    def _membership_of(self, person: Person) -> Membership | None:
        return Membership.objects.filter(organisation_id=self.organisation_id, person=person).first()

    def _following_role(self, membership: Membership | None, subject: Subject) -> Role | None:
        """The role after a sign-in. The last owner and the recovery owner keep theirs."""
        if membership is None:
            return self._role_for(subject) if self.row.organisation.is_active else None
        is_recovery_owner = self.row.recovery_owner_id == membership.person_id
        is_fixed = membership.role == Role.OWNER and (is_recovery_owner or not has_other_owner(membership))
        return Role(membership.role) if is_fixed or not self.row.group_roles else self._role_for(subject)

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
def _join(organisation: Organisation, person: Person, *, role: Role, now: datetime) -> None:
    membership = Membership.objects.create(organisation=organisation, person=person, role=role, created_at=now)
    _record_role("membership.join", membership, role=role, now=now)


@in_transaction
def _change(membership: Membership, *, role: Role | None, now: datetime) -> None:
    if role is None:
        _record_role("membership.remove", membership, now=now)
        end_membership(membership)
        return
    membership.role = role
    membership.save(update_fields=["role"])
    _record_role("membership.change-role", membership, role=role, now=now)


def _record_role(verb: str, membership: Membership, *, role: Role | None = None, now: datetime) -> None:
    objects: dict[str, UUID | str | int] = {
        "organisation": membership.organisation_id,
        "person": membership.person_id,
        **({"role": role.name.lower()} if role else {}),
    }
    record_event(verb, by=SYSTEM, objects=objects, now=now)
